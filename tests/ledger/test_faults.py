"""Processes killed on purpose: ours at named points, PostgreSQL under load, a restored dump."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from hotline import config, ledger
from hotline.cli.postgres import Postgres
from hotline.ledger import outside
from hotline.ledger.models import Epoch, Outbox
from tests import cluster
from tests.ledger import child, toy
from tests.ledger.promises import consistent

pytestmark = pytest.mark.faults


def _state() -> Path:
    return Path(settings.STATE_DIR)


@pytest.mark.parametrize("point", ["sequencer-before-commit", "sequencer-after-commit"])
def test_a_killed_sequencer_loses_and_repeats_nothing(point: str, toy_alone: str) -> None:
    refs = [toy.account(toy_alone) for _ in range(3)]
    toy.open_account(refs[0])
    toy.sequence()
    for ref in refs[1:]:
        toy.open_account(ref)
    assert child.finish(child.start(_state(), "sequence", HOTLINE_FAIL_AT=point)) == -9
    toy.sequence()
    toy.deposit(refs[0])
    toy.sequence()
    assert Outbox.objects.count() == 0
    assert [event.stream for event in ledger.follow(None).events] == [*refs, refs[0]]
    report = ledger.verify()
    assert report.ok and report.positions == 4 and Epoch.objects.count() == 1
    journal = Epoch.objects.get().journal
    last = outside.last_link(journal)
    assert last and last.last == 4


def test_an_erasure_killed_before_its_file_is_kept_outside_later(toy_alone: str) -> None:
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    toy.sequence()
    process = child.start(_state(), "erase", str(ref.id), HOTLINE_FAIL_AT="erasure-before-file")
    assert child.finish(process) == -9
    journal = Epoch.objects.get().journal
    assert ledger.read(ref)[0].sealed is None and outside.destroyed(journal) == []
    assert child.finish(child.start(_state(), "sequence")) == 0
    assert [key.stream_id for key in outside.destroyed(journal)] == [ref.id]


def test_nothing_acknowledged_is_lost_when_postgresql_is_killed(
    second_cluster: Postgres, settings: Any, tmp_path: Path
) -> None:
    settings.STATE_DIR = tmp_path
    cluster.connect_to(config.DATABASE_NAME)
    call_command("migrate", database="owner", verbosity=0)
    toy.make_tables()
    ref = toy.account("toy-alone")
    toy.open_account(ref)
    process = child.start(tmp_path, "stream", str(ref.id))
    assert process.stdout
    acknowledged = [process.stdout.readline() for _ in range(60)]
    os.kill(second_cluster.server_pid(), signal.SIGKILL)
    assert second_cluster.process and second_cluster.process.wait(10) == -signal.SIGKILL
    rest, _ = process.communicate(timeout=30)
    assert process.returncode != 0
    last = int((acknowledged + rest.split())[-1])
    assert last >= 60
    cluster.disconnect()
    second_cluster.start()
    # One more may have been committed whose acknowledgement did not get through.
    assert ledger.state_of(ref).balance in (last, last + 1)
    consistent(ref)
    toy.sequence()
    report = ledger.verify()
    assert report.ok and report.positions == report.events
    assert ledger.rebuild().ok


def test_a_dump_restored_elsewhere_begins_an_epoch(
    toy_alone: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ref, erased = toy.account(toy_alone), toy.account(toy_alone)
    toy.open_account(ref)
    toy.open_account(erased)
    toy.sequence()
    own, dump = config.cluster(), tmp_path / "dump"
    assert own
    source = own.url("postgres", cluster.current())
    programs = cluster.SERVER.programs
    _run(programs / "pg_dump", "--format=custom", f"--file={dump}", f"--dbname={source}")
    toy.done(toy.deposit(ref, 5))
    toy.sequence()
    cursor = ledger.follow(None).cursor
    toy.done(ledger.erase([erased], toy.request(toy_alone), "本人申请"))

    request.getfixturevalue("second_cluster")
    _restore(programs, dump)
    toy.sequence()
    with pytest.raises(ledger.CursorRefused) as refused:
        ledger.follow(cursor)
    toy.done(toy.deposit(ref, 7))
    toy.sequence()
    batch = ledger.follow(refused.value.restart)
    assert batch.events[-1].event.amount == 7
    assert ledger.state_of(ref).balance == 7
    report = ledger.verify()
    assert report.ok and report.lost == 1, report
    assert ledger.read(erased)[0].sealed is None, "the backup brought erased data back"
    assert [epoch.epoch for epoch in Epoch.objects.order_by("epoch")] == [1, 2]


def _restore(programs: Path, dump: Path) -> None:
    """Into the second cluster, which Django is pointed at afterwards."""
    target = config.cluster()
    assert target
    url = target.url("postgres", config.DATABASE_NAME)
    _run(programs / "pg_restore", f"--dbname={url}", dump)
    cluster.connect_to(config.DATABASE_NAME)


def _run(*words: "str | Path") -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
