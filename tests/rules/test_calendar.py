"""The official calendar: which days are worked, at which hours, and what is only provisional."""

from datetime import date, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.rules.calendar import Calendar, NamedDay, Period, say_day
from hotline.rules.official_calendar import official_calendar, published_years
from tests.rules.moments import CALENDAR, ZONE, at

MOMENTS = st.datetimes(
    min_value=datetime(2025, 6, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2027, 3, 1),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.just(ZONE),
)
SPANS = st.integers(0, 3 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("day", "worked", "label"),
    [
        ("2026-01-01", False, "元旦休息"),
        ("2026-01-04", True, "元旦调休上班"),
        ("2026-02-13", True, "工作日"),
        ("2026-02-14", True, "春节调休上班"),
        ("2026-02-17", False, "春节休息"),
        ("2026-02-28", True, "春节调休上班"),
        ("2026-03-07", False, "周末"),
        ("2026-04-06", False, "清明节休息"),
        ("2026-05-09", True, "劳动节调休上班"),
        ("2026-06-19", False, "端午节休息"),
        ("2026-09-20", True, "国庆节调休上班"),
        ("2026-09-25", False, "中秋节休息"),
        ("2026-10-07", False, "国庆节休息"),
        ("2015-09-03", False, "抗战胜利纪念日休息"),
        ("2027-01-01", False, "元旦休息"),
        ("2027-05-03", True, "工作日"),
        ("2027-10-01", False, "国庆节休息"),
        ("2027-10-09", False, "周末"),
    ],
)
def test_a_day_is_worked_or_not_and_says_why(day: str, worked: bool, label: str) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is worked
    assert CALENDAR.label(date.fromisoformat(day)) == label


def test_2026_is_published_and_2027_is_provisional() -> None:
    assert 2026 in published_years()
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2027, 1, 1))


def test_an_unpublished_year_has_weekends_and_fixed_holidays_only() -> None:
    before = official_calendar(through=2025)
    assert before.is_working_day(date(2026, 2, 17))  # 春节 moves, so it is not known yet
    assert not before.is_working_day(date(2026, 2, 14))
    assert not before.is_working_day(date(2026, 5, 1))


def test_the_edition_is_named_after_its_content() -> None:
    assert CALENDAR.edition == official_calendar().edition
    others = {
        official_calendar(through=2025).edition,
        official_calendar(through=1999).edition,
        official_calendar(hours=(Period(start=time(9), end=time(17)),)).edition,
        official_calendar(local_rest_days=[NamedDay(day=date(2026, 4, 20), name="三月三")]).edition,
    }
    assert len(others | {CALENDAR.edition}) == 5
    assert CALENDAR.edition.startswith("CN2026-")


def test_a_region_keeps_its_own_holidays() -> None:
    local = NamedDay(day=date(2026, 4, 20), name="三月三")
    guangxi = official_calendar(local_rest_days=[local])
    assert guangxi.label(local.day) == "三月三休息"
    assert not guangxi.is_working_day(local.day)


def test_a_calendar_survives_the_journal() -> None:
    assert msgspec.json.decode(msgspec.json.encode(CALENDAR), type=Calendar) == CALENDAR


def test_working_days_are_counted_both_ways() -> None:
    friday, after = date(2026, 2, 13), date(2026, 2, 25)
    assert CALENDAR.add_working_days(friday, 3) == after
    assert CALENDAR.add_working_days(after, -3) == friday
    assert CALENDAR.add_working_days(date(2026, 2, 17), 0) == date(2026, 2, 17)
    assert CALENDAR.working_days_between(friday, after) == 3
    assert CALENDAR.working_days_between(after, friday) == 0


@pytest.mark.parametrize(
    ("moment", "working", "following"),
    [
        ("2026-03-02 08:59", False, "2026-03-02 09:00"),
        ("2026-03-02 09:00", True, "2026-03-02 09:00"),
        ("2026-03-02 12:00", False, "2026-03-02 13:30"),
        ("2026-03-02 17:29", True, "2026-03-02 17:29"),
        ("2026-03-02 17:30", False, "2026-03-03 09:00"),
        ("2026-02-14 18:00", False, "2026-02-24 09:00"),
        ("2026-02-17 10:00", False, "2026-02-24 09:00"),
    ],
)
def test_working_time_is_half_open(moment: str, working: bool, following: str) -> None:
    assert CALENDAR.is_working_time(at(moment)) is working
    assert CALENDAR.next_working_time(at(moment)) == at(following)


def test_time_worked_is_exact() -> None:
    start = at("2026-02-13 16:30:20")
    assert CALENDAR.working_time_between(start, at("2026-02-14 09:00:25")) == timedelta(
        minutes=60, seconds=5
    )
    assert CALENDAR.working_day_length == timedelta(hours=7)


@given(MOMENTS, SPANS)
def test_adding_and_measuring_working_time_agree(start: datetime, span: timedelta) -> None:
    end = CALENDAR.add_working_time(start, span)
    assert CALENDAR.working_time_between(start, end) == span
    assert CALENDAR.working_time_between(end, start) == -span


@given(MOMENTS, MOMENTS, MOMENTS)
def test_time_worked_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    a, b, c = sorted([one, two, three])
    between = CALENDAR.working_time_between
    assert between(a, b) + between(b, c) == between(a, c)


def test_negative_working_time_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_time(at("2026-03-02 10:00"), timedelta(minutes=-1))


def test_a_naive_moment_is_refused() -> None:
    naive = at("2026-03-02 10:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="naive datetime 2026-03-02T10:00:00"):
        CALENDAR.is_working_time(naive)


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        ((), "至少要有一段"),
        ((Period(start=time(9), end=time(9)),), "不晚于"),
        ((Period(start=time(9), end=time(13)), Period(start=time(12), end=time(17))), "重叠"),
    ],
)
def test_hours_that_do_not_follow_one_another_are_refused(
    hours: tuple[Period, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        official_calendar(hours=hours)


def test_the_halves_of_a_day_without_a_lunch_break_meet_in_the_middle() -> None:
    through = official_calendar(hours=(Period(start=time(8, 30), end=time(17)),))
    assert (CALENDAR.midday, through.midday) == (time(12), time(12, 45))
    assert (through.opening, through.close) == (time(8, 30), time(17))


def test_a_day_is_said_with_its_weekday() -> None:
    assert say_day(date(2026, 2, 13)) == "2月13日（周五）"
    assert say_day(date(2026, 2, 13), year=True) == "2026年2月13日（周五）"
