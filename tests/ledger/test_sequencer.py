"""Promise 3: one process at a time gives positions, and neither errors nor crowds stop it."""

import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError

from hotline import ledger
from hotline.ledger import outside, points, sequencer, statements
from hotline.ledger.models import Epoch, Outbox, Seal
from tests import cluster
from tests.ledger import toy
from tests.ledger.tamper import superuser


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


def _lose() -> None:
    """End this thread's session, as a failing server or network would."""
    pid = statements.run("SELECT pg_backend_pid()")[0][0]
    with superuser() as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        gone = "SELECT 1 FROM pg_stat_activity WHERE pid = %s"
        while other.execute(gone, [pid]).fetchone():
            time.sleep(0.005)


@pytest.mark.parametrize("act", [ledger.sequence_once, ledger.verify, lambda: ledger.follow(None)])
def test_a_connection_lost_at_rest_is_said_once(act: Callable[[], object], toy_alone: str) -> None:
    """As Django's error, which the courier and the pages wait on; the next round has a new one."""
    toy.open_account(toy.account(toy_alone))
    _lose()
    with pytest.raises(OperationalError):
        act()
    act()
    toy.sequence()
    assert len(ledger.follow(None).events) == 1


def test_a_connection_lost_before_the_commit_places_nothing(toy_alone: str) -> None:
    toy.open_account(toy.account(toy_alone))
    with points.on("sequencer-before-commit", _lose), pytest.raises(OperationalError):
        ledger.sequence_once()
    assert Outbox.objects.count() == 1 and not Epoch.objects.exists()
    assert ledger.sequence_once() == 1 and ledger.verify().ok


def test_a_round_takes_so_many_and_seals_them(toy_alone: str) -> None:
    for _ in range(5):
        toy.open_account(toy.account(toy_alone))
    assert [ledger.sequence_once(2) for _ in range(4)] == [2, 2, 1, 0]
    seals = Seal.objects.order_by("number").values_list("first", "last")
    assert list(seals) == [(1, 2), (3, 4), (5, 5)] and ledger.verify().ok
