"""The one way in which this room runs SQL, and the read statement of a command.

Statements are run on psycopg's own connection under Django's: parameters travel apart from the
text ($1, $2 …), results come back in binary, and the text is prepared on its first use. The write
statement is put together in `parts`.

Needs in DATABASES["default"]["OPTIONS"]: `prepare_threshold` not None (Django's own default None
turns prepared statements off altogether).
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from msgspec import Struct

from hotline.ledger import recent
from hotline.ledger.parts import quoted

IN_FLIGHT, STALE = "HL001", "HL002"
ABSENT: Final = -1
"""Instead of a version: the stream must not come about before this command is committed."""
PORTION: Final = 2000
PREPARED: Final = 400
"""Texts kept prepared per connection: a few dozen shapes of commands, and the ORM's."""
_serial: Final = itertools.count(1)

_READ: Final = """
SELECT s.version, s.hash, s.last_occurred_at, s.fold_version, s.state,
       k.key_id, k.master, k.wrapped,
       i.digest, i.answer::text, i.key IS NOT NULL,
       coalesce(r.version, 0), c.offset_by, c.frozen_at, {numbers}
FROM (VALUES {streams}) AS g(stream_type, stream_id, n)
LEFT JOIN LATERAL (
    SELECT * FROM ledger_stream f
    WHERE f.city = $1 AND f.stream_type = g.stream_type AND f.stream_id = g.stream_id LIMIT 1
) s ON true
LEFT JOIN LATERAL (
    SELECT * FROM ledger_key f
    WHERE f.city = $1 AND f.stream_type = g.stream_type AND f.stream_id = g.stream_id LIMIT 1
) k ON true
LEFT JOIN ledger_idempotency i ON i.city = $1 AND i.actor = $2 AND i.key = $3
LEFT JOIN ledger_reference r ON r.city = $1
LEFT JOIN ledger_clock c ON c.id = 1
ORDER BY g.n
"""


@lru_cache(maxsize=256)
def read_text(streams: int, numbers: int) -> str:
    """The read statement for so many streams and serial numbers; $4 onwards are (type, id)."""
    given = (f"(${4 + 2 * n}::text, ${5 + 2 * n}::uuid, {n})" for n in range(streams))
    taken = ", ".join(["nextval('ledger_number')"] * numbers)
    # The numbers of the first row count; further rows would take more.
    array = f"CASE WHEN g.n = 0 THEN ARRAY[{taken}]::bigint[] END"
    return _READ.format(streams=", ".join(given), numbers=array)


class Counted(Struct):
    """Statements run so far inside `count_statements`, with their texts."""

    texts: list[str] = []

    @property
    def count(self) -> int:
        """How many."""
        return len(self.texts)


_counters: list[Counted] = []


def note(text: str) -> None:
    """Count one statement."""
    for counter in _counters:
        counter.texts.append(text)


@contextmanager
def count_statements(alias: str = "default") -> Iterator[Counted]:
    """Every statement of this process inside the block: ours, and the ORM's of this thread."""
    counter = Counted()

    def through_django(execute: Any, text: str, params: Any, many: bool, context: Any) -> Any:
        counter.texts.append(text)
        return execute(text, params, many, context)

    _counters.append(counter)
    try:
        with connections[alias].execute_wrapper(through_django):
            yield counter
    finally:
        _counters.remove(counter)


class LedgerInTransaction(RuntimeError):
    """A command was run inside somebody else's transaction."""


def wrapper(alias: str = "default") -> BaseDatabaseWrapper:
    """Django's connection, open; refused inside atomic(), where an acknowledged command could
    still be rolled back."""
    connection = connections[alias]
    if connection.in_atomic_block:
        raise LedgerInTransaction("the ledger opens its own transactions: call it outside atomic()")
    connection.ensure_connection()
    return connection


@contextmanager
def _noticing_loss(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """psycopg's errors become Django's, and a connection found broken is closed, so that the next
    use gets a new one."""
    try:
        with connection.wrap_database_errors:
            yield
    except (OperationalError, InterfaceError):
        held = connection.connection
        if held is not None and (held.closed or held.broken):
            connection.close()
            recent.forget()  # another database may answer the next time
        raise


@contextmanager
def transaction(alias: str = "default") -> Iterator[None]:
    """Several `run` as one transaction; for sequencer, rebuild, verify and bulk only. Beginning and
    committing meet a lost connection as often as what stands between them."""
    connection = wrapper(alias)
    with _noticing_loss(connection), connection.connection.transaction():
        yield


@contextmanager
def snapshot(alias: str = "default") -> Iterator[None]:
    """A read-only transaction in which every statement sees the database at one moment."""
    with transaction(alias):
        run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", alias=alias)
        yield


def stream(text: str, params: Sequence[Any] = (), alias: str = "default") -> Iterator[Any]:
    """Rows of a statement of any length, fetched in portions; inside `transaction` only."""
    note(text)
    connection = connections[alias].connection
    with psycopg.RawServerCursor(connection, f"ledger_{next(_serial)}") as cursor:
        cursor.itersize = PORTION
        cursor.execute(text, params, binary=True)
        yield from cursor


def copy_in(
    table: str, types: Mapping[str, str], rows: Iterable[Sequence[Any]], alias: str = "default"
) -> None:
    """Rows into a table by COPY, `types` by column; inside `transaction` only."""
    text = f"COPY {quoted(table)} ({', '.join(map(quoted, types))}) FROM STDIN (FORMAT BINARY)"
    note(text)
    with psycopg.RawCursor(connections[alias].connection) as cursor, cursor.copy(text) as copy:
        copy.set_types(list(types.values()))
        for row in rows:
            copy.write_row(row)


def run(text: str, params: Sequence[Any] = (), alias: str = "default") -> list[Any]:
    """Rows of one prepared statement in its own transaction. Raises Django's errors, whose cause
    is psycopg's; a broken connection is closed, so that the next call gets a new one."""
    connection = wrapper(alias)
    note(text)
    if connection.connection.prepared_max < PREPARED:
        connection.connection.prepared_max = PREPARED
    with _noticing_loss(connection), psycopg.RawCursor(connection.connection) as cursor:
        cursor.execute(text, params, prepare=True, binary=True)
        # Asking for `description` would describe every column.
        result = cursor.pgresult
        return cursor.fetchall() if result is not None and result.nfields else []


def sqlstate(error: DatabaseError) -> str:
    """PostgreSQL's five letters for what went wrong; "" when it did not say."""
    return getattr(error.__cause__, "sqlstate", None) or ""
