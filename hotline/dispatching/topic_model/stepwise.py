"""What cases teach where topics are many: first which field (first level), then which topic in it.

One machine for three hundred topics takes an hour to train; one for the fields and a small one for
each field take minutes, and are asked only where the field is likely. A field with cases of one
topic only is not parted; names part it (`mixed`).
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Candidate, Model, load

MANY = 40
"""Topics from which on they are told apart in two steps."""

LIKELY = 0.02
"""Probability of a field below which nobody asks which of its topics."""

Floats = NDArray[np.float64]


class Stepwise:
    """A model of fields, and for each field one of its topics; used like `classifier.Model`."""

    def __init__(self, fields: Model, inside: dict[str, Model]) -> None:
        self.fields, self.inside = fields, inside
        found = {label for label in fields.labels if label not in inside}
        self.labels = sorted(found.union(*(one.labels for one in inside.values())))
        place = {label: at for at, label in enumerate(self.labels)}
        self._at = {
            field: np.array([place[label] for label in self._of(field)]) for field in fields.labels
        }

    def _of(self, field: str) -> list[str]:
        return self.inside[field].labels if field in self.inside else [field]

    @property
    def pieces(self) -> int:
        """Pieces that all parts look at."""
        return sum(len(one.words.names) for one in (self.fields, *self.inside.values()))

    def probabilities(self, messages: Sequence[Message]) -> Floats:
        """A row for each request, a column for each of `labels`. An unlikely field's share lies on
        its topics alike."""
        of_fields = self.fields.probabilities(messages)
        found = np.zeros((len(messages), len(self.labels)))
        for column, field in enumerate(self.fields.labels):
            at, share = self._at[field], of_fields[:, column]
            found[:, at] = share[:, None] / len(at)
            likely = np.flatnonzero(share >= LIKELY)
            if field in self.inside and len(likely):
                chance = self.inside[field].probabilities([messages[int(one)] for one in likely])
                found[np.ix_(likely, at)] = share[likely, None] * chance
        return found

    def candidates(self, message: Message, most: int) -> list[Candidate]:
        """The likeliest topics with the words that spoke for them within their field."""
        best = self.fields.candidates(message, 3)
        found: list[Candidate] = []
        for one in best:
            if one.label not in self.inside or one.probability < LIKELY:
                found.append(one)
                continue
            for part in self.inside[one.label].candidates(message, most):
                chance = part.probability * one.probability
                found.append(msgspec.structs.replace(part, probability=chance))
        return sorted(found, key=lambda one: -one.probability)[:most]

    def save(self, folder: Path) -> None:
        """Each part in a folder of its own."""
        self.fields.save(folder / "fields")
        for number, (field, one) in enumerate(sorted(self.inside.items())):
            one.save(folder / f"inside-{number}")
            (folder / f"inside-{number}" / "field.txt").write_text(field, encoding="utf-8")


def read(folder: Path) -> Stepwise | Model:
    """A stepwise model, or a plain one. Raises classifier.model.Broken."""
    if not (folder / "fields").is_dir():
        return load(folder)
    inside = {
        (path / "field.txt").read_text(encoding="utf-8"): load(path)
        for path in sorted(folder.glob("inside-*"))
    }
    return Stepwise(load(folder / "fields"), inside)
