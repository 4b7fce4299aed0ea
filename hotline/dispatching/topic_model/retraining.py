"""A new model of a city: made, recorded in the journal, and adopted where the rules allow it."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec

from hotline import ledger
from hotline.dispatching.topic_model import actions, keeping, material, queries, serving
from hotline.dispatching.topic_model.made import MadeModel, Running, Told, silent
from hotline.people.by import By
from hotline.people.queries import reference
from hotline.rules.actor import clock_actor
from hotline.rules.reference.topic_model import RecordModel, TopicModels, better
from hotline.rules.refusal import Refusal
from hotline.rules.words import Face

KEPT = 12
"""Models of a city whose files are kept: the newest, and always the one that answers."""

NEW_CASES = 50
"""Cases since the last model below which the night makes no other."""

OLDEST = timedelta(days=30)
"""A model older than this is made again whatever came: words of erased cases leave with it."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What was made and what became of it; `refused` says why it was not adopted by the rules."""

    made: MadeModel
    adopted: bool = False
    refused: Refusal | None = None


def retrain(
    city: str, *, words: tuple[Path, ...] = (), topics_only: bool = False, told: Told = silent
) -> Result:
    """Makes a model now, records it, and adopts it where the machine may."""
    from hotline.dispatching.topic_model import making  # needs scikit-learn; nobody else does

    found = material.gather(city, words)
    if topics_only:
        found = msgspec.structs.replace(found, cases=(), left_out={})
    now = ledger.clock.now()
    version = f"{now:%Y%m%d}-{uuid4().hex[:6]}"
    made = making.make(found, version, when=now, running=running(city), told=told)
    return record(city, made)


def begin(city: str, *, words: tuple[Path, ...] = (), told: Told = silent) -> Result | None:
    """The first model of a city that has none running, of its topics alone; it is adopted at once,
    so that there is something to propose by and to compare with."""
    if queries.models(city).running:
        return None
    return retrain(city, words=words, topics_only=True, told=told)


def record(city: str, made: MadeModel) -> Result:
    """Keeps the files, writes the model into the journal, and adopts it where the machine may."""
    by, told = By(actor=clock_actor(city), face=Face.CLOCK), made.card
    place = keeping.keep(city, told.version, made.folder)
    made = msgspec.structs.replace(made, folder=place)
    command = RecordModel(
        version=told.version,
        digest=made.digest,
        made=told.made,
        learnt=told.learnt,
        topics=told.topics,
        measured=told.measured,
        against=told.against,
        before=told.before,
    )
    recorded = actions.change_models(by, command)
    if isinstance(recorded, Refusal):
        return Result(made=made, refused=recorded)
    adopted = actions.adopt(by, told.version)
    _sweep(city)
    refused = adopted if isinstance(adopted, Refusal) else None
    return Result(made=made, adopted=refused is None, refused=refused)


def running(city: str) -> Running | None:
    """The model that answers now, as far as a new one is compared with it."""
    held = serving.of_city(city, reference(city))
    if held.model is None or held.card is None:
        return None
    return Running(version=held.version, model=held.model, until=held.card.until)


def due(city: str) -> bool:
    """Whether the night should make another model: there is none, the one adopted cannot be read
    (its format is of an older version, its files are gone), or enough came since."""
    state = queries.models(city)
    newest = next(iter(state.versions.values()), None)
    if newest is None:
        return True
    since = ledger.clock.now() - newest.made_at
    if since < timedelta(hours=20):
        return False
    if serving.of_city(city, reference(city)).fault:
        return True
    return since > OLDEST or queries.registered_since(city, newest.made_at) >= NEW_CASES


def waits(state: TopicModels) -> list[str]:
    """Models that are better than the running one and wait for somebody to adopt them."""
    return [one.version for one in state.versions.values() if better(state, one)]


def _sweep(city: str) -> None:
    """Files of old models go; the record of them stays. A model without files is not gone back to
    (`keeping.checked` says so), and none answers with words that were erased since."""
    state = queries.models(city)
    kept = {*list(state.versions)[:KEPT], state.running}
    keeping.sweep(city, kept)
