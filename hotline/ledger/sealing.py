"""Sealing of personal data under a stream's own key.

Sealed bytes: one byte naming the cipher (1 AES-256-GCM, 2 SM4-GCM), 12 of nonce, then ciphertext
with its tag. Associated data is stream + version + type, so a part cannot be moved to another
event. The cipher of new parts is the setting LEDGER_CIPHER; every part says which one it has, so
the setting may change at any time. SM4 (GB/T 32907) takes a 128-bit key derived from the stream's.
"""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Final
from uuid import UUID

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from hotline.ledger import chance, keys

AES, SM4 = 1, 2
_CIPHERS: Final = {"aes-256-gcm": AES, "sm4-gcm": SM4}
_NONCE: Final = 12
_TAG: Final = 16
_CACHED: Final = 4096


class WrappedKey(msgspec.Struct, frozen=True):
    """A row of ledger_key."""

    key_id: UUID
    master: str
    wrapped: bytes


class StreamKey(msgspec.Struct, frozen=True):
    """A stream's key, open. Never stored."""

    key_id: UUID
    key: bytes


_open: OrderedDict[tuple[UUID, bytes], StreamKey] = OrderedDict()
_lock = Lock()


def new_key(about: bytes) -> tuple[StreamKey, WrappedKey]:
    """A key for a stream that has none, and the row to store."""
    fresh = StreamKey(chance.uuid4(), chance.take(keys.KEY_BYTES))
    held = keys.holder()
    return fresh, WrappedKey(fresh.key_id, held.name, held.wrap(fresh.key, about))


def open_key(row: WrappedKey, about: bytes) -> StreamKey:
    """The key in a row just read. Served from memory only for the very bytes that were read,
    so a key whose row is gone is never found here."""
    at = (row.key_id, row.wrapped)
    with _lock:
        if found := _open.get(at):
            _open.move_to_end(at)
            return found
    held = keys.holder()
    if row.master != held.name:
        raise LookupError(
            f"key {row.key_id} is wrapped by master key {row.master}, not {held.name}"
        )
    opened = StreamKey(row.key_id, held.unwrap(row.wrapped, about))
    with _lock:
        _open[at] = opened
        if len(_open) > _CACHED:
            _open.popitem(last=False)
    return opened


def forget_key(key_id: UUID) -> None:
    """Drop an erased key from memory."""
    with _lock:
        for at in [at for at in _open if at[0] == key_id]:
            del _open[at]


def cipher() -> int:
    """The cipher for new parts; an unknown or unavailable one is refused with what to do."""
    name = getattr(settings, "LEDGER_CIPHER", "aes-256-gcm")
    if name not in _CIPHERS:
        raise ValueError(f"LEDGER_CIPHER={name!r}: it must be one of {', '.join(_CIPHERS)}")
    return _CIPHERS[name]


def seal(key: StreamKey, plain: bytes, about: bytes) -> bytes:
    """`plain` encrypted for the event that `about` names."""
    nonce, which = chance.take(_NONCE), cipher()
    if which == AES:
        return bytes((AES,)) + nonce + AESGCM(key.key).encrypt(nonce, plain, about)
    encryptor = _sm4(key, nonce, None).encryptor()
    encryptor.authenticate_additional_data(about)
    body = encryptor.update(plain) + encryptor.finalize()
    return bytes((SM4,)) + nonce + body + encryptor.tag


def unseal(key: StreamKey, sealed: bytes, about: bytes) -> bytes:
    """The plain bytes; raises cryptography's InvalidTag when altered or moved."""
    which, nonce, body = sealed[0], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    if which == AES:
        return AESGCM(key.key).decrypt(nonce, body, about)
    if which != SM4:
        raise ValueError(f"cipher {which} is unknown")
    decryptor = _sm4(key, nonce, body[-_TAG:]).decryptor()
    decryptor.authenticate_additional_data(about)
    return decryptor.update(body[:-_TAG]) + decryptor.finalize()


def _sm4(key: StreamKey, nonce: bytes, tag: bytes | None) -> "Cipher[modes.GCM]":
    short = hashlib.sha256(b"hotline sm4" + key.key).digest()[:16]
    try:
        made = Cipher(algorithms.SM4(short), modes.GCM(nonce, tag))
        made.encryptor() if tag is None else made.decryptor()
    except UnsupportedAlgorithm as error:
        raise ValueError("this machine's OpenSSL has no SM4-GCM; set aes-256-gcm") from error
    return made
