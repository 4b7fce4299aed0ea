"""Following the journal from a cursor, in the order of positions, without opening personal parts.

A follower keeps the cursor of the last batch it has dealt with and asks for more. Delivery is at
least once: after a restart, or from the cursor offered after a restore, events may come again, so
a follower remembers by event id or by (stream, version).
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import msgspec

from hotline.ledger import epochs, ids, statements
from hotline.ledger.envelope import Envelope, read_head
from hotline.ledger.epochs import Life
from hotline.ledger.journal import recorded
from hotline.ledger.sealing import WrappedKey
from hotline.ledger.streams import Recorded, StreamRef
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

# LATERAL … LIMIT 1 binds each look-up to the whole key, as in the read of a command: before the
# first ANALYZE the planner otherwise looks through all events of a city for each position.
_EVENTS: Final = """
SELECT p.position, e.head, e.facts, e.sealed, e.hash{key}
FROM ledger_position p
CROSS JOIN LATERAL (
    SELECT * FROM ledger_event f WHERE f.city = p.city AND f.stream_type = p.stream_type
        AND f.stream_id = p.stream_id AND f.version = p.version LIMIT 1
) e{join}
WHERE p.position > $1 AND p.position <= $2{city}
ORDER BY p.position LIMIT $3
"""
# The 0 keeps the planner from going through all positions in order in search of the first.
_BEGINNING: Final = """
SELECT min(position + 0) FROM ledger_position
WHERE stream_type = $1 AND stream_id >= $2 AND version = 1{city}
"""
_KEY: Final = ", k.key_id, k.master, k.wrapped"
_JOIN: Final = """
LEFT JOIN ledger_key k ON k.city = p.city AND k.stream_type = p.stream_type
    AND k.stream_id = p.stream_id"""


class CursorRefused(Exception):
    """The cursor does not belong to this life of the journal.

    `refusal` says why and what to do; `restart` is a cursor from which to go on without missing
    an event (some may come again), None for the beginning.
    """

    def __init__(self, refusal: Refusal, restart: str | None) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.restart = restart


class JournalDamaged(Exception):
    """A position has no event: run `hotline ledger verify`."""


class Followed:
    """One event of the feed. Its parts are read only when asked for."""

    def __init__(
        self,
        position: int,
        head: bytes,
        facts: bytes,
        sealed: bytes | None,
        tail: bytes,
        key_id: Any = None,
        master: str = "",
        wrapped: bytes = b"",
    ) -> None:
        self.position, self.head, self.facts, self.sealed, self.hash = (
            position,
            head,
            facts,
            sealed,
            tail,
        )
        self._key = WrappedKey(key_id, master, wrapped) if key_id else None

    @cached_property
    def envelope(self) -> Envelope:
        """Who, what, when."""
        return read_head(self.head)

    @property
    def stream(self) -> StreamRef:
        """The stream it belongs to."""
        head = self.envelope
        return StreamRef(head.city, head.stream_type, head.stream_id)

    @cached_property
    def recorded(self) -> Recorded:
        """The event in today's form; open only if the batch was asked for opened ones."""
        return recorded(self.envelope, self.facts, self.sealed, self.hash, self._key)

    @property
    def event(self) -> Any:
        """The event itself."""
        return self.recorded.event


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Events after a cursor and the cursor after them. `caught_up`: there were no more."""

    events: Sequence[Followed]
    cursor: str
    caught_up: bool


def follow(
    cursor: str | None, limit: int = 1000, *, city: str | None = None, open_: bool = False
) -> Batch:
    """The next events after `cursor` (None = from the beginning), at most `limit`.

    With `city`, only that city's; with `open_`, personal parts are opened where their key is
    there. Raises CursorRefused for a cursor of another epoch, beyond the head, or unreadable.
    """
    life = epochs.current()
    after = _position(cursor, life)
    text = _EVENTS.format(
        key=_KEY if open_ else "",
        join=_JOIN if open_ else "",
        city=" AND p.city = $4" if city else "",
    )
    params = (after, life.head, limit, city) if city else (after, life.head, limit)
    with statements.transaction():
        # Every event is looked up once: remembering look-ups, as the planner likes to, takes longer
        # than the look-ups themselves.
        statements.run("SET LOCAL enable_memoize = off")
        rows = statements.run(text, params)
    if not city and rows and rows[-1][0] - after != len(rows):
        raise JournalDamaged(f"{rows[-1][0] - after} positions after {after}, {len(rows)} events")
    full = len(rows) == limit
    return Batch(
        events=[Followed(*row) for row in rows],
        cursor=make_cursor(life.epoch, rows[-1][0] if full else life.head),
        caught_up=not full,
    )


def beginning(stream_type: str, moment: datetime, *, city: str | None = None) -> str | None:
    """The cursor from which nothing is missed of streams of this type made since the moment (the
    city's time), for a follower that has none yet and needs no older ones; None = the beginning.

    When a stream was made is told by its id, so it must be a `uuid7`. History that was imported
    lies where it was written: where a recent case was imported first, all after it is read.
    """
    life = epochs.current()
    text = _BEGINNING.format(city=" AND city = $3" if city else "")
    params = (stream_type, ids.earliest(moment))
    [[first]] = statements.run(text, (*params, city) if city else params)
    after = life.head if first is None else min(first - 1, life.head)
    return make_cursor(life.epoch, after) if life.epoch else None


def make_cursor(epoch: int, position: int) -> str:
    """The cursor after `position`. Its form may change: nobody but this module reads it."""
    return base64.urlsafe_b64encode(f"{epoch}.{position}".encode()).decode().rstrip("=")


def _position(cursor: str | None, life: Life) -> int:
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        epoch, position = map(int, text.split("."))
    except (ValueError, binascii.Error) as error:
        raise CursorRefused(
            _refusal(Code.INVALID, say("游标 {cursor!r} 无法识别。", cursor=cursor)), None
        ) from error
    if (epoch, position) == (0, 0):  # given before anything was sequenced: the beginning
        return 0
    safe = make_cursor(life.epoch, min(position, life.after))
    if not life.same:
        message = say("数据库已恢复或切换，新纪元尚未开始。")
        raise CursorRefused(
            _refusal(Code.CONFLICT, message, say("请稍候几秒，待排序进程启动后重试。")), cursor
        )
    if epoch != life.epoch:
        message = say(
            "游标属于第 {epoch} 纪元，当前为第 {now} 纪元（数据库曾恢复或切换）。",
            epoch=epoch,
            now=life.epoch,
        )
        raise CursorRefused(_refusal(Code.CONFLICT, message), safe)
    if position > life.head:
        message = say(
            "游标位置 {position} 超出当前末尾 {head}。", position=position, head=life.head
        )
        raise CursorRefused(_refusal(Code.CONFLICT, message), safe)
    return position


def _refusal(code: Code, message: str, advice: str = "") -> Refusal:
    advice = advice or say("请从所附的起点重新接收，并按事件编号去重。")
    return Refusal(code=code, message=message, advice=advice, field="cursor")
