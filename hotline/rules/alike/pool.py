"""Matters in memory, looked up as the database is: for a file of them, and for tests.

pool = Pool(weights)
for one in matters: found = pool.find(one); pool.add(one)
"""

from collections import defaultdict
from datetime import timedelta

from hotline.rules.alike.keys import keys
from hotline.rules.alike.likeness import Comparing, Likeness
from hotline.rules.alike.matter import Matter, Weights


class Pool:
    """What was put in so far."""

    def __init__(self, weights: Weights, within: timedelta) -> None:
        self.weights, self.within = weights, within
        self._matters: list[Matter] = []
        self._where: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, one: Matter) -> None:
        """From now on it is found."""
        for pair in one.pairs:
            self._where[pair].add(len(self._matters))
        self._matters.append(one)

    def find(self, one: Matter, least: float) -> list[tuple[Matter, Likeness]]:
        """Those at least so likely the same, the likeliest first."""
        met: set[int] = set()
        for key in keys(one, self.weights, len(self._matters)):
            met |= set.intersection(*(self._where[pair] for pair in key))
        found, comparing = [], Comparing(one, self.weights)
        for at in sorted(met):
            other = self._matters[at]
            if one.at is None or other.at is None or abs(one.at - other.at) <= self.within:
                alike = comparing.with_(other)
                if alike.score >= least:
                    found.append((other, alike))
        return sorted(found, key=lambda pair: -pair[1].score)
