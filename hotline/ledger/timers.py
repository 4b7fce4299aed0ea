"""Duties that fall due: claiming them, and carrying them out in the order of the city's time.

A timer is a row that follows from a stream's state. Claiming leases it for a while, so that two
processes do not act on it at once; the command of the duty changes the state, and with it the row
goes or moves. A process that dies leaves a lease that runs out. A duty may therefore be called
twice and must decide by the state, as every command does.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from hotline.ledger import clock, points, statements, streams
from hotline.ledger.streams import StreamRef

LEASE: Final = timedelta(seconds=60)
_CLAIM: Final = """
UPDATE ledger_timer t SET leased_until = clock_timestamp() + $3::interval
FROM (
    SELECT city, stream_type, stream_id, name FROM ledger_timer
    WHERE due_at <= $1 AND (leased_until IS NULL OR leased_until < clock_timestamp())
        AND ($4::text IS NULL OR city = $4)
    ORDER BY due_at, stream_id, name LIMIT $2 FOR UPDATE SKIP LOCKED
) d
WHERE t.city = d.city AND t.stream_type = d.stream_type AND t.stream_id = d.stream_id
    AND t.name = d.name
RETURNING t.city, t.stream_type, t.stream_id, t.name, t.due_at
"""


_LATER: Final = """
UPDATE ledger_timer SET leased_until = clock_timestamp() + $5::interval
WHERE city = $1 AND stream_type = $2 AND stream_id = $3 AND name = $4 RETURNING 1
"""
_NEXT: Final = "SELECT min(due_at) FROM ledger_timer WHERE city = $1"


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """A duty of a stream and when it fell due."""

    city: str
    stream: StreamRef
    name: str
    due_at: datetime


Duty = Callable[[Timer], object]
Duties = Mapping[tuple[str, str], Duty]


class NoDuty(LookupError):
    """A timer fell due for which the house joined no duty."""


def claim_due(
    now: datetime, limit: int = 1, *, lease: timedelta = LEASE, city: str | None = None
) -> Sequence[Timer]:
    """Lease up to `limit` timers due at `now`, earliest first, of one city or all."""
    rows = statements.run(_CLAIM, (now, limit, lease, city))
    points.reach("timer-claimed")
    timers = [
        Timer(city=row[0], stream=StreamRef(row[0], row[1], row[2]), name=row[3], due_at=row[4])
        for row in rows
    ]
    return sorted(timers, key=lambda timer: timer.due_at)


def next_due(city: str) -> datetime | None:
    """When the earliest duty of a city falls, or fell, due; None when it has none."""
    found = statements.run(_NEXT, (city,))
    return found[0][0] if found else None


def later(timer: Timer, pause: timedelta) -> None:
    """A duty that did a part of its work: it comes again after the pause, others go first."""
    ref = timer.stream
    statements.run(_LATER, (timer.city, ref.type, ref.id, timer.name, pause))


def fire_due(
    now: datetime | None = None,
    duties: Duties | None = None,
    *,
    limit: int = 1000,
    city: str | None = None,
) -> int:
    """Carry out what is due at `now`, at most `limit` duties; how many were.

    One after the other in the order of due times, those that a duty itself brings about included:
    a duty acts at `timer.due_at`, so after a night without processes the events tell the same
    times as if one had been there. A duty that fails does not hold up the others: all errors
    are raised together at the end, and the timer comes again when its lease has run out.
    """
    until, count = now or clock.now(), 0
    errors: list[Exception] = []
    while count < limit and (claimed := claim_due(until, 1, city=city)):
        count += 1
        try:
            duty_of(claimed[0], duties)(claimed[0])
        except Exception as error:  # raised together below, when the others have run
            error.add_note(f"in the duty of {claimed[0]}")
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {count} duties failed", errors)
    return count


def duty_of(timer: Timer, duties: Duties | None = None) -> Duty:
    """The duty for a timer, found by stream type and the timer's name up to its first ":"."""
    known: Mapping[tuple[str, str], Callable[[Any], object]] = duties or streams.house.duties
    key = timer.stream.type, timer.name.partition(":")[0]
    if key not in known:
        raise NoDuty(
            f"no duty for timer {timer.name!r} of {timer.stream.type!r} (hotline/house.py)"
        )
    return known[key]
