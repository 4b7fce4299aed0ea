"""Making a model of a city: from its topics, and from its cases once there are enough.

Cases are split by time, never by chance: the newest were seen by no model. Of them the running
model and the new one are asked the same. What the running model learnt from is not asked; where
too little came since, the two are not compared. The figures on the card are of the model that had
not seen these cases; the one that is kept then learns from all.
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from hotline.dispatching.classifier.learning import NothingToLearn
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Model
from hotline.dispatching.topic_model import card, from_topics, keeping, mixed, teaching
from hotline.dispatching.topic_model.card import ModelCard
from hotline.dispatching.topic_model.made import MadeModel, Running, Told, silent
from hotline.dispatching.topic_model.material import MOST, Case, Material
from hotline.dispatching.topic_model.mixed import Mixed
from hotline.dispatching.topic_model.stepwise import Stepwise
from hotline.dispatching.topic_model.thresholds import Answer
from hotline.rules.reference.topic_model import Made, Measured

FEWEST = 100
"""Cases below which nothing is learnt from them."""

KEPT_BACK = 0.2
SINCE = 0.4
"""Shares kept back: of all cases, or of those that came after what the running model learnt."""

MOST_ASKED = 2_000
FEWEST_ASKED = 40


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """Cases from old to new: to learn from, to weigh by, to be asked."""

    learn: Sequence[Case]
    weigh: Sequence[Case]
    asked: Sequence[Case]


def split(cases: Sequence[Case], until: datetime | None) -> Split:
    """By time. With `until`, only what came after is kept back."""
    fresh = [one for one in cases if until is None or one.at > until]
    share = KEPT_BACK if until is None else SINCE
    many = min(MOST_ASKED, round(share * len(fresh)))
    if until is not None and many < FEWEST_ASKED:
        many = 0
    rest = cases[: len(cases) - many]
    weigh = max(1, round(0.1 * len(rest)))
    return Split(learn=rest[:-weigh], weigh=rest[-weigh:], asked=cases[len(cases) - many :])


def make(
    material: Material,
    version: str,
    *,
    when: datetime,
    running: Running | None = None,
    told: Told = silent,
) -> MadeModel:
    """The model of this material, written to a folder of its own beside the others."""
    first = from_topics.model(material.first, when=when)
    found: Sequence[Answer] = ()
    before, model, parts = Measured(), Mixed(first), None
    if len(material.cases) >= FEWEST:
        parts = split(material.cases, running.until if running else None)
        asked = _messages(parts.asked)
        trial = _taught(first, parts, when, told)
        if trial is not None:
            found = card.answers(trial, asked)
            before = card.measured(card.answers(running.model, asked)) if running else before
            model = _of_all(first, trial, material.cases, when, told)
    of_cases = model.cases is not None
    made = ModelCard(
        version=version,
        made=Made.CASES if of_cases else Made.TOPICS,
        made_at=when,
        learnt=len(material.cases) if of_cases else 0,
        since=material.cases[0].at if of_cases else None,
        until=material.cases[-1].at if of_cases else None,
        kept_since=parts.asked[0].at if parts and parts.asked and found else None,
        counts=dict(Counter(one.topic for one in material.cases)) if of_cases else {},
        left_out=material.left_out,
        settings=_settings(model),
        topics=len(model.labels),
        measured=card.measured(found),
        against=running.version if running and before.cases else "",
        before=before,
    )
    return _written(model, made, found)


def of(first: Sequence[Message], cases: Sequence[Case], *, when: datetime) -> Mixed:
    """A model of these texts and cases, nothing kept back but what it is weighed by."""
    model = from_topics.model(first, when=when)
    parts = split(cases, None) if len(cases) >= FEWEST else None
    if parts is None:
        return Mixed(model)
    learn = Split(learn=[*parts.learn, *parts.weigh], weigh=parts.asked, asked=())
    trial = _taught(model, learn, when, silent)
    return _of_all(model, trial, cases, when, silent) if trial else Mixed(model)


def _taught(first: Model, parts: Split, when: datetime, told: Told) -> Mixed | None:
    """A model of the older cases, weighed by newer ones; None where they have but one topic."""
    cases = _trained(parts.learn, when, told)
    return mixed.weighed(first, cases, _messages(parts.weigh)) if cases else None


def _of_all(first: Model, trial: Mixed, cases: Sequence[Case], when: datetime, told: Told) -> Mixed:
    """As the trial, of all cases."""
    return Mixed(first, _trained(cases, when, told), trial.weight)


def _trained(cases: Sequence[Case], when: datetime, told: Told) -> Model | Stepwise | None:
    try:
        return teaching.taught(_messages(cases), when=when, told=told)
    except NothingToLearn:
        return None


def _messages(cases: Sequence[Case]) -> list[Message]:
    return [one.message() for one in cases]


def _settings(model: Mixed) -> dict[str, str]:
    made = {"first": "Rocchio", "topics": str(len(model.first.labels))}
    if model.cases is not None:
        made |= {
            "cases": "LinearSVC, one against the rest",
            "weight": str(model.weight),
            "steps": "2" if isinstance(model.cases, Stepwise) else "1",
            "most": str(MOST),
        }
    return made


def _written(model: Mixed, made: ModelCard, found: Sequence[Answer]) -> MadeModel:
    folder = Path(tempfile.mkdtemp(prefix="topic-model-", dir=keeping.room()))
    model.save(folder)
    card.write(folder, made, found)
    return MadeModel(card=made, folder=folder, digest=keeping.digest(folder))
