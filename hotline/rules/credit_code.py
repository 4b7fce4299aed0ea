"""统一社会信用代码: eighteen signs of which the last checks the others.

Source: GB 32100-2015. The alphabet leaves out I, O, S, V, Z; sign i (from 0) weighs 3^i mod 31, and
the check sign brings the sum to a multiple of 31.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH: Final = 18


def clean(typed: str) -> str:
    """As it is kept: capitals, without spaces and dashes."""
    return "".join(sign for sign in typed.upper() if not sign.isspace() and sign != "-")


def is_sound(code: str) -> bool:
    """Whether a cleaned code is one, by its length, its signs and its check sign."""
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return False
    weighed = sum(ALPHABET.index(sign) * pow(3, at, 31) for at, sign in enumerate(code[:-1]))
    return ALPHABET.index(code[-1]) == (31 - weighed % 31) % 31
