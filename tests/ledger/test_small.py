"""Ids, the clock, durability, and misuse that is refused."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hotline import ledger
from hotline.ledger import durability, statements
from hotline.ledger.statements import LedgerInTransaction
from hotline.ledger.streams import StreamType
from hotline.rules.refusal import Code, Refusal
from tests.ledger import toy

NOON = datetime(2026, 2, 13, 12, tzinfo=UTC)


def test_ids_sort_by_time_and_differ() -> None:
    first = [ledger.uuid7(NOON) for _ in range(100)]
    assert len(set(first)) == 100
    assert max(first) < ledger.uuid7(NOON + timedelta(milliseconds=1))
    assert first[0].version == 7 and first[0].variant == "specified in RFC 4122"
    with pytest.raises(ValueError, match="aware"):
        ledger.uuid7(NOON.replace(tzinfo=None))


def test_virtual_time_is_shared_through_the_database(toy_alone: str) -> None:
    ledger.clock.freeze(NOON)
    ledger.clock.learn(None, None)
    outcome = toy.open_account(toy.account(toy_alone))
    assert outcome.events[0].occurred_at == NOON
    assert ledger.clock.now() == NOON, "a command has read the row in passing"
    ledger.clock.set_offset(timedelta(days=400))
    assert ledger.clock.now() > ledger.clock.wall() + timedelta(days=399)
    ledger.clock.set_offset(timedelta())


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), ledger.clock.at(NOON.replace(tzinfo=None)):
        raise AssertionError("not reached")


@pytest.mark.parametrize("name", durability.SETTINGS)
def test_start_is_refused_without_durability(
    name: str, toy_city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.check_durability()
    if name == "synchronous_commit":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
    else:  # these need a restart of the server: what it would answer stands in for it
        real = statements.run

        def run(text: str, *rest: Any, **more: Any) -> Any:
            return [("off",)] if text == f"SHOW {name}" else real(text, *rest, **more)

        monkeypatch.setattr(durability.statements, "run", run)
    try:
        with pytest.raises(ledger.NotDurable, match=name):
            ledger.check_durability()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def test_a_command_inside_a_transaction_is_refused(toy_city: str) -> None:
    with transaction.atomic(), pytest.raises(LedgerInTransaction):
        toy.open_account(toy.account(toy_city))


def test_a_stream_of_another_city_is_refused(toy_city: str) -> None:
    with pytest.raises(ValueError, match=toy_city):
        ledger.execute(toy.request(toy_city), [toy.account("elsewhere")], lambda _: {})


def test_an_undeclared_read_model_is_refused(toy_city: str) -> None:
    ref = toy.account(toy_city)
    bare = StreamType(
        **{f: getattr(toy.ACCOUNT, f) for f in StreamType.__struct_fields__} | {"tables": ()}
    )
    from hotline.ledger import writing

    with pytest.raises(TypeError, match="AccountRow is not declared"):
        writing.by_key(bare.rows(ref, toy.Account()), bare.tables)


def test_a_key_in_flight_is_refused(toy_city: str) -> None:
    import psycopg

    from hotline.ledger.execute import key_lock
    from tests import cluster

    ref = toy.account(toy_city)
    request = toy.request(toy_city, "slow")
    with psycopg.connect(cluster.url()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [key_lock(request)])
        refused = ledger.execute(request, [ref], lambda _: {ref: [toy.Reminded()]})
    assert isinstance(refused, Refusal) and refused.code == Code.IN_FLIGHT and refused.status == 409


def test_each_shape_is_prepared_once(toy_city: str) -> None:
    connection.close()
    for _ in range(5):
        ref = toy.account(toy_city)
        toy.open_account(ref)
        toy.done(toy.deposit(ref, 1, key=str(ref.id)))
    count = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE $1"
    assert statements.run(count, ["%ledger_guard%"])[0][0] == 2


def test_retries_do_not_wait_for_a_broken_connection(toy_city: str) -> None:
    """The server ended our session: that command fails, the next one works."""
    import psycopg
    from django.db import OperationalError

    from hotline import config
    from tests import cluster

    pid = statements.run("SELECT pg_backend_pid()")[0][0]
    own = config.cluster()
    assert own
    with psycopg.connect(own.url("postgres", cluster.current()), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    time.sleep(0.1)
    with pytest.raises(OperationalError):
        toy.open_account(toy.account(toy_city))
    toy.open_account(toy.account(toy_city))


def test_a_row_that_the_database_refuses_undoes_the_whole_command(toy_city: str) -> None:
    """It is no race, so it is neither retried nor turned into a refusal."""
    ref = toy.account(toy_city)
    with pytest.raises(IntegrityError, match="opened_at"):
        toy.say(ref, toy.Deposited(amount=1))
    assert ledger.read(ref) == () and ledger.state_of(ref) is None


def test_old_answers_are_forgotten(toy_city: str) -> None:
    ref = toy.account(toy_city)
    toy.open_account(ref, key="k")
    assert toy.open_account(ref, key="k").repeated
    assert ledger.forget_answers(ledger.clock.wall() + timedelta(minutes=1)) >= 1
    refused = ledger.execute(
        toy.request(toy_city, "k"), [ref], lambda _: Refusal(code=Code.ALREADY, message="已开户")
    )
    assert isinstance(refused, Refusal)
