"""Fits a model: one linear boundary per topic, and probabilities that mean what they say.

Boundaries: support vector machines, one against the rest (Fan et al., LIBLINEAR, JMLR 9, 2008), on
pieces weighted by their log-count ratio (Wang and Manning, Baselines and Bigrams, ACL 2012), the
strongest of what was tried on long Chinese requests (`bench/README.md`). Their scores are no
probabilities; those come from scores of requests that each part's boundaries had not seen: one
slope for all and one offset per topic, by greatest likelihood (vector scaling: Guo et al., On
Calibration of Modern Neural Networks, 2017).

Near-duplicates stay in one part, or a model would be judged by what it has seen. This module alone
needs scikit-learn; answering does not.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.svm import LinearSVC

from hotline.dispatching.classifier.boundaries import Boundaries, Floats, Scaling, softmax
from hotline.dispatching.classifier.features import FAMILIES, Row, Vocabulary, pieces, vocabulary
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Card, Model

PARTS = 5
FEWEST = 5
"""Examples a topic needs to be told apart; with fewer its requests count for the level above."""

STRENGTH = 1.0
"""C of the support vector machines."""

NEAR = 0.05
"""How near their optimum they are stopped; at 0.0001 the same answers took twice as long."""

DAMPING, LEAST = 0.7, 0.1
"""Power of a piece's log-count ratio, and the weight of a piece that tells nothing. These two and
`STRENGTH` were chosen on three of the five parts, judged on the other two (`bench/README.md`)."""

KEPT, FEWEST_KEPT = 0.3, 5_000
"""Share of the pieces that are kept, those whose weights differ most between topics, and how many
at least. The rest only told chance apart: without them more is right (`bench/README.md`)."""

ROOM = 30_000_000
"""Weights that are fitted at once, pieces times topics: 120 MB."""

ALIKE = 0.6
"""Share of rare neighbouring characters in common from which two requests are near-duplicates."""

SEEN = 0.3
"""Cosine from which a further request counts as seen before: 754 copies of asked requests without
stop words, none of them below 0.42, are found with room to spare."""

Told = Callable[[str], None]


class NothingToLearn(ValueError):
    """Fewer than two topics with examples."""


def silent(said: str) -> None:
    """Tells nobody how far it is."""


def train(
    messages: Sequence[Message], *, when: datetime, told: Told = silent, fewest: int = 0
) -> Model:
    """A model of all labelled requests. Raises NothingToLearn.

    Only pieces of at least `fewest` requests are kept, so that with two nothing that stood in one
    person's request alone is in the model's files; 0 leaves it to the number of requests.
    """
    known = coarsened([one for one in messages if one.label])
    topics = len({one.label for one in known})
    fewest = fewest or (2 if len(known) > 10 * topics else 1)
    words, matrix = looked_at(known, fewest=fewest, topics=topics)
    part = parts_of(known, scaled_rows(matrix, words.family()))
    found = fitted(matrix, words.family(), [one.label for one in known], part, told)
    whole = Boundaries(found.scaling, found.weights)
    return Model(words.only(found.at), whole, card_of(found, when))


def looked_at(
    messages: Sequence[Message], *, fewest: int, topics: int
) -> tuple[Vocabulary, sp.csr_matrix]:
    """The pieces that are worth looking at in these requests, and the requests in them, before each
    family is scaled."""
    found = [pieces(one) for one in messages]
    words = vocabulary(found, fewest=fewest, most=min(600_000, ROOM // max(topics, 1)))
    return words, stacked([words.row(one) for one in found], len(words))


def scaled_rows(matrix: sp.csr_matrix, family: NDArray[np.int32]) -> sp.csr_matrix:
    """As `Row.scaled`, of many requests."""
    many = len(FAMILIES)
    row = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    own = family[matrix.indices]
    slot = row * many + own
    length = np.sqrt(np.bincount(slot, matrix.data**2, matrix.shape[0] * many))
    each = 1 / np.where(length == 0, 1, length).astype(np.float32)
    data = matrix.data * each[slot] * FAMILIES[own]
    return sp.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def fitted(
    matrix: sp.csr_matrix,
    family: NDArray[np.int32],
    given: Sequence[str],
    part: NDArray[np.int64],
    told: Told,
) -> Boundaries:
    """Boundaries between the given labels, with probabilities, over the pieces that tell most.
    `matrix` as `looked_at` gives it. Raises NothingToLearn."""
    many = Counter(given)
    labels = sorted(many)
    if len(labels) < 2:
        raise NothingToLearn
    place = {label: at for at, label in enumerate(labels)}
    truth = np.array([place[label] for label in given])
    told(f"{len(truth)} / {len(labels)}")
    unseen = _unseen(matrix, family, truth, part, len(labels), told)
    slope, offsets = _calibrated(*unseen, len(labels))
    weights, base = boundaries(scaled_rows(matrix, family), truth, len(labels))
    kept = strongest(weights)
    scaling = Scaling(
        labels=labels,
        cases=[many[label] for label in labels],
        base=base.tolist(),
        offsets=offsets.tolist(),
        slope=slope or 1.0,
        calibrated=slope > 0,
    )
    return Boundaries(scaling, weights[kept], kept)


def strongest(weights: NDArray[np.float32]) -> NDArray[np.int32]:
    """The places of the pieces whose weights differ most between topics, from small to large."""
    many = max(round(KEPT * len(weights)), FEWEST_KEPT)
    apart = np.abs(weights - weights.mean(axis=1, keepdims=True)).max(axis=1)
    return np.sort(np.argsort(-apart, kind="stable")[:many]).astype(np.int32)


def card_of(found: Boundaries, when: datetime) -> Card:
    """What the files say of themselves."""
    told = found.scaling
    return Card(
        trained_at=when,
        messages=sum(told.cases),
        topics=dict(zip(told.labels, told.cases, strict=True)),
        calibrated=told.calibrated,
    )


def coarsened(messages: Sequence[Message]) -> list[Message]:
    """The same requests; those of a topic with too few count for the level above it."""
    known = list(messages)
    while True:
        many = Counter(one.label for one in known)
        rare = {label for label, times in many.items() if times < FEWEST and "/" in label}
        if not rare:
            return known
        known = [_raised(one) if one.label in rare else one for one in known]


def _raised(message: Message) -> Message:
    return msgspec.structs.replace(message, label=message.label.rpartition("/")[0])


def stacked(rows: Sequence[Row], width: int) -> sp.csr_matrix:
    """Rows of requests as one sparse matrix."""
    ends = np.cumsum([0, *(len(row.at) for row in rows)])
    at = np.concatenate([row.at for row in rows]) if rows else np.empty(0, np.int32)
    weight = np.concatenate([row.weight for row in rows]) if rows else np.empty(0, np.float32)
    return sp.csr_matrix((weight, at, ends), shape=(len(rows), width))


def boundaries(
    matrix: sp.csr_matrix, truth: NDArray[np.int64], topics: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (pieces x topics) and base of each topic; one without example is never the answer.

    Each piece counts by how well it alone would tell the topic from the rest, so a rare name that
    happened to stand in one request weighs little. The result is linear in the pieces still.
    """
    weights = np.zeros((matrix.shape[1], topics), np.float32)
    base = np.full(topics, -10.0, np.float32)
    held = (matrix > 0).astype(np.float32)
    whole = _times(held)
    for topic in sorted(set(truth.tolist())):
        own = truth == topic
        telling = _telling(_times(held[own]), whole)
        machine = _machine(matrix @ sp.diags(telling), own)
        weights[:, topic] = machine.coef_[0] * telling
        base[topic] = machine.intercept_[0]
    return weights, base


def _machine(matrix: sp.csr_matrix, own: NDArray[np.bool_]) -> LinearSVC:
    return LinearSVC(C=STRENGTH, tol=NEAR, random_state=0).fit(matrix, own)


def _times(held: sp.csr_matrix) -> Floats:
    """In how many requests each piece stands."""
    return np.asarray(held.sum(axis=0), np.float64).ravel()


def _telling(inside: Floats, whole: Floats) -> NDArray[np.float32]:
    """How well each piece tells requests of a topic from the others, about one on average."""
    ours, others = inside + 1, whole - inside + 1
    ratio = np.abs(np.log((ours / ours.sum()) / (others / others.sum()))) ** DAMPING
    return (LEAST + (1 - LEAST) * ratio / (ratio.mean() or 1.0)).astype(np.float32)


def parts_of(messages: Sequence[Message], matrix: sp.csr_matrix | None = None) -> NDArray[np.int64]:
    """The part of each request: its publisher's, else our own with near-duplicates together.
    `matrix`: the requests as they are looked at, scaled, where that is at hand."""
    if all(one.fold >= 0 for one in messages):
        return np.array([one.fold for one in messages])
    if matrix is None:
        words, rows = looked_at(messages, fewest=2, topics=1)
        matrix = scaled_rows(rows, words.family())
    group = _groups(matrix)
    sizes = Counter(group)
    filled = [0] * PARTS
    part: dict[int, int] = {}
    for one, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        least = min(range(PARTS), key=lambda at: filled[at])
        part[one], filled[least] = least, filled[least] + size
    return np.array([part[one] for one in group])


def _groups(matrix: sp.csr_matrix) -> list[int]:
    """Number of each request's group: those with most of their rare pieces in common, chained."""
    leader = list(range(matrix.shape[0]))

    def of(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    length = float(np.median(sp.linalg.norm(matrix, axis=1))) ** 2 or 1.0
    for start in range(0, matrix.shape[0], 500):
        alike = (matrix[start : start + 500] @ matrix.T).tocoo()
        near = np.flatnonzero((alike.data >= ALIKE * length) & (start + alike.row < alike.col))
        for at in near:
            leader[of(int(alike.col[at]))] = of(start + int(alike.row[at]))
    return [of(one) for one in range(matrix.shape[0])]


def unlike(messages: Sequence[Message], asked: Sequence[Message]) -> list[Message]:
    """Those that are no near-duplicate of anything asked, by the cosine of their pieces; a model
    that learnt the others would be judged by what it has seen."""
    if not messages or not asked:
        return list(messages)
    words, rows = looked_at([*messages, *asked], fewest=2, topics=1)
    matrix = scaled_rows(rows, words.family())
    matrix = sp.diags(1 / np.maximum(sp.linalg.norm(matrix, axis=1), 1e-9)) @ matrix
    nearest = (matrix[: len(messages)] @ matrix[len(messages) :].T).max(axis=1).toarray().ravel()
    return [one for one, near in zip(messages, nearest, strict=True) if near < SEEN]


def _unseen(
    matrix: sp.csr_matrix,
    family: NDArray[np.int32],
    truth: NDArray[np.int64],
    part: NDArray[np.int64],
    topics: int,
    told: Told,
) -> tuple[Floats, NDArray[np.int64]]:
    """Scores of requests by boundaries of the other parts, as they would be answered; the truth."""
    whole = scaled_rows(matrix, family)
    scores, seen = np.zeros((len(truth), topics)), np.zeros(len(truth), bool)
    for number in sorted(set(part.tolist())):
        rest = part != number
        if len(set(truth[rest].tolist())) < 2 or rest.all():
            continue
        weights, base = boundaries(whole[rest], truth[rest], topics)
        kept = strongest(weights)
        asked = scaled_rows(matrix[~rest][:, kept], family[kept])
        scores[~rest] = asked @ weights[kept] + base
        seen |= ~rest
        told(f"{int(seen.sum())}/{len(truth)}")
    return scores[seen], truth[seen]


def _calibrated(
    scores: Floats, truth: NDArray[np.int64], topics: int
) -> tuple[float, NDArray[np.float32]]:
    """Slope and offsets; slope 0 where too few scores can tell."""
    if len(truth) < 10 * topics:
        return 0.0, np.zeros(topics, np.float32)
    return scaled(scores, truth)


def scaled(scores: Floats, truth: NDArray[np.int64]) -> tuple[float, NDArray[np.float32]]:
    """The slope and offsets under which the truth was likeliest; small offsets preferred.

    The slope is at least one: with a few examples chance can make scores look worth nothing, and
    then the likeliest topic of all would be the answer to everything.
    """
    rows = np.arange(len(truth))
    share = np.eye(scores.shape[1])[truth]

    def surprise(guess: Floats) -> tuple[float, Floats]:
        slope, offsets = np.exp(guess[0]), guess[1:]
        chance = softmax(slope * scores + offsets)
        loss = -np.log(chance[rows, truth] + 1e-12).mean() + 1e-3 * float(offsets @ offsets)
        off = (chance - share) / len(truth)
        return loss, np.concatenate(
            [[float((off * scores).sum() * slope)], off.sum(axis=0) + 2e-3 * offsets]
        )

    start = np.zeros(1 + scores.shape[1])
    bounds = [(0.0, 4.0), *[(-3.0, 3.0)] * scores.shape[1]]
    found = minimize(surprise, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(np.exp(found[0])), found[1:].astype(np.float32)
