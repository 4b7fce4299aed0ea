"""How likely two matters are the same, and the reasons for it in words.

Four signs, each shown: what the words share, weighed by rarity (cosine, dampened for short texts);
the place; the days between; the caller. They are joined as a logistic score, so it grows with each
and none decides alone. The weights were set on the first half of a public stream and judged on the
second (bench/README.md); the score ranks and is no measured probability of any one city.

Source: product.md §4 Repeats and Merging; nothing is decided by it, whoever takes the call decides.
"""

import math
import re
from collections.abc import Mapping, Set
from datetime import timedelta
from typing import Final

import msgspec

from hotline.rules.alike.matter import Matter, Weights
from hotline.rules.text import Said, joined, say

SHORT: Final = 120.0
"""Added to both sides' weights: two titles that share three words are no proof."""
_BASE, _WORDS, _PLACE, _ELSEWHERE, _DAYS, _CALLER = -3.7, 11.0, 1.5, -1.5, 0.7, 0.7
LIKELY: Final = 0.5
"""From here on it is shown as 可能重复."""
LONG: Final = timedelta(days=30)
SHOWN: Final = 4
"""Shared runs of characters that are named as reasons."""
LONGEST: Final = 16
"""Characters of a run that are shown."""
SAME_STREET: Final = 2
"""Levels of an area's code from which two matters are near each other: district/street."""
_RUN: Final = 3
_DIGITS: Final = "0123456789"
_COUNTED: Final = re.compile(r"^(?:[\d号楼栋幢座弄室层]|单元|[-—#之])+")  # not said: in addresses


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """`score` 0 to 1. `words`: share of rare words in common."""

    score: float
    words: float
    place: str = ""
    same_address: bool = False
    same_area: bool = False
    same_caller: bool = False
    days: int | None = None


class Comparing:
    """One new matter, to be compared with many earlier ones."""

    def __init__(self, one: Matter, weights: Weights) -> None:
        self.one, self._weights = one, weights
        self._mine = weights.by_pair(one)
        self._heads = _of(self._mine, one.heading)

    def hint(self, told: str) -> float:
        """Roughly how much of it another text tells: quick, to choose whom to compare."""
        low = told.lower()
        return sum(says for pair, says in self._mine.items() if pair in low) / math.sqrt(
            len(low) + 40
        )

    def _words(self, other: Matter) -> float:
        theirs = self._weights.by_pair(other)
        found = _cosine(self._mine, theirs)
        if self.one.title and other.title:
            heads = _cosine(self._heads, _of(theirs, other.heading))
            found = max(found, (found + heads) / 2)
        return found

    def at_best(self, other: Matter) -> float:
        """The score if all that its words do not tell spoke for it: none of less need be read."""
        one = self.one
        best = msgspec.structs.replace(other, area=one.area, at=one.at, caller=one.caller)
        return self.with_(best).score

    def with_(self, other: Matter) -> Likeness:
        """How likely it is the same as this one."""
        one, words = self.one, self._words(other)
        same, place = _place(one, other)
        near = _near(one.area, other.area)
        apart = abs(one.at - other.at) if one.at and other.at else None
        caller = bool(one.caller) and one.caller == other.caller
        there = 1.0 if same else 0.7 if place else 0.3 if near else 0.0
        recent = max(0.0, 1 - apart / LONG) if apart is not None else 0.0
        sign = (
            _BASE + _WORDS * words + _PLACE * there + _ELSEWHERE * (near is False and not same)
            + _DAYS * recent + _CALLER * caller
        )  # fmt: skip
        return Likeness(
            score=1 / (1 + math.exp(-sign)),
            words=words,
            place=place,
            same_address=same,
            same_area=near is True,
            same_caller=caller,
            days=apart.days if apart is not None else None,
        )

    def shared(self, other: Matter) -> tuple[str, ...]:
        """What the two share as people would read it: the weightiest runs of characters."""
        return _runs(self.one.told, other.pairs, self._mine)


def reasons(found: Likeness, shared: tuple[str, ...] = (), area: str = "") -> tuple[Said, ...]:
    """Why, the strongest first; `area` is the name of the area that both lie in."""
    said: list[Said] = []
    if found.same_caller:
        said.append(say("同一来电人"))
    if found.same_address:
        said.append(say("同一地址：{place}", place=found.place))
    elif found.place:
        said.append(say("同一地点：{place}", place=found.place))
    elif found.same_area and area:
        said.append(say("同在{area}", area=area))
    if shared:
        said.append(say("文字相近：{words}", words=joined("、", shared)))
    if found.days is not None:
        said.append(say("相隔不到1天") if found.days == 0 else say("相隔{days}天", days=found.days))
    return tuple(said)


def _of(weights: Mapping[str, float], pairs: frozenset[str]) -> dict[str, float]:
    return {pair: weights[pair] for pair in pairs if pair in weights}


def _cosine(mine: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    common = sum(math.sqrt(mine[pair] * theirs[pair]) for pair in mine.keys() & theirs.keys())
    return common / math.sqrt((sum(mine.values()) + SHORT) * (sum(theirs.values()) + SHORT))


def _near(one: str, other: str) -> bool | None:
    """True: the same street or village; False: neither lies in the other; None: not known."""
    if not one or not other:
        return None
    if one == other:
        return True if one.count("/") >= SAME_STREET - 1 else None
    return None if f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/") else False


def _place(one: Matter, other: Matter) -> tuple[bool, str]:
    """Whether the addresses are the same, and the place that both name."""
    mine, theirs = ("".join(each.address.split()) for each in (one, other))
    if len(mine) < _RUN or len(theirs) < _RUN:
        return False, ""
    if mine == theirs:
        return True, mine
    longest = _whole(_longest(mine, theirs), mine, theirs)
    return False, longest if len(longest) > _RUN else ""


def _whole(run: str, *addresses: str) -> str:
    """A run of both without the number that it breaks off in, at its beginning with what is counted
    by it: of "12号楼3单元" and "8号楼3单元" nothing is left, they are two places."""
    around = [(each[: each.index(run)], each[each.index(run) + len(run) :]) for each in addresses]
    if any(before[-1:].isdigit() for before, _ in around):
        run = _COUNTED.sub("", run)
    return run.rstrip(_DIGITS) if any(after[:1].isdigit() for _, after in around) else run


def _longest(one: str, other: str) -> str:
    """The longest run that both have."""
    found = ""
    for start in range(len(one)):
        end = start + len(found) + 1
        while end <= len(one) and one[start:end] in other:
            found = one[start:end]
            end += 1
    return found


def _runs(text: str, both: Set[str], weights: Mapping[str, float]) -> tuple[str, ...]:
    """Neighbouring pairs of the text that the other has too, joined; the weightiest first."""
    found: dict[str, float] = {}
    run, weight = "", 0.0
    for at in range(len(text)):
        pair = text[at : at + 2]
        if pair in both and pair in weights:
            run = run + pair[1] if run else pair
            weight += weights[pair]
        elif run:
            found[run] = weight
            run, weight = "", 0.0
    best = sorted((one for one in found if len(one) >= _RUN), key=lambda one: -found[one])
    return tuple(one[:LONGEST] for one in best[:SHOWN])
