"""Promise 4: whatever is done to the journal behind our back is found, and the row is named."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, connections

from hotline import ledger
from hotline.ledger import outside
from hotline.ledger.envelope import event_hash
from hotline.ledger.grants import JOURNAL
from hotline.ledger.models import Epoch, Event
from tests.ledger import toy
from tests.ledger.tamper import superuser, tamper

Harm = Callable[[str], list[str]]


def _where(stream: str, version: int) -> str:
    return f"WHERE stream_id = '{stream}' AND version = {version}"


HARMS: dict[str, tuple[Harm, str, str]] = {
    "a head altered": (
        lambda s: [f"UPDATE ledger_event SET head = head || ' '::bytea {_where(s, 2)}"],
        "ledger_event",
        "the hash does not fit the stored bytes",
    ),
    "a ciphertext altered": (
        lambda s: [
            f"UPDATE ledger_event SET sealed = set_byte(sealed, 20, 1 # get_byte(sealed, 20))"
            f" {_where(s, 1)}"
        ],
        "ledger_event",
        "the hash does not fit the stored bytes",
    ),
    "a ciphertext removed": (
        lambda s: [f"UPDATE ledger_event SET sealed = NULL {_where(s, 1)}"],
        "ledger_event",
        "the hash does not fit the stored bytes",
    ),
    "a column altered": (
        lambda s: [f"UPDATE ledger_event SET event_type = 'Emptied' {_where(s, 2)}"],
        "ledger_event",
        "columns and head disagree",
    ),
    "an event dropped from the middle": (
        lambda s: [f"DELETE FROM ledger_event {_where(s, 2)}"],
        "ledger_event",
        "version 2 is missing",
    ),
    "two events reordered": (
        lambda s: [
            f"UPDATE ledger_event SET version = 9 {_where(s, 2)}",
            f"UPDATE ledger_event SET version = 2 {_where(s, 3)}",
            f"UPDATE ledger_event SET version = 3 {_where(s, 9)}",
        ],
        "ledger_event",
        "the hash does not fit the stored bytes",
    ),
    "the tail cut off": (
        lambda s: [f"DELETE FROM ledger_event {_where(s, 3)}"],
        "ledger_stream",
        "events 3 to 3 are missing",
    ),
    "the tail cut off, and the snapshot set back": (
        lambda s: [
            f"DELETE FROM ledger_event {_where(s, 3)}",
            "UPDATE ledger_stream t SET version = 2, hash = e.hash FROM ledger_event e"
            f" WHERE e.stream_id = t.stream_id AND e.version = 2 AND t.stream_id = '{s}'",
        ],
        "ledger_position",
        "its event {key}/3 is missing",
    ),
    "a whole case removed": (
        lambda s: [
            f"DELETE FROM {table} WHERE stream_id = '{s}'"
            for table in ("ledger_event", "ledger_stream", "ledger_key")
        ],
        "ledger_position",
        "its event {key}/1 is missing",
    ),
    "a whole case removed with its positions": (
        lambda s: [
            f"DELETE FROM {table} WHERE stream_id = '{s}'"
            for table in ("ledger_event", "ledger_stream", "ledger_position")
        ],
        "ledger_position",
        "position 1 is missing",
    ),
    "a snapshot removed": (
        lambda s: [f"DELETE FROM ledger_stream WHERE stream_id = '{s}'"],
        "ledger_stream",
        "events without a snapshot",
    ),
    "a snapshot invented": (
        lambda s: [
            "INSERT INTO ledger_stream SELECT city, stream_type, gen_random_uuid(), version, hash,"
            " last_occurred_at, fold_version, state FROM ledger_stream"
            f" WHERE stream_id = '{s}'"
        ],
        "ledger_stream",
        "snapshot without events",
    ),
    "positions exchanged": (
        lambda s: [
            "UPDATE ledger_position SET position = position + 100 WHERE position IN (1, 2)",
            "UPDATE ledger_position SET position = 103 - position WHERE position > 100",
        ],
        "ledger_seal",
        "the seal does not fit its positions",
    ),
    "a seal removed": (
        lambda s: ["DELETE FROM ledger_seal WHERE number = 1"],
        "ledger_seal",
        "a seal is missing before it",
    ),
    "a seal forged": (
        lambda s: ["UPDATE ledger_seal SET hash = sha256('x') WHERE number = 2"],
        "ledger_seal",
        "the seal does not fit its positions",
    ),
    "a head that cannot be read": (
        lambda s: [f"UPDATE ledger_event SET head = '{{}}' {_where(s, 2)}"],
        "ledger_event",
        "the head cannot be read",
    ),
    "a position with another hash": (
        lambda s: [f"UPDATE ledger_position SET hash = sha256('x') {_where(s, 2)}"],
        "ledger_position",
        "its event {key}/2 has another hash",
    ),
    "a seal that follows another": (
        lambda s: ["UPDATE ledger_seal SET previous = sha256('x') WHERE number = 2"],
        "ledger_seal",
        "it does not follow the seal before",
    ),
    "a seal with an algorithm that does not exist": (
        lambda s: ["UPDATE ledger_seal SET algorithm = 'md5' WHERE number = 2"],
        "ledger_seal",
        "the seal does not fit its positions",
    ),
    "a seal over numbers that do not exist": (
        lambda s: [
            "UPDATE ledger_seal SET epoch = -1 WHERE number = 2",
            "UPDATE ledger_position SET epoch = -1 WHERE position > 3",
        ],
        "ledger_seal",
        "the seal does not fit its positions",
    ),
    "a seal of another epoch": (
        lambda s: ["UPDATE ledger_seal SET epoch = 7 WHERE number = 2"],
        "ledger_seal",
        "the seal does not fit its positions",
    ),
    "a seal over more than there is": (
        lambda s: ["UPDATE ledger_seal SET last = 9000000000000000 WHERE number = 2"],
        "ledger_seal",
        "the seal does not fit its positions",
    ),
    "the newest seal removed": (
        lambda s: ["DELETE FROM ledger_seal WHERE number = 2"],
        "ledger_position",
        "no seal covers it",
    ),
}


@pytest.mark.parametrize("name", HARMS)
def test_harm_is_found_and_named(name: str, toy_alone: str) -> None:
    harm, table, what = HARMS[name]
    ref, other = toy.account(toy_alone), toy.account(toy_alone)
    for number, one in enumerate((ref, other)):
        toy.open_account(one)
        toy.done(toy.deposit(one, 1 + number))
        toy.done(toy.deposit(one, 3 + number))
        toy.sequence()
    assert ledger.verify().ok
    tamper(*harm(str(ref.id)))
    report = ledger.verify()
    assert report.first is not None
    key = f"{toy_alone}/toy_account/{ref.id}"
    assert (report.first.table, report.first.what) == (table, what.format(key=key)), report


def test_an_event_neither_placed_nor_waiting_is_found(toy_alone: str) -> None:
    toy.open_account(toy.account(toy_alone))
    tamper("DELETE FROM ledger_outbox")
    report = ledger.verify()
    assert report.first and report.first.what == "neither placed nor waiting in the outbox"


def test_a_key_that_nobody_erased_is_missed(toy_alone: str) -> None:
    """Deleting a key destroys what it sealed; only an erasure may, and it leaves its record."""
    kept, erased = toy.account(toy_alone), toy.account(toy_alone)
    for ref in (kept, erased):
        toy.open_account(ref)
    toy.done(ledger.erase([erased], toy.request(toy_alone), "到期"))
    toy.sequence()
    assert ledger.verify().ok
    tamper("DELETE FROM ledger_key")
    report = ledger.verify()
    what = "its key is missing, and no erasure destroyed it"
    key = f"{toy_alone}/toy_account/{kept.id}/1"
    assert report.first and (report.first.what, report.first.key) == (what, key)
    assert report.faults == {what: 1}


def test_a_forged_link_outside_is_found(toy_alone: str) -> None:
    toy.open_account(toy.account(toy_alone))
    toy.sequence()
    file = outside.folder(Epoch.objects.get().journal) / "seals.jsonl"
    file.write_text(file.read_text().replace('"number":1', '"number":2'))
    report = ledger.verify()
    assert report.first and report.first.table == "seals.jsonl"


def test_the_whole_journal_missing_is_found(toy_alone: str) -> None:
    toy.open_account(toy.account(toy_alone))
    toy.sequence()
    tables = ("event", "stream", "position", "seal", "epoch")
    tamper(*(f"DELETE FROM ledger_{table}" for table in tables))
    report = ledger.verify()
    assert report.first and report.first.what == "the whole journal is missing"


@pytest.mark.parametrize("table", JOURNAL)
@pytest.mark.parametrize("role", ["default", "owner"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_journal_is_append_only(table: str, role: str, act: str, toy_city: str) -> None:
    """Even the owner is stopped, by triggers; the application has no privilege to begin with."""
    toy.open_account(toy.account(toy_city))
    column = {"ledger_seal": "number", "ledger_epoch": "epoch"}.get(table, "city")
    with connections[role].cursor() as cursor, pytest.raises(DatabaseError) as refused:
        cursor.execute(act.format(table, column, column))
    state = getattr(refused.value.__cause__, "sqlstate", "")
    assert state == (
        psycopg.errors.InsufficientPrivilege.sqlstate if role == "default" else "HL003"
    )
    connections["owner"].close()


def test_an_event_written_anew_is_found_by_what_it_says_it_follows(toy_alone: str) -> None:
    """Whoever knows the form of the hash can make one that fits the altered bytes."""
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    toy.done(toy.deposit(ref))
    first, last = Event.objects.filter(stream_id=ref.id).order_by("version")
    head = bytes(last.head).replace(bytes(first.hash).hex().encode(), b"0" * 64)
    forged = event_hash("sha256", bytes(first.hash), head, bytes(last.facts), None)
    with superuser() as connection:
        connection.execute(
            "UPDATE ledger_event SET head = %s, hash = %s WHERE version = 2", [head, forged]
        )
    report = ledger.verify()
    assert report.first and report.first.what == "it does not follow the event before"
