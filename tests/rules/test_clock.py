"""A running limit: pauses, extensions, fixed limits, stopping, breaches, explanations."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hotline.rules.calendar import Calendar
from hotline.rules.deadline import (
    Clock,
    TimePolicy,
    breach,
    explain,
    extend,
    fix,
    is_overdue,
    pause,
    reckon_again,
    resume,
    resumed,
    run_on,
    start_clock,
    stop,
)
from hotline.rules.duration import parse
from hotline.rules.official_calendar import official_calendar
from tests.rules.moments import CALENDAR, MIDNIGHT, SHIFT, STAY, WHOLE_DAYS, ZONE, at

MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 5),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2026, 3, 15),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.just(ZONE),
)
SPANS = st.integers(0, 10 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
DURATIONS = st.sampled_from(["30min", "24h", "4wh", "0.5wd", "1wd", "5wd", "7d", "today"])
POLICIES = st.sampled_from([SHIFT, STAY, MIDNIGHT, WHOLE_DAYS])


def begun(
    start: str | datetime,
    duration: str,
    policy: TimePolicy = SHIFT,
    calendar: Calendar = CALENDAR,
) -> Clock:
    """A leg's clock."""
    moment = at(start) if isinstance(start, str) else start
    return start_clock(
        "handle", moment, parse(duration), calendar, policy, edition=2, clause="handle#5"
    )


@pytest.mark.parametrize(
    ("duration", "policy", "paused", "until", "expected"),
    [
        # 5wd from Monday 10:00 is due Monday 9 March 17:30
        ("5wd", SHIFT, "2026-03-03 10:00", "2026-03-05 10:00", "2026-03-11 17:30"),
        ("5wd", SHIFT, "2026-03-03 10:00", "2026-03-03 11:00", "2026-03-10 10:00"),
        ("5wd", SHIFT, "2026-03-03 18:00", "2026-03-04 08:00", "2026-03-09 17:30"),
        ("5wd", WHOLE_DAYS, "2026-03-03 10:00", "2026-03-03 11:00", "2026-03-09 17:30"),
        ("5wd", WHOLE_DAYS, "2026-03-03 10:00", "2026-03-05 16:00", "2026-03-11 17:30"),
        ("5wd", WHOLE_DAYS, "2026-03-06 10:00", "2026-03-08 16:00", "2026-03-09 17:30"),
        ("5wd", MIDNIGHT, "2026-03-09 20:00", "2026-03-11 20:00", "2026-03-11 24:00"),
        ("5wd", WHOLE_DAYS, "2026-03-09 17:00", "2026-03-10 18:00", "2026-03-11 17:30"),
        ("0.5wd", WHOLE_DAYS, "2026-03-02 11:00", "2026-03-03 11:00", "2026-03-03 17:30"),
        # calendar days pause by whole days under every policy
        ("7d", SHIFT, "2026-03-03 10:00", "2026-03-04 09:00", "2026-03-10 17:30"),
        ("7d", SHIFT, "2026-03-03 10:00", "2026-03-08 09:00", "2026-03-16 17:30"),
        ("7d", SHIFT, "2026-03-03 10:00", "2026-03-03 11:00", "2026-03-09 17:30"),
        # hours are exact
        ("24h", WHOLE_DAYS, "2026-03-02 11:00", "2026-03-02 11:30", "2026-03-03 10:30"),
        ("4wh", WHOLE_DAYS, "2026-03-02 11:00", "2026-03-02 14:00", "2026-03-02 17:00"),
        ("today", SHIFT, "2026-03-02 11:00", "2026-03-02 12:00", "2026-03-03 10:00"),
    ],
)
def test_a_pause_keeps_what_was_left(
    duration: str, policy: TimePolicy, paused: str, until: str, expected: str
) -> None:
    clock = pause(begun("2026-03-02 10:00", duration, policy), at(paused))
    running = resume(clock, at(until), CALENDAR, policy)
    assert running.due_at == at(expected)
    assert running.is_running
    assert [turn.due_at for turn in running.pauses] == [at(expected)]


def test_what_was_left_outside_business_hours_runs_straight_on() -> None:
    evening = begun("2026-03-02 18:00", "today", STAY)
    paused = pause(evening, at("2026-03-02 19:00"))
    assert resume(paused, at("2026-03-02 20:00"), CALENDAR, STAY).due_at == at("2026-03-03 01:00")


@given(MOMENTS, DURATIONS, SPANS, SPANS, POLICIES)
def test_a_pause_never_takes_time_away(
    start: datetime, duration: str, before: timedelta, length: timedelta, policy: TimePolicy
) -> None:
    clock = begun(start, duration, policy)
    paused_at = start + before
    running = resume(pause(clock, paused_at), paused_at + length, CALENDAR, policy)
    assert running.due_at >= clock.due_at
    if paused_at < clock.due_at:
        assert running.due_at > paused_at + length
    else:
        assert running.due_at == clock.due_at


@given(MOMENTS, DURATIONS, SPANS, POLICIES)
def test_a_pause_of_no_length_changes_nothing(
    start: datetime, duration: str, before: timedelta, policy: TimePolicy
) -> None:
    clock = begun(start, duration, policy)
    running = resume(pause(clock, start + before), start + before, CALENDAR, policy)
    assert running.due_at == clock.due_at


@given(MOMENTS, DURATIONS, SPANS, SPANS, SPANS, POLICIES)
def test_a_longer_pause_is_never_due_earlier(
    start: datetime,
    duration: str,
    before: timedelta,
    length: timedelta,
    more: timedelta,
    policy: TimePolicy,
) -> None:
    paused = pause(begun(start, duration, policy), start + before)
    short, long = (
        resume(paused, start + before + span, CALENDAR, policy) for span in (length, length + more)
    )
    assert short.due_at <= long.due_at


def test_a_pause_cannot_end_before_it_began() -> None:
    unit = parse("1wd").unit
    times = at("2026-03-02 11:00"), at("2026-03-02 10:00")
    with pytest.raises(ValueError, match="before it began"):
        resumed(at("2026-03-03 17:30"), unit, times, CALENDAR, SHIFT)


def test_extensions_and_fixed_limits_are_kept_as_turns() -> None:
    clock = begun("2026-03-02 10:00", "5wd")
    longer = extend(clock, at("2026-03-06 10:00"), parse("2wd"), CALENDAR, SHIFT)
    assert longer.due_at == at("2026-03-11 17:30")
    assert [turn.by for turn in longer.extensions] == [parse("2wd")]
    inner = fix(
        longer, at("2026-03-06 11:00"), at("2026-03-10 17:30"), "不超过上级时限", "办理规则"
    )
    assert inner.due_at == at("2026-03-10 17:30")
    assert len(inner.turns) == 2


def test_a_clock_stops_and_runs_on_as_if_never_stopped() -> None:
    clock = begun("2026-03-02 10:00", "5wd")
    stopped = stop(clock, at("2026-03-04 10:00"))
    assert not stopped.is_running
    assert run_on(stopped) == clock


def test_the_first_breach_is_the_one_on_record() -> None:
    late = breach(begun("2026-03-02 10:00", "1wd"), at("2026-03-03 17:31"))
    assert breach(late, at("2026-03-05 09:00")).breached_at == at("2026-03-03 17:31")


def test_a_clock_is_overdue_only_after_its_limit_and_only_while_it_runs() -> None:
    clock = begun("2026-03-02 10:00", "1wd")
    limit, later = at("2026-03-03 17:30"), at("2026-03-09 09:00")
    assert not is_overdue(clock, limit)
    assert is_overdue(clock, limit + timedelta(seconds=1))
    assert not is_overdue(stop(clock, limit), later)
    assert not is_overdue(pause(clock, limit), later)


@pytest.mark.parametrize(
    "turn",
    [
        lambda clock: run_on(clock),
        lambda clock: resume(clock, clock.due_at, CALENDAR, SHIFT),
        lambda clock: pause(pause(clock, clock.started_at), clock.started_at),
        lambda clock: pause(stop(clock, clock.due_at), clock.due_at),
        lambda clock: stop(stop(clock, clock.due_at), clock.due_at),
        lambda clock: extend(
            stop(clock, clock.due_at), clock.due_at, parse("1wd"), CALENDAR, SHIFT
        ),
        lambda clock: fix(stop(clock, clock.due_at), clock.due_at, clock.due_at, "无"),
        lambda clock: resume(
            stop(pause(clock, clock.started_at), clock.due_at), clock.due_at, CALENDAR, SHIFT
        ),
    ],
)
def test_a_turn_that_makes_no_sense_is_refused(turn: Callable[[Clock], Clock]) -> None:
    with pytest.raises(ValueError, match="clock handle is"):
        turn(begun("2026-03-02 10:00", "1wd"))


# -- explanation ---------------------------------------------------------------------------------


def a_life(start: datetime, duration: str, policy: TimePolicy) -> Clock:
    """A clock with every sort of turn."""
    clock = pause(begun(start, duration, policy), start + timedelta(minutes=7))
    clock = resume(clock, start + timedelta(days=2), CALENDAR, policy)
    clock = extend(clock, start + timedelta(days=3), parse("2wd"), CALENDAR, policy)
    inner = clock.due_at + timedelta(days=1)
    return fix(clock, start + timedelta(days=4), inner, "承接剩余时限", "办理规则")


@given(MOMENTS, DURATIONS, POLICIES)
def test_an_explanation_ends_at_the_limit_whatever_happened(
    start: datetime, duration: str, policy: TimePolicy
) -> None:
    clock = a_life(start, duration, policy)
    assert explain(clock, CALENDAR, policy)[-1].at == clock.due_at
    assert reckon_again(clock, CALENDAR, policy) == clock


def test_an_explanation_tells_the_whole_story() -> None:
    clock = pause(begun("2026-03-02 10:00", "1wd"), at("2026-03-02 16:30"))
    clock = resume(clock, at("2026-03-04 09:00"), CALENDAR, SHIFT)
    clock = extend(clock, at("2026-03-04 10:00"), parse("1wd"), CALENDAR, SHIFT)
    clock = fix(clock, at("2026-03-04 11:00"), at("2026-03-05 12:00"), "改定主办单位", "办理规则")
    assert [step.text for step in explain(clock, CALENDAR, SHIFT)[3:]] == [
        "3月3日（周二）17:30届满",
        "2026年3月2日（周一）16:30暂停，3月4日（周三）09:00恢复",
        "暂停时剩余工作时间8小时，恢复后继续计",
        "3月5日（周四）10:00届满",
        "自原时限2026年3月5日（周四）10:00起延长1个工作日",
        "当日不计入，自下一工作日起计",
        "3月6日（周五）工作日，计第1个工作日",
        "3月6日（周五）17:30届满",
        "改定主办单位，时限定为2026年3月5日（周四）12:00",
    ]


def test_a_pause_after_the_limit_leaves_it_and_says_so() -> None:
    late = pause(begun("2026-03-02 10:00", "1wd"), at("2026-03-05 10:00"))
    late = resume(late, at("2026-03-06 10:00"), CALENDAR, SHIFT)
    assert explain(late, CALENDAR, SHIFT)[-1].text == "时限不变，3月3日（周二）17:30届满"
    assert is_overdue(late, at("2026-03-06 10:00"))


def test_a_published_year_is_reckoned_again_and_the_record_is_told_apart() -> None:
    before = official_calendar(through=2025)
    clock = begun("2026-02-13 16:30", "5wd", calendar=before)
    assert clock.provisional
    story = explain(clock, CALENDAR, SHIFT)
    assert story[-1].at == clock.due_at == at("2026-02-20 17:30")
    assert "第2版记录的时限为2026年2月20日（周五）17:30" in story[-1].text
    again = reckon_again(clock, CALENDAR, SHIFT)
    assert again.due_at == at("2026-02-27 17:30")
    assert not again.provisional
    assert again.calendar_edition == CALENDAR.edition
    assert replace(again, calendar_edition=before.edition) != clock


@given(MOMENTS, DURATIONS, POLICIES)
def test_a_clock_survives_the_journal(start: datetime, duration: str, policy: TimePolicy) -> None:
    clock = a_life(start, duration, policy)
    assert msgspec.json.decode(msgspec.json.encode(clock), type=Clock) == clock
