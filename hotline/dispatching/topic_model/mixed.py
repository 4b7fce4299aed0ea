"""The model of a city: what its cases taught, mixed with what its topics say.

Cases know the common topics, the names of topics know the rare ones: the probability of a topic is
a mean of both, its weight chosen by greatest likelihood on cases that neither learnt from. Where
cases were too few to tell a topic's parts apart, the part follows from the names.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import CANDIDATES, Candidate, Model, load
from hotline.dispatching.topic_model import stepwise
from hotline.dispatching.topic_model.stepwise import Stepwise

WEIGHTS = (0.0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
LOOKED_AT = 12
"""Candidates of each part that are asked for their words."""

Floats = NDArray[np.float64]


class Mixed:
    """Two models as one; `cases` is None on the first day."""

    def __init__(
        self, first: Model, cases: Model | Stepwise | None = None, weight: float = 0.0
    ) -> None:
        self.first, self.cases, self.weight = first, cases, weight if cases else 0.0
        known = cases.labels if cases else []
        self.labels = sorted({*first.labels, *known})
        place = {label: at for at, label in enumerate(self.labels)}
        self._of_first = np.array([place[label] for label in first.labels])
        at_cases = {label: at for at, label in enumerate(known)}
        self._owner = np.array([_above(label, at_cases) for label in self.labels])

    def probabilities(self, messages: Sequence[Message]) -> Floats:
        """A row for each request, a column for each of `labels`."""
        names = np.zeros((len(messages), len(self.labels)))
        names[:, self._of_first] = self.first.probabilities(messages)
        if self.cases is None:
            return names
        return self.blend(names, self.spread(names, self.cases.probabilities(messages)))

    def blend(self, names: Floats, taught: Floats) -> Floats:
        """Both, by the weight."""
        return self.weight * taught + (1 - self.weight) * names

    def spread(self, names: Floats, taught: Floats) -> Floats:
        """What cases say, each topic's share handed on to its parts as the names have them."""
        known, owner = self._owner >= 0, self._owner
        small = names[:, known] + 1e-9
        totals = np.zeros_like(taught)
        for at in range(len(small)):
            totals[at] = np.bincount(owner[known], small[at], minlength=taught.shape[1])
        found = np.zeros_like(names)
        shares = taught / np.where(totals == 0, 1, totals)
        found[:, known] = shares[:, owner[known]] * small
        return found

    def candidates(self, message: Message, most: int = CANDIDATES) -> list[Candidate]:
        """The likeliest topics with the words that spoke for each."""
        chance = self.probabilities([message])[0]
        words = {one.label: one.words for one in self.first.candidates(message, LOOKED_AT)}
        if self.cases is not None:
            said = self.cases.candidates(message, LOOKED_AT)
            words |= {one.label: one.words for one in said if one.words}
        best = np.argsort(-chance)[:most]
        labels = [self.labels[at] for at in best]
        return [
            Candidate(
                label=label,
                probability=round(float(chance[at]), 4),
                words=words.get(label) or words.get(label.rpartition("/")[0], ()),
            )
            for label, at in zip(labels, best, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Writes both parts and the weight."""
        self.first.save(folder / "first")
        if self.cases is not None:
            self.cases.save(folder / "cases")
        (folder / "mixed.json").write_bytes(msgspec.json.encode({"weight": self.weight}))


def _above(label: str, known: dict[str, int]) -> int:
    """The place of the topic itself or the nearest above it among those known; -1 for none."""
    while label and label not in known:
        label = label.rpartition("/")[0]
    return known.get(label, -1)


def read(folder: Path) -> Mixed:
    """The model in this folder. Raises classifier.model.Broken, OSError."""
    weight = msgspec.json.decode((folder / "mixed.json").read_bytes())["weight"]
    cases = stepwise.read(folder / "cases") if (folder / "cases").is_dir() else None
    return Mixed(load(folder / "first"), cases, weight)


def weighed(first: Model, cases: Model | Stepwise, kept_back: Sequence[Message]) -> Mixed:
    """Mixed with the weight under which the topics of these cases were likeliest."""
    mixed = Mixed(first, cases, 1.0)
    place = {label: at for at, label in enumerate(mixed.labels)}
    asked = [one for one in kept_back if one.label in place]
    if not asked:
        return Mixed(first, cases, 0.5)
    names = Mixed(first).probabilities(asked)
    names_at = np.zeros((len(asked), len(mixed.labels)))
    names_at[:, [place[label] for label in Mixed(first).labels]] = names
    taught = mixed.spread(names_at, cases.probabilities(asked))
    truth = (np.arange(len(asked)), np.array([place[one.label] for one in asked]))

    def surprise(weight: float) -> float:
        chance = weight * taught[truth] + (1 - weight) * names_at[truth]
        return float(-np.log(chance + 1e-9).mean())

    return Mixed(first, cases, min(WEIGHTS, key=surprise))
