"""The real command, in a state directory of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import cluster

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def state(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A state directory that PostgreSQL's unprivileged user can enter; stopped afterwards."""
    folder = cluster.RUN / f"s{abs(hash(request.node.nodeid)) % 10**8}"
    yield folder
    if (folder / "postgres/data/postmaster.pid").exists():
        hotline("db", "stop", state=folder)


def environment(state: Path, **more: str) -> dict[str, str]:
    """What a user's shell would have: nothing of this test run."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HOTLINE_", "DATABASE_"))}
    return kept | {"HOTLINE_STATE": str(state)} | more


def hotline(*arguments: str, state: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "hotline.cli", *arguments],
        env=environment(state, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
