"""Giving up a pool of database connections after the database was lost.

A pool whose database was away tries again after pauses that double up to minutes, and hands out
dead connections first. A new pool connects at once. So after a loss the old one is dropped: the
next request makes a new one, and the platform is well as soon as the database is.
"""

import threading
import time

from django.db import connections

# Longer than a new pool waits for its first connection, so that what a request has just made is
# not dropped for the fault of another that still waited in the old one.
PAUSE = 2.5
_lock = threading.Lock()
_dropped_at = 0.0


def drop() -> None:
    """Return this thread's connection and forget the process's pool, at most once per PAUSE."""
    global _dropped_at
    connection = connections["default"]
    connection.close()
    with _lock:
        if time.monotonic() - _dropped_at < PAUSE:
            return
        _dropped_at = time.monotonic()
        # Django's own close_pool() waits for the pool's threads before it lets go of the pool.
        pool = getattr(connection, "_connection_pools", {}).pop("default", None)
    if pool is not None:
        pool.close(timeout=0)
