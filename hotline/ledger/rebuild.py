"""Making snapshots, timers and read models again from events, beside the living ones.

1  While the city works on, every stream is folded, and its rows go into shadow tables.
2  Commands are then held for a moment (a lock on ledger_stream). Streams that changed meanwhile
   are folded again; living and shadow tables are compared; rows that differ are replaced, all in
   one transaction. Tables are not renamed: privileges, prepared plans and foreign keys stay.

Needs the alias `owner`. Erased streams have no personal rows, so a row left over is found too.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Final

import msgspec
from django.db.models import Model

from hotline.ledger import points, shadow, statements, streams, writing
from hotline.ledger.envelope import read_head
from hotline.ledger.journal import recorded
from hotline.ledger.sealing import WrappedKey
from hotline.ledger.streams import Put, Recorded, StreamRef, advance
from hotline.ledger.switches import is_broken
from hotline.ledger.verify import Fault
from hotline.rules.sealed import without_sealed
from hotline.rules.text import plain

OWNER: Final = "owner"
LISTED: Final = 100
_PORTION: Final = 500
_ALL: Final = """
SELECT e.city, e.stream_type, e.stream_id, e.head, e.facts, e.sealed, e.hash,
       k.key_id, k.master, k.wrapped, s.version, s.fold_version, s.state
FROM ledger_event e
JOIN ledger_stream s USING (city, stream_type, stream_id)
LEFT JOIN ledger_key k USING (city, stream_type, stream_id)
{only}
ORDER BY e.city, e.stream_type, e.stream_id, e.version
"""
_CHANGED: Final = f"""
JOIN (SELECT s.city, s.stream_type, s.stream_id FROM ledger_stream s
      LEFT JOIN {shadow.HEADS} h USING (city, stream_type, stream_id)
      WHERE h.version IS DISTINCT FROM s.version) c USING (city, stream_type, stream_id)
"""  # noqa: S608 (constants only)
_MEND: Final = """
UPDATE ledger_stream SET fold_version = $4, state = $5
WHERE city = $1 AND stream_type = $2 AND stream_id = $3
"""

Progress = Callable[[int, int], None]


class Report(msgspec.Struct, kw_only=True):
    """How much was made again, and which rows were wrong (the first hundred; all are counted and
    put right). `old_snapshots` had an earlier fold version, which is no fault."""

    ok: bool = True
    streams: int = 0
    old_snapshots: int = 0
    wrong: int = 0
    faults: list[Fault] = []
    tables: dict[str, int] = {}

    def add(self, fault: Fault) -> None:
        """One more wrong row."""
        self.ok = False
        self.wrong += 1
        if len(self.faults) < LISTED:
            self.faults.append(fault)


class Folded(msgspec.Struct, kw_only=True):
    """A stream made again."""

    ref: StreamRef
    version: int
    state: Any
    rows: writing.Rows
    snapshot: str
    """"" when the stored snapshot is right, else "old" or "wrong"."""


def rebuild(progress: Progress | None = None) -> Report:
    """Make everything again, compare, put right. `progress(done, total)` counts streams."""
    report = Report()
    tables = _tables()
    statements.wrapper(OWNER)
    shadow.create(tables)
    try:
        _fold_all(report, tables, progress)
        points.reach("rebuild-before-swap")
        with statements.transaction(OWNER):
            statements.run("LOCK TABLE ledger_stream IN SHARE ROW EXCLUSIVE MODE", alias=OWNER)
            _catch_up(report, tables)
            for table in tables:
                _swap(report, table)
    finally:
        shadow.drop(tables)
    return report


def _timer() -> type[Model]:
    """Imported late: this module is loaded with the package, before Django's models are."""
    from hotline.ledger.models import Timer

    return Timer


def _tables() -> list[type[Model]]:
    """Every table that follows from events."""
    known = {t: None for kind in streams.house.types.values() for t in kind.tables}
    return [_timer(), *known, *(t for t in streams.house.personal_tables if t not in known)]


def _fold_all(report: Report, tables: list[type[Model]], progress: Progress | None) -> None:
    with statements.snapshot():
        statements.run("SET LOCAL enable_sort = off")
        total = statements.run("SELECT count(*) FROM ledger_stream")[0][0]
        batch: list[Folded] = []
        for folded in _folded(statements.stream(_ALL.format(only=""))):
            batch.append(folded)
            report.streams += 1
            if len(batch) == _PORTION:
                _store(report, batch)
                batch = []
                if progress:
                    progress(report.streams, total)
        _store(report, batch)
    if progress:
        progress(report.streams, total)
    shadow.index(tables)


def _catch_up(report: Report, tables: list[type[Model]]) -> None:
    """Fold again what changed since; nothing can change any more."""
    again = list(_folded(iter(statements.run(_ALL.format(only=_CHANGED), alias=OWNER))))
    shadow.forget([one.ref for one in again], tables)
    _store(report, again)


def _folded(rows: Iterator[Any]) -> Iterator[Folded]:
    for key, events in groupby(rows, key=lambda row: row[:3]):
        ref = StreamRef(*key)
        if ref.type in streams.house.types:
            yield _fold(ref, events)


def _fold(ref: StreamRef, rows: Iterator[Any]) -> Folded:
    kind = streams.stream_type(ref)
    state, events, row = kind.initial, [], None
    for row in rows:
        key = WrappedKey(*row[7:10]) if row[7] else None
        event = recorded(read_head(row[3]), row[4], row[5], row[6], key)
        state = advance(kind, state, without_sealed(event.event))
        events.append(event)
    return Folded(
        ref=ref,
        version=events[-1].version,
        state=state,
        rows=_rows(ref, state, events),
        snapshot=_snapshot(kind, state, row),
    )


def _snapshot(kind: streams.StreamType, state: Any, row: Any) -> str:
    """What is the matter with the stored snapshot."""
    if row[11] != kind.fold_version:
        return "old"
    try:
        same = streams.house.states[kind.name].decode(row[12]) == state
    except msgspec.DecodeError:
        same = False
    return "" if same else "wrong"


def _rows(ref: StreamRef, state: Any, events: list[Recorded]) -> writing.Rows:
    kind, table = streams.stream_type(ref), _timer()
    timers = [
        Put(table, {"city": ref.city, "stream_type": ref.type, "stream_id": ref.id, "name": name,
                    "due_at": due, "leased_until": None})
        for name, due in kind.timers(state).items()
    ]  # fmt: skip
    found = writing.by_key([*timers, *kind.rows(ref, state)], (table, *kind.tables))
    for table, rows in writing.personal_rows(events).items():
        found.setdefault(table, {}).update(rows)
    return found


def _store(report: Report, batch: list[Folded]) -> None:
    """Into the shadow tables; wrong snapshots are mended at once, guarded by nothing but their
    version, since they follow from events alone."""
    if not batch:
        return
    shadow.fill([(one.ref, one.version, one.rows) for one in batch])
    for one in batch:
        if not one.snapshot:
            continue
        if one.snapshot == "wrong":
            key = f"{one.ref.city}/{one.ref.type}/{one.ref.id}"
            report.add(Fault("ledger_stream", key, "the snapshot differs from its events"))
        else:
            report.old_snapshots += 1
        kind = streams.stream_type(one.ref)
        state = msgspec.json.encode(one.state, enc_hook=plain)
        ref = one.ref
        statements.run(
            _MEND + " AND version = $6",
            (ref.city, ref.type, ref.id, kind.fold_version, state, one.version),
            alias=OWNER,
        )


def _swap(report: Report, table: type[Model]) -> None:
    """Compare one table with its shadow and replace what differs."""
    name = table._meta.db_table
    differing = [] if is_broken("no-comparison") else shadow.compare(table)
    for key, what in differing:
        report.add(Fault(name, key, what))
    report.tables[name] = shadow.replace(table)
