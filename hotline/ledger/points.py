"""Named failure points: places at which a test may kill the process or wait.

Nothing happens here unless HOTLINE_TESTING=1. Then HOTLINE_FAIL_AT="after-write" (or
"after-write:3" for the third time) kills the process with SIGKILL, as a power cut would, and
`on(name, act)` runs a function of a test inside the process.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

POINTS: Final = (
    "after-read",
    "before-write",
    "mid-write",
    "after-write",
    "sequencer-before-commit",
    "sequencer-after-commit",
    "erasure-before-file",
    "timer-claimed",
    "file-stored",
    "rebuild-before-swap",
    "bulk-before-commit",
)

_TESTING: Final = os.environ.get("HOTLINE_TESTING") == "1"
_NAME, _, _COUNT = os.environ.get("HOTLINE_FAIL_AT", "").partition(":")
_left = int(_COUNT or 1)
_acts: dict[str, Callable[[], None]] = {}


def reach(name: str) -> None:
    """Say that execution has come to the point `name`."""
    if not _TESTING:
        return
    if name not in POINTS:
        raise ValueError(f"unknown failure point {name!r}")
    if act := _acts.get(name):
        act()
    if name == _NAME:
        _die()


def _die() -> None:
    global _left
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def on(name: str, act: Callable[[], None]) -> Iterator[None]:
    """Run `act` whenever `name` is reached, in tests only."""
    if not _TESTING or name not in POINTS:
        raise ValueError(f"failure point {name!r} is unknown, or HOTLINE_TESTING is not 1")
    _acts[name] = act
    try:
        yield
    finally:
        del _acts[name]
