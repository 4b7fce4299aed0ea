"""Limits: worked examples by hand, properties, and explanations that end where the limit does."""

import runpy
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.rules import deadline_examples
from hotline.rules.deadline import Deadline, TimePolicy, ahead_of, due, due_at, extended
from hotline.rules.deadline_examples import EXAMPLES, Example, reckoned
from hotline.rules.duration import parse
from hotline.rules.moments import say_span
from hotline.rules.official_calendar import official_calendar
from hotline.rules.text import plain
from tests.rules.moments import CALENDAR, MIDNIGHT, NO_ROLL, SHIFT, STAY, ZONE, at

ON_DISK = Path(__file__).parents[2] / "docs" / "deadlines.md"
POLICIES = st.sampled_from([SHIFT, STAY, MIDNIGHT, NO_ROLL])
MOMENTS = st.datetimes(
    min_value=datetime(2025, 9, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2027, 1, 15),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.just(ZONE),
)
UNITS = st.sampled_from(["min", "h", "wh", "wd", "d"])


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: f"{one.start} {one.length}")
def test_worked_examples(one: Example) -> None:
    found = reckoned(one)
    assert found.due_at == at(one.ends) == found.steps[-1].at
    assert found.due_at.tzinfo is UTC
    assert found.provisional == one.provisional
    if one.provisional:
        assert "2027年放假安排未公布" in found.steps[-2].text


def test_there_are_enough_of_them_and_no_two_alike() -> None:
    assert len(EXAMPLES) >= 60
    assert len(set(map(repr, EXAMPLES))) == len(EXAMPLES)


def test_the_page_of_examples_is_printed_from_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Differs? `python -m hotline.rules.deadline_examples > docs/deadlines.md`, and read it."""
    monkeypatch.delitem(sys.modules, deadline_examples.__name__)
    runpy.run_module(deadline_examples.__name__, run_name="__main__")
    assert capsys.readouterr().out == ON_DISK.read_text("utf-8") == deadline_examples.document()


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
