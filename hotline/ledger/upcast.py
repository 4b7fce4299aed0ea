"""From stored bytes to an event of today's form: changed when read, never on disk."""

from functools import lru_cache
from typing import Any

import msgspec

from hotline.ledger import streams
from hotline.ledger.envelope import canonical
from hotline.ledger.switches import is_broken
from hotline.rules.sealed import join


class UnknownForm(LookupError):
    """A stored event has a form for which there is no way to today's."""


@lru_cache(maxsize=4096)
def target(stream_type: str, event_type: str, version: int) -> tuple[Any, bool]:
    """(class of today's form, whether the stored form already is that)."""
    found = streams.house.events.get((stream_type, event_type))
    if found is not None and int(getattr(found, "SCHEMA", 1)) == version:
        return found, True
    if is_broken("no-upcast") and found is not None:
        return found, True
    kind = streams.house.types.get(stream_type)
    step = kind.upcasts.get((event_type, version)) if kind else None
    if step is None:
        raise UnknownForm(
            f"{stream_type}.{event_type} version {version} is neither known nor upcast:"
            " join its stream type, or add the upcast that was taken away"
        )
    return target(stream_type, step.to_type, step.to_version)[0], False


def restore(
    stream_type: str,
    event_type: str,
    version: int,
    facts: bytes,
    sealed: bytes | None,
    *,
    closed: bool,
) -> tuple[Any, dict[str, Any] | None]:
    """(event, personal part). `sealed` is the *opened* part or None; `closed` says that there
    is one which is not open, and then the personal part is None."""
    event_class, current = target(stream_type, event_type, version)
    if not current:
        facts, sealed = _through(stream_type, event_type, version, facts, sealed)
    event = join(event_class, facts, sealed, closed=closed)
    if closed:
        return event, None
    return event, msgspec.json.decode(sealed) if sealed is not None else {}


def _through(
    stream_type: str, event_type: str, version: int, facts: bytes, sealed: bytes | None
) -> tuple[bytes, bytes | None]:
    """Both parts after every step to today's form."""
    upcasts = streams.house.types[stream_type].upcasts
    clear = msgspec.json.decode(facts)
    personal = None if sealed is None else msgspec.json.decode(sealed)
    while step := upcasts.get((event_type, version)):
        clear, personal = step.change(clear, personal)
        event_type, version = step.to_type, step.to_version
    return canonical(clear), None if personal is None else canonical(personal)
