"""What somebody with the superuser's password could do to the journal: triggers are off here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from hotline import config
from tests import cluster


@contextmanager
def superuser() -> Iterator["psycopg.Connection[Any]"]:
    """The current database with every trigger switched off."""
    own = config.cluster()
    assert own is not None
    url = own.url("postgres", cluster.current())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def tamper(*statements: str) -> None:
    """Run statements so; each must change something."""
    with superuser() as connection:
        for text in statements:
            assert connection.execute(text).rowcount > 0, text  # type: ignore[arg-type]
