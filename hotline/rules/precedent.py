"""Precedent (先例): which unit settled the closest earlier cases, without any of them coming back.

Second to the directory, never instead of it: the directory says whose duty a matter is, precedents
say who did it. They are shown with their numbers, so that a dispatcher can read them.
"""

from collections.abc import Iterable, Sequence
from math import sqrt

import msgspec

from hotline.rules.gazetteer import plain

CLOSEST = 8
LIKE_ENOUGH = 0.18
"""Likeness from which two texts of one topic are about something alike: measured by eye on the
demo city, where texts of one topic about other matters lie below 0.15."""
_ELSEWHERE, _SAME_DISTRICT = 0.35, 0.7


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier case that its unit closed and nobody returned."""

    id: str
    number: str
    unit: str
    topic: str
    area: str
    words: str
    title: str = ""


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with the close cases it settled, the closest first, and how much they weigh."""

    unit: str
    cases: tuple[tuple[Past, float], ...]
    weight: float


def likeness(one: str, other: str) -> float:
    """How alike two texts are by their pairs of characters, 0 to 1."""
    return _alike(pairs(one), pairs(other))


def pairs(text: str) -> frozenset[str]:
    """The pairs of characters of a text, however it is spaced."""
    flat = plain(text)
    return frozenset(flat[at : at + 2] for at in range(len(flat) - 1))


def _alike(some: frozenset[str], others: frozenset[str]) -> float:
    shared = len(some & others)
    return shared / sqrt(len(some) * len(others)) if shared else 0.0


def votes(words: str, area: str, past: Iterable[Past]) -> tuple[Vote, ...]:
    """Units by the weight of the closest cases. Streets and districts answer for their own places
    only, so a case from elsewhere weighs less."""
    asked = pairs(words)
    near = [(one, _alike(asked, pairs(one.words))) for one in past]
    close = sorted(
        ((one, like) for one, like in near if like >= LIKE_ENOUGH and one.unit),
        key=lambda pair: (-pair[1] * _nearness(pair[0].area, area), pair[0].number),
    )[:CLOSEST]
    found: dict[str, list[tuple[Past, float]]] = {}
    for one, like in close:
        found.setdefault(one.unit, []).append((one, round(like, 2)))
    made = [
        Vote(unit=unit, cases=tuple(cases), weight=_weight(cases, area))
        for unit, cases in found.items()
    ]
    return tuple(sorted(made, key=lambda vote: (-vote.weight, vote.unit)))


def _weight(cases: Sequence[tuple[Past, float]], area: str) -> float:
    return round(sum(like * _nearness(one.area, area) for one, like in cases), 3)


def _nearness(one: str, other: str) -> float:
    """1 where one lies in the other or either is unknown, less for the same district, less yet."""
    if not one or not other or f"{one}/".startswith(f"{other}/") or other.startswith(f"{one}/"):
        return 1.0
    return _SAME_DISTRICT if one.split("/")[0] == other.split("/")[0] else _ELSEWHERE
