"""The time of a city: wall time, or virtual time where a demonstration or a test asks for it.

Virtual time is one row of the database, so that all processes agree. It exists only with
HOTLINE_VIRTUAL_TIME=1 or HOTLINE_TESTING=1: elsewhere the row is not even looked at, so nobody can
shift the deadlines of a running city by writing one. `occurred_at` of events and every deadline
follow this clock; `recorded_at` is always wall time, because it is evidence.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from django.db import connection

_VIRTUAL: Final = os.environ.get("HOTLINE_VIRTUAL_TIME") == "1"
_ALLOWED: Final = _VIRTUAL or os.environ.get("HOTLINE_TESTING") == "1"
_FRESH_SECONDS: Final = 1.0


class Setting(msgspec.Struct, frozen=True):
    """Virtual time: stopped at `frozen_at`, else wall time plus `offset`."""

    offset: timedelta = timedelta()
    frozen_at: datetime | None = None


_setting = Setting()
_learned_at = 0.0
_fixed: list[datetime] = []


def wall() -> datetime:
    """The machine's own time, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The city's time, aware, UTC."""
    if _fixed:
        return _fixed[-1]
    if _VIRTUAL and time.monotonic() - _learned_at > _FRESH_SECONDS:
        refresh()
    return _setting.frozen_at or wall() + _setting.offset


def learn(offset: timedelta | None, frozen_at: datetime | None) -> None:
    """Take over the clock row that a statement has read anyway."""
    global _setting, _learned_at
    if _ALLOWED:
        _setting = Setting(offset or timedelta(), frozen_at)
        _learned_at = time.monotonic()


def refresh() -> None:
    """Read the clock row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT offset_by, frozen_at FROM ledger_clock WHERE id = 1")
        learn(*(cursor.fetchone() or (None, None)))


def set_offset(offset: timedelta) -> None:
    """Run every process's clock `offset` ahead of wall time; refused in a running city."""
    _store(offset, None)


def freeze(at: datetime) -> None:
    """Stop every process's clock at `at`; refused in a running city."""
    _store(timedelta(), at)


def _store(offset: timedelta, frozen_at: datetime | None) -> None:
    if not _ALLOWED:
        raise PermissionError("virtual time needs HOTLINE_VIRTUAL_TIME=1 in every process")
    text = (
        "INSERT INTO ledger_clock (id, offset_by, frozen_at) VALUES (1, %s::interval, %s)"
        " ON CONFLICT (id) DO UPDATE SET offset_by = excluded.offset_by,"
        " frozen_at = excluded.frozen_at"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [f"{offset.total_seconds()} seconds", frozen_at])
    learn(offset, frozen_at)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block it is `moment` in this process. For tests; a naive datetime is refused."""
    if moment.tzinfo is None:
        raise ValueError(f"clock.at({moment!r}): an aware datetime is needed")
    _fixed.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.pop()
