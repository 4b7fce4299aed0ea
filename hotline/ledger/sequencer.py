"""The sequencer: gives committed events their place in the feed, and seals each batch.

Positions are given after the commit, from the outbox, so a reader that has seen position n will
never find another event at or before n: no cursor over transaction ids, which would be frozen by
other databases' long transactions and fail after a restore. Any number of processes may try; one
at a time holds the advisory lock, and the next takes over when it dies.
"""

import logging
import time
from typing import Any, Final
from uuid import UUID

from hotline.ledger import epochs, erasure, outside, points, statements
from hotline.ledger.clock import wall
from hotline.ledger.envelope import GENESIS, Algorithm, algorithm, digest
from hotline.ledger.epochs import Life
from hotline.ledger.outside import Link
from hotline.ledger.switches import is_broken

LOCK: Final = 0x12345_0001
BATCH: Final = 5000
EXPORT_SECONDS: Final = 1.0
_reconciled: set[UUID] = set()
_exported: dict[UUID, float] = {}
_waiting: set[UUID] = set()
_log: Final = logging.getLogger(__name__)

# By ctid, because looking each id up again takes as long as everything else together; rows of the
# outbox are never updated and one process at a time takes them, so none moves meanwhile.
_PLACE: Final = """
WITH taken AS (
    DELETE FROM ledger_outbox
    WHERE ctid = ANY(ARRAY(SELECT ctid FROM ledger_outbox ORDER BY id LIMIT $3)) RETURNING *
), placed AS (
    INSERT INTO ledger_position (position, epoch, city, stream_type, stream_id, version, hash)
    SELECT {position}, $2::int, city, stream_type, stream_id, version, hash FROM taken
    RETURNING position, city, stream_type, stream_id, version, hash
)
SELECT * FROM placed ORDER BY position
"""
_GAPLESS: Final = _PLACE.format(position="$1::bigint + row_number() OVER (ORDER BY id)")
_BROKEN: Final = _PLACE.format(position="$1::bigint * 0 + id")
_LAST_SEAL: Final = """
SELECT number, epoch, first, last, sealed_at, algorithm, hash
FROM ledger_seal ORDER BY number DESC LIMIT 1
"""
_SEAL: Final = """
INSERT INTO ledger_seal (number, epoch, first, last, sealed_at, algorithm, previous, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


def sequence_once(limit: int = BATCH) -> int:
    """Place and seal what is committed, at most `limit` events; how many there were.

    0 when there are none, or when another process is at it. The newest seal is copied outside at
    most once a second, and when there is nothing else to do. Begins a new epoch when the database
    was restored, and then repeats the erasures.
    """
    with statements.transaction():
        if not statements.run("SELECT pg_try_advisory_xact_lock($1)", (LOCK,))[0][0]:
            return 0
        life = epochs.current()
        why = epochs.must_begin(life)
        if why and (life.epoch or statements.run("SELECT 1 FROM ledger_outbox LIMIT 1")):
            life = epochs.begin(life, why)
        count = _batch(life, limit)
        points.reach("sequencer-before-commit")
    points.reach("sequencer-after-commit")
    _export_now_and_then(life, count)
    if why and life.epoch:
        _log.info("epoch %s begins: %s", life.epoch, why)
        erasure.replay_erasures()
    elif life.journal and life.journal not in _reconciled:
        erasure.keep_outside()
    if life.journal:
        _reconciled.add(life.journal)
    return count


def _batch(life: Life, limit: int) -> int:
    text = _BROKEN if is_broken("position-before-commit") else _GAPLESS
    rows = statements.run(text, (life.head, life.epoch, limit))
    if rows:
        last = statements.run(_LAST_SEAL)
        number, previous = (last[0][0], last[0][6]) if last else (0, GENESIS)
        name = algorithm()
        sealed = seal_hash(name, previous, life.epoch, rows)
        statements.run(
            _SEAL,
            (number + 1, life.epoch, rows[0][0], rows[-1][0], wall(), name, previous, sealed),
        )
    return len(rows)


def _export_now_and_then(life: Life, count: int) -> None:
    """A line a second is enough: each link covers the whole chain before it."""
    if life.journal is None or not (count or life.journal in _waiting):
        return
    _waiting.add(life.journal)
    if (
        not count
        or time.monotonic() - _exported.get(life.journal, -EXPORT_SECONDS) > EXPORT_SECONDS
    ):
        seal_export()
        _exported[life.journal] = time.monotonic()
        _waiting.discard(life.journal)


def seal_hash(name: Algorithm, previous: bytes, epoch: int, rows: list[Any]) -> bytes:
    """Hash over the previous seal, the epoch, and each (position, event key, event hash)."""
    parts = [previous, epoch.to_bytes(4, "big")]
    for position, city, kind, stream_id, version, event in rows:
        key = f"{city}\0{kind}\0{stream_id}\0{version}".encode()
        parts += (position.to_bytes(8, "big"), len(key).to_bytes(2, "big"), key, event)
    return digest(name, b"".join(parts))


def seal_export() -> Link | None:
    """Copy the newest seal, signed, outside the database; the link, None when nothing is sealed."""
    life = epochs.current()
    rows = statements.run(_LAST_SEAL)
    if not rows or life.journal is None:
        return None
    link = _link(life.journal, rows[0])
    kept = outside.last_link(life.journal)
    if kept is None or (kept.number, kept.hash) != (link.number, link.hash):
        outside.keep_link(link)
    return link


def _link(journal: UUID, row: Any) -> Link:
    number, epoch, first, last, sealed_at, name, sealed = row
    bare = Link(
        journal=journal,
        number=number,
        epoch=epoch,
        first=first,
        last=last,
        sealed_at=sealed_at,
        algorithm=name,
        hash=sealed.hex(),
    )
    return outside.signed(bare)


def new_epoch(reason: str) -> int:
    """Begin a new epoch by hand, e.g. after a restore that nothing else would show. Its number."""
    with statements.transaction():
        statements.run("SELECT pg_advisory_xact_lock($1)", (LOCK,))
        return epochs.begin(epochs.current(), reason).epoch
