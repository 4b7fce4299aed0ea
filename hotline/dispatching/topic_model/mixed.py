"""The model of a city: what its cases taught, mixed with what its topics say.

Cases know the common topics, the names of topics know the rare ones: the probability of a topic is
a mean of both, its weight chosen by greatest likelihood on cases that neither learnt from. Where
cases were too few to tell a topic's parts apart, the part follows from the names.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from hotline.dispatching.classifier import model
from hotline.dispatching.classifier.boundaries import Floats
from hotline.dispatching.classifier.features import Pieces, pieces
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import CANDIDATES, Candidate, Model
from hotline.dispatching.topic_model import stepwise
from hotline.dispatching.topic_model.stepwise import Stepwise

WEIGHTS = (0.0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)


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
        owner = np.array([_above(label, at_cases) for label in self.labels])
        self._known = np.flatnonzero(owner >= 0)
        self._owner = owner[self._known]

    def chance(self, found: Pieces) -> Floats:
        """The probability of each of `labels`."""
        names = self._names(found)
        if self.cases is None:
            return names
        return self.weight * self._taught(found, names) + (1 - self.weight) * names

    def _names(self, found: Pieces) -> Floats:
        """What the names of topics say."""
        chance = np.zeros(len(self.labels))
        chance[self._of_first] = self.first.chance(found)
        return chance

    def _taught(self, found: Pieces, names: Floats) -> Floats:
        """What cases say, each topic's share handed on to its parts as the names have them."""
        if self.cases is None:
            return names
        taught = self.cases.chance(found)
        small = names[self._known] + 1e-9
        totals = np.bincount(self._owner, small, minlength=len(taught))
        chance = np.zeros(len(self.labels))
        chance[self._known] = (taught / np.where(totals == 0, 1, totals))[self._owner] * small
        return chance

    def both(self, message: Message) -> tuple[Floats, Floats]:
        """What cases say and what names say of a request."""
        found = pieces(message)
        names = self._names(found)
        return self._taught(found, names), names

    def probabilities(self, messages: Sequence[Message]) -> Floats:
        """A row for each request, a column for each of `labels`."""
        return model.probabilities(self, messages)

    def candidates(self, message: Message, most: int = CANDIDATES) -> list[Candidate]:
        """The likeliest topics with the words that spoke for each."""
        return model.candidates(self, message, most)

    def reasons(self, found: Pieces, labels: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """What in the request spoke for each of these topics: by the cases, else by the names,
        else for the topic above."""
        above = [label.rpartition("/")[0] for label in labels]
        taught = self.cases.reasons(found, [*labels, *above]) if self.cases is not None else {}
        told = {label: words for label, words in taught.items() if words}
        told |= self.first.reasons(found, [label for label in labels if label not in told])
        return {
            label: told.get(label) or told.get(up, ())
            for label, up in zip(labels, above, strict=True)
        }

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
    first = model.load(folder / "first")
    weight = msgspec.json.decode((folder / "mixed.json").read_bytes())["weight"]
    cases = stepwise.read(folder / "cases") if (folder / "cases").is_dir() else None
    return Mixed(first, cases, weight)


def weighed(first: Model, cases: Model | Stepwise, kept_back: Sequence[Message]) -> Mixed:
    """Mixed with the weight under which the topics of these cases were likeliest."""
    mixed = Mixed(first, cases, 1.0)
    place = {label: at for at, label in enumerate(mixed.labels)}
    asked = [one for one in kept_back if one.label in place]
    if not asked:
        return Mixed(first, cases, 0.5)
    said = [mixed.both(one) for one in asked]
    taught, names = (
        np.array([both[which][place[one.label]] for one, both in zip(asked, said, strict=True)])
        for which in (0, 1)
    )

    def surprise(weight: float) -> float:
        return float(-np.log(weight * taught + (1 - weight) * names + 1e-9).mean())

    return Mixed(first, cases, min(WEIGHTS, key=surprise))
