"""What a run has done so far, and how it is shown while it runs and reported at the end."""

import sys
import threading
import time
from array import array
from typing import Any, TextIO

import msgspec

EXAMPLES = 5


class Refused(msgspec.Struct):
    """How often something was refused for one reason, with the first examples."""

    count: int = 0
    examples: list[str] = []


class Tally:
    """Counts by name, refusals by code, and the time each answer took. Safe between threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.counts: dict[str, int] = {}
        self.refused: dict[str, Refused] = {}
        self.seconds = array("f")

    def add(self, name: str, count: int = 1) -> None:
        """One more of that name."""
        with self.lock:
            self.counts[name] = self.counts.get(name, 0) + count

    def answered(self, seconds: float) -> None:
        """One more answer, and how long it took."""
        with self.lock:
            self.seconds.append(seconds)

    def refuse(self, code: str, example: str) -> None:
        """One more refusal."""
        with self.lock:
            found = self.refused.setdefault(code, Refused())
            found.count += 1
            if len(found.examples) < EXAMPLES:
                found.examples.append(example[:300])

    def count(self, name: str) -> int:
        """How many of that name."""
        return self.counts.get(name, 0)

    @property
    def refusals(self) -> int:
        """How many refusals of all codes."""
        return sum(found.count for found in list(self.refused.values()))

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began

    def quantile_ms(self, part: float) -> float:
        """The time under which that part of all answers came, in milliseconds."""
        with self.lock:
            ordered = sorted(self.seconds)
        return round(ordered[min(int(part * len(ordered)), len(ordered) - 1)] * 1000, 1)

    def report(self) -> dict[str, Any]:
        """Everything, as plain data."""
        found: dict[str, Any] = {
            **self.counts,
            "refused": {code: msgspec.to_builtins(one) for code, one in self.refused.items()},
            "seconds": round(self.elapsed, 2),
        }
        if self.seconds:
            found |= {"p50_ms": self.quantile_ms(0.5), "p99_ms": self.quantile_ms(0.99)}
        return found


class Progress:
    """One line that is written over on a terminal; a new line every ten seconds elsewhere."""

    def __init__(self, total: int, stream: TextIO = sys.stderr) -> None:
        self.total = total
        self.stream = stream
        self.live = stream.isatty()
        self.every = 0.2 if self.live else 10.0
        self.began = self.told = time.monotonic()
        self.width = 0

    def show(self, done: int, words: str, *, last: bool = False) -> None:
        """`done` of `total`, the rate, the time left, and `words`."""
        now = time.monotonic()
        if now - self.told < self.every and not last:
            return
        self.told = now
        rate = done / max(now - self.began, 1e-6)
        left = (self.total - done) / rate if rate and self.total else 0.0
        part = done / self.total if self.total else 1.0
        line = (
            f"[{'#' * int(part * 24):<24}] {done}/{self.total} "
            f"{rate:.0f}/s 剩余 ETA {int(left) // 60}:{int(left) % 60:02} {words}"
        )
        if self.live:
            self.stream.write("\r" + line.ljust(self.width) + ("\n" if last else ""))
            self.width = len(line)
        else:
            self.stream.write(line + "\n")
        self.stream.flush()
