"""What a command on new streams takes from memory instead of reading it, while calls storm in.

Of streams that this command itself creates there is nothing to read but four things around them:
the reference version and the clock row are remembered from the last read and asked again by the
write statement itself; a used idempotency key is refused there by its primary key; serial numbers
are taken ahead, with the write of the command before. What does not hold is decided again after a
true read, so memory can cost a try but never a wrong event.

Numbers are taken ahead only while commands that need them follow each other within STORM, and are
used within it or lost: at quiet times they run without gaps, and never far out of order.
"""

import os
import time
from collections import deque
from datetime import datetime, timedelta
from typing import Final

import msgspec

STORM: Final = 0.25
"""Seconds between two commands of this process that count as a storm."""


class Known(msgspec.Struct, frozen=True):
    """What the last read of a city saw."""

    reference: int
    offset: timedelta | None
    frozen_at: datetime | None


_known: dict[str, Known] = {}
_spare: deque[tuple[int, float]] = deque()
_asked_at = 0.0


def learn(city: str, known: Known) -> None:
    """Remember what a read statement saw."""
    _known[city] = known


def known(city: str) -> Known | None:
    """What was last seen of that city; None when this process has not read of it yet."""
    return _known.get(city)


def forget() -> None:
    """Begin anew, as a process does that has just started."""
    _known.clear()
    _spare.clear()


os.register_at_fork(after_in_child=forget)  # or two workers would hold the same numbers


def is_storm() -> bool:
    """Whether a command asks for numbers again so soon that its write should take some ahead."""
    global _asked_at
    before, _asked_at = _asked_at, time.monotonic()
    return _asked_at - before < STORM


def keep(numbers: list[int]) -> None:
    """Numbers taken ahead."""
    now = time.monotonic()
    _spare.extend((number, now) for number in numbers)


def take(count: int) -> tuple[int, ...] | None:
    """So many numbers taken ahead a moment ago, None when there are not enough."""
    taken: list[int] = []
    oldest = time.monotonic() - STORM
    while len(taken) < count:
        try:
            number, at = _spare.popleft()
        except IndexError:  # those in hand are lost, as those of a refused command are
            return None
        if at >= oldest:
            taken.append(number)
    return tuple(taken)
