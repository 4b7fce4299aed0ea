"""New streams by the thousand (批量导入): events as commands make them, written by COPY.

A portion collects what happened to streams that did not exist before, at the times at which it
happened, and writes all of it in one transaction: events, heads with snapshots, keys, timers, read
models, outbox, and a row that says this portion is in. So an import cut short is run again, and
what is in already stays as it is.

    portion = Portion(city, "import-2026", 7)
    portion.append(request, {ref: events}, at)     as often as need be; then state(ref), last(ref)
    portion.write()

Envelopes, sealing, hashes and folding are those of a command (`writing.append`); sequencer, follow,
verify, rebuild and erasure see no difference. Not checked here: whether anybody may do this, and
idempotency keys of single commands. Streams of reference data are refused, because worlds held in
memory follow the version that only commands raise.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
import psycopg
from django.db import DatabaseError
from django.db.models import Model

from hotline.ledger import clock, parts, points, statements, streams
from hotline.ledger.envelope import GENESIS, digest
from hotline.ledger.streams import Appends, Recorded, Request, StreamRef
from hotline.ledger.writing import (
    Appended,
    Found,
    Stored,
    append,
    as_json,
    by_key,
    event_row,
    key_row,
    personal_rows,
    snapshot_row,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

EXISTS: Final = Refusal(
    code=Code.ALREADY,
    message=say("这一批中有已经存在的记录，整批未写入。"),
    advice=say("批量导入只能写入新的记录；请剔除已有的，再重新导入这一批。"),
)
_CLAIM: Final = """
INSERT INTO ledger_import (city, source, portion, streams, events, written_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1
"""
_WRITTEN: Final = "SELECT portion FROM ledger_import WHERE city = $1 AND source = $2"
_NUMBERS: Final = "SELECT nextval('ledger_number') FROM generate_series(1, $1::int)"
_STREAM: Final = {"city": "text", "stream_type": "text", "stream_id": "uuid"}
_EVENT: Final = _STREAM | {
    "version": "int4", "event_type": "text", "recorded_at": "timestamptz",
    "head": "bytea", "facts": "bytea", "sealed": "bytea", "hash": "bytea",
}  # fmt: skip
_OUTBOX: Final = _STREAM | {"version": "int4", "hash": "bytea"}
_HEAD: Final = _STREAM | {
    "version": "int4", "hash": "bytea", "last_occurred_at": "timestamptz",
    "fold_version": "int4", "state": "bytea",
}  # fmt: skip
_KEY: Final = _STREAM | {"key_id": "uuid", "master": "text", "wrapped": "bytea"}
_TIMER: Final = _STREAM | {"name": "text", "due_at": "timestamptz"}


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A portion that is in; `repeated`: it was already, and nothing was written now."""

    streams: int
    events: int
    repeated: bool = False


class Portion:
    """New streams of one city, held in memory until they are written together."""

    def __init__(self, city: str, source: str, number: int) -> None:
        """`source` names the import, `number` the portion of it: together they are written once."""
        self.city, self.source, self.number = city, source, number
        self._streams: dict[StreamRef, Appended] = {}
        self._order: list[tuple[Recorded, Stored]] = []
        self._tag = digest("sha256", f"{city}\0{source}\0{number}".encode()).hex()

    def state(self, ref: StreamRef) -> Any:
        """The stream's state after what was appended here; None before."""
        held = self._streams.get(ref)
        return held.state if held else None

    def last(self, ref: StreamRef) -> datetime | None:
        """When the stream's last event occurred."""
        held = self._streams.get(ref)
        return held.events[-1].occurred_at if held else None

    def append(self, request: Request, appends: Appends, at: datetime) -> tuple[Recorded, ...]:
        """What one command, or another system's step, made happen at `at`; the events as recorded.

        `at` never runs backwards on a stream: a later last event counts instead, as for commands.
        Refused (ValueError): another city, reference data, an idempotency key of the request.
        """
        if request.key or any(ref.city != self.city for ref in appends):
            raise ValueError(f"a portion is of {self.city!r} alone, and its requests have no key")
        lasts = [last for ref in appends if (last := self.last(ref))]
        now, count = max([at, *lasts]), len(self._order)
        for ref, events in appends.items():
            if streams.stream_type(ref).reference:
                raise ValueError(f"{ref.type!r} is reference data: change it by commands")
            if events:
                self._add(append(self._found(ref), events, request, now, self._tag))
        return tuple(event for event, _ in self._order[count:])

    def _found(self, ref: StreamRef) -> Found:
        held = self._streams.get(ref)
        if held is None:
            return Found(ref=ref, version=0, hash=GENESIS, state=None, last=None, key=None)
        return Found(
            ref=ref,
            version=held.head.version,
            hash=held.head.hash,
            state=held.state,
            last=held.events[-1].occurred_at,
            key=held.new_key,
        )

    def _add(self, more: Appended) -> None:
        self._order += zip(more.events, more.stored, strict=True)
        held = self._streams.setdefault(more.found.ref, more)
        if held is not more:
            held.events += more.events
            held.state, held.new_key = more.state, held.new_key or more.new_key

    def write(self) -> Written | Refusal:
        """Write everything, or nothing. Refused: a stream or row that is there already."""
        done = Written(streams=len(self._streams), events=len(self._order))
        try:
            with statements.transaction():
                if not self._claim(done):
                    return msgspec.structs.replace(done, repeated=True)
                self._copy()
                points.reach("bulk-before-commit")
        except DatabaseError as error:
            if isinstance(error.__cause__, psycopg.errors.UniqueViolation):
                return EXISTS
            raise
        return done

    def _claim(self, done: Written) -> bool:
        """Whether this portion is still to be written; waits for another process writing it."""
        given = (self.city, self.source, self.number, done.streams, done.events, clock.wall())
        return bool(statements.run(_CLAIM, given))

    def _copy(self) -> None:
        new = list(self._streams.values())
        events = (event_row(*one) for one in self._order)
        self._into("ledger_event", _EVENT, events)
        heads = ((*event_row(event, parts)[:3], event.hash) for event, parts in self._order)
        self._into("ledger_outbox", _OUTBOX, heads)
        self._into("ledger_stream", _HEAD, map(snapshot_row, new))
        keys = (key_row(one.found.ref, one.new_key) for one in new if one.new_key)
        self._into("ledger_key", _KEY, keys)
        self._into("ledger_timer", _TIMER, _timers(new))
        for table, rows in _rows(new).items():
            statements.run(parts.rows_new(table), (as_json(rows),))

    def _into(self, table: str, types: Mapping[str, str], rows: Iterable[tuple[Any, ...]]) -> None:
        statements.copy_in(table, types, ((self.city, *row) for row in rows))


def _timers(new: Iterable[Appended]) -> Iterator[tuple[Any, ...]]:
    for one in new:
        ref = one.found.ref
        for name, due in streams.stream_type(ref).timers(one.state).items():
            yield ref.type, ref.id, name, due


def _rows(new: Iterable[Appended]) -> dict[type[Model], list[dict[str, Any]]]:
    """Rows of all read models; two streams that make the same row are refused by the database."""
    found: dict[type[Model], list[dict[str, Any]]] = {}
    for one in new:
        kind, ref = streams.stream_type(one.found.ref), one.found.ref
        for rows in (by_key(kind.rows(ref, one.state), kind.tables), personal_rows(one.events)):
            for table, some in rows.items():
                found.setdefault(table, []).extend(some.values())
    return found


def written(city: str, source: str) -> frozenset[int]:
    """The portions of an import that are in."""
    return frozenset(row[0] for row in statements.run(_WRITTEN, (city, source)))


def numbers(count: int) -> tuple[int, ...]:
    """So many fresh serial numbers, as `execute` gives them to commands."""
    return tuple(row[0] for row in statements.run(_NUMBERS, (count,)))
