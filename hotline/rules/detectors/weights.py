"""The learnt weights: what each piece of a stretch says for each alarm and each kind.

`weights.json` is written by `scripts/detectors.py` from the sentences beside it; answering needs
nothing but this file. A weight is kept in hundredths; what says next to nothing is left out.
"""

from functools import cache
from importlib import resources

import msgspec

from hotline.rules.detectors.pieces import Pieces


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """A linear model of several heads. `pieces`: head, weight, head, weight … of each piece."""

    made_of: str
    """Digest of what it was taught with."""
    heads: tuple[str, ...]
    bias: tuple[float, ...]
    least: dict[str, float]
    """The score from which an alarm sounds, by head."""
    longer: float
    """How much more it takes for each e-fold of stretches beyond a few: many are many chances."""
    pieces: dict[str, tuple[tuple[int, int], ...]]
    """What each piece says: for which head, by their order, how much in hundredths."""

    def scores(self, pieces: Pieces) -> list[float]:
        """What the pieces say for each head: log-odds for alarms, unnormed for kinds."""
        total = list(self.bias)
        for family, amount in pieces.weighed():
            amount /= 100
            for piece in self.pieces.keys() & family:
                for head, weight in self.pieces[piece]:
                    total[head] += amount * weight
        return total

    def of(self, piece: str, head: int) -> float:
        """The weight of one piece for one head, 0 where it says nothing."""
        return sum(weight for at, weight in self.pieces.get(piece, ()) if at == head) / 100


@cache
def learnt() -> Weights:
    """The ones that come with the platform; read once, at the first text."""
    data = (resources.files("hotline.rules.detectors") / "weights.json").read_bytes()
    return msgspec.json.decode(data, type=Weights)
