"""`hotline up` as a person meets it: one command, everything runs, Ctrl-C, again."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hotline.cli.binaries import free_port, is_free
from tests.cli.conftest import environment, hotline

PATIENCE = 60.0


class Running:
    """A running `hotline up`."""

    def __init__(self, state: Path, *arguments: str) -> None:
        self.port = free_port()
        self.log = state.parent / f"{state.name}.log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "hotline.cli",
                    "up",
                    "--no-demo",
                    "--port",
                    str(self.port),
                    *arguments,
                ],
                env=environment(state),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def health(self) -> dict[str, object]:
        """What /healthz says; empty when nobody answers."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/healthz", timeout=5
            ) as answer:
                return dict(json.load(answer))
        except (OSError, urllib.error.HTTPError):
            return {}

    def wait_well(self) -> None:
        """Until the database answers and every background process has just been alive."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            body = self.health()
            processes = body.get("processes")
            fresh = isinstance(processes, dict) and all(age < 3 for age in processes.values())
            if body.get("database") == "ok" and fresh and processes and len(processes) >= 2:
                return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self, number: int = signal.SIGINT) -> float:
        """Ask it to stop; how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        return time.monotonic() - began


@contextmanager
def up(state: Path, *arguments: str) -> Iterator[Running]:
    """`hotline up` until the block ends."""
    running = Running(state, *arguments)
    try:
        running.wait_well()
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if re.search(rf"^PPid:\t{pid}$", text, re.MULTILINE):
            found.append(int(status.parent.name))
    return found


def _server(state: Path) -> int:
    return int((state / "postgres/data/postmaster.pid").read_text().split("\n")[0])


def _kill(children: list[int]) -> None:
    for child in children:  # PostgreSQL, web, clock and courier alike
        os.kill(child, signal.SIGKILL)


def _killed_before_it_is_ready(running: Running) -> None:
    until = time.monotonic() + PATIENCE
    while len(children := _children(running.process.pid)) < 4:
        assert time.monotonic() < until, running.log.read_text()
        time.sleep(0.01)
    _kill(children)  # nothing answers yet
    running.wait_well()


def _killed_supervisor(running: Running, state: Path) -> None:
    """What it had started ends by itself, but for the database."""
    orphans = [c for c in _children(running.process.pid) if c != _server(state)]
    running.process.kill()
    running.process.wait()
    until = time.monotonic() + 15
    while any(_alive(orphan) for orphan in orphans):
        assert time.monotonic() < until, "children outlived a killed supervisor"
        time.sleep(0.1)
    assert is_free(running.port)


@pytest.mark.slow
@pytest.mark.faults
def test_started_stopped_killed_and_started_again(state: Path) -> None:
    """One state directory through everything, because each start takes its ten seconds."""
    with up(state) as running:
        assert not is_free(running.port)
        second = hotline("up", "--port", str(free_port()), state=state)
        assert second.returncode == 2
        assert "已在运行" in second.stderr
        assert running.stop() < 10
        assert running.process.returncode == 0
    assert "Traceback" not in running.log.read_text()
    assert is_free(running.port)
    assert not (state / "postgres/data/postmaster.pid").exists()
    again = Running(state)
    try:
        _killed_before_it_is_ready(again)
        _kill(_children(again.process.pid))
        time.sleep(0.3)
        again.wait_well()
        _killed_supervisor(again, state)
    finally:
        if again.process.poll() is None:
            again.stop()
    with up(state) as adopting:  # the database it left behind
        assert adopting.stop(signal.SIGTERM) < 10


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_virtual_time(state: Path) -> None:
    with up(state, "--at", "2026-02-13T16:30"):
        moved = hotline("clock-set", "2026-02-14T08:00", state=state, HOTLINE_VIRTUAL_TIME="1")
        assert "2026-02-14 00:00 UTC" in moved.stdout
        refused = hotline("clock-set", "2026-02-14T08:00", state=state)
        assert refused.returncode == 2
        assert "HOTLINE_VIRTUAL_TIME" in refused.stderr


def test_port_in_use_is_a_sentence(state: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = hotline("up", "--port", port, state=state)
    assert done.returncode == 2
    assert f"端口 {port} 已被占用" in done.stderr
    assert "Traceback" not in done.stderr


def test_ledger_commands_on_an_empty_journal(state: Path) -> None:
    hotline("db", "start", state=state)
    hotline("migrate", state=state)
    for act in ("verify", "rebuild", "seal"):
        done = hotline("ledger", act, state=state)
        assert done.returncode == 0, done.stdout + done.stderr
    assert hotline("doctor", state=state).returncode == 0
