"""A trained model: answers, says why, is kept as a folder of data and is back at once.

`card.json` says what it learnt from, `keys.npy` and `rarity.npy` what it looks at, `topics.json`
and `weights.npy` how much each piece counts: numbers only. Nothing in it is run when it is read,
and no word stands in it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec
import numpy as np

from hotline.dispatching.classifier import boundaries
from hotline.dispatching.classifier.boundaries import Boundaries, Floats, Spoke, keep, mapped
from hotline.dispatching.classifier.features import Pieces, Vocabulary, pieces
from hotline.dispatching.classifier.messages import Message
from hotline.rules.text import say

FORMAT: Final = 2
"""1 kept pieces as text and weights of all topics in one archive; it is not read any more."""

CANDIDATES = 5
REASONS = 5


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a model was made from. `topics`: examples of each. `calibrated` is false where there
    were too few examples to measure what its probabilities are worth; it then never decides."""

    trained_at: datetime
    messages: int
    topics: dict[str, int]
    calibrated: bool
    format: int = FORMAT


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One topic with its probability, and the pieces of the text that spoke most for it."""

    label: str
    probability: float
    words: tuple[str, ...] = ()


class Broken(Exception):
    """A folder that holds no model this version can read; the words say what to do."""


class Answering(Protocol):
    """Whatever tells topics: in one step, in two, or two models mixed."""

    labels: list[str]

    def chance(self, found: Pieces) -> Floats:
        """The probability of each of `labels`."""
        ...

    def reasons(self, found: Pieces, labels: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """What in the request spoke for each of these topics, as far as they are known here."""
        ...


def probabilities(model: Answering, messages: Sequence[Message]) -> Floats:
    """A row for each request, a column for each of the model's `labels`."""
    rows = np.empty((len(messages), len(model.labels)))
    for at, one in enumerate(messages):
        rows[at] = model.chance(pieces(one))
    return rows


def candidates(model: Answering, message: Message, most: int = CANDIDATES) -> list[Candidate]:
    """The likeliest topics, first the likeliest, each with the words that spoke for it."""
    found = pieces(message)
    chance = model.chance(found)
    best = np.argsort(-chance)[:most]
    words = model.reasons(found, [model.labels[at] for at in best])
    return [
        Candidate(
            label=model.labels[at],
            probability=round(float(chance[at]), 4),
            words=words.get(model.labels[at], ()),
        )
        for at in best
    ]


class Model:
    """Topics told apart in one step."""

    def __init__(self, words: Vocabulary, topics: Boundaries, card: Card) -> None:
        self.words, self.topics, self.card = words, topics, card
        self.labels = topics.labels

    def chance(self, found: Pieces) -> Floats:
        """The probability of each of `labels`."""
        return self.topics.chance(self.words.row(found))

    def probabilities(self, messages: Sequence[Message]) -> Floats:
        """A row for each request, a column for each of `labels`."""
        return probabilities(self, messages)

    def candidates(self, message: Message, most: int = CANDIDATES) -> list[Candidate]:
        """The likeliest topics with the words that spoke for each."""
        return candidates(self, message, most)

    def reasons(self, found: Pieces, labels: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """What in the request spoke for each of these topics more than for others."""
        row, named = self.words.row(found), found.named()
        spoke = self.topics.spoke(row, labels)
        return {label: said(self.words, one, named) for label, one in spoke.items()}

    def save(self, folder: Path) -> None:
        """Writes the model; a folder that holds one is replaced file by file."""
        save_words(folder, self.words, self.card)
        self.topics.save(folder)


def said(words: Vocabulary, spoke: Spoke, named: Mapping[int, str]) -> tuple[str, ...]:
    """The pieces that spoke most, as they stand in the request; of nested ones the longer."""
    found: list[str] = []
    places, more = spoke
    for at in np.argsort(-more)[: 6 * REASONS]:
        piece = named.get(int(words.keys[places[at]]), "")
        if more[at] <= 0 or len(piece) < 2 or not piece.isalnum():
            continue
        if any(piece in other or other in piece for other in found):
            found = [piece if other in piece else other for other in found]
            continue
        found.append(piece)
    return tuple(dict.fromkeys(found))[:REASONS]


def save_words(folder: Path, words: Vocabulary, card: Card) -> None:
    """What a model looks at and its card."""
    folder.mkdir(parents=True, exist_ok=True)
    keep(folder / "keys.npy", words.keys)
    keep(folder / "rarity.npy", words.rarity)
    told = msgspec.json.format(msgspec.json.encode(card), indent=1)
    (folder / "card.json").write_bytes(told)


def read_words(folder: Path) -> tuple[Vocabulary, Card]:
    """Both. Raises Broken, OSError, ValueError, msgspec.DecodeError."""
    card = msgspec.json.decode((folder / "card.json").read_bytes(), type=Card)
    if card.format != FORMAT:
        raise Broken(
            say("模型 {folder} 的格式是 {format}，本版本读不了；请重新训练。",
                folder=folder, format=card.format)
        )  # fmt: skip
    return Vocabulary(mapped(folder / "keys.npy"), mapped(folder / "rarity.npy")), card


def load(folder: Path) -> Model:
    """The model of this folder. Raises Broken."""
    try:
        words, card = read_words(folder)
        return Model(words, boundaries.read(folder), card)
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise unusable(folder, error) from error


def unusable(folder: Path, error: Exception) -> Broken:
    """There is no model that can be read; why."""
    return Broken(
        say("{folder} 里没有可用的模型（{error}）。请先用 hotline model train 训练。",
            folder=folder, error=error)
    )  # fmt: skip
