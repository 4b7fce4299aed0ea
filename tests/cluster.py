"""One PostgreSQL for the whole run, one migrated template, one clone per worker.

Started by whichever worker needs it first (a file lock decides), stopped by the process that
began the run. Durability stays on; the data lies in memory where there is room, so it costs
nothing. Connections are those of the application role, as in production.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from hotline import config
from hotline.cli.postgres import Postgres

RUN = Path(os.environ["HOTLINE_TEST_RUN"])
TEMPLATE = "template_hotline"
SERVER = Postgres(
    say=lambda _: None,
    extra={"shared_buffers": "'64MB'", "max_wal_size": "'512MB'", "autovacuum": "off"},
)


def ensure() -> None:
    """Start the cluster and migrate the template unless another worker has; then point at it."""
    with (RUN / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (RUN / "ready").exists():
            SERVER.start()
            execute("CREATE DATABASE {} OWNER {}", TEMPLATE, config.OWNER_ROLE)
            connect_to(TEMPLATE)
            from hotline.cli.migrate import migrate

            migrate(say=lambda _: None)
            disconnect()
            (RUN / "ready").touch()
    if not SERVER.major:
        SERVER.find_binaries(prepare=False)  # another worker started it: tests run its programs


def execute(statement: str, *names: str) -> None:
    """One statement as superuser outside any transaction; `{}` are identifiers."""
    own = config.cluster()
    assert own is not None
    with psycopg.connect(own.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def end_sessions(database: str) -> None:
    """Cut every connection to `database`, as a crash of the server would."""
    own = config.cluster()
    assert own is not None
    with psycopg.connect(own.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
        )


def connect_to(database: str) -> None:
    """Point both of Django's aliases at `database`, in every thread of this process."""
    disconnect()
    for alias in ("default", "owner"):
        given = config.database(alias)
        for known in (settings.DATABASES[alias], connections.databases[alias]):
            known["NAME"] = database
            known["USER"], known["PASSWORD"] = given["user"], given["password"]
            known["HOST"], known["PORT"] = given["host"], given["port"]


def disconnect() -> None:
    """Close this thread's connections and this process's pools."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].close_pool()


def current() -> str:
    """The name of the database that Django is pointed at."""
    return str(connections.databases["default"]["NAME"])


@contextmanager
def clone(name: str) -> Iterator[str]:
    """A database copied from the template for the length of the block; then as before."""
    before = current()
    execute("CREATE DATABASE {} TEMPLATE {} OWNER {}", name, TEMPLATE, config.OWNER_ROLE)
    connect_to(name)
    try:
        yield name
    finally:
        connect_to(before)
        execute("DROP DATABASE {} WITH (FORCE)", name)


def url(alias: str = "default") -> str:
    """A libpq string for the current database, for processes that a test starts."""
    own = config.cluster()
    assert own is not None
    return own.url(config.APP_ROLE if alias == "default" else config.OWNER_ROLE, current())


def environment() -> dict[str, str]:
    """What a process started by a test needs to work on the current database."""
    return os.environ | {"DATABASE_URL": url(), "OWNER_DATABASE_URL": url("owner")}


def stop() -> None:
    """Stop the server and remove its data; only for the process that began the run."""
    if os.environ["HOTLINE_TEST_OWNER"] == str(os.getpid()):
        SERVER.stop()
        shutil.rmtree(RUN, ignore_errors=True)
