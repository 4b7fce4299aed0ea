"""答非所问: whether an answer speaks of what was asked, by the words the two share.

Every pair of characters of the request weighs the more the rarer it is among the city's requests.
What the answer shares is compared with what any text of its length would share by chance: `margin`
is how far it lies above that, in deviations. An answer to another matter shares little more than
chance. Measured in bench/README.md (`replies`); a sign for a person, never a decision.
"""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec

from hotline.rules.replies.texts import pairs

FEWEST_TEXTS: Final = 50
"""Below so many requests nobody knows which words are rare: nothing is judged."""
SHORTEST_ANSWER: Final = 60
SHORTEST_REQUEST: Final = 12
"""Pairs; shorter texts share too little by nature."""
WEAK: Final = 0.58
"""Margin below which the connection is called weak: about one rightful answer in fifty lies there
(bench/replies.py)."""
_SPREAD: Final = 25.0
"""Added to the variance, in squared weights: a few shared words are no proof either way."""


class Background(msgspec.Struct, frozen=True, kw_only=True):
    """How many of `texts` requests hold each pair, and how many pairs one holds on average."""

    texts: int
    holding: dict[str, int]
    length: float


class Relevance(msgspec.Struct, frozen=True, kw_only=True):
    """`shared` of the `asked` pairs of the request stand in the answer; `margin` is in deviations
    above chance."""

    margin: float
    shared: int
    asked: int

    @property
    def weak(self) -> bool:
        """Whether a person should look."""
        return self.margin < WEAK


def background(texts: Iterable[str]) -> Background:
    """What is usual among these requests."""
    holding: Counter[str] = Counter()
    count = 0
    for text in texts:
        holding.update(pairs(text))
        count += 1
    return Background(texts=count, holding=dict(holding), length=holding.total() / max(count, 1))


def relevance(request: str, answer: str, usual: Background) -> Relevance | None:
    """None where the texts are too short, or too few requests are known, to be judged."""
    asked, said = pairs(request), pairs(answer)
    if usual.texts < FEWEST_TEXTS or len(asked) < SHORTEST_REQUEST or len(said) < SHORTEST_ANSWER:
        return None
    stretch = len(said) / usual.length
    above = spread = 0.0
    for pair in asked:
        often = min((usual.holding.get(pair, 0) + 0.5) / (usual.texts + 1), 1.0)
        weight = -math.log(often)
        chance = 1 - (1 - often) ** stretch
        above += weight * ((pair in said) - chance)
        spread += weight * weight * chance * (1 - chance)
    margin = above / math.sqrt(spread + _SPREAD)
    return Relevance(margin=margin, shared=len(asked & said), asked=len(asked))
