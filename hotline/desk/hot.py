"""热点 on the desk: the board beside the mass events, one event with its cases and what is decided.

Counts are those of the cases within the reader's sight. Merging from here is a command for each
case, as from its own page: what is refused is counted and stays as it was.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hotline.desk import rows
from hotline.desk.case import missing
from hotline.desk.choices import case_id as by_number
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling.queries import Listed
from hotline.oversight.hot import actions, queries
from hotline.oversight.hot.queries import HotShown
from hotline.rules.case import commands as c
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.oversight import hot
from hotline.rules.refusal import Refusal
from hotline.rules.text import Said, say
from hotline.rules.words import CaseStage
from hotline.web.permission import page
from hotline.web.reading import is_id

MERGEABLE = frozenset({CaseStage.REGISTERED, CaseStage.ACCEPTED, CaseStage.HANDLING})
HEADS = frozenset({CaseStage.ACCEPTED, CaseStage.HANDLING})


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a curve, drawn 8 wide and at most 40 high."""

    x: int
    y: int
    height: int
    day: Any
    n: int


class HotLine(msgspec.Struct, frozen=True, kw_only=True):
    """A hot event as the board and its page show it."""

    id: str
    name: str
    state: str
    waits: bool
    why: Said
    row: Any
    cases: int
    open: int
    bars: tuple[Bar, ...]
    units: tuple[tuple[str, int], ...]
    areas: tuple[tuple[str, int], ...]
    topic: str
    area: str


def board(desk: Desk) -> list[HotLine]:
    """The hot events of late, those that wait for a decision first."""
    found = [_line(desk, one) for one in queries.board(desk.who)]
    return sorted(found, key=lambda one: not one.waits)


@page(permission="case.read")
@staff
def event(request: HttpRequest, desk: Desk, event_id: UUID) -> HttpResponse:
    """One hot event: why it was raised, its curve, its cases, and what may be decided."""
    return _event_page(request, desk, event_id)


@page(permission="case.read")
@staff
@require_POST
def decide(request: HttpRequest, desk: Desk, event_id: UUID) -> HttpResponse:
    """What somebody decides about it."""
    if not queries.sees(desk.who, event_id):
        return missing(request, desk)
    typed = request.POST
    key = typed.get("key", "")
    if typed.get("act") == "merge":
        return _merge(request, desk, event_id)
    command = _command(desk, typed)
    outcome: Any = command
    if not isinstance(command, Refusal):
        outcome = actions.decide(desk.by(key), event_id, command)
    if isinstance(outcome, Refusal):
        return _event_page(request, desk, event_id, outcome)
    gone = isinstance(command, hot.DismissHot)
    return HttpResponseRedirect(reverse("desk:events") if gone else _url(event_id))


def _command(desk: Desk, typed: Mapping[str, Any]) -> hot.HandCommand | Refusal:
    case = typed.get("case", "")
    match typed.get("act"):
        case "confirm":
            return hot.ConfirmHot()
        case "dismiss":
            return hot.DismissHot(reason=typed.get("reason", ""))
        case "remove" if is_id(case):
            return hot.ChangeMembers(removed=(case,))
        case "governance":
            return hot.LeadOn(governance=typed.get("governance", "")[:200])
        case _:
            other = by_number(desk.who, typed.get("number", ""), "number")
            return other if isinstance(other, Refusal) else hot.ChangeMembers(added=(other,))


def _merge(request: HttpRequest, desk: Desk, event_id: UUID) -> HttpResponse:
    """Merges what was ticked under the case that was chosen; what was refused is told with why."""
    typed = request.POST
    head, chosen = typed.get("head", ""), list(filter(is_id, typed.getlist("pick")))
    found = actions.merge(desk.by(typed.get("key", "")), event_id, head, chosen)
    if isinstance(found, Refusal):
        return _event_page(request, desk, event_id, found)
    if found.refused:
        return _event_page(request, desk, event_id, merged=found)
    return HttpResponseRedirect(f"{_url(event_id)}?{urlencode({'merged': len(found.done)})}")


def _merges(case: Any) -> bool:
    return case.stage in MERGEABLE and not case.children


def _event_page(
    request: HttpRequest,
    desk: Desk,
    event_id: UUID,
    refusal: Refusal | None = None,
    merged: actions.Merged | None = None,
) -> HttpResponse:
    found = queries.event(desk.who, event_id)
    if found is None:
        return missing(request, desk)
    shown, lines = found
    may_merge = bool(BY_COMMAND[c.Merge].roles & desk.actor.roles)
    done = len(merged.done) if merged else request.GET.get("merged", "")
    numbers = {str(line.case.id): line.case.number for line in lines}
    refused = merged.refused if merged else ()
    context = {
        "one": _line(desk, shown),
        "lines": _cases(desk, shown, lines, may_merge),
        "head_url": rows.case_url(head) if (head := str(shown.row.head or "")) in numbers else "",
        "decides": bool(frozenset(hot.DECIDERS) & desk.actor.roles),
        "merges": may_merge and _mergeable(lines),
        "merged": done if str(done).isdecimal() else "",
        "refused": [(numbers.get(case, ""), why.whole) for case, why in refused],
        "refusal": refusal,
        "typed": request.POST,
        "key": rows.key(),
        "because": queries.dismissed_because(desk.who, event_id)
        if shown.row.state == hot.HotState.DISMISSED
        else "",
    }
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/hot.html", "events", context, status)


def _mergeable(lines: Sequence[Listed]) -> bool:
    """Whether one of them can head another that can be merged."""
    heads = {line.case.id for line in lines if line.case.stage in HEADS}
    return any(heads - {line.case.id} for line in lines if _merges(line.case))


def _cases(
    desk: Desk, shown: HotShown, lines: Sequence[Listed], may_merge: bool
) -> list[dict[str, Any]]:
    """Its cases with what may become of them: the head is that of before, else the oldest that
    can be one, and all that can be merged are ticked."""
    head = str(shown.row.head or "")
    can_head = [str(line.case.id) for line in lines if line.case.stage in HEADS]
    chosen = head if head in can_head else can_head[-1] if can_head else ""
    return [
        {
            "row": rows.row(desk, line),
            "is_head": str(line.case.id) == head,
            "heads": may_merge and line.case.stage in HEADS,
            "chosen": str(line.case.id) == chosen,
            "merges": may_merge and _merges(line.case),
        }
        for line in lines
    ]


def _url(event_id: UUID) -> str:
    return reverse("desk:hot", args=[event_id])


def _why(desk: Desk, shown: HotShown) -> Said:
    """Why it was raised: figures of the whole city, and so only for who sees the whole."""
    row = shown.row
    if not desk.who.sight.whole_city:
        return say("可见范围内{cases}件", cases=shown.cases)
    figures = {"days": row.days, "people": row.people, "seen": row.seen}
    usual = f"{row.expected:.2g}"
    if row.lift > 1:
        return say(
            "{days}天内{people}人反映{seen}件，通常{expected}件（已计入全市诉求为平时的{lift}倍）",
            **figures,
            expected=usual,
            lift=f"{row.lift:.1f}",
        )
    return say("{days}天内{people}人反映{seen}件，通常{expected}件", **figures, expected=usual)


def _line(desk: Desk, shown: HotShown) -> HotLine:
    world, row = desk.who.world, shown.row
    peak = max((n for _, n in shown.days), default=0) or 1
    heights = [(day, n, -(-40 * n // peak)) for day, n in shown.days]
    topic = world.topics.get(row.topic, row.topic)
    return HotLine(
        id=str(row.id),
        name=shown.name or topic or say("热点"),
        state=rows.zh(hot.HotState, row.state),
        waits=row.state == hot.HotState.RAISED,
        why=_why(desk, shown),
        row=row,
        cases=shown.cases,
        open=shown.open,
        bars=tuple(
            Bar(x=at * 10, y=40 - high, height=high, day=day, n=n)
            for at, (day, n, high) in enumerate(heights)
        ),
        units=tuple((world.units.name(unit), n) for unit, n in shown.units),
        areas=tuple((world.areas.get(area, area), n) for area, n in shown.areas),
        topic=topic,
        area=world.areas.get(row.area, row.area),
    )
