"""A matter as far as comparing needs it, and how rare its words are in the city.

Two neighbouring characters stand for a word, as in `rules.replies.texts`: no dictionary, and what
two matters share can be shown. What an agent puts into the title or the address counts twice: there
stand place and trouble, while callers tell the rest in many words.
"""

import math
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Final

import msgspec

from hotline.rules.replies.texts import pairs

READ: Final = 400
"""Characters of the text that are read: where and what stands at the beginning."""
HEAD: Final = 2.0
"""How much more a pair counts that stands in title or address."""
FEW: Final = 200
"""A young city's words are weighed as if it had so many requests: few of them prove no word rare,
and none common."""
_LOWER: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


class Matter(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """`at` is when it was raised, None where it is being typed; `area` a code such as a/b/c.

    `caller` is compared only for being the same: a keyed hash, a name of a test set, or "".
    """

    id: str = ""
    title: str = ""
    text: str = ""
    address: str = ""
    area: str = ""
    caller: str = ""
    at: datetime | None = None

    @cached_property
    def heading(self) -> frozenset[str]:
        """Pairs of title and address."""
        return pairs(f"{self.title}\n{self.address}".translate(_LOWER))

    @cached_property
    def placed(self) -> frozenset[str]:
        """Pairs of the address."""
        return pairs(self.address.translate(_LOWER))

    @cached_property
    def told(self) -> str:
        """All that is compared, in small letters, as the index has them."""
        whole = f"{self.title}\n{self.address}\n{self.text[:READ]}"
        return whole.translate(_LOWER)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All of them."""
        return pairs(self.told)


class Weights:
    """How much a pair says: the square of the logarithm of its rarity among some usual requests.

    Of each pair is kept which of these requests hold it, a bit for each, so that it is also known
    how often several come together.
    """

    def __init__(self, usual: Iterable[Matter]) -> None:
        self.texts = 0
        self._where: dict[str, int] = {}
        for one in usual:
            for pair in one.pairs:
                self._where[pair] = self._where.get(pair, 0) | 1 << self.texts
            self.texts += 1
        self._says: dict[str, float] = {}
        self._new = self._weight(0)

    def _weight(self, holding: int) -> float:
        return math.log(min((holding + 0.5) / (max(self.texts, FEW) + 1), 1.0)) ** 2

    def of(self, pair: str) -> float:
        """Never negative; a pair that no usual request holds says most."""
        if pair not in self._where:
            return self._new
        if pair not in self._says:
            self._says[pair] = self._weight(self._where[pair].bit_count())
        return self._says[pair]

    def holding(self, *pairs: str) -> int:
        """The usual requests that hold all of these pairs, a bit for each."""
        found = -1
        for pair in pairs:
            found &= self._where.get(pair, 0)
        return found

    def often(self, pair: str) -> int:
        """How many of the usual requests hold it."""
        return self.holding(pair).bit_count()

    def by_pair(self, one: Matter) -> dict[str, float]:
        """Every pair of a matter with what it says there."""
        says, heading = self.of, one.heading
        return {pair: says(pair) * (HEAD if pair in heading else 1.0) for pair in one.pairs}
