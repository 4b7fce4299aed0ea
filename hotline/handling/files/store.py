"""Where the bytes of files lie: a folder now, an object store by another `Store` later.

Only sealed bytes come here, named by their own hash, so a store need not be trusted with anything
but to keep them. Written whole, to disk, before the event that names them; so there may be bytes
without an event (a power cut between the two), never an event without its bytes.
"""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from django.conf import settings

from hotline import ledger

_ADDRESS: Final = re.compile(r"(sha256|sm3)-[0-9a-f]{64}")


class Lying(NamedTuple):
    """What lies in the store: its address, and for how many seconds."""

    address: str
    age: float


class Store(Protocol):
    """What an object store must be able to do."""

    def put(self, address: str, sealed: bytes) -> None:
        """Keeps the bytes; when it returns they survive a power cut."""

    def get(self, address: str) -> bytes | None:
        """The bytes, None when there are none."""

    def drop(self, address: str) -> None:
        """Forgets the bytes; nothing happens when there are none."""

    def lying(self) -> Iterator[Lying]:
        """Everything there, in any order."""


class Folder:
    """A folder of a local or shared file system: aa/bb/<address>, mode 0600."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, address: str, sealed: bytes) -> None:
        """Written beside, flushed, renamed, and the folder flushed too."""
        path = self._path(address)
        for folder in (self.root, path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(half, flags, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        for folder in (path.parent, path.parent.parent, self.root):
            _flush(folder)

    def get(self, address: str) -> bytes | None:
        """The bytes, None when there are none."""
        try:
            return self._path(address).read_bytes()
        except FileNotFoundError:
            return None

    def drop(self, address: str) -> None:
        """Forgets the bytes; nothing happens when there are none."""
        self._path(address).unlink(missing_ok=True)

    def lying(self) -> Iterator[Lying]:
        """Everything there, half-written files too (their names are no addresses)."""
        now = ledger.clock.wall().timestamp()
        for path in self.root.glob("??/??/*"):
            try:
                yield Lying(path.name, now - path.stat().st_mtime)
            except FileNotFoundError:  # gone while we looked
                continue

    def weight(self) -> int:
        """Bytes of everything there, half-written files too."""
        found = 0
        for path in self.root.glob("??/??/*"):
            try:
                found += path.stat().st_size
            except FileNotFoundError:  # gone while we looked
                continue
        return found

    def _path(self, address: str) -> Path:
        if not _ADDRESS.fullmatch(address.lstrip(".").partition(".")[0]) or "/" in address:
            raise ValueError(f"{address!r} is no address of a file")
        name = address.lstrip(".").partition("-")[2]
        return self.root / name[:2] / name[2:4] / address


def _flush(folder: Path) -> None:
    """A name is on disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def _folder(root: Path) -> Store:
    return Folder(root)


def store() -> Store:
    """The store of this platform: setting FILES_DIR."""
    return _folder(Path(settings.FILES_DIR))
