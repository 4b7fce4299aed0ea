"""Killing the platform's processes at random moments, with SIGKILL, while people work.

Whoever is killed is started again by `hotline up`, PostgreSQL included; nothing else helps.
"""

import os
import random
import signal
import threading
from collections import Counter
from pathlib import Path

from hotline import config
from hotline.cli.postgres import Postgres

VICTIMS = ("web", "worker", "clock", "courier", "postgres")
"""`web` is the server's main process, `worker` one that answers requests."""


class Killer:
    """Kills `count` times, `every` seconds apart on average. `done` says whom how often."""

    def __init__(self, count: int, every: float, seed: int) -> None:
        self.count = count
        self.every = every
        self.luck = random.Random(seed)  # noqa: S311 - bad luck, not a secret
        self.done: Counter[str] = Counter()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    @property
    def finished(self) -> bool:
        """Whether everything was done that was asked for."""
        return self.done.total() >= self.count

    def _run(self) -> None:
        turn: list[str] = []
        while not self.finished:
            if self.stop.wait(self.luck.uniform(0.2, 2 * self.every)):
                return
            turn = turn or self.luck.sample(VICTIMS, len(VICTIMS))  # each as often as the others
            victim = turn.pop()
            pid = _pid(victim, self.luck)
            if pid:
                os.kill(pid, signal.SIGKILL)
                self.done[victim] += 1


def supervisor() -> int:
    """The process number of `hotline up` on this state directory; 0 when it does not run."""
    try:
        pid = int((config.state_dir() / "up.lock").read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return 0
    return pid if b"up" in words else 0


def _pid(victim: str, luck: random.Random) -> int:
    if victim == "postgres":
        return Postgres().server_pid()
    name = "web" if victim == "worker" else victim
    mine = [pid for pid in _children(supervisor()) if name.encode() in _words(pid)]
    if victim == "worker":
        mine = [worker for pid in mine for worker in _children(pid)]
    return luck.choice(mine) if mine else 0


def _words(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def _children(parent: int) -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            # pid (name) state ppid …; the name may hold spaces and parentheses
            ppid = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent and ppid == parent:
            found.append(int(place.name))
    return sorted(found)
