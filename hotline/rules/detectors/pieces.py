"""A stretch of text as pieces that a linear model weighs: characters, signs, and pairs of signs.

Stretches are short (`LONGEST` characters): somebody who types tells one thing in one, and a letter
of two thousand characters is judged stretch by stretch, not as a heap in which every word of danger
turns up once.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from math import sqrt
from typing import Final, NamedTuple

from hotline.rules.detectors.signs import Sign, lexicon
from hotline.rules.gazetteer import plain

LONGEST = 36
"""Characters of a stretch at most, unless one clause is longer."""
RUN = 3
"""Neighbouring characters at most."""
FEWEST = 9
"""A text of fewer pieces than this (twice as many of characters) is not heard louder for it."""

SPOKEN = 0.5
"""How much it counts that a word of the lexicon was said."""

# not said: where people end a sentence or a clause
SENTENCE: Final = re.compile(r"[。！？!?;；\n]+")
# not said: where people end a sentence or a clause
CLAUSE: Final = re.compile(r"[，,、:：…\s]+")


class Stretch(NamedTuple):
    """Some clauses that are judged together."""

    clauses: tuple[str, ...]

    @property
    def text(self) -> str:
        """The clauses as one."""
        return "\n".join(self.clauses)


def stretches(*texts: str) -> list[Stretch]:
    """A text in stretches that end where sentences do, or clauses where those are long."""
    found: list[Stretch] = []
    for text in texts:
        for sentence in SENTENCE.split(text):
            clauses = (plain(one) for one in CLAUSE.split(sentence))
            found.extend(_packed([one for one in clauses if one]))
    return found


def _packed(clauses: list[str]) -> Iterator[Stretch]:
    together: list[str] = []
    for clause in clauses:
        if together and sum(map(len, together)) + len(clause) > LONGEST:
            yield Stretch(tuple(together))
            together = []
        together.append(clause)
    if together:
        yield Stretch(tuple(together))


def signs_of(stretch: Stretch) -> list[list[Sign]]:
    """The signs in it, clause by clause."""
    known = lexicon()
    return [known.signs(clause) for clause in stretch.clauses]


class Pieces(NamedTuple):
    """What a stretch is made of, each family once however often it stands there."""

    runs: frozenset[str]
    """Neighbouring characters."""
    told: frozenset[str]
    """Words, what they stand for, pairs of it."""
    said: frozenset[str]
    """Alarms and kinds that a word of the lexicon speaks for."""

    def weighed(self) -> Iterator[tuple[frozenset[str], float]]:
        """Each family and how much a piece of it counts: families have length one."""
        yield self.runs, 1 / sqrt(max(len(self.runs), 2 * FEWEST))
        yield self.told, 1 / sqrt(max(len(self.told), FEWEST))
        yield self.said, SPOKEN


def pieces(stretch: Stretch, signs: list[list[Sign]], said: Iterable[str]) -> Pieces:
    """The pieces of a stretch; `said`: what words of the lexicon speak for."""
    runs = frozenset(run for clause in stretch.clauses for run in _runs(clause))
    every = sorted({concept for clause in signs for one in clause for concept in one.concepts})
    pairs = (f"&{one} {other}" for one, other in combinations(every, 2))
    told = frozenset(piece for clause in signs for piece in _told(clause)).union(pairs)
    return Pieces(runs, told, frozenset(f"!{head}" for head in said))


def _runs(clause: str) -> Iterator[str]:
    # Ends are marked with a character that `plain` leaves in no text.
    edged = f"\x02{clause}\x03"
    for length in range(1, RUN + 1):
        for at in range(len(edged) - length + 1):
            yield edged[at : at + length]


def _told(signs: list[Sign]) -> Iterator[str]:
    """Pieces of one clause: words, what they stand for, what follows what, what stands by what."""
    if not signs:
        yield "=nothing"
    for one in signs:
        yield f"={one.word}"
        for concept in one.concepts:
            yield f"#{concept}"
    for one, other in pairwise(signs):
        for first in one.concepts:
            for second in other.concepts:
                yield f">{first} {second}"
    here = sorted({concept for one in signs for concept in one.concepts})
    for first, second in combinations(here, 2):
        yield f"+{first} {second}"
