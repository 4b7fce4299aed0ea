"""近乎相同的答复: how alike two answers are, told from a small sketch of each.

A sketch is the smallest hundred hashes of all runs of four characters (bottom-k). The share of
hashes that two sketches have in common among the smallest of both estimates the share of runs that
the answers have in common (Jaccard), within about ±0.05. The hashes are keyed with the city's own
key, so that a sketch alone cannot be compared with texts from elsewhere; it still says something of
a text, so it is kept and erased as personal data.
"""

import hashlib
import struct
from typing import Final

from hotline.rules.replies.texts import substance

RUN: Final = 4
"""Characters."""
SIZE: Final = 100
"""Hashes of 32 bits in a sketch."""
ALIKE: Final = 0.8
"""From here on two answers are called nearly the same."""
SHORTEST: Final = 80
"""Characters of substance; shorter answers may rightly be the same."""


def sketch(answer: str, key: bytes) -> bytes:
    """The sketch, b"" of an answer too short to be compared. `key` has at most 64 bytes."""
    said = substance(answer)
    if len(said) < SHORTEST:
        return b""
    runs = {said[at : at + RUN] for at in range(len(said) - RUN + 1)}
    hashes = sorted({_hash(run, key) for run in runs})[:SIZE]
    return struct.pack(f">{len(hashes)}I", *hashes)


def likeness(one: bytes, other: bytes) -> float:
    """Estimated share of runs in common, 0 to 1; 0 where one of them is no sketch."""
    if not one or not other:
        return 0.0
    mine, theirs = _hashes(one), _hashes(other)
    smallest = sorted(mine | theirs)[: min(SIZE, max(len(mine), len(theirs)))]
    return sum(found in mine and found in theirs for found in smallest) / len(smallest)


def _hashes(found: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f">{len(found) // 4}I", found))


def _hash(run: str, key: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), key=key, digest_size=4).digest(), "big")
