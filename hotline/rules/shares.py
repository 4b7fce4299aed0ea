"""Shares of cases, and how far they may be trusted: Wilson's interval.

A share of few cases says little: what the city relies on is the lower bound of the interval, below
which the true share lies one time in forty at most.
"""

import math

import msgspec


def interval(right: int, cases: int, errors: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share, (0, 1) for no cases; 1.96 standard `errors` for 95 %."""
    if not cases:
        return 0.0, 1.0
    share, square = right / cases, errors * errors
    middle = (share + square / (2 * cases)) / (1 + square / cases)
    half = math.sqrt(share * (1 - share) / cases + square / (4 * cases * cases))
    half *= errors / (1 + square / cases)
    return max(0.0, middle - half), min(1.0, middle + half)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`right` of `cases`."""

    cases: int = 0
    right: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1; 0 of nothing."""
        return self.right / self.cases if self.cases else 0.0

    @property
    def bound(self) -> float:
        """The lower bound of the share, 95 %; 0 of nothing."""
        return interval(self.right, self.cases)[0]
