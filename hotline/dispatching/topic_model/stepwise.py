"""What cases teach where topics are many: first which field (first level), then which topic in it.

One machine for three hundred topics takes an hour to train; one for the fields and a small one for
each field take minutes, and are asked only where the field is likely. A request is read once, and
looked up in one vocabulary that all share. A field with cases of one topic only is not parted;
names part it (`mixed`).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from hotline.dispatching.classifier import boundaries, model
from hotline.dispatching.classifier.boundaries import Boundaries, Floats, Spoke
from hotline.dispatching.classifier.features import Pieces, Vocabulary
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Card, Model

MANY = 40
"""Topics from which on they are told apart in two steps."""

LIKELY = 0.02
"""Probability of a field below which nobody asks which of its topics."""


class Stepwise:
    """Boundaries of fields, and for each field those of its topics; used like `model.Model`."""

    def __init__(
        self, words: Vocabulary, fields: Boundaries, inside: dict[str, Boundaries], card: Card
    ) -> None:
        self.words, self.fields, self.inside, self.card = words, fields, inside, card
        found = {label for label in fields.labels if label not in inside}
        self.labels = sorted(found.union(*(one.labels for one in inside.values())))
        place = {label: at for at, label in enumerate(self.labels)}
        self._at = [
            np.array([place[label] for label in self._of(field)]) for field in fields.labels
        ]

    def _of(self, field: str) -> list[str]:
        return self.inside[field].labels if field in self.inside else [field]

    def chance(self, found: Pieces) -> Floats:
        """The probability of each of `labels`. An unlikely field's share lies on its topics
        alike."""
        row = self.words.row(found)
        chance = np.empty(len(self.labels))
        shares = self.fields.chance(row).tolist()
        for field, share, at in zip(self.fields.labels, shares, self._at, strict=True):
            if field in self.inside and share >= LIKELY:
                chance[at] = share * self.inside[field].chance(row)
            else:
                chance[at] = share / len(at)
        return chance

    def probabilities(self, messages: Sequence[Message]) -> Floats:
        """A row for each request, a column for each of `labels`."""
        return model.probabilities(self, messages)

    def reasons(self, found: Pieces, labels: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """What in the request spoke for each of these topics within its field."""
        row, named = self.words.row(found), found.named()
        within: dict[str, list[str]] = {}
        for label in labels:
            within.setdefault(label.partition("/")[0], []).append(label)
        spoke: dict[str, Spoke] = {}
        for field, wanted in within.items():
            spoke |= self.inside.get(field, self.fields).spoke(row, wanted)
        return {label: model.said(self.words, one, named) for label, one in spoke.items()}

    def save(self, folder: Path) -> None:
        """What all look at in the folder itself, each part in a folder of its own."""
        model.save_words(folder, self.words, self.card)
        self.fields.save(folder / "fields")
        for number, (field, one) in enumerate(sorted(self.inside.items())):
            one.save(folder / f"inside-{number}")
            (folder / f"inside-{number}" / "field.txt").write_text(field, encoding="utf-8")


def read(folder: Path) -> Stepwise | Model:
    """A stepwise model, or a plain one. Raises classifier.model.Broken."""
    if not (folder / "fields").is_dir():
        return model.load(folder)
    try:
        words, card = model.read_words(folder)
        inside = {
            (path / "field.txt").read_text(encoding="utf-8"): boundaries.read(path)
            for path in sorted(folder.glob("inside-*"))
        }
        return Stepwise(words, boundaries.read(folder / "fields"), inside, card)
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise model.unusable(folder, error) from error
