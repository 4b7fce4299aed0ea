"""The envelope of an event: the bytes that are stored, and the hash over them.

head    canonical JSON (UTF-8, keys sorted) of the whole envelope but facts and personal part
facts   canonical JSON of what is not personal
sealed  ciphertext of what is, or nothing
hash    H(previous hash ‖ each part with its length before it as 8 bytes big-endian)

An absent personal part has the length 2^64-1, so it differs from an empty one. The hash covers
stored bytes, never values read back and printed again.
"""

import hashlib
from datetime import datetime
from typing import Any, Final, Literal, get_args
from uuid import UUID

import msgspec
from django.conf import settings

from hotline.ledger.switches import is_broken
from hotline.rules.text import plain

Algorithm = Literal["sha256", "sm3"]
ALGORITHMS: Final = get_args(Algorithm)
GENESIS: Final = bytes(32)
"""The hash before a stream's first event."""
_ABSENT: Final = b"\xff" * 8


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, when, how it came in, and which rules held.

    `digest` is a digest of the idempotency key only: one of the body would let personal
    data be guessed from the journal after it was erased.
    """

    id: UUID
    city: str
    stream_type: str
    stream_id: UUID
    version: int
    event_type: str
    schema_version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    actor_name: str
    role: str
    unit_id: str
    on_behalf_of: str
    face: str
    contact_id: str
    hotline_number: str
    source_platform: str
    source_number: str
    correlation: str
    causation: str
    digest: str
    rulebook_edition: str
    previous: str
    hash_algorithm: Algorithm
    key_id: str


_encoder: Final = msgspec.json.Encoder(order="sorted", decimal_format="string", enc_hook=plain)
_head: Final = msgspec.json.Decoder(Envelope)


def canonical(value: Any) -> bytes:
    """Canonical JSON: the same value always gives the same bytes."""
    try:
        return _encoder.encode(value)
    except TypeError:  # keys that are not text (ids, numbers) cannot be sorted before they are
        return _encoder.encode(msgspec.to_builtins(value, str_keys=True, enc_hook=plain))


def read_head(head: bytes) -> Envelope:
    """The envelope in stored bytes."""
    return _head.decode(head)


def algorithm() -> Algorithm:
    """The hash for new events and seals: setting LEDGER_HASH, sha256 without one."""
    chosen = getattr(settings, "LEDGER_HASH", "sha256")
    if chosen not in ALGORITHMS:
        raise ValueError(f"LEDGER_HASH={chosen!r}: it must be sha256 or sm3")
    if chosen == "sm3":
        digest("sm3", b"")
        return "sm3"
    return "sha256"


def digest(name: Algorithm, data: bytes) -> bytes:
    """SHA-256 or SM3 (GB/T 32905) of `data`; refused where OpenSSL was built without SM3."""
    if name == "sha256":
        return hashlib.sha256(data).digest()
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError as error:
        raise ValueError("this machine's OpenSSL has no SM3; set LEDGER_HASH=sha256") from error


def event_hash(
    name: Algorithm, previous: bytes, head: bytes, facts: bytes, sealed: bytes | None
) -> bytes:
    """The hash of an event."""
    covered = b"" if is_broken("facts-not-hashed") else facts
    parts = (previous, len(head).to_bytes(8, "big"), head, len(covered).to_bytes(8, "big"), covered)
    tail = (_ABSENT,) if sealed is None else (len(sealed).to_bytes(8, "big"), sealed)
    return digest(name, b"".join(parts + tail))
