"""The life of an export made in the background: waiting → running → ready, or failed, or cancelled.

Each step is one statement on one row. Whoever makes exports takes a row for a minute (SKIP LOCKED)
and renews that with every batch; a maker that dies leaves the row to the next, which begins again.
The file lies in pieces, sealed under a key that is in no table (the face derives it), for a day at
most; cancelling and sweeping delete the pieces with the row's next state.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from hotline import ledger
from hotline.rules.actor import Actor
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Term

KEPT = timedelta(hours=24)
"""How long a file can be fetched, and how long the row is shown."""

LEASE = timedelta(minutes=1)
TRIES = 3
"""Makers that may die over one export before it counts as failed."""

AT_ONCE = 3
"""Exports that one person may have waiting or running."""

TOO_MANY = Refusal(
    code=Code.LIMIT_REACHED,
    message=say("您已有{count}个导出在等待或进行。", count=AT_ONCE),
    advice=say("请等它们完成，或先取消不再需要的。"),
)


class State(Term):
    """How far an export is."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "正在导出"
    READY = "ready", "可以下载"
    FAILED = "failed", "没有完成"
    CANCELLED = "cancelled", "已取消"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One export as its maker takes it: whose it is, and what was asked, sealed by the face.
    `tries` tells this maker from one that stood still and whose export was taken by the next."""

    id: UUID
    city: str
    user_id: str
    asked: bytes
    asked_at: datetime
    tries: int


_ASK = """
INSERT INTO handling_export (id, city, user_id, asked, about, state, asked_at, expires_at,
  total, done, size, tries)
SELECT %(id)s, %(city)s, %(user)s, %(asked)s, %(about)s, 'waiting', %(now)s, %(until)s,
  %(total)s, 0, 0, 0
WHERE (SELECT count(*) FROM handling_export WHERE city = %(city)s AND user_id = %(user)s
       AND state IN ('waiting', 'running')) < %(most)s
"""
_CLAIM = """
WITH taken AS (
    SELECT id FROM handling_export
    WHERE state = 'waiting' OR (state = 'running' AND lease_until < %(now)s)
    ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED
), dropped AS (
    DELETE FROM handling_export_part WHERE export_id IN (SELECT id FROM taken)
)
UPDATE handling_export e SET tries = tries + 1, done = 0, size = 0,
  state = CASE WHEN tries < %(tries)s THEN 'running' ELSE 'failed' END,
  lease_until = %(lease)s
FROM taken WHERE e.id = taken.id
RETURNING e.id, e.city, e.user_id, e.asked, e.asked_at, e.state, e.tries
"""
_ADVANCE = """
UPDATE handling_export SET done = %(done)s, total = %(total)s, lease_until = %(lease)s
WHERE id = %(id)s AND state = 'running' AND tries = %(tries)s
"""
_KEEP_PART = """
INSERT INTO handling_export_part (id, export_id, n, content)
SELECT %(part)s, %(id)s, %(n)s, %(content)s
WHERE EXISTS (SELECT 1 FROM handling_export
              WHERE id = %(id)s AND state = 'running' AND tries = %(tries)s)
"""
_FINISH = """
UPDATE handling_export SET state = 'ready', size = %(size)s, lease_until = NULL,
  finished_at = %(now)s, expires_at = %(until)s
WHERE id = %(id)s AND state = 'running' AND tries = %(tries)s
"""
_END = """
WITH ended AS (
    UPDATE handling_export SET state = %(state)s, lease_until = NULL, finished_at = %(now)s
    WHERE id = %(id)s AND state IN ('waiting', 'running', 'ready') {mine}
    RETURNING id
), dropped AS (
    DELETE FROM handling_export_part WHERE export_id IN (SELECT id FROM ended)
)
SELECT count(*) FROM ended
"""
_MINE = "AND city = %(city)s AND user_id = %(user)s"
_AGAIN = """
WITH back AS (
    UPDATE handling_export SET state = 'waiting', lease_until = NULL, finished_at = NULL,
      done = 0, size = 0
    WHERE city = %(city)s AND state IN ('running', 'ready')
    RETURNING id
), dropped AS (
    DELETE FROM handling_export_part WHERE export_id IN (SELECT id FROM back)
)
SELECT count(*) FROM back
"""
_SWEEP = """
WITH old AS (
    DELETE FROM handling_export WHERE expires_at < %(now)s RETURNING id
)
DELETE FROM handling_export_part WHERE export_id IN (SELECT id FROM old)
"""


def ask(actor: Actor, asked: bytes, *, id: UUID, about: str, total: int) -> Refusal | None:
    """Puts an export in the line. `about`: its conditions without words; `total`: a first count."""
    now = ledger.clock.wall()
    values = {
        "id": id,
        "city": actor.city,
        "user": actor.id,
        "asked": asked,
        "about": about,
        "now": now,
        "until": now + KEPT,
        "total": total,
        "most": AT_ONCE,
    }
    return None if _run(_ASK, values) else TOO_MANY


def claim() -> Job | None:
    """The export that has waited longest, taken for a minute; None where there is none."""
    now = ledger.clock.wall()
    rows = _rows(_CLAIM, {"now": now, "lease": now + LEASE, "tries": TRIES})
    if not rows or rows[0][5] != State.RUNNING:
        return None
    id, city, user, asked, asked_at, _, tries = rows[0]
    asked = bytes(asked)
    return Job(id=id, city=city, user_id=user, asked=asked, asked_at=asked_at, tries=tries)


def advance(job: Job, done: int, total: int) -> bool:
    """Says how far it is and keeps it for another minute; False when it was cancelled meanwhile."""
    lease = ledger.clock.wall() + LEASE
    return _run(_ADVANCE, {**_of(job), "done": done, "total": total, "lease": lease}) > 0


def keep_part(job: Job, n: int, content: bytes) -> bool:
    """Keeps one sealed piece of the file; False when the export was cancelled meanwhile."""
    part = ledger.uuid7(ledger.clock.wall())
    return _run(_KEEP_PART, {**_of(job), "part": part, "n": n, "content": content}) > 0


def finish(job: Job, size: int) -> bool:
    """The file is whole and can be fetched for a day."""
    now = ledger.clock.wall()
    return _run(_FINISH, {**_of(job), "size": size, "now": now, "until": now + KEPT}) > 0


def fail(job: Job) -> None:
    """It could not be made; nothing of it stays."""
    values = {**_of(job), "state": State.FAILED, "now": ledger.clock.wall()}
    _rows(_END.format(mine="AND tries = %(tries)s"), values)


def _of(job: Job) -> dict[str, Any]:
    """Its row, as long as no other maker has it."""
    return {"id": job.id, "tries": job.tries}


def cancel(actor: Actor, export_id: UUID) -> bool:
    """The asker wants it no more; whether there was anything to cancel."""
    values = {
        "id": export_id,
        "state": State.CANCELLED,
        "now": ledger.clock.wall(),
        "city": actor.city,
        "user": actor.id,
    }
    return bool(_rows(_END.format(mine=_MINE), values)[0][0])


def make_again(city: str) -> int:
    """After an erasure: every file of the city is thrown away and made once more, without what was
    erased; a maker under way loses its export at its next step. How many.

    Which cases a file holds is known to nobody but its asker, so it is all of them; a city erases
    rarely, and an export takes minutes.
    """
    return int(_rows(_AGAIN, {"city": city})[0][0])


def sweep() -> int:
    """Deletes what has outlived its day; how many pieces went."""
    return _run(_SWEEP, {"now": ledger.clock.wall()})


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _rows(statement: str, values: dict[str, Any]) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
