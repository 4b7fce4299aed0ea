"""Random bytes from the operating system, asked for by the kilobyte.

A command needs some sixteen small pieces (ids, keys, nonces); each call of the system costs a
switch of threads as well. Pieces are handed out once, per thread; a forked process begins anew, so
no two processes ever hold the same bytes.
"""

import os
import threading
from typing import Final
from uuid import UUID

_AT_ONCE: Final = 4096


class _Held(threading.local):
    """What this thread has left."""

    def __init__(self) -> None:
        self.bytes, self.used = b"", 0


_held = _Held()


def take(count: int) -> bytes:
    """So many random bytes that nobody else has or will get."""
    held = _held
    end = held.used + count
    if end > len(held.bytes):
        held.bytes, held.used, end = os.urandom(_AT_ONCE + count), 0, count
    taken = held.bytes[held.used : end]
    held.used = end
    return taken


def uuid4() -> UUID:
    """A random id (RFC 9562, version 4)."""
    return UUID(bytes=take(16), version=4)


def _begin_anew() -> None:
    global _held
    _held = _Held()


os.register_at_fork(after_in_child=_begin_anew)
