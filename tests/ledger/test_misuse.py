"""What a programmer of another room may get wrong is refused at once, by name."""

from typing import Any

import pytest
from django.db import connections
from msgspec import Struct
from msgspec.structs import replace

from hotline import config, ledger
from hotline.ledger import statements, streams, writing
from hotline.ledger.grants import JOURNAL, grant_all
from hotline.rules.refusal import Code, Refusal
from tests.ledger import toy


class Stranger(Struct, frozen=True, kw_only=True):
    """An event that no stream type lists."""


def test_an_event_of_another_stream_type_is_refused(toy_city: str) -> None:
    ref = toy.account(toy_city)
    with pytest.raises(TypeError, match="Stranger is not an event of 'toy_account'"):
        toy.say(ref, Stranger())
    assert ledger.read(ref) == ()


def test_deciding_on_a_stream_that_was_not_named_is_refused(toy_city: str) -> None:
    """It was neither read nor will it be guarded."""
    named, other = toy.account(toy_city), toy.account(toy_city)
    with pytest.raises(ValueError, match=str(other.id)):
        ledger.execute(toy.request(toy_city), [named], lambda _: {other: [toy.Reminded()]})


def test_a_command_without_streams_is_refused(toy_city: str) -> None:
    with pytest.raises(ValueError, match="at least one stream"):
        ledger.execute(toy.request(toy_city), [], lambda _: {})


def test_a_stream_type_that_was_not_joined_is_refused(toy_city: str) -> None:
    ref = replace(toy.account(toy_city), type="toy_nothing")
    with pytest.raises(LookupError, match="'toy_nothing' was not joined"):
        toy.say(ref, toy.Reminded())


def test_two_stream_types_of_one_name_are_refused(toy_city: str) -> None:
    with pytest.raises(ValueError, match="'toy_account'"):
        ledger.join([replace(toy.ACCOUNT, fold_version=9)])
    assert streams.house.types["toy_account"] is toy.ACCOUNT


@pytest.mark.parametrize(("change", "named"), [({"balance": None}, "balance"), ({"x": 1}, "x")])
def test_a_row_that_is_not_whole_is_refused(change: dict[str, Any], named: str) -> None:
    ref = ledger.StreamRef("c", "toy_account", ledger.uuid7(ledger.clock.now()))
    put = toy.rows(ref, toy.Account())[0]
    values = {k: v for k, v in (put.values | change).items() if v is not None or k == "opened_at"}
    with pytest.raises(TypeError, match=f"AccountRow must be whole; missing or unknown: {named}"):
        writing.by_key([ledger.Put(toy.AccountRow, values)], [toy.AccountRow])


def test_erasing_what_does_not_exist_is_refused_as_a_whole(toy_city: str) -> None:
    ref, nobody = toy.account(toy_city), toy.account(toy_city)
    toy.open_account(ref)
    refused = ledger.erase([ref, nobody], toy.request(toy_city), "本人申请")
    assert isinstance(refused, Refusal) and refused.code == Code.NOT_FOUND
    assert str(nobody.id) in refused.message
    assert ledger.read(ref)[0].event.name == "张三"


def test_statements_of_the_orm_are_counted_too(toy_city: str) -> None:
    with ledger.count_statements() as counted:
        toy.AccountRow.objects.filter(city=toy_city).count()
    assert counted.count == 1 and "toy_account" in counted.texts[0]


@pytest.mark.parametrize("role", [config.OWNER_ROLE, "nobody_here"])
def test_one_role_for_everything_keeps_its_rights(role: str, toy_alone: str, settings: Any) -> None:
    """Where owner and application are one role, or the latter is missing, nothing is granted and
    nothing taken away; the triggers still stand."""
    question = "SELECT has_table_privilege($1, $2, 'DELETE')"

    def rights() -> list[bool]:
        return [
            statements.run(question, (known, table))[0][0]
            for table in (*JOURNAL, "toy_account")
            for known in (config.OWNER_ROLE, config.APP_ROLE)
        ]

    before = rights()
    settings.DATABASE_APP_ROLE = role
    grant_all()
    connections["owner"].close()
    assert rights() == before and any(before)
