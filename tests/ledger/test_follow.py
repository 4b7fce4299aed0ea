"""Promise 3: the feed is gapless and in order, whatever else goes on."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from hotline import config, ledger
from hotline.ledger import statements
from hotline.ledger.follow import make_cursor
from hotline.rules.refusal import Code
from tests.ledger import toy
from tests.ledger.promises import copy_database, restored, together


def test_a_reader_during_a_race_sees_every_event_once_and_in_order(toy_alone: str) -> None:
    shared = toy.account(toy_alone)
    toy.open_account(shared)
    stop, seen = threading.Event(), []

    def sequence() -> None:
        while not stop.is_set():
            ledger.sequence_once()
        statements.wrapper().close()

    def read() -> None:
        cursor, last_round, caught_up = None, False, False
        while not (last_round and caught_up):
            last_round = stop.is_set()
            batch = ledger.follow(cursor, 7)
            seen.extend(batch.events)
            cursor, caught_up = batch.cursor, batch.caught_up
        statements.wrapper().close()

    workers = [threading.Thread(target=sequence), threading.Thread(target=read)]
    for worker in workers:
        worker.start()
    results = together(4, lambda n: [_write(toy_alone, shared) for _ in range(15)])
    while statements.run("SELECT 1 FROM ledger_outbox LIMIT 1"):
        pass
    stop.set()
    for worker in workers:
        worker.join()
    assert [event.position for event in seen] == list(range(1, len(seen) + 1))
    done = [o for some in results for o in some if isinstance(o, ledger.Outcome)]
    assert len(seen) == 1 + 60 + len(done)
    versions: dict[ledger.StreamRef, int] = {}
    for event in seen:
        assert event.recorded.version == versions.get(event.stream, 0) + 1
        versions[event.stream] = event.recorded.version


def _write(city: str, shared: ledger.StreamRef) -> object:
    toy.open_account(toy.account(city))
    return toy.deposit(shared)


def test_a_long_transaction_in_another_database_does_not_freeze_the_feed(toy_alone: str) -> None:
    own = config.cluster()
    assert own
    with psycopg.connect(own.url("postgres", "postgres")) as other:
        other.execute("SELECT pg_current_xact_id()")
        toy.open_account(toy.account(toy_alone))
        toy.sequence()
        assert len(ledger.follow(None).events) == 1


def test_a_follower_of_one_city_gets_that_city_and_moves_on(toy_alone: str) -> None:
    here, there = toy.account(toy_alone), toy.account("elsewhere")
    for ref in (here, there, there, here):
        toy.say(ref, toy.Opened(at=ledger.clock.now()))
    toy.sequence()
    batch = ledger.follow(None, city="elsewhere")
    assert [event.position for event in batch.events] == [2, 3] and batch.caught_up
    assert [event.position for event in ledger.follow(None, 1, city="elsewhere").events] == [2]
    assert ledger.follow(batch.cursor, city="elsewhere").events == []


def test_a_new_follower_begins_as_far_back_as_it_needs(toy_alone: str) -> None:
    now = ledger.clock.now()
    assert ledger.beginning("toy_account", now) is None
    old, new, there = ([toy_alone, 5], [toy_alone, 2], ["elsewhere", 1])
    for city, days in (old, new, there):
        with ledger.clock.at(now - timedelta(days=days)):
            toy.open_account(toy.account(str(city)))
    toy.sequence()

    def seen(days: float, city: str | None = None) -> list[int]:
        cursor = ledger.beginning("toy_account", now - timedelta(days=days), city=city)
        return [event.position for event in ledger.follow(cursor, city=city).events]

    assert [seen(days) for days in (6, 5, 4, 1, 0.5)] == [[1, 2, 3], [1, 2, 3], [2, 3], [3], []]
    assert (seen(4, toy_alone), seen(1, toy_alone), seen(4, "elsewhere")) == ([2], [], [3])


def test_personal_parts_stay_closed_unless_asked_for(toy_alone: str) -> None:
    toy.open_account(toy.account(toy_alone), name="赵六")
    toy.sequence()
    (closed,) = ledger.follow(None).events
    assert closed.recorded.sealed is None and repr(closed.event.name) == "CLOSED"
    (opened,) = ledger.follow(None, open_=True).events
    assert opened.event.name == "赵六"


@pytest.fixture
def head(toy_alone: str) -> Iterator[int]:
    toy.open_account(toy.account(toy_alone))
    toy.sequence()
    yield 1


@pytest.mark.parametrize("cursor", ["", "***", "MS4x.x", make_cursor(1, -3)[:-2]])
def test_an_unreadable_cursor_is_refused(cursor: str, head: int) -> None:
    with pytest.raises(ledger.CursorRefused) as refused:
        ledger.follow(cursor)
    assert refused.value.refusal.code == Code.INVALID and refused.value.refusal.advice


def test_a_cursor_beyond_the_head_is_refused(head: int) -> None:
    with pytest.raises(ledger.CursorRefused, match="超出当前末尾 1"):
        ledger.follow(make_cursor(1, head + 1))


def test_a_new_epoch_by_hand_refuses_old_cursors(head: int) -> None:
    cursor = ledger.follow(None).cursor
    assert ledger.new_epoch("演练恢复") == 2
    with pytest.raises(ledger.CursorRefused) as refused:
        ledger.follow(cursor)
    assert ledger.follow(refused.value.restart).events == []


def test_an_old_copy_of_the_data_is_noticed_by_the_seals_outside(toy_alone: str) -> None:
    """Same cluster, timeline and oid, as after copying an old data directory back."""
    from tests.ledger.tamper import tamper

    kept, lost = toy.account(toy_alone), toy.account(toy_alone)
    toy.open_account(kept)
    toy.sequence()
    toy.open_account(lost)
    toy.sequence()
    cursor = ledger.follow(None).cursor
    tables = ("ledger_event", "ledger_stream", "ledger_position", "ledger_key")
    tamper(*(f"DELETE FROM {table} WHERE stream_id = '{lost.id}'" for table in tables))
    tamper("DELETE FROM ledger_seal WHERE number = 2")
    toy.sequence()
    with pytest.raises(ledger.CursorRefused, match="第 2 纪元"):
        ledger.follow(cursor)
    toy.deposit(kept)
    toy.sequence()
    assert len(ledger.follow(None).events) == 2


def test_a_restored_database_is_refused_until_its_epoch_begins(toy_alone: str) -> None:
    """Nobody follows the new life under the old epoch's number; the cursor may be tried again."""
    toy.open_account(toy.account(toy_alone))
    toy.sequence()
    cursor = ledger.follow(None).cursor
    with restored(copy_database("backup")):
        with pytest.raises(ledger.CursorRefused, match="新纪元尚未开始") as refused:
            ledger.follow(cursor)
        assert refused.value.restart == cursor and refused.value.refusal.advice
        toy.sequence()
        with pytest.raises(ledger.CursorRefused, match="当前为第 2 纪元"):
            ledger.follow(cursor)
