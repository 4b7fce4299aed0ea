"""The life of a batch: trying → tried → running → done; paused and on again; cancelled; or stopped.

A worker takes a portion of the lines for half a minute (SKIP LOCKED), the batch that was served
longest ago first, and notes the whole portion in one statement. A worker that dies leaves the
portion to the next, which gives the same commands again under the same idempotency keys: what was
done is then told, not done twice. So pausing and cancelling take effect after the portion in hand.
What is asked lies sealed under a key that is in no table; words and lines go after ninety days, the
row stays as the record of who did what to how many.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings

from hotline import ledger
from hotline.handling.batches.acts import BY_NAME
from hotline.ledger import statements
from hotline.people.by import By
from hotline.rules.case.fields import Command, read
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Face, Term

MOST: Final = 10_000
"""Cases of one batch."""
PORTION: Final = 50
LEASE: Final = timedelta(seconds=30)
TRIES: Final = 4
"""Workers that may die over one portion before the batch stops."""
AT_ONCE: Final = 3
"""Batches that one person may have under way."""
KEPT: Final = timedelta(days=90)
"""As long as answers to idempotency keys are kept."""


class State(Term):
    """How far a batch is."""

    TRYING = "trying", "正在试算"
    TRIED = "tried", "试算完成，待确认"
    RUNNING = "running", "正在办理"
    PAUSED = "paused", "已暂停"
    DONE = "done", "已办完"
    CANCELLED = "cancelled", "已停止"
    STOPPED = "stopped", "已中止"


OVER: Final = frozenset({State.DONE, State.CANCELLED, State.STOPPED})


class Outcome(Term):
    """What became of one line; `WOULD` and `WOULD_NOT` are of the dry run."""

    NEW = "", "未试算"
    WOULD = "would", "可以办理"
    WOULD_NOT = "would_not", "不能办理"
    DID = "did", "已办理"
    REFUSED = "refused", "未办成"


class Pick(msgspec.Struct, frozen=True):
    """A case, and the leg that was ticked, "" where the act finds its own."""

    case: UUID
    leg: str = ""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch is to be: the command (its leg or officer as typed), the cases, and where they
    came from in words without anything personal."""

    command: Command
    picks: Sequence[Pick]
    about: str
    origin: UUID | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One case in hand, or what became of it."""

    n: int
    case: UUID
    leg: str
    outcome: Outcome = Outcome.NEW
    refusal: Refusal | None = None


class Portion(msgspec.Struct, frozen=True, kw_only=True):
    """Some lines of a batch as their worker takes them. `tried`: to be given, not only tried."""

    batch: UUID
    city: str
    user_id: str
    face: Face
    command: Command
    tried: bool
    turn: int
    tries: int
    lines: Sequence[Line]


TOO_MANY: Final = Refusal(
    code=Code.LIMIT_REACHED,
    message=say("超过 {most:,} 件，一次办不完。", most=MOST),
    advice=say("请缩小范围，分几批办理。"),
)
NOTHING: Final = Refusal(
    code=Code.NOT_FOUND,
    message=say("没有可办理的工单。"),
    advice=say("请先在列表里勾选，或查到工单，再批量办理。"),
)
BUSY: Final = Refusal(
    code=Code.LIMIT_REACHED,
    message=say("您已有{count}批在进行。", count=AT_ONCE),
    advice=say("请等它们办完，或先停止不再需要的。"),
)

KEY_REUSED: Final = Refusal(
    code=Code.KEY_REUSED,
    message=say("该幂等键已用于内容不同的请求。"),
    advice=say("请更换幂等键。"),
)

_KNOWN: Final = """
SELECT command, asked, ARRAY(SELECT case_id FROM handling_batch_item WHERE batch_id = $1 ORDER BY n)
FROM handling_batch WHERE id = $1
"""
_DRAW: Final = """
INSERT INTO handling_batch (id, city, user_id, face, command, asked, about, origin, state, why,
  total, at, in_hand, turn, tries, would, would_not, did, refused, created_at, served_at)
SELECT $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::bytea, $7::text, $8::uuid, 'trying',
  '', $9::int, 0, false, 0, 0, 0, 0, 0, 0, $10::timestamptz, $10
WHERE (SELECT count(*) FROM handling_batch WHERE city = $2 AND user_id = $3
       AND state IN ('trying', 'running')) < $11::int
RETURNING 1
"""
_LINES: Final = """
INSERT INTO handling_batch_item (batch_id, n, case_id, leg, outcome, code, said, advice)
SELECT $1::uuid, one.n - 1, one.case_id, one.leg, '', '', '', ''
FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS one (case_id, leg, n)
"""
_CLAIM: Final = """
WITH taken AS (
    SELECT id FROM handling_batch
    WHERE (state IN ('trying', 'running') OR (in_hand AND begun_at IS NOT NULL))
      AND (lease_until IS NULL OR lease_until < $1)
    ORDER BY served_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE handling_batch b SET lease_until = $2, served_at = $1, in_hand = true, turn = b.turn + 1,
  tries = b.tries + 1
FROM taken WHERE b.id = taken.id
RETURNING b.id, b.city, b.user_id, b.face, b.command, b.asked, b.begun_at IS NOT NULL, b.turn,
  b.tries, b.at
"""
_TAKE: Final = """
SELECT n, case_id, leg FROM handling_batch_item
WHERE batch_id = $1 AND n >= $2 AND outcome = $3 ORDER BY n LIMIT $4
"""
_NOTE: Final = """
WITH mine AS (
    UPDATE handling_batch SET at = $3, in_hand = false, lease_until = NULL, tries = 0,
      would = would + $9, would_not = would_not + $10, did = did + $11, refused = refused + $12
    WHERE id = $1 AND turn = $2 RETURNING id
)
UPDATE handling_batch_item i SET outcome = one.outcome, leg = one.leg, code = one.code,
  said = one.said, advice = one.advice
FROM mine, unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $13::text[])
  AS one (n, outcome, leg, code, said, advice)
WHERE i.batch_id = mine.id AND i.n = one.n
RETURNING 1
"""
_FINISH: Final = """
UPDATE handling_batch SET in_hand = false, lease_until = NULL, tries = 0,
  state = CASE state WHEN 'trying' THEN 'tried' WHEN 'running' THEN 'done' ELSE state END,
  finished_at = CASE WHEN state = 'running' THEN $3 ELSE finished_at END
WHERE id = $1 AND turn = $2
RETURNING 1
"""
_STOP: Final = """
UPDATE handling_batch SET in_hand = false, lease_until = NULL, state = 'stopped', why = $3,
  finished_at = $4
WHERE id = $1 AND turn = $2
RETURNING 1
"""
_STEER: Final = """
UPDATE handling_batch SET state = $4::text,
  begun_at = CASE WHEN $4 = 'running' THEN coalesce(begun_at, $6::timestamptz) ELSE begun_at END,
  at = CASE WHEN state = 'tried' THEN 0 ELSE at END,
  finished_at = CASE WHEN $4 = 'cancelled' THEN $6::timestamptz END
WHERE id = $1 AND city = $2 AND user_id = $3 AND state = ANY($5::text[])
RETURNING 1
"""
_SWEEP: Final = """
WITH old AS (
    UPDATE handling_batch SET asked = '', in_hand = false,
      state = CASE WHEN state IN ('done', 'stopped') THEN state ELSE 'cancelled' END
    WHERE created_at < $1 AND asked <> '' RETURNING id
)
DELETE FROM handling_batch_item WHERE batch_id IN (SELECT id FROM old)
"""


def draw_up(by: By, drawn: Drawn) -> UUID | Refusal:
    """Keeps a batch and begins its dry run; nothing is done to a case yet. Its id, the same again
    for the same request under the same key."""
    picks = list(dict.fromkeys(drawn.picks))
    if not picks:
        return NOTHING
    if len(picks) > MOST:
        return TOO_MANY
    now, name = ledger.clock.wall(), type(drawn.command).__name__
    id = _id_of(by) if by.key else ledger.uuid7(now)
    if by.key and (known := statements.run(_KNOWN, (id,))):
        command, asked, cases = known[0]
        same = command == name and list(cases) == [one.case for one in picks]
        same = same and bool(asked) and command_of(id, name, bytes(asked)) == drawn.command
        return id if same else KEY_REUSED
    asked = _seal(id, msgspec.json.encode(drawn.command, enc_hook=str))
    values = (id, by.city, by.actor.id, by.face.value, name, asked, drawn.about[:500],
              drawn.origin, len(picks), now, AT_ONCE)  # fmt: skip
    with statements.transaction():
        if not statements.run(_DRAW, values):
            return BUSY
        statements.run(_LINES, (id, [one.case for one in picks], [one.leg for one in picks]))
    return id


def claim() -> Portion | None:
    """The next lines of the batch served longest ago; None where none waits. No lines: it is at
    its end."""
    now = ledger.clock.wall()
    rows = statements.run(_CLAIM, (now, now + LEASE))
    if not rows:
        return None
    id, city, user, face, name, asked, tried, turn, tries, at = rows[0]
    wanted = Outcome.WOULD if tried else Outcome.NEW
    lines = statements.run(_TAKE, (id, at, wanted.value, PORTION))
    return Portion(
        batch=id,
        city=city,
        user_id=user,
        face=next(one for one in Face if one == face),
        command=command_of(id, name, bytes(asked)),
        tried=tried,
        turn=turn,
        tries=tries,
        lines=[Line(n=n, case=case, leg=leg) for n, case, leg in lines],
    )


def note(portion: Portion, lines: Sequence[Line]) -> bool:
    """What became of the first so many lines; False when another worker has the portion."""
    if not lines:
        return False
    refusals = [one.refusal for one in lines]
    counts = [sum(one.outcome is kind for one in lines) for kind in list(Outcome)[1:]]
    values = (
        portion.batch,
        portion.turn,
        lines[-1].n + 1,
        [one.n for one in lines],
        [one.outcome.value for one in lines],
        [one.leg for one in lines],
        [one.code.value if one else "" for one in refusals],
        [str(one.message) if one else "" for one in refusals],
        *counts,
        [str(one.advice) if one else "" for one in refusals],
    )
    return bool(statements.run(_NOTE, values))


def finish(portion: Portion) -> None:
    """No line is left: the dry run waits to be confirmed, or the work is over."""
    statements.run(_FINISH, (portion.batch, portion.turn, ledger.clock.wall()))


def stop(portion: Portion, why: str) -> None:
    """It cannot go on; what was done stays done."""
    statements.run(_STOP, (portion.batch, portion.turn, str(why), ledger.clock.wall()))


def begin(by: By, id: UUID) -> bool:
    """Confirmed after the dry run, or on again after a pause."""
    return _steer(by, id, State.RUNNING, State.TRIED, State.PAUSED)


def pause(by: By, id: UUID) -> bool:
    """Rests after the portion in hand."""
    return _steer(by, id, State.PAUSED, State.RUNNING)


def cancel(by: By, id: UUID) -> bool:
    """Ends after the portion in hand; what was done stays done."""
    going = (State.TRYING, State.TRIED, State.RUNNING, State.PAUSED)
    return _steer(by, id, State.CANCELLED, *going)


def _steer(by: By, id: UUID, to: State, *leaves: State) -> bool:
    before = [one.value for one in leaves]
    values = (id, by.city, by.actor.id, to.value, before, ledger.clock.wall())
    return bool(statements.run(_STEER, values))


def sweep() -> None:
    """Words and lines of old batches go; their rows stay on record."""
    statements.run(_SWEEP, (ledger.clock.wall() - KEPT,))


def command_of(id: UUID, name: str, asked: bytes) -> Command:
    """The command of a batch, opened."""
    plain = ledger.unseal_blob(_key(id), asked, b"batch")
    return read(BY_NAME[name].command, msgspec.json.decode(plain))


def _id_of(by: By) -> UUID:
    """The id of the batch that this person asked for under that key."""
    owner = f"batch\0{by.city}\0{by.actor.id}\0{by.key}"
    return UUID(bytes=hashlib.sha256(owner.encode()).digest()[:16])


def _seal(id: UUID, plain: bytes) -> bytes:
    return ledger.seal_blob(_key(id), plain, b"batch")[1]


def _key(id: UUID) -> bytes:
    """The key of one batch's words; it is in no table."""
    return hashlib.sha256(b"handling.batch" + id.bytes + settings.SECRET_KEY.encode()).digest()
