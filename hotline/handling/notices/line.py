"""The life of a notice that waits to be sent: waiting → sent, or dropped, or dead.

Each step is one statement. Whoever sends takes a message for LEASE by moving its `not_before`
ahead, so that a sender that dies leaves it to the next, under the same batch and thus the same key.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection

from hotline import ledger
from hotline.handling.notices.table import THINGS, WAYS, WHOMS, Thing, Way, Whom
from hotline.handling.notices.ways.port import Undelivered
from hotline.rules.actor import Actor

LEASE: Final = timedelta(minutes=2)
AGAIN: Final = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480))
"""Pauses between tries; after the last one the notice is dead."""
TOGETHER: Final = 50
"""Notices of one e-mail."""
KEPT: Final = timedelta(days=30)
"""How long what was sent, and what was read on a page, is kept."""
KEPT_UNREAD: Final = timedelta(days=90)

_CLAIM: Final = """
WITH first AS (
    SELECT id, city, user_id, way, urgent, batch FROM handling_notice
    WHERE state = 'waiting' AND not_before <= %(now)s
    ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED
), mine AS (
    SELECT n.id FROM first f JOIN handling_notice n ON n.city = f.city AND n.user_id = f.user_id
        AND n.way = f.way AND n.state = 'waiting'
    WHERE n.id = f.id OR (f.way = 'email' AND n.not_before <= %(now)s AND NOT n.urgent
        AND NOT f.urgent AND n.batch IS NOT DISTINCT FROM f.batch)
    ORDER BY n.not_before, n.id LIMIT %(most)s FOR UPDATE OF n SKIP LOCKED
)
UPDATE handling_notice n
SET batch = coalesce(n.batch, %(batch)s), tries = tries + 1, not_before = %(lease)s
FROM mine WHERE n.id = mine.id
RETURNING n.id, n.city, n.user_id, n.way, n.thing, n.whom, n.case_id, n.number, n.urgent,
    n.due_at, n.tries, n.batch
"""
_END: Final = """
UPDATE handling_notice SET state = %(state)s, fault = %(fault)s, ended_at = %(now)s,
    not_before = NULL
WHERE id = ANY(%(ids)s) AND state = 'waiting'
"""
_LATER: Final = """
UPDATE handling_notice SET not_before = %(then)s, fault = %(fault)s
WHERE id = ANY(%(ids)s) AND state = 'waiting'
"""
_SEND_AGAIN: Final = """
UPDATE handling_notice SET state = 'waiting', tries = 0, not_before = %(now)s, ended_at = NULL,
    batch = NULL
WHERE city = %(city)s AND state = 'dead' AND (%(id)s::uuid IS NULL OR id = %(id)s)
"""
_SWEEP: Final = """
DELETE FROM handling_notice
WHERE ended_at < %(old)s AND coalesce(due_at < %(old)s, true)
   OR way = 'page' AND (read_at < %(old)s OR at < %(unread)s)
"""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One notice that was taken to be sent."""

    id: UUID
    city: str
    user_id: str
    way: Way
    thing: Thing
    whom: Whom
    case_id: UUID
    number: str
    urgent: bool
    due_at: datetime | None
    tries: int
    batch: UUID


def claim() -> list[Waiting]:
    """The next message: one notice, or all of one person's e-mail that is due; [] for nothing."""
    now = ledger.clock.wall()
    values: dict[str, Any] = {
        "now": now,
        "lease": now + LEASE,
        "batch": ledger.uuid7(now),
        "most": TOGETHER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        rows = cursor.fetchall()
    names = Waiting.__struct_fields__
    found = [_waiting(dict(zip(names, row, strict=True))) for row in rows]
    return sorted(found, key=lambda one: one.id)


def _waiting(row: dict[str, Any]) -> Waiting:
    row |= {"way": WAYS[row["way"]], "thing": THINGS[row["thing"]], "whom": WHOMS[row["whom"]]}
    return Waiting(**row)


def sent(those: Sequence[Waiting]) -> None:
    """The other side has taken it."""
    _end(those, "sent", "")


def dropped(those: Sequence[Waiting], why: str) -> None:
    """Not to be sent any more: its recipient is gone, or out of sight of the case."""
    _end(those, "dropped", why)


def failed(those: Sequence[Waiting], fault: Undelivered) -> None:
    """Not taken: tried again after a pause, or dead where that helps no more."""
    tries = max(one.tries for one in those)
    if fault.for_good or tries > len(AGAIN):
        _end(those, "dead", fault.why)
        return
    then = ledger.clock.wall() + AGAIN[tries - 1]
    _run(_LATER, {"ids": [one.id for one in those], "then": then, "fault": fault.why})


def send_again(actor: Actor, notice_id: UUID | None) -> int:
    """Puts one dead notice of the actor's city back in the line, or all of them; how many."""
    values = {"city": actor.city, "id": notice_id, "now": ledger.clock.wall()}
    return _run(_SEND_AGAIN, values)


def sweep() -> int:
    """Deletes what has outlived its time; how many."""
    now = ledger.clock.wall()
    return _run(_SWEEP, {"old": now - KEPT, "unread": now - KEPT_UNREAD})


def _end(those: Sequence[Waiting], state: str, fault: str) -> None:
    ids = [one.id for one in those]
    _run(_END, {"ids": ids, "state": state, "fault": fault, "now": ledger.clock.wall()})


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
