"""Limits: worked examples by hand, properties, and explanations that end where the limit does."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.rules.deadline import Deadline, TimePolicy, ahead_of, due, due_at, extended
from hotline.rules.duration import parse
from hotline.rules.moments import say_span
from hotline.rules.official_calendar import official_calendar
from hotline.rules.text import plain
from tests.rules.moments import CALENDAR, MIDNIGHT, NO_ROLL, SHIFT, STAY, ZONE, at

# 2026: 2月14日、28日调休上班, 2月15日至23日春节; 9月20日、10月10日调休上班, 9月25日至27日中秋,
# 10月1日至7日国庆; 5月1日至5日劳动节, 5月9日调休上班. 2027 is not published.
EXAMPLES = [
    # working days: the start day is not counted, the last ends with business
    ("2026-03-02 10:00", "1wd", SHIFT, "2026-03-03 17:30"),
    ("2026-03-02 09:00", "5wd", SHIFT, "2026-03-09 17:30"),
    ("2026-03-06 10:00", "1wd", SHIFT, "2026-03-09 17:30"),
    ("2026-03-02 07:00", "1wd", SHIFT, "2026-03-03 17:30"),
    ("2026-03-02 10:00", "1wd", MIDNIGHT, "2026-03-03 24:00"),
    # Spring Festival with its two Saturdays worked
    ("2026-02-13 16:30", "1wd", SHIFT, "2026-02-14 17:30"),
    ("2026-02-13 16:30", "5wd", SHIFT, "2026-02-27 17:30"),
    ("2026-02-14 10:00", "1wd", SHIFT, "2026-02-24 17:30"),
    ("2026-02-10 10:00", "15wd", SHIFT, "2026-03-09 17:30"),
    ("2026-02-27 10:00", "1wd", SHIFT, "2026-02-28 17:30"),
    # start after close of business, or on a holiday
    ("2026-02-14 18:00", "1wd", SHIFT, "2026-02-25 17:30"),
    ("2026-02-14 18:00", "1wd", STAY, "2026-02-24 17:30"),
    ("2026-02-17 10:00", "1wd", SHIFT, "2026-02-25 17:30"),
    ("2026-02-17 10:00", "1wd", STAY, "2026-02-24 17:30"),
    # National Day with a worked Sunday before and a worked Saturday after, Mid-autumn between
    ("2026-09-18 10:00", "1wd", SHIFT, "2026-09-20 17:30"),
    ("2026-09-24 10:00", "1wd", SHIFT, "2026-09-28 17:30"),
    ("2026-09-28 10:00", "5wd", SHIFT, "2026-10-10 17:30"),
    ("2026-09-30 16:00", "1wd", SHIFT, "2026-10-08 17:30"),
    # calendar days: a last day of rest rolls forward
    ("2026-02-10 10:00", "7d", SHIFT, "2026-02-24 17:30"),
    ("2026-02-10 10:00", "7d", NO_ROLL, "2026-02-17 24:00"),
    ("2026-02-10 10:00", "7d", MIDNIGHT, "2026-02-24 24:00"),
    ("2026-03-02 10:00", "3d", SHIFT, "2026-03-05 17:30"),
    ("2026-10-01 10:00", "7d", STAY, "2026-10-08 17:30"),
    ("2026-10-01 10:00", "7d", SHIFT, "2026-10-15 17:30"),
    ("2026-09-27 10:00", "5d", STAY, "2026-10-08 17:30"),
    ("2026-01-05 10:00", "180d", SHIFT, "2026-07-06 17:30"),
    # ends of months and years
    ("2026-01-30 10:00", "30d", SHIFT, "2026-03-02 17:30"),
    ("2026-02-27 10:00", "1d", SHIFT, "2026-02-28 17:30"),
    ("2024-02-28 10:00", "1wd", SHIFT, "2024-02-29 17:30"),
    ("2025-12-31 10:00", "1wd", SHIFT, "2026-01-04 17:30"),
    # half days: the half in which it starts is not counted
    ("2026-03-02 10:00", "0.5wd", SHIFT, "2026-03-02 17:30"),
    ("2026-03-02 14:00", "0.5wd", SHIFT, "2026-03-03 12:00"),
    ("2026-03-02 12:30", "0.5wd", STAY, "2026-03-03 12:00"),
    ("2026-03-02 20:00", "0.5wd", SHIFT, "2026-03-03 17:30"),
    ("2026-03-02 20:00", "0.5wd", STAY, "2026-03-03 12:00"),
    ("2026-02-14 15:00", "0.5wd", SHIFT, "2026-02-24 12:00"),
    ("2026-02-17 15:00", "0.5wd", STAY, "2026-02-24 12:00"),
    ("2026-03-02 10:00", "1.5wd", SHIFT, "2026-03-04 12:00"),
    ("2026-03-05 16:00", "1.5wd", SHIFT, "2026-03-09 12:00"),
    # today
    ("2026-03-02 10:00", "today", SHIFT, "2026-03-02 17:30"),
    ("2026-03-02 10:00", "today", MIDNIGHT, "2026-03-02 24:00"),
    ("2026-03-02 18:00", "today", SHIFT, "2026-03-03 17:30"),
    ("2026-03-02 18:00", "today", STAY, "2026-03-02 24:00"),
    ("2026-02-17 10:00", "today", STAY, "2026-02-17 24:00"),
    # working hours
    ("2026-03-02 09:00", "3wh", SHIFT, "2026-03-02 12:00"),
    ("2026-03-02 10:00:20", "4wh", SHIFT, "2026-03-02 15:30:20"),
    ("2026-03-02 09:00", "8wh", SHIFT, "2026-03-03 10:00"),
    ("2026-03-02 12:30", "1wh", STAY, "2026-03-02 14:30"),
    ("2026-03-02 17:15", "0.5wh", SHIFT, "2026-03-03 09:15"),
    ("2026-09-30 16:00", "4wh", SHIFT, "2026-10-08 11:30"),
    # hours and minutes run straight through
    ("2026-03-02 23:30", "2h", SHIFT, "2026-03-03 01:30"),
    ("2026-09-30 17:00", "24h", SHIFT, "2026-10-01 17:00"),
    ("2026-02-17 03:00", "10min", SHIFT, "2026-02-17 03:10"),
    ("2026-03-28 23:00", "24h", SHIFT, "2026-03-29 23:00"),  # where Europe loses an hour
]
PROVISIONAL = [
    ("2026-12-31 10:00", "1wd", "2027-01-04 17:30"),
    ("2027-02-05 10:00", "1wd", "2027-02-08 17:30"),
    ("2027-04-30 10:00", "1wd", "2027-05-03 17:30"),
    ("2027-09-30 10:00", "1wd", "2027-10-04 17:30"),
]

POLICIES = st.sampled_from([SHIFT, STAY, MIDNIGHT, NO_ROLL])
MOMENTS = st.datetimes(
    min_value=datetime(2025, 9, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2027, 1, 15),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.just(ZONE),
)
UNITS = st.sampled_from(["min", "h", "wh", "wd", "d"])


@pytest.mark.parametrize(("start", "duration", "policy", "expected"), EXAMPLES)
def test_worked_examples(start: str, duration: str, policy: TimePolicy, expected: str) -> None:
    deadline = due(at(start), parse(duration), CALENDAR, policy)
    assert deadline.due_at == at(expected)
    assert deadline.due_at.tzinfo is UTC
    assert not deadline.provisional


@pytest.mark.parametrize(("start", "duration", "expected"), PROVISIONAL)
def test_an_unpublished_year_is_reckoned_and_marked(
    start: str, duration: str, expected: str
) -> None:
    deadline = due(at(start), parse(duration), CALENDAR, SHIFT)
    assert deadline.due_at == at(expected)
    assert deadline.provisional
    assert "2027年放假安排未公布" in deadline.steps[-2].text


def test_a_provisional_limit_errs_to_the_early_side() -> None:
    start, five = at("2026-02-13 16:30"), parse("5wd")
    early = due(start, five, official_calendar(through=2025), SHIFT)
    assert early.due_at == at("2026-02-20 17:30")
    assert early.due_at <= due(start, five, CALENDAR, SHIFT).due_at


def test_the_zone_of_the_start_does_not_matter() -> None:
    start = at("2026-03-02 23:30")
    here, there = (due(s, parse("1wd"), CALENDAR, STAY) for s in (start, start.astimezone(UTC)))
    assert here == there


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        due(at("2026-03-02 10:00").replace(tzinfo=None), parse("1wd"), CALENDAR, SHIFT)


def test_every_step_says_why() -> None:
    deadline = due(at("2026-02-13 17:30"), parse("5wd"), CALENDAR, SHIFT)
    assert [(step.text, step.source) for step in deadline.steps] == [
        ("2026年2月13日（周五）17:30起算，时限5个工作日", ""),
        ("不在工作时间（工作日），自2月14日（周六）09:00起算", "办理规则"),
        ("当日不计入，自下一工作日起计", "民法典第201条第1款"),
        ("2月15日（周日）至2月23日（周一）春节休息，不计", "国务院办公厅年度放假安排"),
        ("2月24日（周二）至2月27日（周五）工作日，计第1至第4个工作日", ""),
        ("2月28日（周六）春节调休上班，计第5个工作日", "国务院办公厅年度放假安排"),
        ("2月28日（周六）17:30届满", "民法典第203条第2款"),
    ]


def test_a_rolled_last_day_says_why() -> None:
    deadline = due(at("2026-02-10 10:00"), parse("7d"), CALENDAR, MIDNIGHT)
    assert [step.text for step in deadline.steps[1:]] == [
        "当日不计入，自次日起计7日，最后一日为2月17日（周二）",
        "2月17日（周二）春节休息，顺延至2月24日（周二）",
        "2月24日（周二）24:00届满",
    ]


def test_a_limit_across_the_year_names_the_year() -> None:
    deadline = due(at("2025-12-31 10:00"), parse("1wd"), CALENDAR, SHIFT)
    assert deadline.steps[-1].text == "2026年1月4日（周日）17:30届满"


@given(MOMENTS, st.integers(1, 30), UNITS, POLICIES)
def test_explanations_move_forward_to_the_limit(
    start: datetime, amount: int, unit: str, policy: TimePolicy
) -> None:
    deadline = due(start, parse(f"{amount}{unit}"), CALENDAR, policy)
    reached = [step.at for step in deadline.steps]
    assert reached == sorted(reached)
    assert reached[0] == start
    assert reached[-1] == deadline.due_at > start


@given(MOMENTS, st.integers(1, 59), UNITS, POLICIES)
def test_more_time_is_never_due_earlier(
    start: datetime, halves: int, unit: str, policy: TimePolicy
) -> None:
    step = 2 if unit in ("min", "d") else 1
    less, more = (parse(f"{n / 2:g}{unit}") for n in (halves * step, (halves + 1) * step))
    shorter, longer = (due(start, amount, CALENDAR, policy).due_at for amount in (less, more))
    assert start < shorter <= longer


@given(MOMENTS, MOMENTS, st.sampled_from(["5min", "4wh", "0.5wd", "1.5wd", "3wd", "6d", "today"]))
def test_a_later_start_is_never_due_earlier(one: datetime, two: datetime, text: str) -> None:
    early, late = sorted([one, two])
    for policy in (SHIFT, STAY, MIDNIGHT, NO_ROLL):
        first, second = (due(s, parse(text), CALENDAR, policy).due_at for s in (early, late))
        assert first <= second


@given(MOMENTS, MOMENTS, st.sampled_from(["5min", "4wh", "0.5wd", "1wd", "3wd", "6d"]), POLICIES)
def test_the_kept_limit_is_the_explained_one(
    one: datetime, two: datetime, text: str, policy: TimePolicy
) -> None:
    """Twice per day, since the second asks for what the first has kept."""
    same_day = datetime.combine(CALENDAR.local(one).date(), CALENDAR.local(two).time(), ZONE)
    for start in (one, same_day):
        explained = due(start, parse(text), CALENDAR, policy)
        kept = due_at(start, parse(text), CALENDAR, policy)
        assert kept == (explained.due_at, explained.provisional)


@given(MOMENTS, st.integers(1, 20), POLICIES)
def test_day_limits_end_on_a_working_day_at_its_end(
    start: datetime, amount: int, policy: TimePolicy
) -> None:
    end = CALENDAR.local(due(start, parse(f"{amount}wd"), CALENDAR, policy).due_at)
    assert (end.hour, end.minute) == ((0, 0) if policy.ends == "midnight" else (17, 30))
    assert CALENDAR.is_working_day((end - timedelta(minutes=1)).date())


def test_a_deadline_survives_the_journal() -> None:
    deadline = due(at("2026-02-13 16:30"), parse("5wd"), CALENDAR, SHIFT)
    assert (
        msgspec.json.decode(msgspec.json.encode(deadline, enc_hook=plain), type=Deadline)
        == deadline
    )


# -- extension and lead time ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "by", "policy", "expected"),
    [
        ("2026-02-27 17:30", "1wd", SHIFT, "2026-02-28 17:30"),
        ("2026-02-27 17:30", "5wd", SHIFT, "2026-03-05 17:30"),
        ("2026-02-27 24:00", "1wd", MIDNIGHT, "2026-02-28 24:00"),
        ("2026-03-03 17:30", "0.5wd", SHIFT, "2026-03-04 12:00"),
        ("2026-03-03 12:00", "0.5wd", SHIFT, "2026-03-03 17:30"),
        ("2026-03-03 17:30", "4wh", SHIFT, "2026-03-04 14:30"),
        ("2026-03-03 17:30", "24h", SHIFT, "2026-03-04 17:30"),
        ("2026-03-03 17:30", "4d", SHIFT, "2026-03-09 17:30"),
    ],
)
def test_an_extension_counts_from_the_old_limit(
    limit: str, by: str, policy: TimePolicy, expected: str
) -> None:
    longer = extended(at(limit), parse(by), CALENDAR, policy)
    assert longer.due_at == at(expected) == longer.steps[-1].at


def test_an_extension_by_today_is_refused() -> None:
    with pytest.raises(ValueError, match="today"):
        extended(at("2026-03-03 17:30"), parse("today"), CALENDAR, SHIFT)


@given(MOMENTS, st.integers(1, 10), st.integers(1, 10), POLICIES)
def test_an_extension_by_working_days_is_as_if_given_at_once(
    start: datetime, first: int, more: int, policy: TimePolicy
) -> None:
    limit = due(start, parse(f"{first}wd"), CALENDAR, policy).due_at
    at_once = due(start, parse(f"{first + more}wd"), CALENDAR, policy).due_at
    assert extended(limit, parse(f"{more}wd"), CALENDAR, policy).due_at == at_once


@pytest.mark.parametrize(
    ("lead_time", "policy", "expected"),
    [
        ("1wd", SHIFT, "2026-02-14 17:30"),
        ("2wd", MIDNIGHT, "2026-02-13 24:00"),
        ("3d", SHIFT, "2026-02-14 17:30"),
        ("3d", NO_ROLL, "2026-02-21 24:00"),
        ("11d", SHIFT, "2026-02-13 17:30"),
        ("4h", SHIFT, "2026-02-24 13:30"),
        ("20wd", SHIFT, "2026-02-11 10:00"),
    ],
)
def test_a_co_handler_is_due_ahead_of_the_lead(
    lead_time: str, policy: TimePolicy, expected: str
) -> None:
    limit = at("2026-02-24 17:30" if policy.ends == "close" else "2026-02-24 24:00")
    dispatched = at("2026-02-11 10:00")
    ahead = ahead_of(limit, parse(lead_time), CALENDAR, policy, not_before=dispatched)
    assert ahead.due_at == at(expected) == ahead.steps[-1].at


@pytest.mark.parametrize("lead_time", ["4wh", "0.5wd", "today"])
def test_what_cannot_be_counted_backwards_is_refused(lead_time: str) -> None:
    limit = at("2026-02-24 17:30")
    with pytest.raises(ValueError, match="cannot be counted backwards"):
        ahead_of(limit, parse(lead_time), CALENDAR, SHIFT, not_before=limit)


def test_a_policy_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="整日"):
        TimePolicy(ends="midnight", pause="working_time")
    with pytest.raises(ValueError, match="不能是 100"):
        TimePolicy(yellow_percent=100)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0分钟"), (59, "59分钟"), (120, "2小时"), (1815, "30小时15分钟")]
)
def test_a_span_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert say_span(timedelta(minutes=minutes, seconds=30)) == said
