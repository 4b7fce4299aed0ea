"""治理专题: the board of topics, and one topic with its plan, its reports and its effect.

A topic is opened from what is frequent: the overview and every case lead here with topic and area
filled in. Its effect is a curve of cases a week, before and after, beside the share of all.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline import ledger
from hotline.desk.admin.asking import (
    Ask,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    text,
    why_not,
)
from hotline.desk.case import missing
from hotline.desk.choices import AREAS, TOPICS, UNITS, lists, resolve, written
from hotline.desk.gate import Desk, staff
from hotline.ledger import Recorded
from hotline.ledger.ids import uuid7
from hotline.oversight.governance import actions, queries
from hotline.people.by import By
from hotline.rules.oversight import governance as g
from hotline.rules.oversight.governance import Governance
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.web.permission import page

DID = {
    "governance-open": say("专题已立项。"),
    "governance-report": say("进展已记录。"),
    "governance-close": say("专题已结项。"),
}
_BETWEEN = re.compile(r"[、，,\n]")  # not said: what stands between names that people type
_LINE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s+(.+)")
HIGH = 120


@page(permission="governance.read")
@staff
def board(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Topics the reader may see, what is late on top; a form to open one."""
    made: list[UUID] = []
    found = carry_out(
        request,
        desk,
        {"governance-open": lambda by, typed: _open(desk, by, typed, made)},
        lambda: reverse("desk:governance-one", args=[made[0]]),
    )
    if isinstance(found, HttpResponse):
        return found
    world, today = desk.who.world, desk.who.world.calendar.local(desk.who.now).date()
    context = {
        "lines": [
            {
                "one": row,
                "about": about(desk, row.topic, row.area),
                "lead": world.units.name(row.units[0]),
                "late": row.next_by is not None and row.next_by < today,
            }
            for row in queries.topics(desk.who)
        ],
        "choices": lists(world, UNITS, TOPICS, AREAS),
        "watermarked": True,
    }
    return show_admin(
        request, desk, "governance", "governance", context,
        tried=found, asks=[_open_ask(request, desk)],
    )  # fmt: skip


def about(desk: Desk, topic: str, area: str) -> str:
    """What a topic is about, in words."""
    world = desk.who.world
    parts = (world.topics.get(topic, topic), world.areas.get(area, area))
    return joined("　", (part for part in parts if part))


def _open_ask(request: HttpRequest, desk: Desk) -> Ask:
    world = desk.who.world
    topic, area = request.GET.get("topic", ""), request.GET.get("area", "")
    typed = g.OpenGovernance(name="x", lead="")
    refusal = why_not(g.decide(Governance(), typed, office(desk)))
    return Ask(
        name="governance-open",
        title=say("立一个专题"),
        submit=say("立项"),
        hint=say("计划一行一步，先写日期：2026-04-01 排查清单。事项和区域都含下级。"),
        fields=(
            field("name", say("专题名称"), required=True, longest=100),
            field("topic", say("事项"), listed=TOPICS, value=written(world, TOPICS, topic)),
            field("area", say("区域"), listed=AREAS, value=written(world, AREAS, area)),
            field("lead", say("牵头单位"), listed=UNITS, required=True),
            field("co_units", say("配合单位（顿号隔开）"), longest=500),
            field("measures", say("治理措施"), "area", required=True, longest=g.WORDS),
            field("steps", say("分步计划"), "area", required=True, longest=4000),
        ),
        open=bool(topic or area),
        closed=refusal if refusal and refusal.code is Code.WRONG_ROLE else None,
    )


def _open(desk: Desk, by: By, typed: Typed, made: list[UUID]) -> object:
    world = desk.who.world
    found: dict[str, str] = {}
    for name, kind in (("topic", TOPICS), ("area", AREAS), ("lead", UNITS)):
        code = resolve(world, kind, text(typed, name), name)
        if isinstance(code, Refusal):
            return code
        found[name] = code
    others = []
    for name in filter(None, _BETWEEN.split(text(typed, "co_units"))):
        code = resolve(world, UNITS, name, "co_units")
        if isinstance(code, Refusal):
            return code
        others.append(code)
    steps = _steps(text(typed, "steps"))
    if isinstance(steps, Refusal):
        return steps
    made.append(uuid7(ledger.clock.wall()))
    command = g.OpenGovernance(
        name=text(typed, "name"),
        co_units=tuple(others),
        measures=text(typed, "measures"),
        steps=steps,
        **found,
    )
    return actions.act(by, made[0], command)


def _steps(typed: str) -> tuple[g.Step, ...] | Refusal:
    """A day and a step in each line."""
    found = []
    for line in filter(None, map(str.strip, typed.splitlines())):
        read = _LINE.fullmatch(line)
        try:
            day = date(int(read[1]), int(read[2]), int(read[3])) if read else None
        except ValueError:
            day = None
        if read is None or day is None:
            return Refusal(
                code=Code.INVALID,
                message=say("这一行看不懂：“{line}”。", line=line[:40]),
                advice=say("每行先写日期再写步骤，如 2026-04-01 排查清单。"),
                field="steps",
            )
        found.append(g.Step(by=day, what=read[4]))
    return tuple(found)


@page(permission="governance.read")
@staff
def topic(request: HttpRequest, desk: Desk, governance_id: UUID) -> HttpResponse:
    """One topic: plan, reports, effect; who takes part reports, the management closes."""
    known = queries.one(desk.who, governance_id)
    if known is None:
        return missing(request, desk)
    where = reverse("desk:governance-one", args=[governance_id])
    dos = {
        "governance-report": lambda by, typed: actions.act(by, governance_id, _report(typed)),
        "governance-close": lambda by, typed: actions.act(
            by, governance_id, g.CloseGovernance(result=text(typed, "result"))
        ),
    }
    found = carry_out(request, desk, dos, where)
    if isinstance(found, HttpResponse):
        return found
    context = _told(desk, *known)
    did = DID.get(request.GET.get("did", ""), "")
    context |= {"done": did} if did else {}
    return show_admin(
        request, desk, "governance_one", "governance", context,
        tried=found, asks=_asks(desk, known[0]),
    )  # fmt: skip


def _told(desk: Desk, state: Governance, events: Sequence[Recorded]) -> dict[str, Any]:
    """The topic as the page tells it."""
    world, weeks = desk.who.world, queries.weeks(desk.who, state)
    late = state.late(world.calendar.local(desk.who.now).date())
    return {
        "state": state,
        "about": about(desk, state.topic, state.area),
        "lead": world.units.name(state.lead),
        "co_units": joined("、", map(world.units.name, state.co_units)),
        "steps": [(n, step, step in late) for n, step in enumerate(state.steps, start=1)],
        "late": len(late),
        "measures": _sealed(events, g.GovernanceOpened, "measures"),
        "result": _sealed(events, g.GovernanceClosed, "result"),
        "reports": _reports(desk, events),
        "curve": _curve(weeks, state, desk),
        "effect": _said(queries.measured(desk.who, state, weeks)),
        "least": g.LEAST_WEEKS,
        "cases": f"{reverse('desk:find')}?{_search(state)}",
        "watermarked": True,
    }


def _search(state: Governance) -> str:
    return urlencode({k: v for k, v in (("topic", state.topic), ("area", state.area)) if v})


def _report(typed: Typed) -> g.ReportProgress:
    step = text(typed, "step")
    return g.ReportProgress(words=text(typed, "words"), step=int(step) if step.isdecimal() else 0)


def _asks(desk: Desk, state: Governance) -> list[Ask]:
    if state.closed_at:
        return []
    undone = tuple(
        (str(n), say("第 {n} 步：{what}", n=n, what=step.what[:30]))
        for n, step in enumerate(state.steps, start=1)
        if step.done_at is None
    )
    tried = g.decide(state, g.ReportProgress(words="x"), office(desk))
    report = Ask(
        name="governance-report",
        title=say("报进展"),
        submit=say("提交进展"),
        fields=(
            field("words", say("进展"), "area", required=True, longest=g.WORDS),
            field("step", say("完成了哪一步"), "select", choices=(("0", say("没有")), *undone)),
        ),
        closed=why_not(tried),
        open=True,
    )
    close = Ask(
        name="governance-close",
        title=say("结项"),
        submit=say("结项"),
        fields=(field("result", say("治理结果"), "area", required=True, longest=g.WORDS),),
        closed=why_not(g.decide(state, g.CloseGovernance(result="x"), office(desk))),
    )
    return [report, close]


def _sealed(events: Sequence[Recorded], kind: type, name: str) -> str:
    """Words of the last event of that kind, "" where there is none or they were erased."""
    found = [one for one in events if isinstance(one.event, kind) and one.sealed is not None]
    return getattr(found[-1].event, name) if found else ""


def _reports(desk: Desk, events: Sequence[Recorded]) -> list[dict[str, Any]]:
    units = desk.who.world.units
    return [
        {
            "at": one.event.at,
            "unit": units.name(one.event.unit),
            "who": one.envelope.actor_name,
            "step": one.event.step,
            "words": one.event.words if one.sealed is not None else "",
        }
        for one in reversed(events)
        if isinstance(one.event, g.ProgressReported)
    ]


def _curve(weeks: Sequence[queries.Week], state: Governance, desk: Desk) -> dict[str, Any]:
    """Bars of cases a week and a line of their share, to be drawn; the opening week is marked."""
    opened = desk.who.world.calendar.local(state.opened_at or desk.who.now).date()
    most = max((week.cases for week in weeks), default=0) or 1
    bars = []
    for n, week in enumerate(weeks):
        high = round(week.cases * HIGH / most)
        marked = week.monday <= opened < date.fromordinal(week.monday.toordinal() + 7)
        bars.append({"week": week, "x": n * 20, "y": HIGH - high, "high": high, "opened": marked})
    return {"bars": bars, "wide": len(weeks) * 20, "high": HIGH, "most": most}


def _said(found: g.Effect | None) -> dict[str, Any] | None:
    """The comparison in figures that a page prints."""
    if found is None:
        return None

    def percent(value: float | None) -> str:
        return "–" if value is None else f"{value * 100:.1f}%"

    return {
        "weeks": found.weeks,
        "before": f"{found.before:.1f}",
        "after": f"{found.after:.1f}",
        "share_before": percent(found.share_before),
        "share_after": percent(found.share_after),
        "change": percent(found.change).replace("-", "−"),
        "fell": found.after < found.before,
        "only_all": found.after < found.before
        and (found.share_after or 0) >= (found.share_before or 0),
    }
