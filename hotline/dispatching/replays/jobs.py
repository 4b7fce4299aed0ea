"""The life of a replay: waiting → running → ready, or failed, or cancelled.

Whoever works takes one for a minute (SKIP LOCKED) and renews that with every day looked at; a
worker that dies leaves it to the next, which begins again. One draft has one replay under way. The
result stays with the edition until a later replay of it is ready.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from hotline import ledger
from hotline.ledger import statements
from hotline.rules.actor import Actor
from hotline.rules.directory import Directory
from hotline.rules.directory_replay import Replay
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Term

DAYS: Final = 30
LEASE: Final = timedelta(minutes=1)
TRIES: Final = 3
"""Workers that may die over one replay before it counts as failed."""
KEPT: Final = timedelta(days=400)
MOST: Final = 2000
"""Kinds of matter kept of those that would go elsewhere, the most cases first."""


class State(Term):
    """How far a replay is."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "正在试跑"
    READY = "ready", "已完成"
    FAILED = "failed", "没有完成"
    CANCELLED = "cancelled", "已取消"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept: the replay without the rarest of its kinds, and how many there were of all."""

    replay: Replay
    moved_cases: int
    moved_kinds: int


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A replay as its worker takes it; `tries` tells this worker from one that stood still."""

    id: UUID
    city: str
    edition: str
    user_id: str
    asked_at: datetime
    tries: int


GOING: Final = Refusal(
    code=Code.ALREADY,
    message=say("这一版正在试跑。"),
    advice=say("请等它完成，或先取消。"),
)
GONE: Final = Refusal(
    code=Code.NOT_FOUND,
    message=say("没有正在进行的试跑。"),
    advice=say("请刷新页面查看结果。"),
)

_ASK: Final = """
INSERT INTO dispatching_replay (id, city, edition, digest, used, user_id, state, asked_at, tries,
  total, done, cases, result)
VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, $8, 0, 0, '')
ON CONFLICT (city, edition) WHERE state IN ('waiting', 'running') DO NOTHING
RETURNING 1
"""
_CLAIM: Final = """
WITH taken AS (
    SELECT id FROM dispatching_replay
    WHERE state = 'waiting' OR (state = 'running' AND lease_until < $1)
    ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE dispatching_replay r SET tries = r.tries + 1, done = 0, cases = 0, lease_until = $2,
  state = CASE WHEN r.tries < $3 THEN 'running' ELSE 'failed' END
FROM taken WHERE r.id = taken.id
RETURNING r.id, r.city, r.edition, r.user_id, r.asked_at, r.tries, r.state
"""
_ADVANCE: Final = """
UPDATE dispatching_replay SET done = $3, cases = $4, lease_until = $5
WHERE id = $1 AND tries = $2 AND state = 'running' RETURNING 1
"""
_FINISH: Final = """
WITH made AS (
    UPDATE dispatching_replay SET state = 'ready', digest = $3, used = $4, result = $5,
      finished_at = $6, lease_until = NULL, done = total
    WHERE id = $1 AND tries = $2 AND state = 'running' RETURNING id, city, edition
)
DELETE FROM dispatching_replay r USING made m
WHERE r.city = m.city AND r.edition = m.edition AND r.id <> m.id
"""
_FAIL: Final = """
UPDATE dispatching_replay SET state = 'failed', finished_at = $3, lease_until = NULL
WHERE id = $1 AND tries = $2 AND state = 'running'
"""
_CANCEL: Final = """
UPDATE dispatching_replay SET state = 'cancelled', finished_at = $3, lease_until = NULL
WHERE city = $1 AND edition = $2 AND state IN ('waiting', 'running') RETURNING 1
"""
_SWEEP: Final = "DELETE FROM dispatching_replay WHERE asked_at < $1"


def digest(held: Directory) -> str:
    """By which one sees that a draft's lines have changed."""
    lines = (held.entries, held.duties, sorted(held.last_resort.items()))
    return hashlib.sha256(msgspec.json.encode(lines)).hexdigest()[:16]


def ask(actor: Actor, held: Directory, used: str) -> Refusal | None:
    """Puts a replay of the draft in the line; refused while one is under way."""
    now = ledger.clock.now()
    id = ledger.uuid7(ledger.clock.wall())
    values = (id, actor.city, held.edition, digest(held), used, actor.id, now, DAYS)
    return None if statements.run(_ASK, values) else GOING


def claim() -> Job | None:
    """The one that has waited longest, taken for a minute; None where there is none."""
    now = ledger.clock.wall()
    rows = statements.run(_CLAIM, (now, now + LEASE, TRIES))
    if not rows or rows[0][6] != State.RUNNING:
        return None
    id, city, edition, user, asked_at, tries, _ = rows[0]
    return Job(id=id, city=city, edition=edition, user_id=user, asked_at=asked_at, tries=tries)


def advance(job: Job, done: int, cases: int) -> bool:
    """Says how many days were looked at; False when it was cancelled meanwhile."""
    lease = ledger.clock.wall() + LEASE
    return bool(statements.run(_ADVANCE, (job.id, job.tries, done, cases, lease)))


def finish(job: Job, held: Directory, used: str, found: Replay) -> None:
    """The result takes the place of an earlier one of the same edition."""
    kept = Kept(
        replay=msgspec.structs.replace(found, moved=found.moved[:MOST]),
        moved_cases=found.moved_cases,
        moved_kinds=len(found.moved),
    )
    text = msgspec.json.encode(kept).decode()
    values = (job.id, job.tries, digest(held), used, text, ledger.clock.now())
    statements.run(_FINISH, values)


def fail(job: Job) -> None:
    """It could not be worked out."""
    statements.run(_FAIL, (job.id, job.tries, ledger.clock.now()))


def cancel(actor: Actor, edition: str) -> Refusal | None:
    """Nobody waits for it any more; a result from before stays."""
    found = statements.run(_CANCEL, (actor.city, edition, ledger.clock.now()))
    return None if found else GONE


def sweep() -> None:
    """What is older than a year goes."""
    statements.run(_SWEEP, (ledger.clock.now() - KEPT,))
