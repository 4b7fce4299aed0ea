"""Promise 3 over a failover: a standby takes over and lacks the newest events.

The fixture `second_cluster` is the primary; its base backup follows it until it is cut off.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from django.core.management import call_command

from hotline import config, ledger
from hotline.cli import account
from hotline.cli.binaries import free_port
from hotline.cli.postgres import Postgres
from hotline.ledger.models import Epoch
from tests import cluster
from tests.ledger import toy

pytestmark = pytest.mark.faults


class Standby:
    """A streaming replica of `primary`, beside it."""

    def __init__(self, primary: Postgres) -> None:
        self.primary, self.data = primary, primary.home / "standby"
        own = config.cluster()
        assert own
        self.before, self.own = own, msgspec.structs.replace(own, port=free_port())

    def run(self, program: str, *words: object) -> None:
        """One of PostgreSQL's programs, as its user."""
        done = subprocess.run(
            [self.primary.programs / program, *map(str, words)],
            capture_output=True, text=True, cwd="/", check=False,
            **account.popen_arguments(self.primary.run_as),
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Copy the primary and follow it."""
        with (self.primary.data / "pg_hba.conf").open("a") as file:
            file.write("local replication postgres scram-sha-256\n")
        self.ask(self.before, "SELECT pg_reload_conf()")
        source = self.before.url("postgres").replace(f"dbname={config.DATABASE_NAME} ", "")
        self.run("pg_basebackup", "-D", self.data, "-R", "-c", "fast", "-d", source)
        conf = self.data / "hotline.conf"
        conf.write_text(f"{conf.read_text()}\nport = {self.own.port}\n")
        log = self.primary.home / "standby.log"
        self.run("pg_ctl", "start", "-w", "-D", self.data, "-l", log)

    def stop(self) -> None:
        """At once; it is thrown away."""
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "-m", "immediate", "-D", self.data)

    def ask(self, where: config.Cluster, text: Any, *values: Any) -> Any:
        """One value, as superuser."""
        with psycopg.connect(where.url("postgres"), autocommit=True) as connection:
            row = connection.execute(text, values).fetchone()
            return row[0] if row else None

    def catch_up(self) -> None:
        """Until it has replayed all that the primary wrote."""
        head = self.ask(self.before, "SELECT pg_current_wal_flush_lsn()")
        while not self.ask(self.own, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", head):
            time.sleep(0.02)

    def cut_off(self) -> None:
        """The network between the two is gone."""
        with psycopg.connect(self.own.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET primary_conninfo = ''")
            connection.execute("SELECT pg_reload_conf()")
        while self.ask(self.before, "SELECT count(*) FROM pg_stat_replication"):
            time.sleep(0.02)

    def use(self) -> None:
        """Point Django at it."""
        config.save_cluster(self.own)
        cluster.connect_to(config.DATABASE_NAME)


@pytest.fixture
def standby(second_cluster: Postgres) -> Iterator[Standby]:
    lacking = [
        name
        for name in ("pg_basebackup", "pg_ctl")
        if not shutil.which(name, path=str(second_cluster.programs))
    ]
    if lacking:
        pytest.skip(f"this PostgreSQL comes without {' and '.join(lacking)}")
    made = Standby(second_cluster)
    try:
        yield made
    finally:
        cluster.disconnect()
        made.stop()


def test_a_promoted_standby_begins_an_epoch(
    second_cluster: Postgres, standby: Standby, settings: Any, tmp_path: Path
) -> None:
    settings.STATE_DIR = tmp_path
    cluster.connect_to(config.DATABASE_NAME)
    call_command("migrate", database="owner", verbosity=0)
    toy.make_tables()
    ref = toy.account("toy-alone")
    toy.open_account(ref)
    toy.sequence()
    standby.start()
    kept = ledger.follow(None).cursor
    standby.catch_up()
    standby.cut_off()
    toy.done(toy.deposit(ref, 5))
    toy.sequence()
    lost = ledger.follow(None).cursor

    standby.use()
    assert ledger.follow(kept).events == [], "the standby serves readers of the same life"
    assert second_cluster.process
    os.kill(second_cluster.server_pid(), signal.SIGKILL)
    second_cluster.process.wait(10)
    standby.run("pg_ctl", "promote", "-w", "-D", standby.data)
    for cursor in (kept, lost):
        with pytest.raises(ledger.CursorRefused, match="新纪元尚未开始"):
            ledger.follow(cursor)
    toy.sequence()
    toy.done(toy.deposit(ref, 7))
    toy.sequence()
    with pytest.raises(ledger.CursorRefused, match="当前为第 2 纪元") as refused:
        ledger.follow(lost)
    batch = ledger.follow(refused.value.restart)
    assert [event.event.amount for event in batch.events] == [7]
    identities = Epoch.objects.order_by("epoch").values_list("identity", flat=True)
    assert [identity.split("/")[1] for identity in identities] == ["1", "2"]
    report = ledger.verify()
    assert report.ok and report.lost == 1, report
