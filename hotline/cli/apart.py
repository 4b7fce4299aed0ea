"""Works that share a process and must not stop each other."""

import logging
import time
from collections.abc import Callable
from typing import Final

from django.db import InterfaceError, OperationalError

log = logging.getLogger("hotline.loop")
REST: Final = 3.0
"""Seconds that a work rests after a fault, so that one bad row fills no log."""


class Apart:
    """A work whose fault is logged and tried again later, while the works after it go on: a batch
    or an event that cannot be read keeps no notice back. A database that is gone is the loop's."""

    def __init__(self, name: str, step: Callable[[], int]) -> None:
        self._name, self._step, self._rests_until = name, step, 0.0

    def step(self) -> int:
        """What the work did; 0 where it failed, or rests because it did."""
        if time.monotonic() < self._rests_until:
            return 0
        try:
            return self._step()
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # one bad row must not stop the others; it is logged and tried again
            log.exception("%s: a step failed", self._name)
            self._rests_until = time.monotonic() + REST
            return 0
