"""What people happen to do, as a function of the seed and of what they do it to.

No generator is shared: the same case under the same seed meets the same luck, in whatever order
the workers come to it, and after a restart.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Luck under one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, *what: object) -> float:
        """A number from 0 up to 1."""
        text = "\0".join(map(str, (self.seed, *what)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest()) / 2**56

    def pick(self, among: Sequence[T], *what: object) -> T:
        """One of them."""
        return among[int(self.of(*what) * len(among))]

    def shuffled(self, among: Sequence[T], *what: object) -> list[T]:
        """All of them in another order."""
        return sorted(among, key=lambda one: self.of(one, *what))
