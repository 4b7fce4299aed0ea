"""From what was decided to the parts of one write statement. No input or output here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec
from django.db.models import BinaryField, Model
from psycopg.types.numeric import Int4

from hotline.ledger import parts, sealing, streams
from hotline.ledger.clock import wall
from hotline.ledger.envelope import Envelope, algorithm, canonical, event_hash
from hotline.ledger.ids import uuid7
from hotline.ledger.parts import Part
from hotline.ledger.sealing import StreamKey, WrappedKey
from hotline.ledger.streams import Head, Put, Recorded, Request, StreamRef, advance
from hotline.rules.sealed import split, without_sealed
from hotline.rules.text import plain

Stored = tuple[bytes, bytes, bytes | None]
"""Head, facts and sealed part as they are kept."""
Rows = dict[type[Model], dict[tuple[Any, ...], dict[str, Any]]]
_json: Final = msgspec.json.Encoder(decimal_format="string", enc_hook=plain)


class Found(msgspec.Struct, kw_only=True):
    """A stream as the read statement found it, and as this command leaves it."""

    ref: StreamRef
    version: int
    hash: bytes
    state: Any
    last: datetime | None
    key: WrappedKey | None


class Appended(msgspec.Struct, kw_only=True):
    """One stream of a command after folding the new events."""

    found: Found
    events: list[Recorded]
    stored: list[Stored]
    state: Any
    new_key: WrappedKey | None

    @property
    def head(self) -> Head:
        """The stream's new head."""
        return Head(self.events[-1].version, self.events[-1].hash)


def about(ref: StreamRef, *rest: object) -> bytes:
    """Associated data: stream, and for an event its version and type."""
    return _about(ref) + "".join(f"\0{part}" for part in rest).encode()


@lru_cache(maxsize=64)
def _about(ref: StreamRef) -> bytes:
    return f"{ref.city}\0{ref.type}\0{ref.id}".encode()


def schema_version(event_type: type) -> int:
    """Class attribute SCHEMA, 1 without one."""
    return int(getattr(event_type, "SCHEMA", 1))


def append(
    found: Found, events: Sequence[Any], request: Request, now: datetime, tag: str
) -> Appended:
    """The stream with these events: envelopes, ciphertext, hashes, state. `tag` is the digest of
    the idempotency key."""
    kind = streams.stream_type(found.ref)
    state = kind.initial if found.state is None else found.state
    done = Appended(found=found, events=[], stored=[], state=state, new_key=None)
    previous, key = found.hash, None
    for number, event in enumerate(events, found.version + 1):
        if (found.ref.type, type(event).__name__) not in streams.house.events:
            raise TypeError(f"{type(event).__name__} is not an event of {found.ref.type!r}")
        facts, personal = split(event)
        if personal and key is None:
            key = _key(done)
        key_id = str(key.key_id) if personal and key else ""
        head = _envelope(found.ref, number, event, request, now, tag, previous, key_id)
        stored = canonical(head), canonical(facts), _sealed(key, personal, head, found.ref)
        previous = event_hash(head.hash_algorithm, previous, *stored)
        done.stored.append(stored)
        done.events.append(
            Recorded(
                stream=found.ref, version=number, envelope=head, event=event,
                sealed=personal, hash=previous,
            )
        )  # fmt: skip
        done.state = advance(kind, done.state, without_sealed(event))
    return done


def event_row(event: Recorded, stored: Stored) -> tuple[Any, ...]:
    """A row of ledger_event after its city."""
    head = event.envelope
    return (
        event.stream.type, event.stream.id, Int4(event.version), head.event_type,
        head.recorded_at, *stored, event.hash,
    )  # fmt: skip


def snapshot_row(one: Appended) -> tuple[Any, ...]:
    """A row of ledger_stream after its city."""
    ref, head = one.found.ref, one.head
    last, fold_version = one.events[-1].occurred_at, streams.stream_type(ref).fold_version
    state = _json.encode(one.state)
    return ref.type, ref.id, Int4(head.version), head.hash, last, Int4(fold_version), state


def key_row(ref: StreamRef, key: WrappedKey) -> tuple[Any, ...]:
    """A row of ledger_key after its city."""
    return ref.type, ref.id, key.key_id, key.master, key.wrapped


def _key(done: Appended) -> StreamKey:
    """The stream's key, made now when it has none."""
    row = done.found.key
    if row is not None:
        return sealing.open_key(row, about(done.found.ref))
    fresh, done.new_key = sealing.new_key(about(done.found.ref))
    return fresh


def _sealed(
    key: StreamKey | None, personal: Mapping[str, Any], head: Envelope, ref: StreamRef
) -> bytes | None:
    if not personal or key is None:
        return None
    return sealing.seal(key, canonical(personal), about(ref, head.version, head.event_type))


def _envelope(
    ref: StreamRef,
    number: int,
    event: Any,
    request: Request,
    now: datetime,
    tag: str,
    previous: bytes,
    key_id: str,
) -> Envelope:
    recorded_at, who = wall(), request.who
    event_id = uuid7(recorded_at)
    return Envelope(
        id=event_id,
        city=ref.city,
        stream_type=ref.type,
        stream_id=ref.id,
        version=number,
        event_type=type(event).__name__,
        schema_version=schema_version(type(event)),
        occurred_at=now,
        recorded_at=recorded_at,
        actor=who.user_id,
        actor_name=who.name,
        role=who.role,
        unit_id=who.unit_id,
        on_behalf_of=who.on_behalf_of,
        face=who.face,
        contact_id=request.contact_id,
        hotline_number=request.hotline_number,
        source_platform=request.source_platform,
        source_number=request.source_number,
        correlation=request.correlation or str(event_id),
        causation=request.causation,
        digest=tag,
        rulebook_edition=request.rulebook_edition,
        previous=previous.hex(),
        hash_algorithm=algorithm(),
        key_id=key_id,
    )


def by_key(puts: Iterable[Put], allowed: Sequence[type[Model]]) -> Rows:
    """Rows by table and primary key; a later one takes the place of an earlier one. Refused: a
    table that was not declared, a row that is not whole."""
    found: Rows = {}
    for put in puts:
        if put.table not in allowed:
            raise TypeError(f"{put.table.__name__} is not declared as a read model of this stream")
        row = _plain(put)
        key = tuple(row[column] for column in parts.key_columns(put.table))
        found.setdefault(put.table, {})[key] = row
    return found


def _plain(put: Put) -> dict[str, Any]:
    """Column -> value as PostgreSQL reads it from JSON."""
    values = put.values
    names, binary = _layout(put.table, tuple(values))
    row = dict(zip(names, values.values(), strict=True))
    return row | {name: _hex(row[name]) for name in binary} if binary else row


def _hex(value: bytes | None) -> str | None:
    return None if value is None else "\\x" + value.hex()


@lru_cache(maxsize=256)
def _layout(table: type[Model], given: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(columns of these fields in their order, those of them that are bytes). Refused: fields that
    do not make a whole row."""
    known = parts.field_columns(table)
    names = tuple(known.get(name, name) for name in given)
    if wrong := sorted(set(names) ^ set(parts.columns(table))):
        raise TypeError(
            f"a row of {table.__name__} must be whole; missing or unknown: {', '.join(wrong)}"
        )
    binary = {str(f.column) for f in table._meta.concrete_fields if isinstance(f, BinaryField)}
    return names, tuple(name for name in names if name in binary)


def as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as one JSON array."""
    return _json.encode(list(rows)).decode()


class Writing:
    """Collects the parts of a write statement and their parameters."""

    def __init__(self, city: str) -> None:
        self._shape: list[tuple[Part, int, int]] = []
        self.params: list[Any] = [city]
        self.ahead = 0

    def add(self, part: Part, *single: Any, rows: Sequence[Sequence[Any]] = ()) -> None:
        """One more part."""
        self._shape.append((part, len(rows), len(single)))
        for row in rows:
            self.params.extend(row)
        self.params.extend(single)

    @property
    def text(self) -> str:
        """The statement."""
        return parts.write_text(tuple(self._shape), self.ahead)

    def add_events(self, appended: Sequence[Appended]) -> None:
        """Events, outbox, heads with snapshots, new keys."""
        rows = [
            event_row(event, stored)
            for one in appended
            for event, stored in zip(one.events, one.stored, strict=True)
        ]
        self.add(parts.EVENTS, rows=rows)
        made = [(one.found.ref, one.new_key) for one in appended if one.new_key]
        if made:
            keys = [key_row(ref, key) for ref, key in made]
            self.add(parts.KEYS, rows=keys)

    def add_snapshots(self, appended: Sequence[Appended]) -> None:
        """Heads with snapshots."""
        new = [snapshot_row(one) for one in appended if not one.found.version]
        known = [snapshot_row(one) for one in appended if one.found.version]
        if new:
            self.add(parts.STREAMS_NEW, rows=new)
        if known:
            self.add(parts.STREAMS_KNOWN, rows=known)

    def add_timers(self, appended: Sequence[Appended]) -> None:
        """What the new states ask for and the old ones did not."""
        put: list[tuple[Any, ...]] = []
        gone: list[tuple[Any, ...]] = []
        for one in appended:
            ref, timers = one.found.ref, streams.stream_type(one.found.ref).timers
            before = {} if one.found.state is None else timers(one.found.state)
            after = timers(one.state)
            put += [(ref.type, ref.id, n, d) for n, d in after.items() if before.get(n) != d]
            gone += [(ref.type, ref.id, n) for n in before if n not in after]
        if put:
            part = parts.TIMERS_NEW if _all_new(appended) else parts.TIMERS_SET
            self.add(part, rows=put)
        if gone:
            self.add(parts.TIMERS_GONE, rows=gone)

    def add_rows(self, appended: Sequence[Appended]) -> None:
        """The difference between read models before and after, and new personal rows."""
        put: Rows = {}
        gone: Rows = {}
        for one in appended:
            _difference(one, put, gone)
        part = parts.rows_first if _all_new(appended) else parts.rows_put
        for table in sorted(put, key=_table_name):
            self.add(part(table), as_json(put[table].values()))
        for table in sorted(gone, key=_table_name):
            lost = [row for key, row in gone[table].items() if key not in put.get(table, {})]
            if lost:
                self.add(parts.rows_gone(table), as_json(lost))


def _all_new(appended: Sequence[Appended]) -> bool:
    """Whether no row of these streams can be there yet."""
    return not any(one.found.version for one in appended)


def _difference(one: Appended, put: Rows, gone: Rows) -> None:
    kind, ref = streams.stream_type(one.found.ref), one.found.ref
    before = {} if one.found.state is None else by_key(kind.rows(ref, one.found.state), kind.tables)
    after = by_key(kind.rows(ref, one.state), kind.tables)
    for table, rows in after.items():
        old = before.get(table, {})
        changed = {key: row for key, row in rows.items() if old.get(key) != row}
        if changed:
            put.setdefault(table, {}).update(changed)
    for table, rows in before.items():
        lost = {key: row for key, row in rows.items() if key not in after.get(table, {})}
        if lost:
            gone.setdefault(table, {}).update(lost)
    for table, rows in personal_rows(one.events).items():
        put.setdefault(table, {}).update(rows)


def personal_rows(events: Iterable[Recorded]) -> Rows:
    """Rows from opened personal parts; later events win."""
    return by_key(
        (
            put
            for event in events
            if event.sealed
            for put in streams.stream_type(event.stream).personal_rows(event.stream, event)
        ),
        streams.house.personal_tables,
    )


def _table_name(table: type[Model]) -> str:
    return table._meta.db_table
