"""The city's time during a drive: stopped, moved on by us, and settled by the clock process.

Needs virtual time in every process (`hotline up --at …`). At each moment everything that had
fallen due is done by the clock process, in the order of its due times, before people go on.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from datetime import time as hour
from typing import TypeVar

from django.db import InterfaceError, OperationalError

from hotline import ledger, pool
from hotline.rules.calendar import Calendar

T = TypeVar("T")
HOURS = (hour(9, 30), hour(14, 30), hour(18, 30))
PATIENCE = 300.0
LONGEST_SETTLING = 120.0


def patient(ask: Callable[[], T], pause: float = 0.3) -> T:
    """Ask the database until it answers; it may be down for as long as its recovery takes."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if time.monotonic() > until:
                raise
            pool.drop()
            time.sleep(pause)


def freeze(at: datetime) -> None:
    """Stop every process's clock at `at`."""
    patient(lambda: ledger.clock.freeze(at))


def run_on(at: datetime) -> None:
    """Let the clock run again, from `at` on."""
    patient(lambda: ledger.clock.set_offset(at - ledger.clock.wall()))


def settle(city: str, now: datetime, look: Callable[[], None]) -> bool:
    """Wait until the clock process has done everything due at `now`; False when it did not."""
    until = time.monotonic() + LONGEST_SETTLING
    while True:
        due = patient(lambda: ledger.next_due(city))
        if due is None or due > now:
            return True
        if time.monotonic() > until:
            return False
        look()
        time.sleep(0.05)


def moments(calendar: Calendar, start: datetime, days: int) -> Iterator[datetime]:
    """The moments at which people look at their queues, from `start` on."""
    yield start
    day = calendar.local(start).date()
    for _ in range(days):
        for at in HOURS:
            moment = calendar.moment(day, at)
            if moment > start:
                yield moment
        day += timedelta(days=1)
