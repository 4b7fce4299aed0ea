"""值班电话: who is to be rung at a unit, for each hour of working days, days of rest and holidays.

A unit's head or liaison keeps its roster; who is on it and their numbers are sealed, the hours are
not, so that gaps in 7x24 are found without reading a number. A line says on which kinds of day it
holds and from when to when; one that goes over midnight holds before and after midnight of the day
that it is then, so that each kind of day is covered or not by itself [product.md §4 Supervision:
every unit has a duty phone for each hour; 国办函〔2025〕66号 七].
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final

import msgspec

from hotline.rules.calendar import FIXED_HOLIDAYS, Calendar
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    already,
    first,
    not_found,
    optional,
    text,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.sealed import SEALED
from hotline.rules.text import say
from hotline.rules.words import Role, Term

KEEPERS: Final = frozenset({Role.UNIT_HEAD, Role.LIAISON, Role.DUTY_MANAGER, Role.MANAGEMENT})
"""Who keeps the roster of their own unit; the last two that of the hotline itself."""
MOST_LINES: Final = 40
DAY: Final = 24 * 60
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_NUMBER = re.compile(r"[0-9+][0-9+()\- 转]{2,28}[0-9]")  # not said: what is typed between digits


class DayKind(Term):
    """Kinds of day for which a roster differs."""

    WORKDAY = "workday", "工作日"
    REST = "rest", "休息日"
    HOLIDAY = "holiday", "节假日"


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """On which kinds of day, from when to when, in minutes after midnight; `start` not before
    `end` goes over midnight."""

    days: tuple[DayKind, ...]
    start: int
    end: int

    def holds(self, kind: DayKind, minute: int) -> bool:
        """Whether it holds in that minute of such a day."""
        if kind not in self.days:
            return False
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who is rung, on which number. Personal."""

    name: str
    phone: str


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a roster as it is given: times as 08:30, 24:00 being the end of a day."""

    days: tuple[DayKind, ...]
    start: str
    end: str
    name: str
    phone: str


class SetDutyRoster(Command, frozen=True, kw_only=True):
    """The whole roster of a unit; `head` is whom the ladder rings after it (单位负责人)."""

    unit: str
    lines: tuple[Line, ...]
    head_name: str = ""
    head_phone: str = ""


class DutyRosterSet(Event, frozen=True, kw_only=True):
    """已更新值班表. `people` belong to `hours` in their order."""

    unit: str
    by: str
    hours: tuple[Hours, ...]
    has_head: bool
    people: Annotated[tuple[Person, ...], SEALED] = ()
    head: Annotated[tuple[Person, ...], SEALED] = ()


RosterEvent = DutyRosterSet


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's roster without its people. `unit` "" = none was ever kept."""

    unit: str = ""
    hours: tuple[Hours, ...] = ()
    has_head: bool = False
    changed_at: datetime | None = None
    by: str = ""


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of one kind of day in which nobody is on duty, in minutes after midnight."""

    kind: DayKind
    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


def decide(
    state: Roster, command: SetDutyRoster, office: Office
) -> tuple[RosterEvent, ...] | Refusal:
    """What follows, or why not."""
    refusal = _keeper(command.unit, office) or _lines(command.lines) or _head(command)
    if refusal:
        return refusal
    made = DutyRosterSet(
        at=office.now,
        unit=command.unit,
        by=office.actor.id,
        hours=tuple(_hours(line) for line in command.lines),
        has_head=bool(command.head_phone),
        people=tuple(Person(name=line.name, phone=line.phone) for line in command.lines),
        head=(Person(name=command.head_name, phone=command.head_phone),)
        if command.head_phone
        else (),
    )
    return (made,)


def evolve(state: Roster, event: RosterEvent) -> Roster:
    """The roster after that."""
    return Roster(
        unit=event.unit,
        hours=event.hours,
        has_head=event.has_head,
        changed_at=event.at,
        by=event.by,
    )


def may_keep(unit: str, office: Office) -> Refusal | None:
    """Whether this person keeps the roster of that unit: their own, or as system administrator."""
    return _keeper(unit, office)


def _keeper(unit: str, office: Office) -> Refusal | None:
    known = office.units.get(unit)
    if known is None or not known.active:
        return not_found(say("单位"), unit, "unit")
    own = office.actor.unit == unit and bool(KEEPERS & office.actor.roles)
    if own or office.actor.is_a(Role.SYSTEM_ADMIN):
        return None
    return Refusal(
        code=Code.WRONG_ROLE,
        message=say("只有{unit}的负责人或联络员可以维护它的值班表。", unit=known.name),
        advice=say("请联系该单位。"),
    )


def _lines(lines: Sequence[Line]) -> Refusal | None:
    if len(lines) > MOST_LINES:
        return already(say("值班表最多 {n} 行。", n=MOST_LINES), "lines")
    for line in lines:
        refusal = first(
            text(line.name, "lines", say("值班人"), limit=30),
            text(line.phone, "lines", say("值班电话"), limit=30),
            _sound(line),
        )
        if refusal:
            return refusal
    return None


def _sound(line: Line) -> Refusal | None:
    if not line.days:
        return _wrong(say("“{name}”没有选择哪些日子值班。", name=line.name), say("请勾选。"))
    if not (_TIME.fullmatch(line.start) and _TIME.fullmatch(line.end)):
        return _wrong(
            say("“{name}”的时间没有写成 08:30 的样子。", name=line.name),
            say("请写时和分，一天结束写 24:00。"),
        )
    if not _NUMBER.fullmatch(line.phone):
        return _wrong(
            say("“{name}”的值班电话“{phone}”不像电话号码。", name=line.name, phone=line.phone),
            say("请写固定电话或手机号，分机写“转”。"),
        )
    return None


def _head(command: SetDutyRoster) -> Refusal | None:
    refusal = optional(command.head_name, "head_name", say("单位负责人"), limit=30)
    if refusal or not command.head_phone or _NUMBER.fullmatch(command.head_phone):
        return refusal
    return Refusal(
        code=Code.INVALID,
        message=say("负责人电话“{phone}”不像电话号码。", phone=command.head_phone),
        advice=say("请写固定电话或手机号，分机写“转”。"),
        field="head_phone",
    )


def _wrong(message: str, advice: str) -> Refusal:
    return Refusal(code=Code.INVALID, message=message, advice=advice, field="lines")


def _hours(line: Line) -> Hours:
    days = tuple(kind for kind in DayKind if kind in line.days)
    return Hours(days=days, start=minutes(line.start), end=minutes(line.end))


def minutes(at: str) -> int:
    """Minutes after midnight of a time written as 08:30."""
    hour, _, minute = at.partition(":")
    return int(hour) * 60 + int(minute)


def clock(minute: int) -> str:
    """That minute as 08:30, the end of a day as 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def gaps(hours: Sequence[Hours]) -> tuple[Gap, ...]:
    """Where 7x24 is not covered, by kind of day, in order."""
    found: list[Gap] = []
    for kind in DayKind:
        edges = {0, DAY} | {one.start for one in hours} | {one.end for one in hours}
        marks = sorted(edges)
        open_from: int | None = None
        for mark in marks:
            covered = mark < DAY and any(one.holds(kind, mark) for one in hours)
            if open_from is not None and (covered or mark == DAY):
                found.append(Gap(kind=kind, start=open_from, end=mark))
                open_from = None
            elif open_from is None and not covered and mark < DAY:
                open_from = mark
    return tuple(found)


def kind_of(day: date, calendar: Calendar) -> DayKind:
    """Working day, holiday, or an ordinary day of rest."""
    if calendar.is_working_day(day):
        return DayKind.WORKDAY
    named = any(one.day == day for one in calendar.rest_days)
    fixed = calendar.is_provisional(day) and (day.month, day.day) in FIXED_HOLIDAYS
    return DayKind.HOLIDAY if named or fixed else DayKind.REST


def on_duty(hours: Sequence[Hours], at: datetime, calendar: Calendar) -> tuple[int, ...]:
    """Which lines of a roster hold at that moment, by their place in it."""
    local = calendar.local(at)
    kind, minute = kind_of(local.date(), calendar), local.hour * 60 + local.minute
    return tuple(n for n, one in enumerate(hours) if one.holds(kind, minute))
