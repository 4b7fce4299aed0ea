"""A mass event: what attaching costs at the 10th, 300th and 3,000th caller, and answering all.

    DATABASE_URL=… OWNER_DATABASE_URL=… python -m bench.mass

Through the actions in one process, so that what is measured is the command and not HTTP:
statements, bytes written to the journal, milliseconds; beside a plain registration (accepted,
dispatched by the directory) in the same run. The parent's snapshot and its version are shown, since
nothing may be written there. Then the parent is completed and the clock answers every caller.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")

MARKS = (10, 300, 3000)
WINDOW = 20
"""Attaches measured at each mark, and plain registrations beside them."""
_HEAD = "SELECT version, length(state) FROM ledger_stream WHERE stream_id = $1"


def main() -> None:
    """Print a line for each mark, then the answering."""
    import django

    django.setup()
    from hotline import ledger
    from hotline.handling import actions
    from hotline.handling.streams import case_ref
    from hotline.ledger import statements
    from hotline.rules.case import mass
    from hotline.rules.words import CaseStage, Role
    from tests.fixtures.people import City
    from tests.handling.steps import call, complete, matter

    city = City("滨江市")
    by, front = city.by(Role.AGENT), city.by(Role.DISPATCHER)
    plain = call(matter())
    [head] = _cases(actions.register(front, plain))
    opened = actions.perform(front, head, mass.OpenEvent(name="爆管", script="今晚恢复。"))
    assert isinstance(opened, ledger.Outcome), opened
    joins = call(matter(event=head, triage=None, dispatch=False))
    ref, done = case_ref(city.code, head), 0

    print("callers  statements  bytes  ms p50  plain ms  ratio  parent: version  snapshot")
    for mark in MARKS:
        while done < mark - WINDOW // 2:
            actions.register(by, joins)
            done += 1
        one, other = [], []
        for _ in range(WINDOW):
            one.append(_measured(lambda: actions.register(by, joins)))
            other.append(_measured(lambda: actions.register(front, plain)))
            done += 1
        ms, beside = (statistics.median(line[2] for line in of) for of in (one, other))
        version, size = statements.run(_HEAD, (ref.id,))[0]
        told = f"{max(line[0] for line in one):>10} {one[-1][1]:>7} {ms:>7.2f} {beside:>8.2f}"
        print(f"{mark:>7} {told} {ms / beside:>7.2f} {version:>16} {size:>9}")
    complete(city, head)
    assert ledger.state_of(ref).stage is CaseStage.COMPLETED
    _answer(by, ref, done)


def _answer(by: Any, ref: Any, callers: int) -> None:
    """The clock's answering of every caller, a portion at a time."""
    from hotline import ledger
    from hotline.handling import duties
    from hotline.handling.mass import queries
    from hotline.handling.queries import reader

    begin = time.perf_counter()
    while queries.callers(reader(by.actor), ref.id).waiting:
        ledger.fire_due(city=by.city)
        time.sleep(0.05)
    took = time.perf_counter() - begin
    print(f"answering {callers} callers: {took:.1f} s, {callers / took:.0f}/s,"
          f" in portions of {duties.PORTION:.0f} s")  # fmt: skip


def _measured(act: Callable[[], object]) -> tuple[int, int, float]:
    """(statements, bytes of journal, milliseconds) of one command."""
    from hotline import ledger
    from hotline.ledger import statements

    with ledger.count_statements() as counted:
        begin = time.perf_counter()
        outcome = act()
        took = time.perf_counter() - begin
    assert isinstance(outcome, ledger.Outcome), outcome
    return counted.count, _bytes(statements, outcome), took * 1000


def _cases(outcome: object) -> list[str]:
    return [found["case"] for found in outcome.answer["cases"]]  # type: ignore[attr-defined]


def _bytes(statements: object, outcome: object) -> int:
    """Bytes of the journal that the command wrote: facts, heads and sealed parts."""
    ids = [ref.id for ref in outcome.heads]  # type: ignore[attr-defined]
    text = ("SELECT sum(length(head) + length(facts) + coalesce(length(sealed), 0))"
            " FROM ledger_event WHERE stream_id = ANY($1)")  # fmt: skip
    return int(statements.run(text, (ids,))[0][0])  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
