"""Our own start and stop of PostgreSQL, and the faults a machine can have."""

import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from hotline.cli import account, binaries, postgres
from hotline.cli.trouble import Trouble
from tests.cli.conftest import hotline

AS_ROOT = os.geteuid() == 0


def _pid(state: Path) -> int:
    return int((state / "postgres/data/postmaster.pid").read_text().split("\n")[0])


def _url(state: Path, role: str = "app") -> str:
    return hotline("db", "psql-url", "--role", role, state=state).stdout.strip()


def test_made_started_stopped_and_found_again(state: Path) -> None:
    assert hotline("db", "start", state=state).returncode == 0
    url = _url(state)
    with psycopg.connect(_url(state, "owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    assert hotline("db", "start", state=state).returncode == 0  # a second start changes nothing
    assert _url(state) == url
    began = time.monotonic()
    assert hotline("db", "stop", state=state).returncode == 0
    assert time.monotonic() - began < 5
    assert not (state / "postgres/data/postmaster.pid").exists()
    hotline("db", "start", state=state)
    with psycopg.connect(_url(state, "owner")) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)


def test_secrets_are_private_and_passwords_are_asked(state: Path) -> None:
    hotline("db", "start", state=state)
    for path in (state / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((state / "postgres/data").stat().st_mode) == 0o700
    url = _url(state)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.rsplit("password=", 1)[0] + "password=wrong")
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('full_page_writes'), current_setting('TimeZone'),"
            " has_schema_privilege('public', 'CREATE')"
        ).fetchone()
    assert row == ("on", "on", "on", "UTC", False)


@pytest.mark.faults
def test_recovers_after_kill_with_its_lock_naming_a_stranger(state: Path) -> None:
    hotline("db", "start", state=state)
    with psycopg.connect(_url(state, "owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    owner = (state / "postgres/data").stat()
    os.kill(_pid(state), signal.SIGKILL)
    # The number in the lock now belongs to another program of the same user.
    stranger = subprocess.Popen(
        ["sleep", "60"], **({"user": owner.st_uid, "group": owner.st_gid} if AS_ROOT else {})
    )
    lock = state / "postgres/data/postmaster.pid"
    lock.write_text(lock.read_text().replace(str(_pid(state)), str(stranger.pid), 1))
    try:
        done = hotline("db", "start", state=state)
        assert done.returncode == 0, done.stderr
        assert stranger.poll() is None
        with psycopg.connect(_url(state, "owner")) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (42,)
    finally:
        stranger.kill()
        stranger.wait()


def test_its_port_may_have_been_taken_meanwhile(state: Path) -> None:
    hotline("db", "start", state=state)
    port = psycopg.conninfo.conninfo_to_dict(_url(state))["port"]
    hotline("db", "stop", state=state)
    import socket

    with socket.create_server(("127.0.0.1", int(str(port)))):
        assert hotline("db", "start", state=state).returncode == 0
    assert psycopg.conninfo.conninfo_to_dict(_url(state))["port"] != port


def test_lost_passwords_are_named(state: Path) -> None:
    hotline("db", "start", state=state)
    path = state / "secrets/database.json"
    right = path.read_text()
    path.write_text(right.replace('"super_password": "', '"super_password": "x'))
    done = hotline("db", "start", state=state)
    path.write_text(right)
    assert done.returncode == 2
    assert "database.json" in done.stderr


def _fake(folder: Path, script: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'error while loading shared libraries: libz.so.1' >&2; exit 127", "缺少系统库"),
        ("echo 'postgres (PostgreSQL) 14.3'", "不受支持"),
        (
            'case "$1" in --version) echo "postgres (PostgreSQL) 18.1";;'
            ' *) echo "No space left on device" >&2; exit 1;; esac',
            "空间不足",
        ),
    ],
    ids=["library missing", "too old", "disk full"],
)
def test_programs_that_fail_are_explained(state: Path, script: str, words: str) -> None:
    state.mkdir()
    folder = _fake(state / "bin", script)
    done = hotline("db", "start", state=state, HOTLINE_POSTGRES=str(folder))
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_folder_without_programs_is_named(state: Path) -> None:
    done = hotline("db", "start", state=state, HOTLINE_POSTGRES="/nowhere/bin")
    assert done.returncode == 2
    assert "/nowhere/bin" in done.stderr


def test_state_that_cannot_be_written_is_named(state: Path) -> None:
    state.parent.mkdir(exist_ok=True)
    state.write_text("a file where the folder should be")
    try:
        done = hotline("db", "start", state=state)
        assert done.returncode == 2
        assert "无法写入" in done.stderr
    finally:
        state.unlink()


def test_disk_without_room_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="空间不足"):
        account.check_room(tmp_path / "not" / "yet", 10**18)


@pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as somebody else")
def test_root_needs_a_user_that_exists(state: Path) -> None:
    done = hotline("db", "start", state=state, HOTLINE_SYSTEM_USER="no-such-user")
    assert "no-such-user" in done.stderr
    assert done.returncode == 2
    root = hotline("db", "start", state=state, HOTLINE_SYSTEM_USER="root")
    assert "root" in root.stderr
    assert root.returncode == 2


@pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as somebody else")
def test_parents_keep_their_mode_and_are_named_when_closed(state: Path) -> None:
    closed = state / "closed"
    closed.mkdir(parents=True)
    closed.chmod(0o700)
    done = hotline("db", "start", state=closed / "state")
    assert done.returncode == 2
    assert "进不了" in done.stderr
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as somebody else")
def test_programs_out_of_reach_are_copied(state: Path) -> None:
    """A checkout under root's own folder: the unprivileged user cannot enter it."""
    home = state / "postgres"
    home.mkdir(parents=True)
    copy = binaries.within_reach(binaries.embedded(), home)
    assert account.can_execute(copy / "postgres", account.unprivileged(create=True))
    assert binaries.within_reach(binaries.embedded(), home) == copy


def test_long_state_path_still_gets_a_socket(state: Path) -> None:
    long = state / ("l" * 60) / ("o" * 60)
    assert hotline("db", "start", state=long).returncode == 0
    with psycopg.connect(_url(long)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    hotline("db", "stop", state=long)


@pytest.mark.parametrize(
    ("memory", "expected"), [(512 * 2**20, 128 * 2**20), (2**34, 2**31), (2**40, 4 * 2**30)]
)
def test_its_cache_grows_with_the_machine_within_bounds(
    monkeypatch: pytest.MonkeyPatch, memory: int, expected: int
) -> None:
    monkeypatch.setattr("os.sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": memory // 4096}.get)
    assert postgres.buffers() == expected
