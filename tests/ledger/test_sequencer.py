"""Promise 3: one process at a time gives positions, and neither errors nor crowds stop it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from hotline import ledger
from hotline.ledger import outside, sequencer, statements
from hotline.ledger.models import Epoch, Outbox, Seal
from tests import cluster
from tests.ledger import toy


def test_nothing_begins_before_the_first_event(toy_alone: str) -> None:
    assert ledger.sequence_once() == 0 and ledger.seal_export() is None
    assert not Epoch.objects.exists() and outside.journals() == []
    before = ledger.follow(None).cursor
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    toy.sequence()
    assert [event.stream for event in ledger.follow(before).events] == [ref]


def test_a_second_process_waits_its_turn(toy_alone: str) -> None:
    toy.open_account(toy.account(toy_alone))
    with psycopg.connect(cluster.url()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [sequencer.LOCK])
        assert ledger.sequence_once() == 0 and Outbox.objects.count() == 1
    assert ledger.sequence_once() == 1


def test_a_sequencer_that_starts_writes_outside_what_a_killed_one_could_not(
    toy_alone: str,
) -> None:
    """The erasure's process died after the commit and before the file (test_faults kills one)."""
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    toy.sequence()
    assert ledger.read(ref)[0].sealed, "its key is in memory now"
    toy.done(ledger.erase([ref], toy.request(toy_alone), "本人申请"))
    journal = Epoch.objects.get().journal
    file = outside.folder(journal) / "erasures.jsonl"
    written = file.read_text()
    file.unlink()
    toy.sequence()
    assert not file.exists(), "a running sequencer has no reason to look"
    sequencer._reconciled.clear()
    toy.sequence()
    assert file.read_text() == written


@contextmanager
def _running() -> Iterator[None]:
    stop = threading.Event()

    def work() -> None:
        ledger.run_sequencer(stop)
        statements.wrapper().close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _until_placed() -> None:
    while Outbox.objects.exists():
        pass


def test_it_waits_for_a_lost_database(toy_alone: str, caplog: pytest.LogCaptureFixture) -> None:
    with _running():
        toy.open_account(toy.account(toy_alone))
        _until_placed()
        cluster.end_sessions(cluster.current())
        cluster.disconnect()
        while "sequencer waits for the database" not in caplog.text:
            pass
        toy.open_account(toy.account(toy_alone))
        _until_placed()
    assert ledger.verify().positions == 2


def test_a_crowd_is_placed_without_pauses(toy_alone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While rounds are full it goes on at once: five full rounds, and no wait between them."""
    for _ in range(5):
        toy.open_account(toy.account(toy_alone))
    monkeypatch.setattr(sequencer, "BATCH", 1)
    monkeypatch.setattr(sequencer, "_BUSY_SECONDS", 3600.0)
    monkeypatch.setattr(sequencer, "_IDLE_SECONDS", 0.01)
    with _running():
        _until_placed()
    assert Seal.objects.count() == 5
