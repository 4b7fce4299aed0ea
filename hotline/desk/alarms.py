"""热点与查重设置: when the city is told of hot matters and of duplicates, tried before it is kept.

One sees what holds, tries other figures on the last thirty days, and keeps them with a reason. What
was tried is what is kept: figures changed after the trial are tried again.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk import rows
from hotline.desk.admin.queries import names
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling.alike.alarms import actions, queries
from hotline.oversight.hot.trying.queries import DAYS, rehearsed
from hotline.rules.oversight.unusual import HotLimits, Rehearsed
from hotline.rules.reference import alarms
from hotline.rules.reference.alarms import Alarms, AlikeLimits, SetAlarms
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page

MOST_SHOWN = 40
PERCENT = frozenset({"chance", "least"})
"""Fields that people write in per cent."""
HINTS = {
    "window": say("天；这些天内的同类诉求合在一起看"),
    "weeks": say("周；往常多少件，由前几周同样的星期几得出"),
    "fewest": say("件，也是人数；少于此不算热点"),
    "times": say("倍；至少达到往常的几倍"),
    "chance": say("%；偶然出现这么多的机会低于此才算。越小误报越少，发现也越晚"),
    "quiet": say("天；这么久没有新的同类诉求，再来就另起一个热点，被排除的也不再记"),
    "of_topic": say("件；文字和地点不同、只有事项与区相同时，一天内几件才算；0为不看"),
    "least": say("%；登记时达到此分的旧单才列为可能重复"),
    "days": say("天；已办结的旧单回看多久，未办结的总是比对"),
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One field: what holds is `held`, what stands in it `value`."""

    name: str
    label: str
    hint: str
    held: str
    value: str
    least: str
    most: str
    wrong: bool


class Would(msgspec.Struct, frozen=True, kw_only=True):
    """One event that the tried settings would have raised, or no longer would."""

    at: Any
    topic: str
    area: str
    seen: int
    people: int
    expected: str
    lift: str
    fresh: bool


@page(permission="events.settings")
@staff
def settings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What holds, what other figures would have raised, keeping them, and all changes before."""
    held = queries.alarms_of(desk.actor.city, desk.who.world.reference)
    act, typed = request.POST.get("act", ""), request.POST
    asked = _asked(typed) if act in ("try", "save") else held
    refusal = asked if isinstance(asked, Refusal) else None
    if act == "reset":
        asked = Alarms()
    if act in ("save", "reset") and isinstance(asked, Alarms):
        refusal = _untried(typed, asked) if act == "save" else None
        refusal = refusal or _keep(desk, typed, asked)
        if refusal is None:
            return HttpResponseRedirect(reverse("desk:events-settings") + "?kept=1")
    context = {
        "hot": _lines(alarms.HOT, held.hot, asked, typed, refusal),
        "alike": _lines(alarms.ALIKE, held.alike, asked, typed, refusal),
        "standard": (held.hot, held.alike) == (HotLimits(), AlikeLimits()),
        "keeps": bool(frozenset(alarms.KEEPERS) & desk.actor.roles),
        "refusal": refusal,
        "reason": typed.get("reason", ""),
        "kept": "kept" in request.GET and not refusal,
        "history": _history(desk),
        "days": DAYS,
        "key": rows.key(),
    }
    if act in ("try", "save") and isinstance(asked, Alarms):
        context |= _tried(desk, held, asked)
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/events_settings.html", "events-settings", context, status)


def _asked(typed: Mapping[str, Any]) -> Alarms | Refusal:
    """What was typed, or what in it is no number."""
    found: dict[str, dict[str, float]] = {"hot": {}, "alike": {}}
    for part, fields in (("hot", alarms.HOT), ("alike", alarms.ALIKE)):
        for name, bounds in fields.items():
            value = str(typed.get(name, "")).strip()
            if len(value) > 12 or not value.replace(".", "", 1).isdecimal():
                return Refusal(
                    code=Code.INVALID,
                    message=say("{label}“{value}”不是数字。", label=bounds.label, value=value[:20]),
                    advice=say("请重新填写。"),
                    field=name,
                )
            number = float(value)
            found[part][name] = round(number / 100, 8) if name in PERCENT else number
    try:
        asked = msgspec.convert(found, Alarms, strict=False)
    except msgspec.ValidationError:
        return Refusal(
            code=Code.INVALID, message=say("天数、周数和件数应是整数。"), advice=say("请重新填写。")
        )
    return alarms.bounded(asked.hot, asked.alike) or asked


def _untried(typed: Mapping[str, Any], asked: Alarms) -> Refusal | None:
    if typed.get("tried") == _mark(asked):
        return None
    return Refusal(
        code=Code.MISSING,
        message=say("试算之后又改了数字。"),
        advice=say("下面是按现在的数字重新试算的，请看过再保存。"),
    )


def _keep(desk: Desk, typed: Mapping[str, Any], asked: Alarms) -> Refusal | None:
    command = SetAlarms(hot=asked.hot, alike=asked.alike, reason=typed.get("reason", "").strip())
    found = actions.set_alarms(desk.by(typed.get("key", "")), command)
    return found if isinstance(found, Refusal) else None


def _mark(asked: Alarms) -> str:
    return msgspec.json.encode((asked.hot, asked.alike)).hex()


def _tried(desk: Desk, held: Alarms, asked: Alarms) -> dict[str, Any]:
    """The trial: only for who sees the whole city, for its counts are of the whole city."""
    if not desk.who.sight.whole_city:
        return {"blind": True, "mark": _mark(asked)}
    found = rehearsed(desk.who, held, asked)
    before = {case for one in found.now for case in one.cases}
    after = {case for one in found.then for case in one.cases}
    return {
        "found": found,
        "mark": _mark(asked),
        "changes": (asked.hot, asked.alike) != (held.hot, held.alike),
        "would": [_would(desk, one, before) for one in reversed(found.then[-MOST_SHOWN:])],
        "gone": [
            _would(desk, one, after)
            for one in reversed(found.now)
            if after.isdisjoint(one.cases)
        ][:MOST_SHOWN],
        "more": max(0, len(found.then) - MOST_SHOWN),
    }  # fmt: skip


def _would(desk: Desk, one: Rehearsed, others: set[str]) -> Would:
    world, figures = desk.who.world, one.figures
    return Would(
        at=one.at,
        topic=world.topics.get(one.topic, one.topic),
        area=world.areas.get(one.area, one.area),
        seen=len(one.cases),
        people=figures.people,
        expected=f"{figures.expected:.2g}",
        lift=f"{figures.lift:.1f}" if figures.lift > 1 else "",
        fresh=others.isdisjoint(one.cases),
    )


def _lines(
    fields: Mapping[str, alarms.Bounds],
    held: Any,
    asked: Alarms | Refusal,
    typed: Mapping[str, Any],
    refusal: Refusal | None,
) -> list[Line]:
    def written(part: Any, name: str) -> str:
        value = getattr(part, name) * (100 if name in PERCENT else 1)
        return f"{value:.6g}"

    part = None
    if isinstance(asked, Alarms):
        part = asked.hot if isinstance(held, HotLimits) else asked.alike
    return [
        Line(
            name=name,
            label=bounds.label,
            hint=HINTS[name],
            held=written(held, name),
            value=written(part, name) if part else str(typed.get(name, ""))[:20],
            least=f"{bounds.least * (100 if name in PERCENT else 1):.6g}",
            most=f"{bounds.most * (100 if name in PERCENT else 1):.6g}",
            wrong=refusal is not None and refusal.field == name,
        )
        for name, bounds in fields.items()
    ]


def _history(desk: Desk) -> list[dict[str, Any]]:
    """Every change, the newest first, with what it changed."""
    events = queries.history(desk.actor.city)
    people = names(desk.actor, {one.by for one in events})
    told = []
    for at, event in enumerate(events):
        before = events[at + 1] if at + 1 < len(events) else Alarms()
        told.append(
            {
                "at": event.at,
                "by": people.get(event.by, ""),
                "reason": event.reason,
                "changes": [
                    *_changes(alarms.HOT, before.hot, event.hot),
                    *_changes(alarms.ALIKE, before.alike, event.alike),
                ],
            }
        )
    return told


def _changes(fields: Mapping[str, alarms.Bounds], before: Any, after: Any) -> list[str]:
    def written(part: Any, name: str) -> str:
        return (
            f"{getattr(part, name) * 100:.6g}%" if name in PERCENT else f"{getattr(part, name):.6g}"
        )

    return [
        say(
            "{label} {before} → {after}",
            label=bounds.label,
            before=written(before, name),
            after=written(after, name),
        )
        for name, bounds in fields.items()
        if getattr(before, name) != getattr(after, name)
    ]
