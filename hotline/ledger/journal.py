"""Reading single streams: events, states. Reading in bulk is follow.py."""

from collections.abc import Iterator
from typing import Any, Final

from hotline.ledger import sealing, statements, streams, upcast
from hotline.ledger.envelope import Envelope, read_head
from hotline.ledger.sealing import WrappedKey
from hotline.ledger.streams import Recorded, StreamRef, advance
from hotline.ledger.writing import about

_EVENTS: Final = """
SELECT e.version, e.head, e.facts, e.sealed, e.hash, k.key_id, k.master, k.wrapped
FROM ledger_event e
LEFT JOIN ledger_key k
    ON k.city = e.city AND k.stream_type = e.stream_type AND k.stream_id = e.stream_id
WHERE e.city = $1 AND e.stream_type = $2 AND e.stream_id = $3 ORDER BY e.version
"""
_STATE: Final = """
SELECT fold_version, state FROM ledger_stream
WHERE city = $1 AND stream_type = $2 AND stream_id = $3
"""


def read(stream: StreamRef) -> tuple[Recorded, ...]:
    """Every event of the stream, oldest first; personal parts are open where the key is there."""
    return tuple(_recorded(stream, row) for row in _rows(stream))


def state_of(stream: StreamRef) -> Any:
    """The state now, from the snapshot; None for a stream that does not exist."""
    rows = statements.run(_STATE, (stream.city, stream.type, stream.id))
    if not rows:
        return None
    fold_version, state = rows[0]
    if fold_version != streams.stream_type(stream).fold_version:
        return fold(stream)
    return streams.house.states[stream.type].decode(state)


def fold(stream: StreamRef) -> Any:
    """The state, folded from every event without opening any personal part."""
    return folded(stream, ((row[1], row[2], row[3]) for row in _rows(stream)))


def folded(stream: StreamRef, parts: Iterator[tuple[bytes, bytes, bytes | None]]) -> Any:
    """The state that (head, facts, sealed) of a whole stream lead to; None when there are none."""
    kind, state, empty = streams.stream_type(stream), None, True
    for head_bytes, facts, sealed in parts:
        head = read_head(head_bytes)
        event, _ = restored(head, facts, None, closed=sealed is not None)
        state = advance(kind, kind.initial if empty else state, event)
        empty = False
    return state


def restored(
    head: Envelope, facts: bytes, plain: bytes | None, *, closed: bool
) -> tuple[Any, dict[str, Any] | None]:
    """Today's form of an event and its opened personal part."""
    return upcast.restore(
        head.stream_type, head.event_type, head.schema_version, facts, plain, closed=closed
    )


def opened(head: Envelope, sealed: bytes | None, key: WrappedKey | None) -> bytes | None:
    """The personal part in clear; None when there is none, or its key is gone or another."""
    if sealed is None or key is None or str(key.key_id) != head.key_id:
        return None
    ref = StreamRef(head.city, head.stream_type, head.stream_id)
    open_key = sealing.open_key(key, about(ref))
    return sealing.unseal(open_key, sealed, about(ref, head.version, head.event_type))


def recorded(
    head: Envelope, facts: bytes, sealed: bytes | None, tail: bytes, key: WrappedKey | None
) -> Recorded:
    """A stored event, opened where `key` opens it."""
    plain = opened(head, sealed, key)
    event, personal = restored(head, facts, plain, closed=sealed is not None and plain is None)
    ref = StreamRef(head.city, head.stream_type, head.stream_id)
    return Recorded(
        stream=ref, version=head.version, envelope=head, event=event, sealed=personal, hash=tail
    )


def _rows(stream: StreamRef) -> list[Any]:
    return statements.run(_EVENTS, (stream.city, stream.type, stream.id))


def _recorded(stream: StreamRef, row: tuple[Any, ...]) -> Recorded:
    _, head, facts, sealed, tail, key_id, master, wrapped = row
    key = WrappedKey(key_id, master, wrapped) if key_id else None
    return recorded(read_head(head), facts, sealed, tail, key)
