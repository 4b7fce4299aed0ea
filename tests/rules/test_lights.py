"""What is left of a limit: figures, words, lights."""

from datetime import timedelta

import pytest

from hotline.rules.deadline import Clock, extend, pause, resume, start_clock, stop
from hotline.rules.duration import parse
from hotline.rules.lights import (
    Light,
    clock_in_words,
    clock_light,
    in_words,
    light,
    remaining,
    yellow_from,
)
from tests.rules.moments import CALENDAR, SHIFT, at

START, LIMIT = at("2026-03-02 08:00"), at("2026-03-12 08:00")


@pytest.fixture
def clock() -> Clock:
    """From Monday 10:00 for 5 working days: due Monday 9 March 17:30."""
    start = at("2026-03-02 10:00")
    return start_clock("handle", start, parse("5wd"), CALENDAR, SHIFT, edition=1)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-03-02 08:00", "还剩10天"),
        ("2026-03-10 08:00", "还剩2天"),
        ("2026-03-10 08:01", "还剩47小时"),
        ("2026-03-12 05:00", "还剩3小时"),
        ("2026-03-12 07:15", "还剩45分钟"),
        ("2026-03-12 07:59:30", "还剩不足1分钟"),
        ("2026-03-12 08:00", "还剩不足1分钟"),
        ("2026-03-12 08:00:30", "已超期不足1分钟"),
        ("2026-03-14 09:00", "已超期2天"),
    ],
)
def test_time_left_in_words(now: str, words: str) -> None:
    assert in_words(at(now), LIMIT) == words


def test_time_left_in_figures() -> None:
    left = remaining(at("2026-03-06 16:30"), at("2026-03-09 10:00"), CALENDAR)
    assert (left.natural, left.working) == (timedelta(hours=65, minutes=30), timedelta(hours=2))
    assert not left.overdue
    over = remaining(at("2026-03-09 10:00"), at("2026-03-06 16:30"), CALENDAR)
    assert over.overdue
    assert over.working == timedelta(hours=-2)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-09 07:59:59", Light.GREEN),
        ("2026-03-09 08:00", Light.YELLOW),
        ("2026-03-12 08:00", Light.YELLOW),
        ("2026-03-12 08:00:01", Light.RED),
    ],
)
def test_lights_change_at_the_fraction_and_after_the_limit(now: str, expected: Light) -> None:
    assert light(at(now), START, LIMIT, SHIFT) is expected
    assert yellow_from(START, LIMIT, SHIFT) == at("2026-03-09 08:00")


def test_a_paused_clock_stands_still(clock: Clock) -> None:
    paused = pause(clock, at("2026-03-03 10:00"))
    later = at("2026-04-01 10:00")
    assert clock_light(paused, later, SHIFT) is Light.GREEN
    assert clock_in_words(paused, later) == "还剩6天（暂停计时）"


def test_time_paused_does_not_count_as_run(clock: Clock) -> None:
    running = resume(pause(clock, at("2026-03-03 10:00")), at("2026-03-24 10:00"), CALENDAR, SHIFT)
    assert clock_light(running, at("2026-03-24 10:00"), SHIFT) is Light.GREEN
    assert clock_light(running, running.due_at, SHIFT) is Light.YELLOW


def test_a_late_pause_leaves_the_light_red(clock: Clock) -> None:
    late = resume(pause(clock, at("2026-03-10 10:00")), at("2026-03-24 10:00"), CALENDAR, SHIFT)
    assert clock_light(late, at("2026-03-24 10:00"), SHIFT) is Light.RED


def test_a_stopped_clock_keeps_its_light_and_says_how_it_ended(clock: Clock) -> None:
    kept, late = stop(clock, at("2026-03-04 10:00")), stop(clock, at("2026-03-12 10:00"))
    now = at("2026-05-01 10:00")
    assert (clock_light(kept, now, SHIFT), clock_light(late, now, SHIFT)) == (
        Light.GREEN,
        Light.RED,
    )
    assert clock_in_words(kept, now) == "按时完成，提前5天"
    assert clock_in_words(late, now) == "超期完成，超2天"
    assert clock_in_words(clock, at("2026-03-09 16:30")) == "还剩1小时"


def test_an_extension_turns_the_light_green_again(clock: Clock) -> None:
    now = at("2026-03-09 10:00")
    assert clock_light(clock, now, SHIFT) is Light.YELLOW
    longer = extend(clock, now, parse("10wd"), CALENDAR, SHIFT)
    assert clock_light(longer, now, SHIFT) is Light.GREEN
