"""By which words earlier matters are looked up: a few pairs of which two or three must meet.

One rare pair alone is in thousands of a million cases, two that do not overlap are in a handful.
Where an address is known one of the two is of the address, so that the same trouble elsewhere does
not fill the list. What is looked up is bounded: the rarest combinations first, as long as together
they bring no more than MOST_FOUND, by what is known of the usual requests.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Final

from hotline.rules.alike.matter import Matter, Weights

Key = tuple[str, ...]
Together = tuple[tuple[str, ...], ...]
"""Of each of these one pair must be there."""

PLACES, WORDS = 3, 5
"""Pairs of the address, and of title and text, that are looked up: the rarest ones that others
told, and half as many that none of the usual ones did."""
MOST_KEYS: Final = 14
MOST_FOUND: Final = 1000
CROWDED: Final = 3000
"""Where even the rarest combination brings more than this, only the newest texts are looked at:
what so many say is being said now, and to read them all takes longer than a look-up may."""
COMMON: Final = 0.15
FEW: Final = 20
"""A pair in more of the requests than both says nothing of place or trouble."""
MANY_MORE: Final = 2
"""So many times more texts than usual ones are known: then a word that none of these holds may be
a name that others hold. Else nobody has told it."""
_UNSEEN: Final = 0.1
"""Usual requests that are reckoned to hold what none of them holds."""


def keys(one: Matter, weights: Weights, many: int) -> tuple[Key, ...]:
    """Combinations of pairs, the most telling first; each means: all of these. `many` texts are
    there."""
    stretch = max(many, weights.texts) / max(weights.texts, 1)
    # What is looked up may itself be among the usual ones, where it says nothing of others.
    least = 2 if one.pairs and weights.holding(*one.pairs) else 1
    new = stretch >= MANY_MORE

    def rarest(text: str, known: frozenset[str], most: int) -> list[str]:
        heard = {pair for pair in known if weights.often(pair) >= least}
        unheard = _rarest(text, known - heard, weights, most // 2) if new else []
        return _rarest(text, frozenset(heard), weights, most) + unheard

    places = rarest(one.address, one.placed, PLACES)
    titles = rarest(one.title, one.heading - one.placed, WORDS)
    words = rarest(one.told, one.pairs - one.heading, WORDS)
    found: list[Key] = []
    fewest: tuple[float, Key] | None = None
    met, unseen = 0, 0.0
    for key in _combined(places, titles, words, weights, least):
        holding = weights.holding(*key)
        brings = ((met | holding).bit_count() + unseen + _UNSEEN) * stretch
        if len(found) < MOST_KEYS and brings <= MOST_FOUND:
            found.append(key)
            met |= holding
            unseen += _UNSEEN * (not holding)
        if fewest is None or brings < fewest[0]:
            fewest = brings, key
    if found or fewest is None:
        return tuple(found)
    return (fewest[1],)


def crowded(found: tuple[Key, ...], weights: Weights, many: int) -> bool:
    """Whether these words are in too many of `many` texts for all of them to be read."""
    if len(found) != 1:
        return False
    share = weights.holding(*found[0]).bit_count() / max(weights.texts, 1)
    return share * many > CROWDED


def together(found: Iterable[Key]) -> tuple[Together, ...]:
    """The same combinations as few that can be looked up at once: where two are told apart by one
    pair only, either of the two will do. Each walk through an index costs, whatever it finds."""
    ends: dict[Key, list[str]] = {}
    for key in found:
        ends.setdefault(key[:-1], []).append(key[-1])
    heads: dict[tuple[Key, Key], list[str]] = {}
    for start, last in ends.items():
        heads.setdefault((start[:-1], tuple(sorted(last))), []).append(start[-1])
    return tuple(
        (*((pair,) for pair in first), tuple(sorted(either)), last)
        for (first, last), either in heads.items()
    )


def _combined(
    places: list[str], titles: list[str], words: list[str], weights: Weights, least: int
) -> Iterator[Key]:
    """Of place and trouble, of the title alone, of title and text, of the text alone; the rarest
    first in each."""

    def often(key: Key) -> tuple[int, int, float, Key]:
        unheard = sum(weights.often(pair) < least for pair in key)
        return unheard, weights.holding(*key).bit_count(), -sum(map(weights.of, key)), key

    yield from sorted(product(places, titles or words), key=often)
    yield from sorted(combinations(titles, 2 if not places else 3), key=often)
    yield from sorted(product(titles, words), key=often)
    yield from sorted(combinations(words, 3 if places or titles else 2), key=often)


def _rarest(text: str, known: frozenset[str], weights: Weights, most: int) -> list[str]:
    """The rarest of these pairs, none of which overlaps another in the text; numbers alone say
    nothing."""
    found: list[str] = []
    taken: set[str] = set()
    common = max(COMMON * weights.texts, FEW)
    for pair in sorted(known, key=lambda pair: (weights.often(pair), pair)):
        if len(found) == most or weights.often(pair) > common:
            break
        if pair in taken or pair.isdecimal():
            continue
        found.append(pair)
        at = text.find(pair)
        taken |= {text[max(at - 1, 0) : at + 1], text[at + 1 : at + 3]}
    return found
