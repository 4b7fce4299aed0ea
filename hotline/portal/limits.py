"""How often one address may write, and how often one may guess a query code.

Counted in the memory of this process: a restart forgets, and several processes each count for
themselves. That is enough, because a code has 40 bits, so guessing it is hopeless at any rate; the
limit is there against nuisance. Nothing about visitors is stored.

Assumes that many citizens can share one address (mobile networks), so per address it is generous.
Times are the machine's, never the city's.
"""

import threading
import time
from collections import OrderedDict, deque

from django.http import HttpRequest

_KEYS = 20_000


class Limit:
    """At most `most` marks per key within `seconds`."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most, self.seconds = most, seconds
        self._marks: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> int:
        """Seconds until the next is allowed; 0 when it is now."""
        with self._lock:
            marks = self._recent(key)
            if marks is None or len(marks) < self.most:
                return 0
            return max(1, int(marks[0] + self.seconds - time.monotonic()) + 1)

    def mark(self, key: str) -> None:
        """One more for that key."""
        with self._lock:
            marks = self._recent(key)
            if marks is None:
                marks = self._marks[key] = deque()
            marks.append(time.monotonic())
            self._marks.move_to_end(key)
            while len(self._marks) > _KEYS:
                self._marks.popitem(last=False)

    def clear(self, key: str) -> None:
        """Forgets the key."""
        with self._lock:
            self._marks.pop(key, None)

    def _recent(self, key: str) -> deque[float] | None:
        marks = self._marks.get(key)
        since = time.monotonic() - self.seconds
        while marks and marks[0] < since:
            marks.popleft()
        if marks is not None and not marks:
            del self._marks[key]
            return None
        return marks


REPORTS = Limit(30, 600)
"""Reports from one address."""
CODES = Limit(5, 900)
"""Wrong codes for one number from one address."""
GUESSES = Limit(40, 900)
"""Wrong codes from one address, whatever the number."""


def address(request: HttpRequest) -> str:
    """Where the request came from, as the web server saw it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def in_minutes(seconds: int) -> str:
    """约 3 分钟."""
    return f"{max(1, -(-seconds // 60))} 分钟"
