"""An even pace, shared by all workers."""

import threading
import time


class Pace:
    """At most `rate` starts a second, evenly spread; 0 is as fast as answers come."""

    def __init__(self, rate: float) -> None:
        self.gap = 1 / rate if rate > 0 else 0.0
        self.lock = threading.Lock()
        self.free_at = time.monotonic()

    def wait(self, stop: threading.Event) -> None:
        """Until it is this worker's turn. Time lost in an outage is not made up for in a rush."""
        if not self.gap:
            return
        with self.lock:
            mine = self.free_at = max(self.free_at + self.gap, time.monotonic())
        stop.wait(mine - time.monotonic())
