"""How often somebody may ask, counted for all worker processes of this node together.

    TOKENS = Rate("token", most=100, seconds=10)
    TOKENS.take(key)    0 and counted, or the seconds to wait

The counts lie in one piece of memory that the workers inherit when `hotline web` forks them (see
cli/web.py), so there is no statement, no file and no lock between processes: two that count the
same key at the very same moment may count once for two, which lets one request too many through
and costs nobody anything. A restart forgets. Several nodes each count for themselves. Of whom is
counted only a short digest is held, in memory.

Each key has one number, the moment at which its allowance will be whole again (GCRA): `most` at
once, and one more every `seconds / most`. Times are the machine's, never the city's.
"""

import mmap
import struct
import threading
import time
from hashlib import blake2b
from math import ceil

_SLOT = struct.Struct("<Qd")
_WAYS = 4
_SETS = 1 << 14
"""65,536 keys at a time in 1 MB; the one that is whole soonest makes room for a new one."""

_table = mmap.mmap(-1, _SETS * _WAYS * _SLOT.size)  # shared with whoever is forked from here
_lock = threading.Lock()


class Rate:
    """At most `most` at once per key, and over time `most` per `seconds`. 0 means no limit."""

    def __init__(self, name: str, *, most: int, seconds: float) -> None:
        self.name, self.most = name.encode(), most
        self.step = seconds / most if most else 0.0

    def wait(self, key: str) -> int:
        """Whole seconds until the next is allowed; 0 when it is now."""
        with _lock:
            _, _, whole = self._find(key)
            return self._seconds(whole)

    def take(self, key: str) -> int:
        """Counts one and gives 0, or the seconds until the next is allowed."""
        with _lock:
            place, digest, whole = self._find(key)
            seconds = self._seconds(whole)
            if not seconds and self.most:
                self._put(place, digest, whole)
            return seconds

    def mark(self, key: str) -> None:
        """Counts one, whether allowed or not."""
        with _lock:
            self._put(*self._find(key))

    def clear(self, key: str) -> None:
        """Forgets the key."""
        with _lock:
            place, digest, _ = self._find(key)
            _SLOT.pack_into(_table, place, digest, 0.0)

    def _seconds(self, whole: float) -> int:
        return max(0, ceil(whole - time.monotonic() - (self.most - 1) * self.step - 1e-6))

    def _put(self, place: int, digest: int, whole: float) -> None:
        now = time.monotonic()
        whole = min(max(whole, now) + self.step, now + self.most * self.step)
        _SLOT.pack_into(_table, place, digest, whole)

    def _find(self, key: str) -> tuple[int, int, float]:
        """Where the key's number is or may be put, its digest, and the number (0.0: none yet)."""
        said = b"%b\0%b" % (self.name, key.encode(errors="replace"))
        digest = int.from_bytes(blake2b(said, digest_size=8).digest(), "little") or 1
        first = digest % _SETS * _WAYS * _SLOT.size
        soonest, free = float("inf"), first
        for place in range(first, first + _WAYS * _SLOT.size, _SLOT.size):
            found, whole = _SLOT.unpack_from(_table, place)
            if found == digest:
                sound = whole <= time.monotonic() + self.most * self.step + 1
                return place, digest, whole if sound else 0.0
            if whole < soonest:
                soonest, free = whole, place
        return free, digest, 0.0
