"""A command reads once, decides, writes once: snapshot, read models, timers, personal part."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from msgspec import Struct

from hotline import ledger
from hotline.ledger import statements, streams
from hotline.ledger.models import Key, Timer
from hotline.rules.refusal import Code, Refusal
from tests import cluster
from tests.ledger import toy
from tests.ledger.promises import wait_for_locks


def test_a_command_is_one_read_and_one_write(toy_city: str) -> None:
    ref = toy.account(toy_city)
    with ledger.count_statements() as counted:
        toy.open_account(ref)
    assert counted.count == 2, counted.texts
    with ledger.count_statements() as counted:
        toy.deposit(ref, 200, key="k1", remind=timedelta(hours=1))
    assert counted.count == 2, counted.texts


def test_state_rows_timers_and_personal_rows_follow_the_events(toy_city: str) -> None:
    ref = toy.account(toy_city)
    toy.open_account(ref)
    toy.deposit(ref, 250, remind=timedelta(hours=1))
    assert ledger.state_of(ref) == ledger.fold(ref)
    row = toy.AccountRow.objects.get(id=ref.id)
    assert (row.balance, row.tags) == (250, ["big"])
    assert toy.EntryRow.objects.filter(account_id=ref.id).count() == 1
    assert toy.OwnerRow.objects.get(stream_id=ref.id).name == "张三"
    assert Timer.objects.filter(stream_id=ref.id).count() == 1
    toy.say(ref, toy.Emptied(note="销户"))
    assert toy.EntryRow.objects.filter(account_id=ref.id).count() == 0
    assert Timer.objects.filter(stream_id=ref.id).count() == 0
    assert ledger.state_of(ref) == ledger.fold(ref)


def test_personal_parts_are_read_back_and_facts_hold_none(toy_city: str) -> None:
    ref = toy.account(toy_city)
    toy.open_account(ref, name="李四")
    toy.deposit(ref)
    opened, deposited = ledger.read(ref)
    assert opened.event.name == "李四"
    assert opened.sealed == {"name": "李四", "phone": "13800138000"}
    assert deposited.sealed == {}
    from hotline.ledger.models import Event

    stored = Event.objects.get(stream_id=ref.id, version=1)
    assert "李四".encode() not in bytes(stored.head) + bytes(stored.facts) + bytes(stored.sealed)


def test_a_stream_without_personal_data_needs_no_key(toy_city: str) -> None:
    ref = toy.account(toy_city)
    toy.say(ref, toy.Opened(at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert not Key.objects.filter(stream_id=ref.id).exists()


def test_time_never_runs_backwards_on_a_stream(toy_city: str) -> None:
    ref = toy.account(toy_city)
    later = datetime(2030, 1, 1, tzinfo=UTC)
    with ledger.clock.at(later):
        toy.open_account(ref)
    outcome = toy.deposit(ref)
    assert not isinstance(outcome, Refusal)
    assert outcome.events[0].occurred_at == later
    assert outcome.events[0].envelope.recorded_at < later


def test_many_streams_change_together(toy_city: str) -> None:
    one, two = toy.account(toy_city), toy.account(toy_city)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    opened = toy.Opened(at=at, name="甲")
    outcome = toy.done(
        ledger.execute(
            toy.request(toy_city),
            [two, one],
            lambda _: {one: [opened], two: [opened, toy.Deposited(amount=3)]},
        )
    )
    assert outcome.heads[one].version == 1 and outcome.heads[two].version == 2
    assert toy.balance_row(two) == 3


def test_reference_rises_with_reference_streams_only(toy_city: str) -> None:
    ref = toy.account(toy_city)
    seen: list[int] = []

    def look(loaded: ledger.Loaded) -> dict:
        seen.append(loaded.reference)
        return {}

    chart = ledger.StreamRef(toy_city, "toy_chart", ledger.uuid7(ledger.clock.now()))
    ledger.execute(toy.request(toy_city), [ref], look)
    toy.open_account(ref)
    ledger.execute(toy.request(toy_city), [ref], look)
    toy.say(chart, toy.Reminded())
    toy.say(chart, toy.Reminded())
    ledger.execute(toy.request(toy_city), [ref], look)
    assert seen == [0, 0, 2]


def test_numbers_are_fresh(toy_city: str) -> None:
    ref = toy.account(toy_city)
    seen: list[int] = []
    for _ in range(2):
        ledger.execute(
            toy.request(toy_city), [ref], lambda found: seen.extend(found.numbers) or {}, numbers=2
        )
    assert len(set(seen)) == 4 and seen == sorted(seen)


def test_an_old_snapshot_is_folded_from_events(toy_city: str) -> None:
    ref = toy.account(toy_city)
    toy.open_account(ref)
    toy.deposit(ref, 5)
    statements.run(
        "UPDATE ledger_stream SET fold_version = 0, state = '{}' WHERE stream_id = $1", [ref.id]
    )
    assert ledger.state_of(ref).balance == 5
    toy.deposit(ref, 5)
    assert ledger.state_of(ref).balance == 10


def test_a_command_that_changes_nothing_is_remembered_by_its_key(toy_city: str) -> None:
    ref = toy.account(toy_city)

    def look(key: str, **more: Any) -> ledger.Outcome:
        request = toy.request(toy_city, key)
        return toy.done(ledger.execute(request, [ref], lambda _: {}, reply=lambda *_: "好", **more))

    first = look("k")
    assert (first.answer, first.repeated, first.events) == ("好", False, ())
    toy.open_account(ref)
    assert look("k").repeated and look("k").answer == "好"
    assert not look("").repeated and ledger.read(ref)[-1].version == 1


def test_of_two_that_create_a_stream_at_once_the_second_decides_again(toy_alone: str) -> None:
    """Neither finds a row to lock; the events' primary key lets only one of them through."""
    ref, model = toy.account(toy_alone), toy.account(toy_alone)
    toy.open_account(model)
    refused: list[Refusal] = []

    def create() -> None:
        try:
            toy.open_account(ref)
        except AssertionError as error:
            refused.append(error.args[0])
        statements.wrapper().close()

    rival = threading.Thread(target=create)
    with psycopg.connect(cluster.url()) as other:
        for table in ("ledger_event", "ledger_stream"):
            rest = "version, hash" + REST[table]
            other.execute(
                f"INSERT INTO {table} (city, stream_type, stream_id, {rest})"
                f" SELECT city, stream_type, %s, {rest} FROM {table}",
                [ref.id],
            )
        rival.start()
        assert wait_for_locks(1, rival) == 1
        other.commit()
    rival.join()
    assert [refusal.code for refusal in refused] == [Code.ALREADY]


REST = {
    "ledger_event": ", event_type, recorded_at, head, facts, sealed",
    "ledger_stream": ", last_occurred_at, fold_version, state",
}


class Seat(Struct, frozen=True, kw_only=True):
    """Who sits on a seat of which there is one row; its stream is the person's."""

    seat: UUID | None = None


class Seated(Struct, frozen=True, kw_only=True):
    seat: UUID | None


def _seat_rows(ref: ledger.StreamRef, state: Seat) -> list[ledger.Put]:
    if state.seat is None:
        return []
    amount = ref.id.int % 1000
    values = {"account_id": state.seat, "number": 1, "amount": amount}
    return [ledger.Put(toy.EntryRow, values)]


SEAT = ledger.StreamType(
    name="toy_seat",
    state_type=Seat,
    initial=Seat(),
    evolve=lambda _, event: Seat(seat=event.seat),
    event_types=(Seated,),
    rows=_seat_rows,
    tables=(toy.EntryRow,),
)


def test_a_row_may_pass_from_one_stream_to_another_in_one_command(toy_alone: str) -> None:
    ledger.join([SEAT])
    seat = ledger.uuid7(ledger.clock.now())
    one, two = (ledger.StreamRef(toy_alone, "toy_seat", UUID(int=number)) for number in (1, 2))
    toy.say(one, Seated(seat=seat))

    def pass_on(_: ledger.Loaded) -> ledger.Appends:
        return {one: [Seated(seat=None)], two: [Seated(seat=seat)]}

    assert toy.EntryRow.objects.get(account_id=seat).amount == 1
    toy.done(ledger.execute(toy.request(toy_alone), [one, two], pass_on))
    assert toy.EntryRow.objects.get(account_id=seat).amount == 2
    assert ledger.rebuild().ok
    del streams.house.types["toy_seat"]
