"""Child processes that are started again when they die."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from hotline import lifeline

FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.3, 5.0, 30.0


class Child:
    """One `hotline` subcommand kept running. Its pauses double while it keeps dying."""

    def __init__(self, name: str, arguments: Sequence[str], say: Callable[[str], None]) -> None:
        self.name = name
        self.arguments = arguments
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = FIRST_PAUSE
        self.started_at = 0.0
        self.start_again_at = 0.0

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches the supervisor, who stops in order."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hotline.cli", self.name, *self.arguments],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {lifeline.PARENT: str(os.getpid())},
        )

    def look(self) -> None:
        """Notice a death, and start again when the pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_again_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.process = None
            steady = now - self.started_at > STEADY
            self.pause = FIRST_PAUSE if steady else min(self.pause * 2, LONGEST_PAUSE)
            self.start_again_at = now + self.pause
            self.say(
                f"{self.name} 意外结束（{code}），{self.pause:.1f} 秒后重新启动。"
                f"/ {self.name} ended ({code}), starting again in {self.pause:.1f} s."
            )

    def ask_to_stop(self) -> None:
        """SIGTERM."""
        if self.process:
            self.process.terminate()

    def wait_stopped(self, patience: float) -> None:
        """Wait, then kill."""
        if not self.process:
            return
        try:
            self.process.wait(max(patience, 0.01))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
