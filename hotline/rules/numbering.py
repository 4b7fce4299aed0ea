"""The case number (工单编号): day, serial and a check digit, as in `260213-0001234-1`.

- Six digits of the day of registration in the city's zone, so numbers sort by day (2000 to 2099).
- Seven digits of a database sequence taken modulo 10,000,000, so numbers of one day sort in the
  order given, but for the day on which the sequence passes a multiple of ten million.
- One check digit after Damm (2004). It finds every single wrong digit and every swap of two
  neighbours, the two slips people make when reading a number out over the telephone.

Two numbers can be equal only when two cases of the same day have serials that differ by a
multiple of ten million, that is at more than ten million numbers drawn on one day. The stored
number is unique per city all the same; the database has the last word.
"""

import re
import unicodedata
from datetime import date

SERIALS = 10_000_000
_CENTURY = 2000
_SHAPE = re.compile(r"[0-9]{14}")

# The quasigroup of order 10 from Damm's thesis: totally anti-symmetric, zeros on the diagonal.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def compose(day: date, serial: int) -> str:
    """The number of the `serial`-th case, registered on `day`; refuses days outside 2000-2099."""
    if not _CENTURY <= day.year < _CENTURY + 100:
        raise ValueError(f"day {day} lies outside {_CENTURY}-{_CENTURY + 99}")
    if serial < 0:
        raise ValueError(f"serial {serial} is negative")
    digits = f"{day:%y%m%d}{serial % SERIALS:07d}"
    return _hyphenated(digits + check_digit(digits))


def check(text: str) -> str | None:
    """The number as `compose` writes it, or None when it cannot be one.

    Tolerates what people type: spaces, full-width digits, missing or other hyphens.
    """
    plain = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"[\s\-\u2010-\u2015\u2212\u30fc_]", "", plain)
    if _SHAPE.fullmatch(digits) is None or check_digit(digits) != "0":
        return None
    return _hyphenated(digits) if _day(digits) is not None else None


def day_of(number: str) -> date:
    """The day of registration in a number; refuses (ValueError) what `check` refuses."""
    sound = check(number)
    day = _day(sound) if sound is not None else None
    if day is None:
        raise ValueError(f"{number!r} is not a case number")
    return day


def check_digit(digits: str) -> str:
    """Damm's check digit of a string of digits; "0" for a string that ends in its own."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def _day(digits: str) -> date | None:
    """The day in the first six digits, None when there is no such day."""
    try:
        return date(_CENTURY + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None


def _hyphenated(digits: str) -> str:
    return f"{digits[:6]}-{digits[6:13]}-{digits[13:]}"
