"""Three years of a city in a database: founded, lived through by pure rules, written in bulk.

    HOTLINE_STATE=… python -m bench.million --cases 1000000 --processes 2

Needs a migrated database (`hotline up --no-demo`, or `hotline db start` and `hotline migrate`).
The last sixty days also get the demo's own lives, so that every page has something in every state.
Run again after a break it goes on with the portions that are missing. Prints cases and events a
second, and CPU of these processes; PostgreSQL's is beside them in `top`.
"""

import argparse
import multiprocessing
import os
import resource
import time
from datetime import datetime, timedelta

SOURCE, SEED = "histories", 12345
YEARS = timedelta(days=3 * 365)
LIVES = 500
"""Contacts in a portion; a contact makes one case, now and then two."""


def _ready() -> None:
    """Django in this process, with a connection of its own."""
    os.nice(int(os.environ.get("HOTLINE_BENCH_NICE", "0")))
    from hotline.cli.setup import django_ready

    django_ready()


def _portion(given: tuple[int, int, datetime]) -> tuple[int, int, int, float, float, float]:
    """Plays and writes one portion: (number, streams, events, CPU, playing, writing)."""
    from bench.histories import Paper, play
    from hotline import ledger
    from hotline.demo import people, place
    from hotline.people.queries import world

    number, cases, until = given
    city, began = place.plan().code, time.process_time()
    start, many = until - YEARS, -(-cases // LIVES)
    portion = ledger.bulk.Portion(city, SOURCE, number)
    stage = Paper(people.staff(city), world(city).calendar, until, portion)
    clock = time.monotonic()
    each = YEARS / many
    count = min(LIVES, cases - number * LIVES)
    play(stage, number * LIVES, count, start + each * number, start + each * (number + 1), cases)
    played = time.monotonic()
    written = portion.write()
    if not isinstance(written, ledger.bulk.Written):
        raise RuntimeError(written.message)
    if stage.refused and number == 0:
        print("refused:", *sorted(set(stage.refused))[:20], sep="\n  ", flush=True)
    took = time.process_time() - began
    now = time.monotonic()
    return number, written.streams, written.events, took, played - clock, now - played


def found(until: datetime) -> None:
    """The demo city as of three years ago, with its own sixty days at the end; once only."""
    from hotline import ledger
    from hotline.demo import calls, founding, load, logins, office, people, place
    from hotline.demo.life import Stage
    from hotline.people import queries

    city = place.plan().code
    if queries.city_row(city):
        return
    with ledger.clock.at(until - YEARS - timedelta(days=2)):
        founding.found(city, SEED)
        password = logins.give_passwords(city)
    world = queries.world(city)
    stage = Stage(people.staff(city), world.calendar, until)
    start = until - timedelta(days=load.DAYS)
    lives = calls.enter_all(stage, world.units, cases=load.CASES, seed=SEED, start=start)
    stage.run()
    office.furnish(stage.staff, lives, seed=SEED, password=password)
    founding.mark(city, founding.WHOLE)
    logins.write(city, password, lives)


def main() -> None:
    """Prints a line now and then, and the figures at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    _ready()
    from hotline import ledger
    from hotline.demo import place

    until = ledger.clock.now()
    found(until)
    missing = set(range(-(-options.cases // LIVES))) - ledger.bulk.written(
        place.plan().code, SOURCE
    )
    work = [(number, options.cases, until) for number in sorted(missing)]
    began, totals = time.monotonic(), [0.0] * 5
    with multiprocessing.get_context("spawn").Pool(options.processes, _ready) as pool:
        for done, result in enumerate(pool.imap_unordered(_portion, work), 1):
            totals = [a + b for a, b in zip(totals, result[1:], strict=True)]
            if done % 20 == 0 or done == len(work):
                _tell(done, len(work), time.monotonic() - began, totals)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"CPU of all processes here: {used.ru_utime + used.ru_stime:.0f} s")


def _tell(done: int, whole: int, seconds: float, totals: list[float]) -> None:
    streams, events, cpu, playing, writing = totals
    lives = done * LIVES
    print(
        f"{done}/{whole} portions, {lives:,} contacts, {streams:,.0f} streams, {events:,.0f} events"
        f" in {seconds:.0f} s: {lives / seconds:.0f} contacts/s, {events / seconds:,.0f} events/s,"
        f" {cpu / lives * 1000:.2f} ms CPU a contact;"
        f" playing {playing:.0f} s, writing {writing:.0f} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
