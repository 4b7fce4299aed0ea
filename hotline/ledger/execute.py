"""The one way to change anything: a command reads once, decides, and writes once.

    read statement    snapshots, keys, stored answer, numbers, reference, clock
    decide            pure; may refuse
    write statement   guard, events, outbox, snapshots, read models, timers, answer: all or nothing

A command that only creates streams needs no read while calls storm in (`recent.py`): the write
statement then asks again what was remembered.

A version that moved between the two is decided again, three times at most. Streams that were read
and not appended to are guarded too, because the decision rested on them; one that was absent must
stay absent until the command is committed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import psycopg
from django.db import DatabaseError
from psycopg.types.numeric import Int4, Int8

from hotline.ledger import clock, journal, parts, points, recent, statements, streams
from hotline.ledger.envelope import GENESIS, digest
from hotline.ledger.keys import keyed_hash
from hotline.ledger.sealing import WrappedKey
from hotline.ledger.streams import Appends, Head, Loaded, Outcome, Request, StreamRef
from hotline.ledger.switches import is_broken
from hotline.ledger.writing import Appended, Found, Writing, append
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import plain, say

Decide = Callable[[Loaded], Appends | Refusal]
Reply = Callable[[Appends, Loaded], object]

RETRIES: Final = 3
_RACES: Final = ("40001", "40P01")
_OURS: Final = ("ledger_event_pkey", "ledger_stream_pkey", "ledger_idempotency_pkey",
                "ledger_key_pkey")  # fmt: skip

CONFLICT: Final = Refusal(
    code=Code.CONFLICT,
    message=say("其他人刚刚修改了同一事项，重试三次仍未成功。"),
    advice=say("请刷新页面，查看最新情况后再办理。"),
)
IN_FLIGHT: Final = Refusal(
    code=Code.IN_FLIGHT,
    message=say("同一请求正在处理中。"),
    advice=say("请勿重复提交，稍候查看结果。"),
)
KEY_REUSED: Final = Refusal(
    code=Code.KEY_REUSED,
    message=say("该幂等键已用于内容不同的请求。"),
    advice=say("请更换幂等键；如为页面操作，请刷新后重新填写。"),
)


class Read(msgspec.Struct, kw_only=True):
    """What the read statement brought."""

    found: list[Found]
    loaded: Loaded
    stored: bool = False
    digest: bytes | None = None
    answer: str | None = None
    recalled: recent.Known | None = None
    """What stands here from memory and the write statement must ask again."""


def execute(
    request: Request,
    refs: Sequence[StreamRef],
    decide: Decide,
    *,
    numbers: int = 0,
    reply: Reply | None = None,
    now: datetime | None = None,
    fresh: bool = False,
) -> Outcome | Refusal:
    """Carry out one command on the streams `refs` (those that do not exist yet included).

    `decide` may append only to these; with `fresh` their ids were made for this command. `numbers`
    asks for so many fresh serial numbers; those of a refused command are lost. `reply` makes the
    answer kept with the idempotency key; it must hold no personal data, because answers outlive an
    erasure. Refused: conflict, in_flight, key_reused, and whatever `decide` refuses; refusals are
    not stored.
    """
    return carry_out(request, refs, decide, numbers=numbers, reply=reply, now=now, fresh=fresh)


def forget_answers(before: datetime) -> int:
    """Drop stored answers from before that moment; how many. A key is good until then."""
    text = "DELETE FROM ledger_idempotency WHERE stored_at < $1 RETURNING 1"
    return len(statements.run(text, (before,)))


def carry_out(
    request: Request,
    refs: Sequence[StreamRef],
    decide: Decide,
    *,
    numbers: int = 0,
    reply: Reply | None = None,
    now: datetime | None = None,
    fresh: bool = False,
    also: Callable[[Writing, Loaded], None] | None = None,
) -> Outcome | Refusal:
    """`execute`, with `also` adding parts to the write statement (erasure)."""
    ordered = _ordered(request, refs)
    ahead = numbers if numbers and recent.is_storm() else 0
    attempt = Attempt(request=request, decide=decide, reply=reply, also=also, ahead=ahead)
    if fresh and (recalled := _recall(request, ordered, numbers, now)):
        try:
            done = attempt.on(recalled)
        except Exception:
            recent.forget()  # what was remembered may be what it failed on
            raise
        if isinstance(done, Outcome):
            return done
    for _ in range(1 if is_broken("no-retry") else 1 + RETRIES):
        read = _read(request, ordered, numbers, now)
        points.reach("after-read")
        if read.stored:
            return _repeated(request, read)
        done = attempt.on(read)
        if done is not CONFLICT:
            return done
    return CONFLICT


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A command, to be decided on what was read and written, as often as need be."""

    request: Request
    decide: Decide
    reply: Reply | None
    also: Callable[[Writing, Loaded], None] | None
    ahead: int

    def on(self, read: Read) -> Outcome | Refusal:
        """Decided and written; CONFLICT when what was read has moved."""
        decided = self.decide(read.loaded)
        if isinstance(decided, Refusal):
            return decided
        said = self.reply(decided, read.loaded) if self.reply else None
        answer = msgspec.to_builtins(said, enc_hook=plain)
        appended = _append(self.request, read, decided)
        if not appended and not self.request.key:
            return Outcome(events=(), heads={}, answer=answer, repeated=False)
        writing = _writing(self.request, read, appended, answer)
        writing.ahead = self.ahead
        if self.also:
            self.also(writing, read.loaded)
        return _write(writing, appended) or _outcome(appended, answer)


def _ordered(request: Request, refs: Sequence[StreamRef]) -> list[StreamRef]:
    """By type and id: the order of locks. One command is of one city."""
    if not refs or any(ref.city != request.city for ref in refs):
        raise ValueError(f"a command names at least one stream, all of city {request.city!r}")
    return sorted(set(refs), key=lambda ref: (ref.type, ref.id.bytes))


def _read(request: Request, refs: list[StreamRef], numbers: int, now: datetime | None) -> Read:
    given = (part for ref in refs for part in (ref.type, ref.id))
    params = (request.city, request.who.user_id, request.key or None, *given)
    rows = statements.run(statements.read_text(len(refs), numbers), params)
    if is_broken("one-more-statement"):
        statements.run("SELECT 1")
    stored_digest, answer, stored, reference, offset, frozen_at, taken = rows[0][8:]
    clock.learn(offset, frozen_at)
    recent.learn(request.city, recent.Known(reference, offset, frozen_at))
    found = [_found(ref, row) for ref, row in zip(refs, rows, strict=True)]
    lasts = [one.last for one in found if one.last]
    loaded = Loaded(
        now=max([now or clock.now(), *lasts]),
        states={one.ref: one.state for one in found},
        versions={one.ref: one.version for one in found},
        numbers=tuple(taken),
        reference=reference,
    )
    return Read(found=found, loaded=loaded, stored=stored, digest=stored_digest, answer=answer)


def _recall(
    request: Request, refs: list[StreamRef], numbers: int, now: datetime | None
) -> Read | None:
    """What a read of streams that are only about to be made would bring, from memory."""
    known = recent.known(request.city)
    taken = recent.take(numbers) if known else None
    if known is None or taken is None:
        return None
    loaded = Loaded(
        now=now or clock.now(),
        states=dict.fromkeys(refs),
        versions=dict.fromkeys(refs, 0),
        numbers=taken,
        reference=known.reference,
    )
    return Read(found=[_absent(ref) for ref in refs], loaded=loaded, recalled=known)


def _absent(ref: StreamRef) -> Found:
    return Found(ref=ref, version=0, hash=GENESIS, state=None, last=None, key=None)


def _found(ref: StreamRef, row: Sequence[Any]) -> Found:
    version, tail, last, fold_version, state_bytes, key_id, master, wrapped = row[:8]
    if version is None:
        return _absent(ref)
    kind = streams.stream_type(ref)
    state = (
        streams.house.states[ref.type].decode(state_bytes)
        if fold_version == kind.fold_version
        else journal.fold(ref)
    )
    key = WrappedKey(key_id, master, wrapped) if key_id else None
    return Found(ref=ref, version=version, hash=tail, state=state, last=last, key=key)


def _key_digest(request: Request) -> bytes:
    """Digest of the idempotency key; empty without one."""
    owner = f"{request.city}\0{request.who.user_id}\0{request.key}"
    return digest("sha256", owner.encode()) if request.key else b""


def key_lock(request: Request) -> int | None:
    """The advisory lock that is held while a command with this key is written."""
    number = int.from_bytes(_key_digest(request)[:8], "big", signed=True)
    return Int8(number) if request.key else None


def _repeated(request: Request, read: Read) -> Outcome | Refusal:
    if read.digest != _body(request):
        return KEY_REUSED
    answer = None if read.answer is None else msgspec.json.decode(read.answer)
    return Outcome(events=(), heads={}, answer=answer, repeated=True)


def _body(request: Request) -> bytes:
    """Keyed, so that what is stored tells nothing about a body that is easy to guess."""
    return keyed_hash(request.city, request.digest.hex())


def _append(request: Request, read: Read, decided: Appends) -> list[Appended]:
    """Fold what was decided, in the order of locks."""
    known = {one.ref: one for one in read.found}
    if unknown := [ref for ref in decided if ref not in known]:
        raise ValueError(f"decided on a stream that the command did not name: {unknown[0]}")
    tag = _key_digest(request).hex()
    return [
        append(one, decided[one.ref], request, read.loaded.now, tag)
        for one in read.found
        if decided.get(one.ref)
    ]


def _writing(request: Request, read: Read, appended: list[Appended], answer: object) -> Writing:
    writing = Writing(request.city)
    new = {one.found.ref for one in appended}
    guarded = [
        (one.ref.type, one.ref.id, Int4(expected))
        for one in read.found
        if (expected := _expected(one, new))
    ]
    known = read.recalled
    if known and not is_broken("trust-memory"):
        again = (known.reference, known.offset, known.frozen_at)
        writing.add(parts.GUARD_RECALLED, key_lock(request), *again, rows=guarded)
    else:
        writing.add(parts.GUARD, key_lock(request), rows=guarded)
    if appended:
        writing.add_events(appended)
        _add_models(writing, appended)
    if request.key and not is_broken("forget-key"):
        text = msgspec.json.encode(answer, enc_hook=plain).decode()
        writing.add(parts.ANSWER, request.who.user_id, request.key, _body(request), text)
    if any(streams.stream_type(one.found.ref).reference for one in appended):
        writing.add(parts.REFERENCE)
    return writing


def _expected(one: Found, appended: set[StreamRef]) -> int:
    """The version at which the guard must find a stream; ABSENT where none may come about. 0 = it
    need not look: the primary keys of what is inserted see to it."""
    if one.version or one.ref in appended or is_broken("phantom"):
        return one.version
    return statements.ABSENT


def _add_models(writing: Writing, appended: list[Appended]) -> None:
    """What follows from the events; in the same statement, unless a test breaks that promise."""
    if not is_broken("split-write"):
        writing.add_snapshots(appended)
        writing.add_timers(appended)
        writing.add_rows(appended)


def _write(writing: Writing, appended: list[Appended]) -> Refusal | None:
    """Run the statement. None = committed."""
    points.reach("before-write")
    try:
        held = statements.run(writing.text, writing.params)
    except DatabaseError as error:
        return _refused(error)
    if not held:  # what was remembered is no longer so, and nothing was written
        return CONFLICT
    recent.keep(held[0][0])
    if is_broken("split-write"):
        _write_second_half(writing, appended)
    points.reach("after-write")
    return None


def _write_second_half(writing: Writing, appended: list[Appended]) -> None:
    points.reach("mid-write")
    second = Writing(writing.params[0])
    second.add(parts.GUARD, None)
    second.add_snapshots(appended)
    second.add_rows(appended)
    statements.run(second.text, second.params)


def _refused(error: DatabaseError) -> Refusal:
    """What an error of the write statement means; one that is not about a race is raised again."""
    state = statements.sqlstate(error)
    if state == statements.IN_FLIGHT:
        return IN_FLIGHT
    if state in (statements.STALE, *_RACES):
        return CONFLICT
    cause = error.__cause__
    if isinstance(cause, psycopg.errors.UniqueViolation) and cause.diag.constraint_name in _OURS:
        return CONFLICT
    raise error


def _outcome(appended: list[Appended], answer: object) -> Outcome:
    heads: Mapping[StreamRef, Head] = {one.found.ref: one.head for one in appended}
    events = tuple(event for one in appended for event in one.events)
    return Outcome(events=events, heads=heads, answer=answer, repeated=False)
