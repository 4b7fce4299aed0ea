"""Linear boundaries between topics over the pieces of a vocabulary, with scaled probabilities.

Kept as arrays that are mapped into memory, weights at half precision: a model of hundreds of topics
is there at once, and processes of one machine share it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from hotline.dispatching.classifier.features import Row

Floats = NDArray[np.float64]
Spoke = tuple[NDArray[Any], NDArray[np.float32]]


class Scaling(msgspec.Struct, frozen=True, kw_only=True):
    """The topics, cases of each, and what makes probabilities of scores. `calibrated` is false
    where there were too few examples to measure what probabilities are worth."""

    labels: list[str]
    cases: list[int]
    base: list[float]
    offsets: list[float]
    slope: float
    calibrated: bool


class Boundaries:
    """Weights (pieces x topics). `at`: the places in the vocabulary that are looked at, from small
    to large; all of them where nothing is given."""

    def __init__(
        self, scaling: Scaling, weights: NDArray[Any], at: NDArray[np.int32] | None = None
    ) -> None:
        self.scaling, self.labels, self.whole = scaling, scaling.labels, at is None
        self.at = np.arange(len(weights), dtype=np.int32) if at is None else at
        self.weights = weights if weights.dtype == np.float16 else weights.astype(np.float16)
        self.place = {label: at for at, label in enumerate(self.labels)}
        self._base = np.array(scaling.base, np.float32)
        self._offsets = np.array(scaling.offsets)
        cases = np.array(scaling.cases, np.float64)
        self._shares = cases / (cases.sum() or 1.0)

    def chance(self, row: Row) -> Floats:
        """The probability of each topic. A request without one known piece says nothing: the shares
        of the topics answer."""
        row = self._looked_at(row)
        if not len(row.at):
            return self._shares
        scores = row.scaled() @ self.weights[row.at].astype(np.float32) + self._base
        return softmax(self.scaling.slope * scores.astype(np.float64) + self._offsets)

    def spoke(self, row: Row, labels: Sequence[str]) -> Mapping[str, Spoke]:
        """For each of these topics that are known here: the places of the request's pieces in the
        vocabulary, and how much each spoke for this topic more than for others."""
        row = self._looked_at(row)
        weights = self.weights[row.at].astype(np.float32)
        weights = (weights - weights.mean(axis=1, keepdims=True)) * row.scaled()[:, None]
        return {
            one: (self.at[row.at], weights[:, self.place[one]])
            for one in labels
            if one in self.place
        }

    def _looked_at(self, row: Row) -> Row:
        if self.whole:
            return row
        place = np.minimum(np.searchsorted(self.at, row.at), len(self.at) - 1)
        known = self.at[place] == row.at
        return row.only(known, place[known])

    def save(self, folder: Path) -> None:
        """Writes them; what a running process has mapped stays as it was."""
        folder.mkdir(parents=True, exist_ok=True)
        keep(folder / "weights.npy", self.weights)
        if not self.whole:
            keep(folder / "at.npy", self.at)
        (folder / "topics.json").write_bytes(msgspec.json.encode(self.scaling))


def read(folder: Path) -> Boundaries:
    """Those of this folder. Raises OSError, ValueError, msgspec.DecodeError."""
    scaling = msgspec.json.decode((folder / "topics.json").read_bytes(), type=Scaling)
    at = mapped(folder / "at.npy") if (folder / "at.npy").exists() else None
    weights = mapped(folder / "weights.npy")
    if weights.ndim != 2 or weights.shape[1] != len(scaling.labels):
        raise ValueError(weights.shape)
    return Boundaries(scaling, weights, at)


def keep(path: Path, array: NDArray[Any]) -> None:
    """Writes an array beside the old file and puts it in its place: the old one may be mapped."""
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        np.save(file, array, allow_pickle=False)
    new.replace(path)


def mapped(path: Path) -> NDArray[Any]:
    """An array that is read where it lies; data only. Raises OSError, ValueError."""
    found: NDArray[Any] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    return found


def softmax(scores: NDArray[Any]) -> Floats:
    """Shares of one along the last axis, in the proportion of the scores' exponentials."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def uniform(labels: Sequence[str], slope: float) -> Scaling:
    """Topics of which nothing was counted or measured."""
    nothing = [0.0] * len(labels)
    return Scaling(
        labels=list(labels),
        cases=[0] * len(labels),
        base=nothing,
        offsets=nothing,
        slope=slope,
        calibrated=False,
    )
