"""How fast the journal is followed with personal parts unopened, on one core.

    DATABASE_URL=… OWNER_DATABASE_URL=… python -m bench.follow [events]

Works on the database that is configured, in a city of its own, and leaves its events there. The
reference, measured in turn with it, is a bare cursor that fetches the same bytes from
ledger_event; the budget of docs/architecture.md is 50,000 events a second and core. CPU time of
this process is shown because PostgreSQL works on another core meanwhile.
"""

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.ledger.settings")

ROUNDS = 3
BATCH = 5000


def fill(events: int) -> None:
    """As many events as asked for, each with a personal part, and positions for all."""
    from hotline import ledger
    from tests.ledger import toy

    ledger.join([toy.ACCOUNT, toy.CHART], {}, [toy.OwnerRow])
    toy.make_tables()
    for _ in range(events // 50):
        ref = toy.account("bench")
        toy.open_account(ref)
        toy.say(ref, *(toy.Emptied(note="来电人说明情况") for _ in range(49)))
    while ledger.sequence_once():
        pass


def reference() -> int:
    """The bytes alone."""
    from hotline.ledger import statements

    count = 0
    text = "SELECT version, head, facts, sealed, hash FROM ledger_event"
    with statements.transaction():
        for _ in statements.stream(text):
            count += 1
    return count


def follow(read_envelope: bool) -> Callable[[], int]:
    """The feed from its beginning; with or without looking into each envelope."""

    def run() -> int:
        from hotline import ledger

        cursor, count = None, 0
        while True:
            batch = ledger.follow(cursor, BATCH)
            for event in batch.events:
                count += 1
                if read_envelope:
                    event.envelope  # noqa: B018 (reading it is what is measured)
            cursor = batch.cursor
            if batch.caught_up:
                return count

    return run


def measure(run: Callable[[], int]) -> tuple[float, float]:
    """(events per second of wall time, per second of this process's CPU time)."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = run()
    return count / (time.perf_counter() - wall), count / (time.process_time() - cpu)


def main() -> None:
    """Print best of three, interleaved, with ratios."""
    import django

    django.setup()
    fill(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
    runs = {
        "reference: bytes alone": reference,
        "follow": follow(False),
        "follow, envelopes read": follow(True),
    }
    best = dict.fromkeys(runs, (0.0, 0.0))
    for _ in range(ROUNDS):
        for name, run in runs.items():
            best[name] = max(best[name], measure(run))
    base = best["reference: bytes alone"][0]
    for name, (wall, cpu) in best.items():
        print(f"{name:24} {wall:10,.0f} events/s {cpu:10,.0f} per CPU second {wall / base:6.2f}")


if __name__ == "__main__":
    main()
