"""What is kept outside the database, so that a database that was cut back or restored is noticed.

One folder per journal under the state directory:

seals.jsonl     the last link of the chain of seals, each line signed with Ed25519
erasures.jsonl  which keys were destroyed, to be repeated after a restore
seal.pub        the public key, for whoever checks the signatures elsewhere

Files only grow, but for a line that a power cut left unfinished: it was never acknowledged, and
is cut off before the next one is written. The folder belongs into the backup, but not into the
same one as the database.
"""

import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from hotline.ledger.envelope import Algorithm, canonical
from hotline.ledger.keys import folder as secrets_folder
from hotline.ledger.keys import key_file


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """The last link of the chain of seals at one moment. `signature` covers all the rest."""

    journal: UUID
    number: int
    epoch: int
    first: int
    last: int
    sealed_at: datetime
    algorithm: Algorithm
    hash: str
    signature: str = ""


class Destroyed(msgspec.Struct, frozen=True, kw_only=True):
    """A key that must never come back."""

    key_id: UUID
    city: str
    stream_type: str
    stream_id: UUID
    erased_at: datetime
    reason: str


_NEWEST: Final = 4096
_LONGEST: Final = 2**20
"""Bytes from the end of a file in which its newest lines, and any unfinished one, lie."""
_link: Final = msgspec.json.Decoder(Link)
_destroyed: Final = msgspec.json.Decoder(Destroyed)


def folder(journal: UUID) -> Path:
    """The folder of a journal."""
    return Path(settings.STATE_DIR) / "ledger" / str(journal)


def journals() -> list[str]:
    """Every journal that ever was sealed on this machine."""
    base = Path(settings.STATE_DIR) / "ledger"
    return sorted(path.parent.name for path in base.glob("*/seals.jsonl"))


@cache
def _signer(path: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key_file(path))


def signer() -> Ed25519PrivateKey:
    """The key that signs seals; made at first use, mode 0600."""
    return _signer(secrets_folder() / "seal.key")


def signed(link: Link) -> Link:
    """The link with its signature."""
    bare = msgspec.structs.replace(link, signature="")
    return msgspec.structs.replace(bare, signature=signer().sign(canonical(bare)).hex())


def is_signed(link: Link, public: Ed25519PublicKey | None = None) -> bool:
    """Whether the signature is ours and covers the link."""
    bare = msgspec.structs.replace(link, signature="")
    try:
        key = public or signer().public_key()
        key.verify(bytes.fromhex(link.signature), canonical(bare))
    except (InvalidSignature, ValueError):
        return False
    return True


def _append(path: Path, lines: list[bytes]) -> None:
    """Add whole lines and wait until they are on disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _cut_unfinished(file)
        file.write(b"".join(line + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def _cut_unfinished(file: IO[bytes]) -> None:
    """Without this the next line would be joined to half of another, and neither be read."""
    size = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, size - _LONGEST))
    file.truncate(start + file.read().rfind(b"\n") + 1)


def _lines(path: Path) -> Iterator[bytes]:
    """Whole lines; one that a power cut left unfinished is passed over."""
    if path.exists():
        with path.open("rb") as file:
            yield from (line for line in file if line.endswith(b"\n"))


def keep_link(link: Link) -> None:
    """Append a signed link."""
    path = folder(link.journal) / "seals.jsonl"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path.parent / "seal.pub").write_text(signer().public_key().public_bytes_raw().hex() + "\n")
    _append(path, [canonical(link)])


def links(journal: UUID) -> list[Link | None]:
    """Every link kept, oldest first; None for a line that cannot be read."""
    return list(map(_readable, _lines(folder(journal) / "seals.jsonl")))


def _readable(line: bytes) -> Link | None:
    try:
        return _link.decode(line)
    except msgspec.DecodeError:
        return None


def last_link(journal: UUID) -> Link | None:
    """The newest readable link kept; reads only the end of the file."""
    path = folder(journal) / "seals.jsonl"
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _NEWEST))
            whole = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return None
    return next((link for link in map(_readable, reversed(whole)) if link), None)


def keep_destroyed(journal: UUID, keys: list[Destroyed]) -> None:
    """Append destroyed keys."""
    if keys:
        _append(folder(journal) / "erasures.jsonl", [canonical(key) for key in keys])


def destroyed(journal: UUID) -> list[Destroyed]:
    """Every key that was destroyed."""
    return [_destroyed.decode(line) for line in _lines(folder(journal) / "erasures.jsonl")]
