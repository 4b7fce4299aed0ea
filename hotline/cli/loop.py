"""The rounds of a background process: work, rest when idle, survive an outage, end on a signal."""

import logging
import signal
import threading
from collections.abc import Callable

from hotline import lifeline

log = logging.getLogger("hotline.loop")
LONGEST_REST = 3.0


def keep_doing(name: str, once: Callable[[], int], idle: float) -> None:
    """Call `once` until SIGINT or SIGTERM; `once` returns how much it did, 0 means rest `idle` s.

    A database that is gone is waited for with growing pauses: what was not committed is simply
    still due. Any other fault is logged and tried again, since one bad row must not stop a city.
    """
    from django.db import InterfaceError, OperationalError, connections

    from hotline import pool

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    lifeline.follow_parent()
    rest = idle
    while not stop.is_set():
        try:
            done = once()
            rest = 0.0 if done else idle
            lifeline.beat(name)
        except (OperationalError, InterfaceError) as error:
            log.warning("%s: database gone: %s", name, str(error).split("\n")[0])
            pool.drop()
            rest = min(max(rest, 0.25) * 2, LONGEST_REST)
        except Exception:  # one bad row must not stop a city; it is logged and tried again
            log.exception("%s: a round failed", name)
            rest = LONGEST_REST
        if rest:
            stop.wait(rest)
    connections["default"].close()
    connections["default"].close_pool()  # type: ignore[attr-defined]
