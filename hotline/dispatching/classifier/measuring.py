"""How good a model is: on requests it has not seen, figures that a city can recompute.

Macro-F1 is the mean over topics, so a small topic counts like a large one. Coverage: the share of
requests, the surest first, that the model would decide; the rest a person decides. Calibration
error: how far probabilities are from what comes true, over fifteen equal steps (ECE).
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from hotline.dispatching.classifier.learning import NothingToLearn, parts_of, silent, train, unlike
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Model

STEPS = 15
COVERAGES = (0.8, 0.6)

Floats = NDArray[np.float64]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured: shares from 0 to 1, requests `a_second`, milliseconds for `one`."""

    messages: int
    macro_f1: float
    accuracy: float
    at_coverage: dict[str, float]
    top_five: float
    calibration_error: float
    a_second: float
    one: float


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """Answers beside the truth: the given label, the best guess with its probability."""

    truth: Sequence[str]
    guess: Sequence[str]
    sure: Floats
    in_five: NDArray[np.bool_]
    seconds: float


def judge(model: Model, messages: Sequence[Message]) -> Judged:
    """The model's answers to labelled requests, one after the other, with the time it took."""
    began = time.perf_counter()
    chance = model.probabilities(messages)
    seconds = time.perf_counter() - began
    best = chance.argmax(axis=1)
    place = {label: at for at, label in enumerate(model.labels)}
    five = np.argsort(-chance, axis=1)[:, :5]
    truth = [_nearest(one.label, place) for one in messages]
    return Judged(
        truth=truth,
        guess=[model.labels[at] for at in best],
        sure=chance.max(axis=1),
        in_five=np.array([place.get(one, -1) in row for one, row in zip(truth, five, strict=True)]),
        seconds=seconds,
    )


def _nearest(label: str, place: dict[str, int]) -> str:
    """The label, or the level above it that the model tells apart (see `coarsened`)."""
    found = label
    while found not in place and "/" in found:
        found = found.rpartition("/")[0]
    return found if found in place else label


def over_parts(
    messages: Sequence[Message],
    *,
    when: datetime,
    besides: Sequence[Message] = (),
    told: Callable[[str], None] = silent,
) -> tuple[Figures, list[float]]:
    """Each part answered by a model of the others: figures over all, and macro-F1 of each part.

    `besides` are requests only learnt from, without near-duplicates of what is asked of that part.
    Raises NothingToLearn.
    """
    known = [one for one in messages if one.label]
    if len({one.label for one in known}) < 2:
        raise NothingToLearn
    part = parts_of(known)
    judged = []
    for number in sorted(set(part.tolist())):
        rest = [one for one, at in zip(known, part, strict=True) if at != number]
        asked = [one for one, at in zip(known, part, strict=True) if at == number]
        judged.append(judge(train([*rest, *unlike(besides, asked)], when=when), asked))
        told(f"{number}: macro-F1 {macro_f1(judged[-1].truth, judged[-1].guess):.3f}")
    return figures(_together(judged)), [macro_f1(one.truth, one.guess) for one in judged]


def figures(judged: Judged) -> Figures:
    """Everything that is reported of these answers."""
    right = np.array([a == b for a, b in zip(judged.truth, judged.guess, strict=True)])
    order = np.argsort(-judged.sure)
    many = max(len(right), 1)
    return Figures(
        messages=len(right),
        macro_f1=macro_f1(judged.truth, judged.guess),
        accuracy=float(right.mean()) if len(right) else 0.0,
        at_coverage={
            f"{share:.0%}": float(right[order[: max(1, round(many * share))]].mean())
            for share in COVERAGES
        },
        top_five=float(judged.in_five.mean()),
        calibration_error=calibration_error(right, judged.sure),
        a_second=many / judged.seconds,
        one=1000 * judged.seconds / many,
    )


def macro_f1(truth: Sequence[str], guess: Sequence[str]) -> float:
    """The mean over the topics that occur in either of 2 right / (given + guessed)."""
    labels = sorted({*truth, *guess})
    given, guessed = _counted(truth), _counted(guess)
    right = _counted([a for a, b in zip(truth, guess, strict=True) if a == b])
    each = [2 * right.get(one, 0) / (given.get(one, 0) + guessed.get(one, 0)) for one in labels]
    return sum(each) / len(each) if each else 0.0


def calibration_error(right: NDArray[np.bool_], sure: Floats) -> float:
    """The mean distance between probability and truth, each of fifteen steps by its share."""
    step = np.minimum((sure * STEPS).astype(int), STEPS - 1)
    apart = [
        abs(right[step == at].mean() - sure[step == at].mean()) * (step == at).mean()
        for at in range(STEPS)
        if (step == at).any()
    ]
    return float(sum(apart))


def _counted(labels: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in labels:
        found[one] = found.get(one, 0) + 1
    return found


def _together(judged: Sequence[Judged]) -> Judged:
    return Judged(
        truth=[label for one in judged for label in one.truth],
        guess=[label for one in judged for label in one.guess],
        sure=np.concatenate([one.sure for one in judged]),
        in_five=np.concatenate([one.in_five for one in judged]),
        seconds=sum(one.seconds for one in judged),
    )
