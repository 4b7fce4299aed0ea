"""Identifiers: UUIDv7 (RFC 9562), so that streams made later sort later and pages of the
journal's index are filled in order. Made at the edge, never inside rules."""

from datetime import datetime
from uuid import UUID

from hotline.ledger import chance

_RANDOM_BITS = 74
_VARIANT_AT = 62


def uuid7(now: datetime) -> UUID:
    """A new id whose first 48 bits are `now` in milliseconds; a naive datetime is refused."""
    if now.tzinfo is None:
        raise ValueError(f"uuid7({now!r}): an aware datetime is needed")
    milliseconds = int(now.timestamp() * 1000)
    noise = int.from_bytes(chance.take(10)) >> 80 - _RANDOM_BITS
    high, low = noise >> _VARIANT_AT, noise & ((1 << _VARIANT_AT) - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << _VARIANT_AT | low)


def earliest(moment: datetime) -> UUID:
    """No id made at the moment or later is smaller."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
