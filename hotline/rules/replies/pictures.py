"""重复使用的照片: whether two photos are the same picture, told from 64 bits of each (dHash).

The picture is looked at as 9 × 8 points of grey; each bit says whether a point is brighter than
the one to its right. Saved again, made smaller or sent through a messenger a picture keeps nearly
all its bits; another picture differs in about half of them.
"""

from collections.abc import Sequence
from typing import Final

WIDTH, HEIGHT = 9, 8
SAME: Final = 3
"""Bits that may differ. With four bands of 16 bits, two pictures this near share a band."""
_BANDS: Final = 4
_FEWEST_EDGES: Final = 6
"""A picture with fewer bits set (or unset) is a plain surface: it is like any other."""


def look(points: Sequence[int]) -> str:
    """16 hexadecimal digits of the points, row by row; "" of a plain surface, which says nothing.

    Raises ValueError unless there are 9 × 8 points.
    """
    if len(points) != WIDTH * HEIGHT:
        raise ValueError(f"{len(points)} points, not {WIDTH * HEIGHT}")
    bits = 0
    for row in range(HEIGHT):
        for column in range(WIDTH - 1):
            at = row * WIDTH + column
            bits = bits << 1 | (points[at] > points[at + 1])
    edges = bits.bit_count()
    return f"{bits:016x}" if _FEWEST_EDGES <= edges <= 64 - _FEWEST_EDGES else ""


def apart(one: str, other: str) -> int:
    """Bits in which two looks differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def bands(found: str) -> list[int]:
    """Four numbers of which two pictures at most SAME bits apart share one; [] without a look."""
    return [at << 16 | int(found[at * 4 : at * 4 + 4], 16) for at in range(_BANDS)] if found else []
