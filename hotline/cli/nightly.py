"""At night a new topic model is made for each city that needs one, in a process of its own at low
priority; a city that has none gets its first one at once. Run by the courier."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

from hotline import lifeline

NIGHT = range(1, 5)
"""Hours of the city's own clock on the wall."""

LOOK = 60.0
AGAIN = timedelta(hours=1).total_seconds()
"""Seconds between two looks, and until a city is tried again whatever came of the last try."""


class Nightly:
    """`step` starts at most one process and never waits for it."""

    def __init__(self) -> None:
        self._look_at = 0.0
        self._tried: dict[str, float] = {}
        self._child: subprocess.Popen[bytes] | None = None

    def step(self) -> int:
        """Always 0: nobody has to hurry because of it."""
        now = time.monotonic()
        if now < self._look_at or (self._child is not None and self._child.poll() is None):
            return 0
        self._look_at, self._child = now + LOOK, None
        for city in self._wanting():
            if now - self._tried.get(city, -AGAIN) >= AGAIN:
                self._tried[city] = now
                self._start(city)
                break
        return 0

    def _wanting(self) -> list[str]:
        from hotline import ledger
        from hotline.dispatching.topic_model import queries, retraining
        from hotline.people.queries import cities, city_row

        found = []
        for code in cities():
            row = city_row(code)
            if row is None or not row.topics:
                continue
            hour = ledger.clock.wall().astimezone(ZoneInfo(row.zone)).hour
            begun = bool(queries.models(code).versions)
            if not begun or (hour in NIGHT and retraining.due(code)):
                found.append(code)
        return found

    def _start(self, city: str) -> None:
        asked = ["model", "retrain", "--city", city, "--if-due", "--low"]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "hotline.cli", *asked],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {lifeline.PARENT: str(os.getpid())},
        )
