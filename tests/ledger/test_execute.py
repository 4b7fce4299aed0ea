"""A command reads once, decides, writes once: snapshot, read models, timers, personal part."""

from datetime import UTC, datetime, timedelta

from hotline import ledger
from hotline.ledger.models import Key, Timer
from hotline.rules.refusal import Refusal
from tests.ledger import toy


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
    from hotline.ledger import statements

    ref = toy.account(toy_city)
    toy.open_account(ref)
    toy.deposit(ref, 5)
    statements.run(
        "UPDATE ledger_stream SET fold_version = 0, state = '{}' WHERE stream_id = $1", [ref.id]
    )
    assert ledger.state_of(ref).balance == 5
    toy.deposit(ref, 5)
    assert ledger.state_of(ref).balance == 10
