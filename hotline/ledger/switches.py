"""Switches that break one promise of the ledger each, so that the tests can show they would notice.

Active only with HOTLINE_TESTING=1 and only inside `broken(name)`; a running city cannot turn one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SWITCHES: Final = {
    "split-write": "promise 1: read models are written after the events, in a second transaction",
    "no-retry": "promise 1: a version that moved is not decided again",
    "phantom": "promise 1: a stream that was absent may be created while the command is written",
    "trust-memory": "promise 1: what a command remembered is not asked again when it is written",
    "forget-key": "promise 2: the idempotency key is not stored",
    "position-before-commit": "promise 3: positions are taken before the commit",
    "same-epoch": "promise 3: a restored database goes on in the old epoch",
    "facts-not-hashed": "promise 4: the hash does not cover the facts",
    "nothing-outside": "promise 4: verify does not read the seals kept outside",
    "no-comparison": "promise 5: rebuild does not compare",
    "one-more-statement": "promise 6: a command takes one more round trip",
    "keep-key": "promise 7: erasing leaves the key in place",
    "forget-erasures": "promise 7: erasures are not repeated after a restore",
    "no-upcast": "promise 8: old events are read as if they were new",
}

_TESTING: Final = os.environ.get("HOTLINE_TESTING") == "1"
# A process that a test starts breaks the promise from its beginning.
_on: set[str] = {name for name in os.environ.get("HOTLINE_BREAK", "").split(",") if name}


def is_broken(name: str) -> bool:
    """Whether the switch `name` is turned; always False in a running city."""
    return _TESTING and name in _on


@contextmanager
def broken(name: str) -> Iterator[None]:
    """Break one promise for the duration of a test."""
    if not _TESTING or name not in SWITCHES:
        raise ValueError(f"switch {name!r} is unknown, or HOTLINE_TESTING is not 1")
    _on.add(name)
    try:
        yield
    finally:
        _on.discard(name)
