"""Checking the whole journal: nothing altered, dropped, reordered, cut off or slipped in.

What is checked, in this order; the first row that does not fit is named, the others are counted:

events     versions gapless, hash chain unbroken, columns agree with the head, snapshot at the tail,
           the key of what is sealed there, unless it was destroyed by an erasure
streams    no snapshot without events
positions  gapless, each with its event and that event's hash
seals      chained, covering every position, and equal to the links kept outside the database
outbox     every event has a position or waits for one

Not noticed: an event removed with all its traces before it was sealed (within a second or so), and
a snapshot or read model that was altered; `rebuild` finds the latter two.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import msgspec

from hotline.ledger import epochs, outside, statements
from hotline.ledger.envelope import ALGORITHMS, GENESIS, Envelope, event_hash, read_head
from hotline.ledger.outside import Link
from hotline.ledger.sequencer import seal_hash
from hotline.ledger.switches import is_broken

_SAME: Final = """{0}.city = {1}.city AND {0}.stream_type = {1}.stream_type
    AND {0}.stream_id = {1}.stream_id"""
_EVENTS: Final = f"""
SELECT e.city, e.stream_type, e.stream_id, e.version, e.event_type, e.recorded_at,
       e.head, e.facts, e.sealed, e.hash, s.version, s.hash, k.key_id::text
FROM ledger_event e LEFT JOIN ledger_stream s ON {_SAME.format("s", "e")}
LEFT JOIN ledger_key k ON {_SAME.format("k", "e")}
ORDER BY e.city, e.stream_type, e.stream_id, e.version
"""  # noqa: S608 (constants only, here and below)
_EMPTY: Final = f"""
SELECT city, stream_type, stream_id FROM ledger_stream s WHERE NOT EXISTS
    (SELECT 1 FROM ledger_event e WHERE {_SAME.format("e", "s")} AND e.version = 1)
ORDER BY 1, 2, 3
"""  # noqa: S608
_POSITIONS: Final = f"""
SELECT p.position, p.epoch, p.city, p.stream_type, p.stream_id, p.version, p.hash, e.hash
FROM ledger_position p
LEFT JOIN ledger_event e ON {_SAME.format("e", "p")} AND e.version = p.version
ORDER BY p.position
"""  # noqa: S608
_SEALS: Final = """
SELECT number, epoch, first, last, algorithm, previous, hash FROM ledger_seal ORDER BY number
"""
_WAITING: Final = f"""
SELECT e.city, e.stream_type, e.stream_id, e.version FROM ledger_event e
WHERE NOT EXISTS (SELECT 1 FROM ledger_position p WHERE {_SAME.format("p", "e")}
        AND p.version = e.version)
    AND NOT EXISTS (SELECT 1 FROM ledger_outbox o WHERE {_SAME.format("o", "e")}
        AND o.version = e.version)
ORDER BY 1, 2, 3, 4
"""  # noqa: S608


class Fault(msgspec.Struct, frozen=True):
    """A row that does not fit: its table, its key, and why."""

    table: str
    key: str
    what: str


class Report(msgspec.Struct, kw_only=True):
    """What was checked and what does not fit. `lost` are seals kept outside that a documented
    restore has lost; they are no fault, but whoever restored should know."""

    events: int = 0
    streams: int = 0
    positions: int = 0
    seals: int = 0
    links: int = 0
    lost: int = 0
    ok: bool = True
    first: Fault | None = None
    faults: dict[str, int] = {}

    def add(self, fault: Fault) -> None:
        """One more row that does not fit."""
        self.ok = False
        self.first = self.first or fault
        self.faults[fault.what] = self.faults.get(fault.what, 0) + 1


def verify() -> Report:
    """Read everything at one moment; takes no lock, and needs no key but that of the seals."""
    report = Report()
    life = epochs.current()
    # Read before the snapshot: a link added later would seem to be missing from the database.
    links = outside.links(life.journal) if life.journal else []
    if is_broken("nothing-outside"):
        links = []
    with statements.snapshot():
        # Both sides lie in the order of their keys; sorting the whole journal would fill the disk.
        statements.run("SET LOCAL enable_sort = off")
        statements.run("SET LOCAL enable_hashjoin = off")
        _check_events(report)
        statements.run("SET LOCAL enable_hashjoin = on")
        for row in statements.stream(_EMPTY):
            report.add(Fault("ledger_stream", _key(row), "snapshot without events"))
        # Each position asks for another event: to remember them is to remember all.
        statements.run("SET LOCAL enable_memoize = off")
        seals = _check_positions(report)
        # Almost every event has its position, which the planner cannot know: it would look each up.
        statements.run("SET LOCAL enable_nestloop = off")
        for row in statements.stream(_WAITING):
            report.add(Fault("ledger_event", _key(row), "neither placed nor waiting in the outbox"))
        _check_links(report, links, seals)
    if life.journal is None and not report.events and outside.journals():
        report.add(Fault("ledger_epoch", outside.journals()[0], "the whole journal is missing"))
    return report


def _key(row: tuple[Any, ...]) -> str:
    return "/".join(map(str, row))


def _check_events(report: Report) -> None:
    """Every stream's chain."""
    stream: tuple[Any, ...] | None = None
    version, previous, tail = 0, GENESIS, (0, GENESIS)
    erased = {row[0] for row in statements.run("SELECT key_id::text FROM ledger_erasure")}
    for row in statements.stream(_EVENTS):
        if row[:3] != stream:
            _check_tail(report, stream, (version, previous), tail)
            stream, version, previous, tail = row[:3], 0, GENESIS, row[10:12]
            report.streams += 1
        report.events += 1
        what = _wrong(row, version, previous, erased)
        if what:
            report.add(Fault("ledger_event", _key(row[:4]), what))
        version, previous = row[3], row[9]
    _check_tail(report, stream, (version, previous), tail)


def _check_tail(
    report: Report, stream: tuple[Any, ...] | None, found: tuple[int, bytes], kept: Any
) -> None:
    if stream is None or tuple(kept) == found:
        return
    version, what = kept[0], "head differs from the last event"
    if version is None:
        what = "events without a snapshot"
    elif version > found[0]:
        what = f"events {found[0] + 1} to {version} are missing"
    report.add(Fault("ledger_stream", _key(stream), what))


def _wrong(row: tuple[Any, ...], version: int, previous: bytes, erased: set[str]) -> str:
    """Why an event does not follow the one before; "" when it does."""
    if row[3] != version + 1:
        return f"version {version + 1} is missing"
    try:
        head: Envelope = read_head(row[6])
    except msgspec.DecodeError:
        return "the head cannot be read"
    if event_hash(head.hash_algorithm, previous, *row[6:9]) != row[9]:
        return "the hash does not fit the stored bytes"
    if head.previous != previous.hex():
        return "it does not follow the event before"
    told = (head.city, head.stream_type, head.stream_id, head.version, head.event_type)
    if told != row[:5] or head.recorded_at != row[5]:
        return "columns and head disagree"
    if row[8] is not None and head.key_id != row[12] and head.key_id not in erased:
        return "its key is missing, and no erasure destroyed it"
    return ""


def _check_positions(report: Report) -> dict[int, str]:
    """Positions with their events, and the seals over them; seal number -> hash."""
    seals: dict[int, str] = {}
    rows, expected = _positions(report), GENESIS
    covered = 0
    for number, epoch, first, last, name, previous, stored in statements.stream(_SEALS):
        report.seals += 1
        seals[number] = stored.hex()
        inside = list(islice(rows, max(0, last - first + 1)))
        what = ""
        if number != report.seals or first != covered + 1:
            what = "a seal is missing before it"
        elif previous != expected:
            what = "it does not follow the seal before"
        elif len(inside) != last - first + 1 or not _fits(name, previous, epoch, inside, stored):
            what = "the seal does not fit its positions"
        if what:
            report.add(Fault("ledger_seal", str(number), what))
        expected, covered = stored, last
    for row in rows:
        report.add(Fault("ledger_position", str(row[0]), "no seal covers it"))
    return seals


def _fits(name: Any, previous: bytes, epoch: int, rows: list[Any], stored: bytes) -> bool:
    """Whether a seal is the one over these positions."""
    if name not in ALGORITHMS or any(row[1] != epoch for row in rows):
        return False
    try:
        return seal_hash(name, previous, epoch, [(row[0], *row[2:7]) for row in rows]) == stored
    except OverflowError:  # a number that no seal was ever made over, such as one below zero
        return False


def _positions(report: Report) -> Iterator[tuple[Any, ...]]:
    """Every position in order, checked against the one before and against its event."""
    before = 0
    for row in statements.stream(_POSITIONS):
        report.positions += 1
        what = ""
        if row[0] != before + 1:
            what = f"position {before + 1} is missing"
        elif row[7] is None:
            what = f"its event {_key(row[2:6])} is missing"
        elif row[6] != row[7]:
            what = f"its event {_key(row[2:6])} has another hash"
        if what:
            report.add(Fault("ledger_position", str(row[0]), what))
        before = row[0]
        yield row


def _check_links(report: Report, links: list[Link | None], seals: dict[int, str]) -> None:
    """What is kept outside must be in the database, unless a later epoch began without it."""
    restores = statements.run("SELECT epoch, after FROM ledger_epoch")
    for line, link in enumerate(links, 1):
        report.links += 1
        if link is None:
            report.add(Fault("seals.jsonl", f"line {line}", "the line cannot be read"))
        elif not outside.is_signed(link):
            report.add(Fault("seals.jsonl", str(link.number), "the signature is not ours"))
        elif seals.get(link.number) == link.hash:
            continue
        elif any(epoch > link.epoch and after < link.last for epoch, after in restores):
            report.lost += 1
        else:
            what = "a seal kept outside is missing from the database, or differs"
            report.add(Fault("ledger_seal", str(link.number), what))
