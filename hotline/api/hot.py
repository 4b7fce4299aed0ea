"""热点 over the API: which there are, seen against expected, the cases in sight, what is decided.

As at the desk: counts and cases within sight, confidential ones never, the figures that raised an
event only for who sees the whole city, its name only for who sees words of one of its cases.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from hotline.api.changing import as_id
from hotline.api.endpoint import Call
from hotline.api.problems import NO_ROUTE
from hotline.handling.actions import NO_CASE
from hotline.handling.alike.alarms.queries import alarms_of
from hotline.handling.queries import Reader
from hotline.oversight.hot import actions, queries
from hotline.oversight.hot.queries import HotShown
from hotline.people.by import By
from hotline.rules.oversight import hot
from hotline.rules.oversight.unusual import HotLimits
from hotline.rules.reference.alarms import KEEPERS, AlikeLimits
from hotline.rules.reference.office import Office, allowed
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Face
from hotline.web.speech import spoken

NO_EVENT = Refusal(
    code=Code.NOT_FOUND,
    message=say("没有这个热点，或其中没有您可见的工单。"),
    advice=say("请核对热点的 id。"),
)
Cases = Annotated[tuple[UUID, ...], Meta(max_length=hot.MOST)]


class Dismiss(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """排除."""

    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """加入与移出 of cases."""

    added: Cases = ()
    removed: Cases = ()


class Govern(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """转入治理专题, by its name or address."""

    governance: Annotated[str, Meta(min_length=1, max_length=200)]


class Merge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """并入: these cases of the event under `head`."""

    head: UUID
    cases: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=hot.MOST_AT_ONCE)]


class Confirm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """确认为热点."""


STEPS: dict[str, type[msgspec.Struct]] = {
    "confirm": Confirm,
    "dismiss": Dismiss,
    "cases": Change,
    "governance": Govern,
    "merge": Merge,
}


class HotFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What raised it: `seen` cases of `people` in `days`, and how many were `expected`; `lift` is
    how many times as much as usual the whole city called."""

    seen: int
    people: int
    expected: float
    days: int
    lift: float


class HotPart(msgspec.Struct, frozen=True, kw_only=True):
    """Cases in sight of a unit or an area."""

    code: str
    name: str
    cases: int


class HotDay(msgspec.Struct, frozen=True, kw_only=True):
    """Cases in sight of one day."""

    day: date
    cases: int


class HotEventShown(msgspec.Struct, frozen=True, kw_only=True):
    """A hot event. `figures` null for who does not see the whole city; `cases`, `open`, `units`,
    `areas` and `curve` (four weeks) count what is in sight; `ids` only where one event is asked
    for; `head` is the case of its mass event where it is in sight."""

    id: str
    name: str
    state: str
    topic: str
    area: str
    raised_at: datetime
    last_at: datetime
    figures: HotFigures | None
    cases: int
    open: int
    units: list[HotPart]
    areas: list[HotPart]
    curve: list[HotDay]
    head: str
    governance: str
    ids: list[str]


class HotEvents(msgspec.Struct, frozen=True, kw_only=True):
    """Those of the last sixty days that nobody dismissed, the newest first, at most thirty."""

    events: list[HotEventShown]


class NotMerged(msgspec.Struct, frozen=True, kw_only=True):
    """A case that was refused, and why."""

    case: str
    code: str
    detail: str


class HotMerged(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases are merged now, and which are not."""

    merged: list[str]
    refused: list[NotMerged]


class AlarmsShown(msgspec.Struct, frozen=True, kw_only=True):
    """The settings that hold."""

    hot: HotLimits
    alike: AlikeLimits
    changed_at: datetime | None


ANSWERS = (HotEvents, HotEventShown, HotMerged, AlarmsShown)


def listed(call: Call) -> object:
    """The board."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    return HotEvents(events=[_shown(who, one) for one in queries.board(who)])


def read(call: Call, event: str) -> object:
    """One event with the ids of its cases."""
    who = call.reader()
    return who if isinstance(who, Refusal) else _one(who, as_id(event)) or NO_EVENT


def settings(call: Call) -> object:
    """热点与查重设置."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    held = alarms_of(who.actor.city, who.world.reference)
    office = Office(now=who.now, actor=who.actor)
    return allowed(office, *hot.DECIDERS, *KEEPERS) or AlarmsShown(
        hot=held.hot, alike=held.alike, changed_at=held.changed_at
    )


def step(call: Call, event: str, name: str) -> object:
    """What somebody decides about it."""
    if name not in STEPS:
        return NO_ROUTE
    asked = call.body(STEPS[name])
    if isinstance(asked, Refusal):
        return asked
    key = call.key()
    if isinstance(key, Refusal):
        return key
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    id = as_id(event)
    if id is None or not queries.sees(who, id):
        return NO_EVENT
    if isinstance(asked, Change) and asked.added and not queries.all_seen(who, asked.added):
        return NO_CASE
    by = By(actor=who.actor, face=Face.API, key=key)
    if isinstance(asked, Merge):
        return _merged(who, by, id, asked)
    found = actions.decide(by, id, _command(asked))
    return found if isinstance(found, Refusal) else _one(who, id) or NO_EVENT


def _command(asked: object) -> hot.HandCommand:
    match asked:
        case Dismiss():
            return hot.DismissHot(reason=asked.reason)
        case Change():
            added, removed = (tuple(map(str, ids)) for ids in (asked.added, asked.removed))
            return hot.ChangeMembers(added=added, removed=removed)
        case Govern():
            return hot.LeadOn(governance=asked.governance)
        case _:
            return hot.ConfirmHot()


def _merged(who: Reader, by: By, id: UUID, asked: Merge) -> HotMerged | Refusal:
    found = actions.merge(by, id, str(asked.head), [str(case) for case in asked.cases])
    if isinstance(found, Refusal):
        return found
    refused = [
        NotMerged(case=case, code=why.code, detail=spoken(why.message))
        for case, why in found.refused
    ]
    return HotMerged(merged=list(found.done), refused=refused)


def _one(who: Reader, id: UUID | None) -> HotEventShown | None:
    found = queries.event(who, id) if id else None
    if found is None:
        return None
    shown, lines = found
    return _shown(who, shown, [str(line.case.id) for line in lines])


def _shown(who: Reader, one: HotShown, ids: list[str] | None = None) -> HotEventShown:
    row, world = one.row, who.world
    figures = HotFigures(
        seen=row.seen, people=row.people, expected=row.expected, days=row.days, lift=row.lift
    )
    units = [HotPart(code=unit, name=world.units.name(unit), cases=n) for unit, n in one.units]
    areas = [HotPart(code=code, name=world.areas.get(code, ""), cases=n) for code, n in one.areas]
    head = str(row.head or "")
    return HotEventShown(
        id=str(row.id),
        name=one.name,
        state=row.state,
        topic=row.topic,
        area=row.area,
        raised_at=row.raised_at,
        last_at=row.last_at,
        figures=figures if who.sight.whole_city else None,
        cases=one.cases,
        open=one.open,
        units=units,
        areas=areas,
        curve=[HotDay(day=day, cases=n) for day, n in one.days],
        head=head if head in (ids or ()) else "",
        governance=row.governance,
        ids=ids or [],
    )
