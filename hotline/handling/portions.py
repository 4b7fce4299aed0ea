"""Long work a portion at a time, between other work of a process."""

import time
from collections.abc import Callable


class Portions:
    """Calls `portion` until it does nothing, then looks again after `look` seconds; every `hour`
    seconds what is old is swept."""

    def __init__(
        self,
        portion: Callable[[], int],
        sweep: Callable[[], None],
        *,
        look: float = 1.0,
        hour: float = 3600.0,
    ) -> None:
        self._portion, self._sweep, self._look, self._hour = portion, sweep, look, hour
        self._looked = self._swept = -hour

    def step(self) -> int:
        """One portion, or a look for one; 0 where there was nothing to do."""
        now = time.monotonic()
        if now - self._looked < self._look:
            return 0
        if now - self._swept >= self._hour:
            self._sweep()
            self._swept = now
        done = self._portion()
        self._looked = now if not done else -self._look
        return done
