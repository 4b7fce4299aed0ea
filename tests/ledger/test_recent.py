"""While calls storm in, a command that only creates streams is one statement, and no less right."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from hotline import ledger
from hotline.ledger import clock, recent, statements
from hotline.rules.refusal import Code, Refusal
from tests.ledger import toy
from tests.ledger.promises import consistent
from tests.ledger.storm import warm


def limits(city: str) -> list[int]:
    """The serial numbers that accounts of this city got, oldest first."""
    text = (
        "SELECT stream_id FROM ledger_stream WHERE city = $1 AND stream_type = 'toy_account'"
        " ORDER BY stream_id"
    )
    refs = [ledger.StreamRef(city, "toy_account", row[0]) for row in statements.run(text, (city,))]
    return [ledger.read(ref)[0].event.limit for ref in refs]


def test_a_storm_costs_one_statement_and_leaves_no_gap(toy_city: str) -> None:
    warm(toy_city)
    with ledger.count_statements() as counted:
        outcome = toy.done(toy.create(toy_city))
    assert counted.count == 1, counted.texts
    numbers = limits(toy_city)
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    consistent(next(iter(outcome.heads)))


def test_at_quiet_times_nothing_is_taken_ahead(toy_city: str) -> None:
    recent.forget()
    for _ in range(3):
        time.sleep(recent.STORM + 0.05)
        with ledger.count_statements() as counted:
            toy.create(toy_city)
        assert counted.count == 2
    numbers = limits(toy_city)
    assert numbers == list(range(numbers[0], numbers[0] + 3))


def test_numbers_taken_ahead_are_not_used_late(toy_city: str) -> None:
    warm(toy_city)
    time.sleep(recent.STORM + 0.05)
    with ledger.count_statements() as counted:
        toy.create(toy_city)
    assert counted.count == 2


def test_a_key_that_was_used_gives_the_stored_answer(toy_city: str) -> None:
    warm(toy_city)
    first = toy.done(toy.create(toy_city, key="k"))
    again = toy.done(toy.create(toy_city, key="k"))
    assert again.repeated and again.answer == first.answer


def test_a_refusal_from_memory_is_decided_again(toy_city: str) -> None:
    warm(toy_city)
    ref = toy.account(toy_city)
    asked: list[int] = []

    def refuse(loaded: ledger.Loaded) -> Refusal:
        asked.append(loaded.reference)
        return Refusal(code=Code.INVALID, message="不行")

    found = ledger.execute(toy.request(toy_city), [ref], refuse, numbers=1, fresh=True)
    assert isinstance(found, Refusal)
    assert len(asked) == 2, "the second on what was read"


def test_what_fails_on_memory_is_forgotten(toy_city: str) -> None:
    warm(toy_city)
    ref = toy.account(toy_city)

    def fail(loaded: ledger.Loaded) -> Refusal:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.execute(toy.request(toy_city), [ref], fail, numbers=1, fresh=True)
    with ledger.count_statements() as counted:
        toy.create(toy_city)
    assert counted.count == 2, "read anew"


def test_a_clock_that_was_set_is_noticed(toy_alone: str) -> None:
    warm(toy_alone)
    later = datetime(2031, 5, 1, tzinfo=UTC)
    statements.run(
        "INSERT INTO ledger_clock (id, offset_by, frozen_at) VALUES (1, $1::interval, $2)"
        " ON CONFLICT (id) DO UPDATE SET frozen_at = excluded.frozen_at",
        (timedelta(), later),
    )
    assert toy.done(toy.create(toy_alone)).events[0].occurred_at == later
    clock.learn(None, None)


def test_a_forked_worker_has_no_number_of_its_parent() -> None:
    """Two workers that both held it would give two cases one number."""
    recent.forget()
    recent.keep([1, 2])
    child = os.fork()
    if not child:
        os._exit(1 if recent.take(1) else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert recent.take(1) == (1,)
    recent.forget()
