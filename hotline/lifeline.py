"""Ending when the process that started us has ended, and saying that we are alive.

A supervisor killed with -9 cannot stop its children; they notice by themselves, so that the next
start finds the port free and no old version at work.
"""

import os
import signal
import threading
import time
from pathlib import Path

from hotline import config

INTERVAL = 0.5
PARENT = "HOTLINE_PARENT"


def follow_parent() -> None:
    """End this process (SIGTERM, as a stop would) when the parent named in HOTLINE_PARENT is gone.

    Does nothing without that variable: a process started by hand may outlive its shell.
    """
    parent = os.environ.get(PARENT, "")
    if parent.isdecimal():
        threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(INTERVAL)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os.kill(os.getpid(), signal.SIGKILL)


def _folder() -> Path:
    return config.state_dir() / "run"


def beat(name: str) -> None:
    """Say that the process type `name` of this node has just done a round of its work."""
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        (_folder() / f"{name}.alive").touch()
    except OSError:
        # A full disk must not stop a round of work; the silence itself is the message.
        return


def read() -> dict[str, float]:
    """Seconds since each process type of this node last said that it is alive."""
    return {
        path.stem: round(time.time() - path.stat().st_mtime, 1)
        for path in sorted(_folder().glob("*.alive"))
    }
