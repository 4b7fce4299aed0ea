"""One check per promise of the ledger. Each fails with AssertionError when its promise is broken.

They are run as tests, and again with the switch that breaks the promise (test_promises.py).
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from hotline import ledger
from hotline.ledger import StreamRef, points, statements, switches
from hotline.ledger.follow import JournalDamaged
from hotline.ledger.models import Event, Idempotency, Outbox
from hotline.ledger.switches import SWITCHES
from hotline.rules.refusal import Code, Refusal
from tests import cluster
from tests.ledger import child, toy
from tests.ledger.storm import memory_is_asked_again
from tests.ledger.tamper import tamper

Check = Callable[[str], None]


def _broken() -> str:
    """The switches turned here, for a process that a check starts."""
    return ",".join(name for name in SWITCHES if switches.is_broken(name))


def consistent(ref: StreamRef) -> None:
    """Snapshot, read model and outbox agree with the events."""
    state = ledger.fold(ref)
    assert ledger.state_of(ref) == state
    assert toy.balance_row(ref) == state.balance
    entries = toy.EntryRow.objects.filter(account_id=ref.id)
    assert {entry.number: entry.amount for entry in entries} == state.large
    events = Event.objects.filter(stream_id=ref.id).count()
    assert Outbox.objects.filter(stream_id=ref.id).count() == events


def one_transaction(city: str) -> None:
    """1: a process killed anywhere leaves all of a command or nothing."""
    ref = toy.account(city)
    toy.open_account(ref)
    for point, balance in (("before-write", 0), ("mid-write", 100), ("after-write", 200)):
        process = child.start(
            Path(settings.STATE_DIR), "deposit", str(ref.id), point,
            HOTLINE_FAIL_AT=point, HOTLINE_BREAK=_broken(),
        )  # fmt: skip
        code = child.finish(process)
        consistent(ref)
        assert ledger.state_of(ref).balance == balance
        # Only a broken ledger has a middle; the other two points do kill.
        assert code == (0 if point == "mid-write" else -9)


def conflicts_are_decided_again(city: str) -> None:
    """1: no update is lost, and a stream that never rests is refused after three more tries."""
    ref = toy.account(city)
    toy.open_account(ref)
    interfering: list[int] = []

    def interfere() -> None:
        if len(interfering) < limit:
            interfering.append(1)
            rival = threading.Thread(target=_rival, args=(ref,))
            rival.start()
            rival.join()

    limit = 2
    with points.on("before-write", _once(interfere)):
        assert not isinstance(toy.deposit(ref, 10), Refusal)
    assert ledger.state_of(ref).balance == 12
    limit, interfering[:] = 99, []
    with points.on("before-write", _once(interfere)):
        refused = toy.deposit(ref, 10)
    assert isinstance(refused, Refusal) and refused.code == Code.CONFLICT
    assert len(interfering) == 4
    assert ledger.state_of(ref).balance == 16


def _once(act: Callable[[], None]) -> Callable[[], None]:
    """`act`, only in this thread: the rivals pass the same point."""
    mine = threading.get_ident()
    return lambda: act() if threading.get_ident() == mine else None


def _rival(ref: StreamRef) -> None:
    toy.done(toy.deposit(ref, 1))
    statements.wrapper().close()


def absence_holds(city: str) -> None:
    """1: what a command saw to be absent is not created while that command is being written."""
    absent, ref = toy.account(city), toy.account(city)
    toy.open_account(ref)
    seen: list[bool] = []

    def decide(loaded: ledger.Loaded) -> Any:
        seen.append(loaded.states[absent] is None)
        return {ref: [toy.Deposited(amount=1)]}

    def rests_on_absence() -> None:
        toy.done(ledger.execute(toy.request(city, "k"), [absent, ref], decide))
        statements.wrapper().close()

    def creates() -> None:
        toy.open_account(absent)
        statements.wrapper().close()

    with psycopg.connect(cluster.url()) as other:
        # Our command waits here behind its own key's row: past the guard, not yet committed.
        other.execute(
            "INSERT INTO ledger_idempotency (city, actor, key, digest, stored_at)"
            " VALUES (%s, %s, 'k', '', now())",
            [city, toy.CLERK.user_id],
        )
        threads = [threading.Thread(target=act) for act in (rests_on_absence, creates)]
        for number, thread in enumerate(threads, 1):
            thread.start()
            waiting = wait_for_locks(number, thread)
        other.rollback()
        for thread in threads:
            thread.join()
    assert waiting == 2, "the stream was created beside a command that rests on its absence"
    assert seen == [True] and ledger.state_of(absent) is not None


def wait_for_locks(count: int, thread: threading.Thread) -> int:
    """Until so many sessions of the current database wait for a lock, or `thread` has ended; how
    many do."""
    while True:
        found = statements.run(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )[0][0]
        if found >= count or not thread.is_alive():
            return int(found)
        time.sleep(0.01)


def one_effect_per_key(city: str) -> None:
    """2: however often a command is sent under one key, it happens once."""
    ref = toy.account(city)
    toy.open_account(ref)
    outcomes = together(6, lambda _: toy.deposit(ref, 5, key="double click", body=b"a"))
    first = [o for o in outcomes if isinstance(o, ledger.Outcome) and not o.repeated]
    assert len(first) == 1
    for other in outcomes:
        if isinstance(other, Refusal):
            assert other.code == Code.IN_FLIGHT
        else:
            assert other.answer == first[0].answer == {"balance": 5}
    assert ledger.state_of(ref).balance == 5
    other_body = toy.deposit(ref, 5, key="double click", body=b"b")
    assert isinstance(other_body, Refusal) and other_body.code == Code.KEY_REUSED


def refusals_are_not_stored(city: str) -> None:
    """2: what was refused may be sent again under the same key."""
    ref = toy.account(city)

    def refuse(_: ledger.Loaded) -> Any:
        return Refusal(code=Code.WRONG_STATE, message="不行")

    request = toy.request(city, "again")
    assert isinstance(ledger.execute(request, [ref], refuse), Refusal)
    assert not Idempotency.objects.filter(city=city).exists()
    assert not toy.open_account(ref, key="again").repeated
    assert toy.open_account(ref, key="again").repeated


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """`act(n)` in so many threads at once; their results."""
    barrier, results = threading.Barrier(count), [None] * count

    def work(number: int) -> None:
        barrier.wait()
        try:
            results[number] = act(number)
        finally:
            statements.wrapper().close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def late_commits_are_not_missed(city: str) -> None:
    """3: an event that began earlier and committed later comes after, never in the past."""
    slow, quick = toy.account(city), toy.account(city)
    toy.open_account(slow)
    toy.sequence()
    cursor = ledger.follow(None).cursor
    with psycopg.connect(cluster.url(), autocommit=False) as other:
        _copy_last_event(other, slow)  # it has its place in the outbox now, but is not committed
        toy.open_account(quick)
        toy.sequence()
        batch = _next(cursor)
        assert [event.stream for event in batch.events] == [quick]
        other.commit()
    toy.sequence()
    assert [event.stream for event in _next(batch.cursor).events] == [slow]
    positions = [event.position for event in _next(None).events]
    assert positions == list(range(1, len(positions) + 1))


def _next(cursor: str | None) -> ledger.Batch:
    try:
        return ledger.follow(cursor)
    except JournalDamaged as error:  # a gap, which the follower itself has noticed
        raise AssertionError(str(error)) from error


def _copy_last_event(other: "psycopg.Connection[Any]", ref: StreamRef) -> None:
    other.execute(
        "INSERT INTO ledger_event SELECT city, stream_type, stream_id, version + 1, event_type,"
        " recorded_at, head, facts, sealed, hash FROM ledger_event WHERE stream_id = %s",
        [ref.id],
    )
    other.execute(
        "INSERT INTO ledger_outbox (city, stream_type, stream_id, version, hash)"
        " SELECT city, stream_type, stream_id, version, hash FROM ledger_event"
        " WHERE stream_id = %s AND version = 2",
        [ref.id],
    )


def a_restore_begins_an_epoch(city: str) -> None:
    """3: cursors from before a restore are refused, and told from where to go on."""
    ref = toy.account(city)
    toy.open_account(ref)
    toy.sequence()
    kept = copy_database("backup")
    toy.deposit(ref)
    toy.sequence()
    cursor = ledger.follow(None).cursor
    with restored(kept):
        toy.sequence()
        toy.deposit(ref, 7)
        toy.deposit(ref, 7)
        toy.sequence()
        try:
            ledger.follow(cursor)
        except ledger.CursorRefused as error:
            refused = error
        else:
            raise AssertionError("a cursor of the lost life was taken")
        again = ledger.follow(refused.restart)
        assert [event.recorded.version for event in again.events] == [2, 3]


def copy_database(name: str) -> str:
    """A copy of the current database, as a backup."""
    name = f"{cluster.current()}_{name}"
    before = cluster.current()
    cluster.disconnect()
    cluster.execute("CREATE DATABASE {} TEMPLATE {}", name, before)
    return name


class restored:
    """Work on the copy `name` in place of the current database; both are there afterwards."""

    def __init__(self, name: str) -> None:
        self.name, self.before = name, cluster.current()

    def __enter__(self) -> None:
        cluster.connect_to(self.name)

    def __exit__(self, *_: object) -> None:
        cluster.connect_to(self.before)
        cluster.execute("DROP DATABASE {} WITH (FORCE)", self.name)


def altered_facts_are_found(city: str) -> None:
    """4: a byte changed anywhere is found and named."""
    refs = [toy.account(city) for _ in range(3)]
    for ref in refs:
        toy.open_account(ref)
        toy.done(toy.deposit(ref, 10))
    toy.sequence()
    assert ledger.verify().ok
    tamper(
        "UPDATE ledger_event SET facts = convert_to(replace(convert_from(facts, 'utf8'), '10',"
        f" '99'), 'utf8') WHERE stream_id = '{refs[1].id}' AND version = 2"
    )
    report = ledger.verify()
    assert report.first and report.first.key == f"{city}/toy_account/{refs[1].id}/2"
    assert sum(report.faults.values()) == 1


def a_cut_database_is_found(city: str) -> None:
    """4: the newest rows removed from every table, so that all inside agrees."""
    kept, lost = toy.account(city), toy.account(city)
    toy.open_account(kept)
    toy.sequence()
    toy.open_account(lost)
    toy.sequence()
    tamper(
        *(f"DELETE FROM {table} WHERE stream_id = '{lost.id}'"
          for table in ("ledger_event", "ledger_stream", "ledger_position")),
        "DELETE FROM ledger_seal WHERE number = 2",
    )  # fmt: skip
    report = ledger.verify()
    assert report.first and (report.first.table, report.first.key) == ("ledger_seal", "2")


def a_planted_row_is_reported(city: str) -> None:
    """5: rebuild finds a wrong, a missing and an invented row, and puts them right."""
    ref, other = toy.account(city), toy.account(city)
    for one in (ref, other):
        toy.open_account(one)
        toy.done(toy.deposit(one, 500))
    toy.AccountRow.objects.filter(id=ref.id).update(balance=1_000_000)
    toy.EntryRow.objects.filter(account_id=other.id).delete()
    toy.EntryRow.objects.create(account_id=ref.id, number=9, amount=1)
    report = ledger.rebuild()
    assert consistent(ref) is None and consistent(other) is None
    assert not report.ok and report.wrong == 3, report
    assert {(fault.table, fault.key) for fault in report.faults} == {
        ("toy_account", str(ref.id)),
        ("toy_entry", f"{other.id}/1"),
        ("toy_entry", f"{ref.id}/9"),
    }
    assert ledger.rebuild().ok


def two_statements(city: str) -> None:
    """6: one round trip to read, one to write."""
    ref = toy.account(city)
    toy.open_account(ref)
    with ledger.count_statements() as counted:
        toy.done(toy.deposit(ref, 100, key="k"))
    assert counted.count == 2


def erased_is_gone(city: str) -> None:
    """7: nothing readable is left, the journal still fits, other people's data is untouched."""
    ref, other = toy.account(city), toy.account(city)
    toy.open_account(ref)
    toy.open_account(other)
    toy.done(ledger.erase([ref], toy.request(city), "本人申请"))
    opened = ledger.read(ref)[0]
    assert opened.sealed is None and repr(opened.event.name) == "CLOSED"
    assert not toy.OwnerRow.objects.filter(stream_id=ref.id).exists()
    assert ledger.read(other)[0].event.name == "张三"
    toy.sequence()
    assert ledger.verify().ok and ledger.rebuild().ok


def erasures_outlive_a_restore(city: str) -> None:
    """7: a backup from before the erasure does not bring the data back."""
    ref = toy.account(city)
    toy.open_account(ref)
    toy.sequence()
    kept = copy_database("before_erasure")
    toy.done(ledger.erase([ref], toy.request(city), "本人申请"))
    with restored(kept):
        assert toy.OwnerRow.objects.filter(stream_id=ref.id).exists()
        toy.sequence()
        assert not toy.OwnerRow.objects.filter(stream_id=ref.id).exists()
        assert ledger.read(ref)[0].sealed is None
        assert ledger.verify().ok


def old_forms_are_read(city: str) -> None:
    """8: every stored form of an event becomes today's."""
    from tests.ledger.test_upcast import check_samples

    check_samples()


CHECKS: dict[Check, tuple[str, ...]] = {
    one_transaction: ("split-write",),
    conflicts_are_decided_again: ("no-retry",),
    absence_holds: ("phantom",),
    memory_is_asked_again: ("trust-memory",),
    one_effect_per_key: ("forget-key",),
    refusals_are_not_stored: ("forget-key",),
    late_commits_are_not_missed: ("position-before-commit",),
    a_restore_begins_an_epoch: ("same-epoch",),
    altered_facts_are_found: ("facts-not-hashed",),
    a_cut_database_is_found: ("nothing-outside",),
    a_planted_row_is_reported: ("no-comparison",),
    two_statements: ("one-more-statement",),
    erased_is_gone: ("keep-key",),
    erasures_outlive_a_restore: ("forget-erasures",),
    old_forms_are_read: ("no-upcast",),
}
"""Every check and the switches under which it must fail."""
