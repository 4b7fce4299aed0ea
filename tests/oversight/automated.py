"""A city in which 停水 was measured: a model of its own cases, and sixty orders that the water
company kept."""

from datetime import datetime, timedelta
from typing import Final

from hotline import ledger
from hotline.dispatching.topic_model import actions, making, material, retraining
from hotline.dispatching.topic_model.following import Facts
from hotline.rules.words import Kind, Role
from tests.dispatching.topic_model.test_life import TOLD, cases
from tests.fixtures.people import City, done
from tests.handling import steps

TOPIC: Final = "gg/ts"
MANY: Final = 60
AFTER: Final = timedelta(days=31)
"""By then every return limit has passed, and none of the sixty is a likely duplicate any more."""


def matter(words: str, **more: object) -> object:
    """An ordinary order about water, not dispatched by the agent."""
    given = {
        "topic": TOPIC, "kind": Kind.HELP, "title": "", "text": words, "address": "",
        "dispatch": False,
    }  # fmt: skip
    return steps.matter(**{**given, **more})


def measured(city: City, at: datetime) -> None:
    """All of it, the orders registered at that moment."""
    with ledger.clock.at(at):
        retraining.retrain(city.code)
        taught = material.Material(first=material.gather(city.code).first, cases=cases(240))
        made = making.make(
            taught, "v2", when=ledger.clock.now(), running=retraining.running(city.code)
        )
        retraining.record(city.code, made)
        done(actions.adopt(city.by(Role.MANAGEMENT), "v2"))
        for n in range(MANY // 10):
            words = [f"{TOLD[TOPIC][m % 4]}，{n}{m}号楼" for m in range(10)]
            steps.register(city, *(matter(one, dispatch=True) for one in words))  # type: ignore[arg-type]
        follow(city)


def follow(city: City) -> None:
    """Everything of this city, to its end."""
    while ledger.sequence_once():
        pass
    facts = Facts(city.code)
    while facts.step():
        pass
