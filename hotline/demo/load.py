"""Founds the demo city and lets it live through sixty days, up to now, by real actions.

Everything follows from the seed except ids, keys and query codes. Where the city exists already
nothing is done.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import msgspec

from hotline import ledger, rulebooks
from hotline.demo import calls, directory, logins, people, place
from hotline.demo.life import Stage
from hotline.dispatching import actions as dispatching
from hotline.people import actions, queries
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

CASES, SEED, DAYS = 300, 12345, 60
RULEBOOKS = ((1, "national-2021.toml"), (2, "national.toml"))
MARK, BEGUN, WHOLE = "demo", "begun", "whole"
"""The city's setting that says whether its sixty days were lived through to the end."""
Say = Callable[[str], object]
T = TypeVar("T")


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What a load made; `fresh` is False where the city was there before."""

    city: str
    fresh: bool
    contacts: int = 0
    steps: int = 0
    refused: tuple[str, ...] = ()
    seconds: float = 0.0


def load(say: Say, *, cases: int = CASES, seed: int = SEED, city: str = "") -> Loaded:
    """The demo city with about so many cases. `city` is another code, for tests."""
    city = city or place.plan().code
    if queries.city_row(city):
        say(f"{place.plan().name}（{city}）已在库中，未做改动 / already there, nothing done")
        return Loaded(city=city, fresh=False)
    began, until = time.monotonic(), ledger.clock.now()
    start = until - timedelta(days=DAYS)
    with ledger.clock.at(start - timedelta(days=1)):
        _found(city, seed)
        password = logins.give_passwords(city)
    staff = people.staff(city)
    world = queries.world(city)
    stage = Stage(staff, world.calendar, until)
    lives = calls.enter_all(stage, world.units, cases=cases, seed=seed, start=start)
    stage.run(_progress(say, start, until))
    logins.write(city, password, lives)
    _mark(city, WHOLE)
    seconds = time.monotonic() - began
    say(
        f"演示城市{place.plan().name}已装载：{len(lives)} 次来电，{stage.steps} 步，"
        f"用时 {seconds:.1f} 秒 / demo city loaded"
    )
    return Loaded(
        city=city,
        fresh=True,
        contacts=len(lives),
        steps=stage.steps,
        refused=tuple(stage.refused),
        seconds=seconds,
    )


def begun_only(city: str = "") -> bool:
    """Whether the demo city is there but was never finished: it is being loaded, or broke off."""
    row = queries.city_row(city or place.plan().code)
    return row is not None and row.settings.get(MARK) == BEGUN


def _mark(city: str, what: str) -> None:
    setup = By(actor=setup_actor(city), face=Face.IMPORT)
    done(actions.change_city(setup, SetSettings(settings={MARK: what})))


def _progress(say: Say, start: datetime, until: datetime) -> Callable[[datetime], None]:
    """A line for every fifth of the time lived through."""
    told = [0]

    def progress(at: datetime) -> None:
        part = int(5 * (at - start) / (until - start))
        if part > told[0]:
            told[0] = part
            say(f"  演示城市：已运行 {part * DAYS // 5}/{DAYS} 天 / day")

    return progress


def _found(city: str, seed: int) -> None:
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
    done(actions.adopt_places(setup, AdoptPlaces(edition="2026", places=place.gazetteer())))
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
