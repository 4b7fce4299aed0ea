"""Time units: what a rulebook may write, how people read it, what is refused."""

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.rules.duration import BadDuration, Duration, TimeUnit, parse

HALVES = st.integers(1, 7300).map(lambda n: Decimal(n) / 2)
WHOLES = st.integers(1, 3650).map(Decimal)


def texts() -> st.SearchStrategy[str]:
    """Every text that `parse` accepts, in its own spelling."""
    fine = st.builds("{:f}{}".format, HALVES, st.sampled_from(["h", "wh", "wd"]))
    whole = st.builds("{:f}{}".format, WHOLES, st.sampled_from(["min", "d"]))
    return fine | whole | st.just("today")


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("10min", "10分钟"),
        ("2h", "2小时"),
        ("0.5h", "半个小时"),
        ("4wh", "4个工作小时"),
        ("0.5wd", "半个工作日"),
        ("1wd", "1个工作日"),
        ("1.5wd", "1.5个工作日"),
        ("15wd", "15个工作日"),
        ("7d", "7日"),
        ("180d", "180日"),
        ("today", "当日"),
    ],
)
def test_a_duration_reads_as_people_say_it_and_writes_back(text: str, zh: str) -> None:
    duration = parse(text)
    assert duration.zh == zh
    assert str(duration) == text


@pytest.mark.parametrize(("text", "same"), [(" 5 wd ", "5wd"), ("5.0wd", "5wd"), ("1.50h", "1.5h")])
def test_spelling_does_not_matter(text: str, same: str) -> None:
    assert parse(text) == parse(same)
    assert str(parse(text)) == same


@pytest.mark.parametrize(
    "text",
    ["", "5", "wd", "5 days", "-1wd", "5WD", "五个工作日", "1e3h", "1,5wd", "5wd 3h", "٣d", "0x1h"],
)
def test_what_is_no_duration_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadDuration, match="不是时限") as refused:
        parse(text)
    assert f"“{text}”" in str(refused.value)


@pytest.mark.parametrize("text", ["0.5d", "1.5min", "0.3wd", "0.25h"])
def test_finer_than_a_half_is_refused(text: str) -> None:
    with pytest.raises(BadDuration, match="整数倍"):
        parse(text)


@pytest.mark.parametrize("text", ["0wd", "0min", "3651d", "999999h"])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(BadDuration, match="超出范围"):
        parse(text)


@given(texts())
def test_parse_and_print_are_inverse(text: str) -> None:
    assert parse(str(parse(text))) == parse(text)


@given(texts())
def test_a_duration_survives_the_journal(text: str) -> None:
    duration = parse(text)
    assert msgspec.json.decode(msgspec.json.encode(duration), type=Duration) == duration


def test_hours_and_minutes_have_a_span_and_days_have_none() -> None:
    assert parse("90min").span == timedelta(minutes=90)
    assert parse("1.5h").span == timedelta(minutes=90)
    assert parse("0.5wh").span == timedelta(minutes=30)
    days = parse("2d")
    with pytest.raises(ValueError, match="2d is counted in days"):
        _ = days.span


def test_which_units_run_straight_through() -> None:
    natural = {
        text for text in ("1min", "1h", "1wh", "1wd", "1d", "today") if parse(text).is_natural
    }
    assert natural == {"1min", "1h"}


def test_halves_are_told_from_full_days() -> None:
    assert (parse("1.5wd").whole_days, parse("1.5wd").has_half_day) == (1, True)
    assert (parse("2wd").whole_days, parse("2wd").has_half_day) == (2, False)
    assert parse("today").unit is TimeUnit.TODAY
