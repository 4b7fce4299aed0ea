"""Case numbers: readable, sortable, and any common slip of the tongue is found."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotline.rules.numbering import SERIALS, check, check_digit, compose, day_of

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
NUMBERS = st.builds(compose, DAYS, st.integers(0, SERIALS - 1))


def test_a_number_shows_day_and_serial() -> None:
    number = compose(date(2026, 2, 13), 1234)
    assert number.startswith("260213-0001234-")
    assert check(number) == number
    assert day_of(number) == date(2026, 2, 13)


def test_the_check_digit_is_damms() -> None:
    assert check_digit("572") == "4"  # the example usually given with the scheme
    assert check_digit("5724") == "0"


@given(NUMBERS, st.integers(0, 13), st.integers(1, 9))
def test_a_single_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    digits = list(number.replace("-", ""))
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert check("".join(digits)) is None


@given(NUMBERS, st.integers(0, 12))
def test_two_swapped_neighbours_are_found(number: str, place: int) -> None:
    digits = list(number.replace("-", ""))
    assume(digits[place] != digits[place + 1])
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    assert check("".join(digits)) is None


@given(DAYS, st.integers(0, SERIALS - 2), st.integers(0, 400))
def test_numbers_sort_by_day_and_then_by_serial(day: date, serial: int, later: int) -> None:
    assert compose(day, serial) < compose(day, serial + 1)
    assume(later and day + timedelta(days=later) <= date(2099, 12, 31))
    assert compose(day, serial + 1) < compose(day + timedelta(days=later), serial)


@given(DAYS, st.integers(0, SERIALS - 1), st.integers(0, SERIALS - 1))
def test_two_serials_of_a_day_below_the_wrap_never_meet(day: date, one: int, two: int) -> None:
    assert (compose(day, one) == compose(day, two)) is (one == two)


def test_the_serial_wraps_at_ten_million() -> None:
    day = date(2026, 2, 13)
    assert compose(day, SERIALS + 7) == compose(day, 7)


@pytest.mark.parametrize(
    "spell",
    [
        lambda n: n.replace("-", ""),
        lambda n: f"  {n.replace('-', ' ')} ",
        lambda n: n.replace("-", "－"),
        lambda n: n.replace("-", "—"),
        lambda n: n.translate({ord(str(d)): "０１２３４５６７８９"[d] for d in range(10)}),
    ],
)
def test_ways_of_typing_a_number_are_understood(spell) -> None:  # noqa: ANN001
    number = compose(date(2026, 2, 13), 1234)
    assert check(spell(number)) == number


@pytest.mark.parametrize("text", ["", "260213", "260213-0001234-77", "26O213-0001234-7", "²60213"])
def test_what_is_no_number_is_not_one(text: str) -> None:
    assert check(text) is None
    with pytest.raises(ValueError, match="is not a case number"):
        day_of(text)


def test_a_number_of_a_day_that_never_was_is_refused() -> None:
    digits = "2602300001234"
    assert check(digits + check_digit(digits)) is None


def test_days_and_serials_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="1999-12-31"):
        compose(date(1999, 12, 31), 1)
    with pytest.raises(ValueError, match="-1"):
        compose(date(2026, 1, 1), -1)
