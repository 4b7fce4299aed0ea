"""值班表: kept by the unit itself, covered or open by kind of day, over midnight too."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from hotline.rules.calendar import Calendar, NamedDay
from hotline.rules.oversight.duty_phone import (
    DayKind,
    Gap,
    Hours,
    Line,
    Roster,
    SetDutyRoster,
    clock,
    decide,
    evolve,
    gaps,
    kind_of,
    may_keep,
    minutes,
    on_duty,
)
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.case import world as w

EVERY = tuple(DayKind)
DAYTIME = Line(days=(DayKind.WORKDAY,), start="08:30", end="17:30", name="李明", phone="8810 0001")
NIGHT = Line(days=(DayKind.WORKDAY,), start="17:30", end="08:30", name="王强", phone="13900000000")


def office(role: Role = Role.LIAISON, unit: str = w.URBAN) -> Office:
    """Somebody of that role in that unit, on a Monday morning."""
    return Office(now=w.MONDAY, actor=w.person(role, unit), units=w.UNITS)


def test_a_unit_keeps_its_own_roster_and_no_other() -> None:
    command = SetDutyRoster(
        unit=w.URBAN, lines=(DAYTIME, NIGHT), head_name="局长", head_phone="8810"
    )
    [event] = _done(decide(Roster(), command, office()))
    state = evolve(Roster(), event)
    assert state.hours[1] == Hours(days=(DayKind.WORKDAY,), start=17 * 60 + 30, end=8 * 60 + 30)
    assert state.has_head
    assert [one.name for one in event.people] == ["李明", "王强"]
    for who in (office(unit=w.HOUSING), office(Role.OFFICER)):
        assert _code(command, who) is Code.WRONG_ROLE
    assert may_keep(w.HOUSING, office(Role.SYSTEM_ADMIN)) is None
    assert _code(SetDutyRoster(unit="nowhere", lines=()), office()) is Code.NOT_FOUND
    [event] = _done(decide(state, SetDutyRoster(unit=w.URBAN, lines=()), office(Role.UNIT_HEAD)))
    assert not event.has_head


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": ()},
        {"start": "8点半"},
        {"end": "25:00"},
        {"phone": "查号台"},
        {"phone": ""},
        {"name": ""},
    ],
)
def test_a_line_says_who_where_and_when(wrong: dict[str, object]) -> None:
    whole = Line(days=EVERY, start="00:00", end="24:00", name="李", phone="8810")
    command = SetDutyRoster(unit=w.URBAN, lines=(replace(whole, **wrong),))
    assert _code(command, office()) in (Code.INVALID, Code.MISSING)


def test_a_roster_has_an_end_and_the_head_a_number() -> None:
    assert _code(SetDutyRoster(unit=w.URBAN, lines=(DAYTIME,) * 41), office()) is Code.ALREADY
    odd = SetDutyRoster(unit=w.URBAN, lines=(), head_name="局长", head_phone="没有")
    assert _code(odd, office()) is Code.INVALID
    long = SetDutyRoster(unit=w.URBAN, lines=(), head_name="长" * 31)
    assert _code(long, office()) is Code.TOO_LONG


def test_gaps_are_told_by_kind_of_day() -> None:
    """工作日白天有人，夜里没有；休息日、节假日全天没有。"""
    hours = (Hours(days=(DayKind.WORKDAY,), start=minutes("08:30"), end=minutes("17:30")),)
    told = [(gap.kind, str(gap)) for gap in gaps(hours)]
    assert told == [
        (DayKind.WORKDAY, "00:00-08:30"),
        (DayKind.WORKDAY, "17:30-24:00"),
        (DayKind.REST, "00:00-24:00"),
        (DayKind.HOLIDAY, "00:00-24:00"),
    ]
    whole = Hours(days=EVERY, start=0, end=24 * 60)
    assert gaps((whole,)) == ()
    night = Hours(days=(DayKind.WORKDAY,), start=minutes("17:30"), end=minutes("08:30"))
    assert [gap for gap in gaps((*hours, night)) if gap.kind is DayKind.WORKDAY] == []
    assert gaps(()) == tuple(Gap(kind=kind, start=0, end=24 * 60) for kind in DayKind)
    assert clock(24 * 60) == "24:00"


def test_who_is_on_duty_follows_the_official_calendar() -> None:
    """春节休息是节假日，调休的周六是工作日，跨零点的按当天算。"""
    calendar = Calendar(
        edition="t",
        published=(2026,),
        rest_days=(NamedDay(day=date(2026, 2, 17), name="春节"),),
        work_days=(NamedDay(day=date(2026, 2, 14), name="春节"),),
    )
    assert kind_of(date(2026, 2, 17), calendar) is DayKind.HOLIDAY
    assert kind_of(date(2026, 2, 14), calendar) is DayKind.WORKDAY
    assert kind_of(date(2026, 2, 15), calendar) is DayKind.REST
    assert kind_of(date(2027, 10, 1), calendar) is DayKind.HOLIDAY
    night = Hours(days=(DayKind.WORKDAY,), start=minutes("17:30"), end=minutes("08:30"))
    rest = Hours(days=(DayKind.REST, DayKind.HOLIDAY), start=0, end=24 * 60)
    at = datetime(2026, 3, 3, 18, tzinfo=UTC)  # 02:00 of Wednesday, local time
    assert on_duty((rest, night), at, calendar) == (1,)
    sunday = datetime(2026, 3, 1, 4, tzinfo=UTC)
    assert on_duty((rest, night), sunday, calendar) == (0,)


def _done(found: Any) -> Any:
    assert not isinstance(found, Refusal), found
    return found


def _code(command: SetDutyRoster, who: Office) -> Code:
    found = decide(Roster(), command, who)
    assert isinstance(found, Refusal)
    return found.code
