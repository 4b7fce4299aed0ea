"""Epochs (纪元): which life of the database this is.

A restore or failover may lose the newest events, after which the same positions would be given
again to others. So every restore begins a new epoch, and cursors of the old one are refused. It is
noticed by itself when any of these differs from what the epoch began with: the cluster's system
identifier, its timeline (failover, point-in-time recovery), the database's oid (dump and restore);
or when the database lacks a seal that is kept outside it (an old copy of the data directory).
"""

from typing import Final
from uuid import UUID, uuid4

import msgspec

from hotline.ledger import outside, statements
from hotline.ledger.clock import wall
from hotline.ledger.switches import is_broken

IDENTITY: Final = """
(SELECT system_identifier FROM pg_control_system())::text || '/' ||
CASE WHEN pg_is_in_recovery()
         THEN (SELECT upper(to_hex(timeline_id)) FROM pg_control_checkpoint())
     ELSE ltrim(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), '0') END || '/' ||
(SELECT oid FROM pg_database WHERE datname = current_database())::text
"""
"""SQL: which database, of which cluster, on which timeline (hexadecimal, as in names of WAL files;
a standby, which writes none, must give the same)."""

_CURRENT: Final = f"""
SELECT e.epoch, e.journal, e.after, e.identity, now.identity, coalesce(h.position, 0)
FROM (SELECT {IDENTITY} AS identity) now
LEFT JOIN (SELECT * FROM ledger_epoch ORDER BY epoch DESC LIMIT 1) e ON true
LEFT JOIN (SELECT position FROM ledger_position ORDER BY position DESC LIMIT 1) h ON true
"""  # noqa: S608 (one constant put into another)


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """The epoch that the journal is in. `epoch` is 0 before anything was sequenced.

    `after` is the position at which the epoch began, `head` the newest position now, `same` is
    False when this is no longer the database that the epoch began in.
    """

    epoch: int
    journal: UUID | None
    after: int
    identity: str
    head: int
    same: bool


def current(alias: str = "default") -> Life:
    """The epoch, the head, and whether the database is still the one of the epoch."""
    epoch, journal, after, stored, identity, head = statements.run(_CURRENT, alias=alias)[0]
    return Life(
        epoch=epoch or 0,
        journal=journal,
        after=after or 0,
        identity=identity,
        head=head,
        same=stored == identity or epoch is None or is_broken("same-epoch"),
    )


def must_begin(life: Life) -> str:
    """Why a new epoch must begin; "" when it need not."""
    if life.journal is None:
        return "first event"
    if not life.same:
        return "restored or failed over: the database is another one"
    link = outside.last_link(life.journal)
    if link is None or is_broken("same-epoch"):
        return ""
    rows = statements.run("SELECT hash FROM ledger_seal WHERE number = $1", (link.number,))
    if rows and rows[0][0].hex() == link.hash:
        return ""
    since = statements.run(
        "SELECT 1 FROM ledger_epoch WHERE epoch > $1 AND after < $2", (link.epoch, link.last)
    )
    return "" if since else f"the database lacks seal {link.number}, which is kept outside it"


def begin(life: Life, reason: str) -> Life:
    """Begin the next epoch; inside the sequencer's transaction."""
    journal = life.journal or uuid4()
    statements.run(
        "INSERT INTO ledger_epoch (epoch, journal, identity, after, began_at, reason)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        (life.epoch + 1, journal, life.identity, life.head, wall(), reason),
    )
    return Life(
        epoch=life.epoch + 1,
        journal=journal,
        after=life.head,
        identity=life.identity,
        head=life.head,
        same=True,
    )


def journal_id() -> UUID | None:
    """Which journal this is, whatever its epoch; None before anything was sequenced."""
    return current().journal
