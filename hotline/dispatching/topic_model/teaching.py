"""Teaching a model of cases: in one step, or in two where topics are many (`stepwise`)."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hotline.dispatching.classifier.boundaries import Boundaries
from hotline.dispatching.classifier.features import Vocabulary
from hotline.dispatching.classifier.learning import (
    Told,
    card_of,
    coarsened,
    fitted,
    looked_at,
    parts_of,
    scaled_rows,
    train,
)
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Card, Model
from hotline.dispatching.topic_model.stepwise import MANY, Stepwise

FEWEST = 2
"""Cases that a piece must stand in: of what stood in one case alone nothing is kept."""


def taught(
    messages: Sequence[Message], *, when: datetime, told: Told, many: int = MANY
) -> Stepwise | Model:
    """A model of these cases. Raises NothingToLearn."""
    if len({one.label for one in messages}) < many:
        return train(messages, when=when, told=told, fewest=FEWEST)
    known = coarsened(messages)
    labels = np.array([one.label for one in known])
    field_of = np.array([one.label.partition("/")[0] for one in known])
    words, matrix = looked_at(known, fewest=FEWEST, topics=len(set(field_of)))
    family = words.family()
    part = parts_of(known, scaled_rows(matrix, family))
    fields = fitted(matrix, family, field_of.tolist(), part, told)
    inside = {}
    for field in fields.labels:
        own = np.flatnonzero(field_of == field)
        if len(set(labels[own])) > 1:
            inside[field] = _inside(matrix[own], family, labels[own].tolist(), part[own], told)
    return _shared(words, fields, inside, card_of(fields, when))


def _inside(
    matrix: sp.csr_matrix,
    family: NDArray[np.int32],
    labels: Sequence[str],
    part: NDArray[np.int64],
    told: Told,
) -> Boundaries:
    """Boundaries within a field: of its cases, over the pieces that stand in them."""
    at = np.flatnonzero(matrix.getnnz(axis=0) >= FEWEST)
    found = fitted(matrix[:, at], family[at], labels, part, told)
    return Boundaries(found.scaling, found.weights, at[found.at].astype(np.int32))


def _shared(
    words: Vocabulary, fields: Boundaries, inside: dict[str, Boundaries], card: Card
) -> Stepwise:
    """All over one vocabulary of what any of them looks at."""
    every = np.unique(np.concatenate([one.at for one in (fields, *inside.values())]))

    def placed(one: Boundaries) -> Boundaries:
        return Boundaries(one.scaling, one.weights, np.searchsorted(every, one.at).astype(np.int32))

    parts = {field: placed(one) for field, one in inside.items()}
    return Stepwise(words.only(every), placed(fields), parts, card)
