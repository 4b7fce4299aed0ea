"""Keys apart from the database: the master key, the key of look-up hashes, both in files.

`KeyHolder` is the port: a key server implements the same three methods. The file adapter keeps
32 random bytes per key, mode 0600, made at first use; a file that others may read is refused.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from hotline.ledger import chance

KEY_BYTES: Final = 32
_NONCE: Final = 12


class KeyHolder(Protocol):
    """Who holds the master key. It wraps and unwraps; the key itself never leaves it."""

    @property
    def name(self) -> str:
        """Which master key is in use; stored next to every key it wrapped."""

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """The key, encrypted and bound to `about`."""

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """The key again; refused when altered or wrapped for something else."""


class KeysExposed(PermissionError):
    """A key file may be read by others than its owner."""


class FileKeyHolder:
    """Master key in a file."""

    def __init__(self, path: Path) -> None:
        key = key_file(path)
        self._cipher = AESGCM(key)
        self._name = hashlib.sha256(b"hotline master key" + key).hexdigest()[:16]

    @property
    def name(self) -> str:
        """Fingerprint of the key."""
        return self._name

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """AES-256-GCM; the nonce stands before the ciphertext."""
        nonce = chance.take(_NONCE)
        return nonce + self._cipher.encrypt(nonce, key, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """The reverse; raises cryptography's InvalidTag for altered bytes."""
        return self._cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], about)


def folder() -> Path:
    """Where keys lie: the state directory's secrets."""
    return Path(settings.STATE_DIR) / "secrets"


def key_file(path: Path) -> bytes:
    """The 32 bytes in `path`, made at first use. Refused: wrong length, or readable by others."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _make(path)
    if mode & 0o077:
        raise KeysExposed(f"{path} has mode {mode & 0o777:o}; it must be 600: chmod 600 it")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} holds {len(key)} bytes, a key has {KEY_BYTES}: restore the file")
    return key


def _make(path: Path) -> bytes:
    """Write a new key so that a second process making one at the same moment gets the first's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()
    return key_file(path)


@cache
def _file_holder(state: Path) -> KeyHolder:
    return FileKeyHolder(Path(state) / "secrets" / "master.key")


def holder() -> KeyHolder:
    """The holder of the master key in this process."""
    return _file_holder(settings.STATE_DIR)


@cache
def _lookup_key(state: Path) -> bytes:
    return key_file(Path(state) / "secrets" / "lookup.key")


def keyed_hash(city: str, text: str) -> bytes:
    """16 bytes by which `text` (a phone number) is found again but not read; differs per city."""
    key = _lookup_key(settings.STATE_DIR)
    return hashlib.blake2b(f"{city}\0{text}".encode(), key=key, digest_size=16).digest()
