"""The values that go in and out of the ledger, and the stream types that the house joins to it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Model
from msgspec import Struct

from hotline.ledger.envelope import Envelope


class StreamRef(Struct, frozen=True):
    """Which stream: "case", "contact", "unit_tree" … of one city."""

    city: str
    type: str
    id: UUID


class Who(Struct, frozen=True, kw_only=True):
    """Who acts, as they are at that moment. `face` is desk, portal, api, clock, import …"""

    user_id: str
    name: str
    role: str
    unit_id: str
    face: str
    on_behalf_of: str = ""


class Request(Struct, frozen=True, kw_only=True):
    """What came with a command besides its content.

    `key` is the idempotency key ("" = none; unique per city and user), `digest` any digest of the
    command's body: the same key with another digest is refused.
    """

    city: str
    who: Who
    key: str = ""
    digest: bytes = b""
    contact_id: str = ""
    hotline_number: str = ""
    source_platform: str = ""
    source_number: str = ""
    correlation: str = ""
    causation: str = ""
    rulebook_edition: str = ""


class Head(Struct, frozen=True):
    """Where a stream stands: a citizen's receipt carries both."""

    version: int
    hash: bytes


class Recorded(Struct, frozen=True, kw_only=True):
    """An event as stored, upcast to today's form.

    `sealed` is the opened personal part: {} when the event has none, None when it is not open or
    was erased; then each personal field of `event` is `CLOSED`.
    """

    stream: StreamRef
    version: int
    envelope: Envelope
    event: Any
    sealed: Mapping[str, Any] | None
    hash: bytes

    @property
    def occurred_at(self) -> datetime:
        """City time of the event."""
        return self.envelope.occurred_at


class Put(Struct, frozen=True):
    """A whole row of a read model; its primary key is the model's."""

    table: type[Model]
    values: dict[str, Any]


class Loaded(Struct, frozen=True, kw_only=True):
    """What `decide` gets. `now` is never earlier than the last event of any stream here.

    `states` holds None for a stream that has no event yet; `reference` is the version of the
    city's units, users, rulebook, directory and calendar.
    """

    now: datetime
    states: Mapping[StreamRef, Any]
    versions: Mapping[StreamRef, int]
    numbers: tuple[int, ...]
    reference: int


class Outcome(Struct, frozen=True, kw_only=True):
    """A command that was carried out, now or (`repeated`) before under the same key."""

    events: tuple[Recorded, ...]
    heads: Mapping[StreamRef, Head]
    answer: Any
    repeated: bool


Appends = Mapping[StreamRef, Sequence[Any]]


class Erased(Struct, frozen=True, kw_only=True):
    """The stream's personal data was destroyed. Appended by the ledger to a stream of any type."""

    reason: str
    by: str


class Upcast(Struct, frozen=True, kw_only=True):
    """How an old form of an event becomes the next one.

    `change` gets facts and the personal part as plain JSON values; the latter is None when it is
    closed. It returns both in the form of `to_type` at `to_version`.
    """

    to_type: str
    to_version: int
    change: Callable[
        [dict[str, Any], dict[str, Any] | None], tuple[dict[str, Any], dict[str, Any] | None]
    ]


def _no_timers(_: Any) -> Mapping[str, datetime]:
    return {}


def _no_rows(_ref: StreamRef, _: Any) -> Sequence[Put]:
    return ()


class StreamType(Struct, frozen=True, kw_only=True):
    """Everything the ledger needs to know of a kind of stream.

    `fold_version` rises when `evolve` or the state changes: older snapshots are then folded anew.
    `tables` are the read models that `rows` may fill. An event type's schema version is its class
    attribute SCHEMA (1 without); `upcasts` are keyed by (old type name, old version).
    """

    name: str
    state_type: Any
    initial: Any
    evolve: Callable[[Any, Any], Any]
    event_types: tuple[type[Struct], ...]
    fold_version: int = 1
    timers: Callable[[Any], Mapping[str, datetime]] = _no_timers
    rows: Callable[[StreamRef, Any], Sequence[Put]] = _no_rows
    personal_rows: Callable[[StreamRef, Recorded], Sequence[Put]] = _no_rows
    tables: tuple[type[Model], ...] = ()
    upcasts: Mapping[tuple[str, int], Upcast] = {}
    reference: bool = False


class Joined(Struct):
    """What the house has joined to the ledger, with decoders made once."""

    types: dict[str, StreamType] = {}
    events: dict[tuple[str, str], type[Struct]] = {}
    states: dict[str, msgspec.json.Decoder[Any]] = {}
    duties: dict[tuple[str, str], Callable[[Any], object]] = {}
    personal_tables: tuple[type[Model], ...] = ()


house = Joined()


def join(
    stream_types: Sequence[StreamType],
    duties: Mapping[tuple[str, str], Callable[[Any], object]] | None = None,
    personal_tables: Sequence[type[Model]] = (),
) -> None:
    """Tell the ledger what there is; called once, by the house.

    `duties` are keyed by (stream type, timer name up to the first ":"). `personal_tables` are
    the models that `personal_rows` may fill; each has columns `city` and `stream_id`, by which
    its rows are deleted when the stream is erased.
    """
    for kind in stream_types:
        if kind.name in house.types and house.types[kind.name] is not kind:
            raise ValueError(f"two stream types are called {kind.name!r}")
        house.types[kind.name] = kind
        house.states[kind.name] = msgspec.json.Decoder(kind.state_type)
        every: tuple[type[Struct], ...] = (*kind.event_types, Erased)
        for event_type in every:
            house.events[kind.name, event_type.__name__] = event_type
    house.duties.update(duties or {})
    known = house.personal_tables
    house.personal_tables = known + tuple(t for t in personal_tables if t not in known)


def stream_type(ref: StreamRef) -> StreamType:
    """The type of a stream; one that was never joined is refused by name."""
    if found := house.types.get(ref.type):
        return found
    raise LookupError(f"stream type {ref.type!r} was not joined to the ledger (hotline/house.py)")


def advance(kind: StreamType, state: Any, event: Any) -> Any:
    """State after one event whose personal fields are CLOSED. `Erased` is the ledger's own, so
    only a type that lists it among its events folds it."""
    if isinstance(event, Erased) and Erased not in kind.event_types:
        return state
    return kind.evolve(state, event)
