"""A trained model: answers, says why, is kept as a folder of three files and read back in a second.

`card.json` says what it learnt from, `pieces.txt` what it looks at, `weights.npz` how much each
counts: data only, nothing in it is run when it is read.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from hotline.dispatching.classifier.features import Row, Vocabulary
from hotline.dispatching.classifier.messages import Message
from hotline.rules.text import say

FORMAT: Final = 1
CANDIDATES = 5
REASONS = 5


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a model was made from. `topics`: examples of each. `calibrated` is false where there
    were too few examples to measure what its probabilities are worth; it then never decides."""

    trained_at: datetime
    messages: int
    topics: dict[str, int]
    calibrated: bool
    figures: dict[str, float] = {}
    format: int = FORMAT


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One topic with its probability, and the pieces of the text that spoke most for it."""

    label: str
    probability: float
    words: tuple[str, ...] = ()


class Broken(Exception):
    """A folder that holds no model this version can read; the words say what to do."""


class Model:
    """Linear boundaries over pieces, with scaled probabilities."""

    def __init__(
        self,
        *,
        labels: Sequence[str],
        words: Vocabulary,
        weights: NDArray[np.float32],
        base: NDArray[np.float32],
        slope: float,
        offsets: NDArray[np.float32],
        card: Card,
    ) -> None:
        self.labels, self.words, self.card = list(labels), words, card
        self.weights, self.base = weights, base
        self.slope, self.offsets = slope, offsets

    def probabilities(self, messages: Sequence[Message]) -> NDArray[np.float64]:
        """A row for each request, a column for each of `labels`."""
        rows = [self._chance(self.words.row(one)) for one in messages]
        return np.array(rows, dtype=np.float64).reshape(len(messages), len(self.labels))

    def candidates(self, message: Message, most: int = CANDIDATES) -> list[Candidate]:
        """The likeliest topics, first the likeliest, each with the words that spoke for it."""
        row = self.words.row(message)
        chance = self._chance(row)
        best = np.argsort(-chance)[:most]
        return [
            Candidate(
                label=self.labels[at],
                probability=round(float(chance[at]), 4),
                words=self._reasons(row, int(at)),
            )
            for at in best
        ]

    def _chance(self, row: Row) -> NDArray[np.float64]:
        """A request without one known piece says nothing: the shares of the topics answer."""
        if not len(row.at):
            shares = np.array([self.card.topics.get(label, 0) for label in self.labels], float)
            return shares / (shares.sum() or 1.0)
        scores = (row.weight @ self.weights[row.at] + self.base).astype(np.float64)
        return softmax((self.slope * scores + self.offsets)[None, :])[0]

    def _reasons(self, row: Row, topic: int) -> tuple[str, ...]:
        """Pieces that spoke more for this topic than for others; of nested ones the longer."""
        weights = self.weights[row.at]
        spoke = (weights[:, topic] - weights.mean(axis=1)) * row.weight
        found: list[str] = []
        for at in np.argsort(-spoke)[: 6 * REASONS]:
            piece = self.words.names[row.at[at]][1:].replace(" ", "")
            if spoke[at] <= 0 or len(piece) < 2 or not piece.isalnum():
                continue
            if any(piece in other or other in piece for other in found):
                found = [piece if other in piece else other for other in found]
                continue
            found.append(piece)
        return tuple(dict.fromkeys(found))[:REASONS]

    def save(self, folder: Path) -> None:
        """Writes the model; a folder that holds one is replaced file by file."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pieces.txt").write_text("\n".join(self.words.names), encoding="utf-8")
        np.savez(
            folder / "weights.npz",
            rarity=self.words.rarity,
            weights=self.weights,
            base=self.base,
            offsets=self.offsets,
            slope=np.array(self.slope),
            labels=np.array(self.labels),
        )
        card = msgspec.json.format(msgspec.json.encode(self.card), indent=1)
        (folder / "card.json").write_bytes(card)


def load(folder: Path) -> Model:
    """The model of this folder. Raises Broken."""
    try:
        card = msgspec.json.decode((folder / "card.json").read_bytes(), type=Card)
        if card.format != FORMAT:
            raise Broken(
                say("模型 {folder} 的格式是 {format}，本版本读不了；请重新训练。",
                    folder=folder, format=card.format)
            )  # fmt: skip
        names = (folder / "pieces.txt").read_text(encoding="utf-8").split("\n")
        with np.load(folder / "weights.npz", allow_pickle=False) as kept:
            held: dict[str, Any] = {name: kept[name] for name in kept.files}
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise Broken(
            say("{folder} 里没有可用的模型（{error}）。请先用 hotline model train 训练。",
                folder=folder, error=error)
        ) from error  # fmt: skip
    return Model(
        labels=held["labels"].tolist(),
        words=Vocabulary(names, held["rarity"]),
        weights=held["weights"],
        base=held["base"],
        slope=float(held["slope"]),
        offsets=held["offsets"],
        card=card,
    )


def softmax(scores: NDArray[Any]) -> NDArray[np.float64]:
    """Shares of one in each row, in the proportion of the scores' exponentials."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares
