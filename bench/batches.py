"""A batch of 3,000 cases: its dry run, its work and its refusals, beside the same commands singly.

    DATABASE_URL=… OWNER_DATABASE_URL=… python -m bench.batches

In one process, as the courier does it: portions of at most 50 cases, each noted in one statement.
Singly means `actions.perform` with a key each on as many cases of the same kind, a few hundred in
turn with the batch's own, so that both meet the same machine. Every tenth case of the batch is
another unit's and is refused by the dry run.
"""

import os
import time
from collections.abc import Iterator, Sequence
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")

CASES, AT_ONCE, OTHERS = 3000, 20, 10
TURN = 250
"""Cases given singly before it is the batch's turn."""


def main() -> None:
    """Print a line for each part."""
    import django

    django.setup()
    from hotline.handling.batches import jobs, queries, working
    from hotline.handling.batches.models import BatchRow
    from hotline.rules.case import commands as c
    from hotline.rules.words import Role
    from tests.fixtures.people import City, done

    city = City("滨江市")
    assert city.user(Role.OFFICER).password, "who owes a new password gives no batch"
    by = city.by(Role.OFFICER)
    cases = [*_made(city, CASES - CASES // OTHERS), *_made(city, CASES // OTHERS, "zj/gn")]
    single = _made(city, CASES - CASES // OTHERS)
    begun = time.perf_counter()
    picks = [jobs.Pick(case) for case in cases]
    id = done(jobs.draw_up(by, jobs.Drawn(command=c.Sign(leg="-"), picks=picks, about="bench")))
    print(f"drawn up: {CASES} cases in {(time.perf_counter() - begun) * 1000:.0f} ms")
    _told("dry run", CASES, _whole(working.step))
    assert jobs.begin(by, id)
    took, beside = _in_turn(_worked(id), _singly(by, single))
    row = BatchRow.objects.get(id=id)
    _told("worked", row.did, took)
    _told("singly", len(single), beside)
    print(f"ratio {row.did / took / (len(single) / beside):.2f}; {row.state}: {row.did} done,"
          f" {row.would_not} refused by the dry run, {row.refused} later;"
          f" {len(queries.reasons(row))} reason")  # fmt: skip


def _made(city: object, number: int, topic: str = "cg/zd") -> list[UUID]:
    """So many cases dispatched to the unit of that topic, twenty to a call."""
    from tests.handling.steps import matter, register

    calls = [min(AT_ONCE, number - begun) for begun in range(0, number, AT_ONCE)]
    made = [register(city, *[matter(topic=topic)] * size) for size in calls]  # type: ignore[arg-type]
    return [UUID(case) for call in made for case in call]


def _whole(step: object) -> float:
    begun = time.perf_counter()
    while step():  # type: ignore[operator]
        pass
    return time.perf_counter() - begun


def _worked(id: UUID) -> Iterator[None]:
    """The batch until about a turn's cases are done, again and again."""
    from hotline.handling.batches import working
    from hotline.handling.batches.models import BatchRow

    known, going = 0, True
    while going:
        going = bool(working.step())
        did = BatchRow.objects.values_list("did", flat=True).get(id=id)
        if did >= known + TURN or not going:
            known = did
            yield


def _singly(by: object, cases: Sequence[UUID]) -> Iterator[None]:
    """As many at a time, each with a key of its own, as a row's button gives it."""
    from msgspec.structs import replace

    from hotline.handling import actions
    from hotline.rules.case import commands as c
    from tests.fixtures.people import done

    for begun in range(0, len(cases), TURN):
        for case in cases[begun : begun + TURN]:
            done(actions.perform(replace(by, key=f"k{case}"), case, c.Sign(leg="L1")))  # type: ignore[type-var]
        yield


def _in_turn(*works: Iterator[None]) -> list[float]:
    """Seconds that each took, a turn of the one after a turn of the other."""
    took, going = [0.0] * len(works), set(range(len(works)))
    while going:
        for n in sorted(going):
            begun = time.perf_counter()
            if next(works[n], False) is False:
                going.discard(n)
            took[n] += time.perf_counter() - begun
    return took


def _told(what: str, number: int, took: float) -> None:
    print(f"{what}: {number} cases, {took:.1f} s, {number / took:.0f}/s")


if __name__ == "__main__":
    main()
