"""Bytes that lie beside the journal (files of a case), sealed as its personal parts are.

Each blob has a random key of its own, which its owner keeps in the sealed part of an event: when
the stream's key is destroyed, so is every blob's. An address is the hash algorithm and the hash of
the *sealed* bytes, so the store can be verified without any key, and equal files do not show.
"""

import os
from typing import Final
from uuid import UUID

from hotline.ledger import sealing
from hotline.ledger.envelope import ALGORITHMS, Algorithm, algorithm, digest
from hotline.ledger.keys import KEY_BYTES
from hotline.ledger.sealing import StreamKey

_NO_ROW: Final = UUID(int=0)
"""A blob's key stands in no row of ledger_key."""


def new_blob_key() -> bytes:
    """A key for one blob, or for the parts of one file."""
    return os.urandom(KEY_BYTES)


def seal_blob(key: bytes, plain: bytes, about: bytes) -> tuple[str, bytes]:
    """(address, sealed bytes), encrypted as LEDGER_CIPHER says and bound to `about`."""
    sealed = sealing.seal(StreamKey(_NO_ROW, key), plain, about)
    return _address(algorithm(), sealed), sealed


def unseal_blob(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """The plain bytes; raises cryptography's InvalidTag when altered or about something else."""
    return sealing.unseal(StreamKey(_NO_ROW, key), sealed, about)


def is_blob(address: str, sealed: bytes) -> bool:
    """Whether these are the bytes of that address."""
    return any(_address(name, sealed) == address for name in ALGORITHMS if address.startswith(name))


def _address(name: Algorithm, sealed: bytes) -> str:
    """Such as sha256-9f86…"""
    return f"{name}-{digest(name, sealed).hex()}"
