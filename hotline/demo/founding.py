"""The demo city is founded: units, people, topics, areas, places, rulebooks and directory, each
approved by a second person. A setting of the city says whether its days were lived to the end.
"""

from pathlib import Path
from random import Random
from typing import TypeVar

from hotline import ledger, rulebooks
from hotline.demo import directory, people, place
from hotline.dispatching import actions as dispatching
from hotline.people import actions
from hotline.people.by import By
from hotline.rules.actor import setup_actor
from hotline.rules.reference.city import (
    AdoptAreas,
    AdoptCalendar,
    AdoptTopics,
    FoundCity,
    SetSettings,
)
from hotline.rules.reference.gazetteer import AdoptPlaces
from hotline.rules.refusal import Refusal
from hotline.rules.words import Face

RULEBOOKS = ((1, "national-2021.toml"), (2, "national.toml"))
MARK, BEGUN, WHOLE = "demo", "begun", "whole"
T = TypeVar("T")


def mark(city: str, what: str) -> None:
    """Says how far the city has come."""
    setup = By(actor=setup_actor(city), face=Face.IMPORT)
    done(actions.change_city(setup, SetSettings(settings={MARK: what})))


def found(city: str, seed: int) -> None:
    """Units, people, topics, areas, rulebook and directory, each approved by a second person."""
    setup = By(actor=setup_actor(city), face=Face.IMPORT)
    founding = actions.Founding(
        city=(
            FoundCity(code=city, name=place.plan().name),
            SetSettings(settings={MARK: BEGUN}),
            AdoptCalendar(edition="CN2026", through=2026),
            AdoptTopics(edition="1", topics=directory.topics()),
            AdoptAreas(edition="1", areas=place.areas()),
        ),
        units=place.units(),
        users=people.users(Random(f"{seed} people")),  # noqa: S311 - a story, not a secret
    )
    done(actions.found_city(setup, founding))
    done(actions.change_places(setup, AdoptPlaces(edition="2026", places=place.gazetteer())))
    head = people.staff(city).named("management")
    folder = Path(rulebooks.__file__).parent
    for edition, file in RULEBOOKS:
        done(actions.propose_rulebook(setup, (folder / file).read_text()))
        done(actions.approve_rulebook(head, edition))
    today = ledger.clock.now().date()
    done(dispatching.draft_directory(setup, directory.draft(today)))
    done(dispatching.approve_directory(head, directory.EDITION))


def done(result: T | Refusal) -> T:
    """What an action gave; the founding of the demo city is never refused."""
    if isinstance(result, Refusal):
        raise RuntimeError(f"demo city: {result.message}{result.advice}")
    return result
