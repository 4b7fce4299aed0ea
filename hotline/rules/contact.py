"""The contact (来电/诉求记录): one call, message or visit. It holds 0..n matters.

A progress query, a reminder, harassment or a silent call make no case; the contact is still on
record. State secrets are not: the caller is stopped and the content is not written down. Of a call
that disturbs stand the warnings and its end (`disruption`).
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec.structs import replace

from hotline.rules.case.events import Event
from hotline.rules.sealed import SEALED
from hotline.rules.words import Channel, Nature

Sealed = Annotated[str, SEALED]


class ContactRegistered(Event, frozen=True, kw_only=True):
    """已接诉. `received_at` is when the caller was heard, `at` when it was written down."""

    channel: Channel
    nature: Nature
    anonymous: bool
    hotline_number: str
    source_platform: str
    source_number: str
    received_at: datetime
    registrar: str
    cases: tuple[str, ...]
    caller_name: Sealed
    caller_phone: Sealed
    note: Sealed


class DisruptionWarned(Event, frozen=True, kw_only=True):
    """已警告: the n-th warning of this call."""

    n: int
    note: Sealed


class CallEnded(Event, frozen=True, kw_only=True):
    """已结束通话 after the warnings."""

    note: Sealed


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What a contact is; who it was is sealed in its event."""

    channel: Channel
    nature: Nature
    anonymous: bool
    hotline_number: str
    source_platform: str
    source_number: str
    received_at: datetime
    registered_at: datetime
    registrar: str
    cases: tuple[str, ...]
    warnings: int = 0
    ended_at: datetime | None = None


FOLD_VERSION = 2
EVENT_TYPES: tuple[type[Event], ...] = (ContactRegistered, DisruptionWarned, CallEnded)


def evolve(state: Contact | None, event: Event) -> Contact:
    """A contact is written once; later matters of the same caller refer to it from their case."""
    if state is not None and isinstance(event, DisruptionWarned):
        return replace(state, warnings=event.n)
    if state is not None and isinstance(event, CallEnded):
        return replace(state, ended_at=event.at)
    if state is not None or not isinstance(event, ContactRegistered):
        raise ValueError(f"{type(event).__name__} does not fit a contact's stream")
    return Contact(
        channel=event.channel,
        nature=event.nature,
        anonymous=event.anonymous,
        hotline_number=event.hotline_number,
        source_platform=event.source_platform,
        source_number=event.source_number,
        received_at=event.received_at,
        registered_at=event.at,
        registrar=event.registrar,
        cases=event.cases,
    )
