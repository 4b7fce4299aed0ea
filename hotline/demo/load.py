"""Founds the demo city and lets it live through sixty days, up to now, by real actions.

Everything follows from the seed except ids, keys and query codes. Where the city exists already
nothing is done.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import msgspec
from django.db import Error, connection

from hotline import ledger
from hotline.demo import calls, founding, logins, office, people, place, wordings
from hotline.demo.life import Stage
from hotline.dispatching.topic_model import retraining
from hotline.people import queries

CASES, SEED, DAYS = 300, 12345, 60
Say = Callable[[str], object]


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
        founding.found(city, seed)
        password = logins.give_passwords(city)
    staff = people.staff(city)
    world = queries.world(city)
    stage = Stage(staff, world.calendar, until)
    with _not_waiting_for_the_disk():
        lives = calls.enter_all(stage, world.units, cases=cases, seed=seed, start=start)
        stage.run(_progress(say, start, until))
        office.furnish(staff, lives, seed=seed, password=password)
        wordings.keep(staff)
    retraining.begin(city)
    founding.mark(city, founding.WHOLE)
    logins.write(city, password, lives)
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


@contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """Commits of this connection are told to nobody before the city is whole, so they need not
    wait for the disk one by one. The mark that ends the load waits, and with it all before it."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def begun_only(city: str = "") -> bool:
    """Whether the demo city is there but was never finished: it is being loaded, or broke off."""
    row = queries.city_row(city or place.plan().code)
    return row is not None and row.settings.get(founding.MARK) == founding.BEGUN


def _progress(say: Say, start: datetime, until: datetime) -> Callable[[datetime], None]:
    """A line for every fifth of the time lived through."""
    told = [0]

    def progress(at: datetime) -> None:
        part = int(5 * (at - start) / (until - start))
        if part > told[0]:
            told[0] = part
            say(f"  演示城市：已运行 {part * DAYS // 5}/{DAYS} 天 / day")

    return progress
