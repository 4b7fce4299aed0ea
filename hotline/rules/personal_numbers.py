"""Numbers in running text that belong to somebody: of a mobile telephone, of an identity card.

Told by their form alone, so that a person is asked and nothing is decided by it. Left out: fixed
lines (units publish theirs in answers, so asking each time would teach people not to read), bank
cards, passports. Source: GB/T 35273-2020 附录A; GB 11643-1999 (identity number).
"""

import re

# not said: patterns of what people typed
MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?[1１][3-9３-９]\d(?:[- ]?\d{4}){2}(?!\d)")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{9}[0-9Xx](?![0-9A-Za-z])")
_KEPT = 4


def personal_numbers(text: str) -> tuple[str, ...]:
    """Each of them once, in the order of the text, covered but for what finds it again:
    138****0001, 210***********123X."""
    found = [
        (one.start(), one[0]) for pattern in (MOBILE, IDENTITY) for one in pattern.finditer(text)
    ]
    return tuple(dict.fromkeys(_covered(number) for _, number in sorted(found)))


def _covered(number: str) -> str:
    plain = "".join(sign for sign in number if sign.isalnum())
    plain = plain[-11:] if len(plain) < 18 else plain
    return plain[:3] + "*" * (len(plain) - 3 - _KEPT) + plain[-_KEPT:]
