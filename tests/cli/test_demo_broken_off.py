"""The database dies while the demo city is loading: one is told what to do, and again next time."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from hotline.cli.binaries import free_port
from tests.cli.conftest import environment, hotline

PATIENCE = 60.0


def test_a_load_that_broke_off_says_what_to_do(state: Path) -> None:
    log = state.parent / f"{state.name}.log"
    with log.open("w") as file:
        loading = subprocess.Popen(
            [sys.executable, "-u", "-m", "hotline.cli", "up", "--port", str(free_port())],
            env=environment(state),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    until = time.monotonic() + PATIENCE
    while "12/60" not in log.read_text() and time.monotonic() < until:
        assert loading.poll() is None, log.read_text()
        time.sleep(0.1)
    server = next(state.rglob("postmaster.pid")).read_text().split()[0]
    os.kill(int(server), signal.SIGQUIT)
    assert loading.wait(PATIENCE) == 2, log.read_text()
    said = log.read_text()
    assert "演示城市不完整" in said
    assert f"请删除 {state} 后重新执行 hotline up" in said
    assert f"delete {state}" in said
    assert "Traceback" not in said
    assert hotline("db", "start", state=state).returncode == 0
    again = hotline("demo", "load", state=state)
    assert again.returncode == 0
    assert "上次装载中断" in again.stdout
