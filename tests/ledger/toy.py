"""A toy house: accounts with a balance, an owner's name that is personal, and a reminder.

Two read models, one of them personal, made by SQL because no migration of the product knows them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import connections, models
from msgspec import Struct

from hotline import ledger
from hotline.ledger import (
    Loaded,
    Outcome,
    Put,
    Recorded,
    Request,
    StreamRef,
    StreamType,
    Who,
    streams,
)
from hotline.ledger.grants import grant_all
from hotline.rules.refusal import Code, Refusal
from hotline.rules.sealed import Sealed


class AccountRow(models.Model):
    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    balance = models.IntegerField()
    tags = models.JSONField(default=list)
    opened_at = models.DateTimeField()

    class Meta:
        app_label = "toy"
        db_table = "toy_account"


class EntryRow(models.Model):
    """One row per large deposit that is still there: rows come and go with the state."""

    pk = models.CompositePrimaryKey("account_id", "number")
    account_id = models.UUIDField()
    number = models.IntegerField()
    amount = models.IntegerField()

    class Meta:
        app_label = "toy"
        db_table = "toy_entry"


class OwnerRow(models.Model):
    stream_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    name = models.TextField()
    phone_hash = models.BinaryField()

    class Meta:
        app_label = "toy"
        db_table = "toy_owner"


TABLES = (AccountRow, EntryRow, OwnerRow)


class Opened(Struct, frozen=True, kw_only=True):
    SCHEMA: ClassVar[int] = 2
    at: datetime
    limit: int = 0
    name: Sealed[str] = ""
    phone: Sealed[str] = ""


class Deposited(Struct, frozen=True, kw_only=True):
    amount: int
    remind_at: datetime | None = None


class Emptied(Struct, frozen=True, kw_only=True):
    note: Sealed[str] = ""


class Reminded(Struct, frozen=True, kw_only=True):
    pass


class Account(Struct, frozen=True, kw_only=True):
    opened_at: datetime | None = None
    balance: int = 0
    large: dict[int, int] = {}
    count: int = 0
    remind_at: datetime | None = None
    reminders: int = 0


def evolve(state: Account, event: Any) -> Account:
    match event:
        case Opened():
            return Account(opened_at=event.at)
        case Deposited():
            count = state.count + 1
            large = {**state.large, count: event.amount} if event.amount >= 100 else state.large
            return Account(
                opened_at=state.opened_at, balance=state.balance + event.amount, large=large,
                count=count, remind_at=event.remind_at or state.remind_at,
                reminders=state.reminders,
            )  # fmt: skip
        case Emptied():
            return Account(opened_at=state.opened_at, count=state.count, reminders=state.reminders)
        case Reminded():
            return Account(
                opened_at=state.opened_at, balance=state.balance, large=state.large,
                count=state.count, reminders=state.reminders + 1,
            )  # fmt: skip
    raise AssertionError(event)


def timers(state: Account) -> dict[str, datetime]:
    return {"remind": state.remind_at} if state.remind_at else {}


def rows(ref: StreamRef, state: Account) -> Sequence[Put]:
    first = Put(
        AccountRow,
        {
            "id": ref.id,
            "city": ref.city,
            "balance": state.balance,
            "tags": ["big"] if state.large else [],
            "opened_at": state.opened_at,
        },
    )
    large = [
        Put(EntryRow, {"account_id": ref.id, "number": n, "amount": a})
        for n, a in state.large.items()
    ]
    return [first, *large]


def personal_rows(ref: StreamRef, recorded: Recorded) -> Sequence[Put]:
    event = recorded.event
    if not isinstance(event, Opened):
        return ()
    hashed = ledger.keyed_hash(ref.city, event.phone)
    values = {"stream_id": ref.id, "city": ref.city, "name": event.name, "phone_hash": hashed}
    return [Put(OwnerRow, values)]


def _first_form(
    facts: dict[str, Any], sealed: dict[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Version 1 called the limit `cap`, and had one personal field `owner`."""
    facts = {"at": facts["at"], "limit": facts["cap"]}
    return facts, None if sealed is None else {"name": sealed["owner"], "phone": ""}


ACCOUNT = StreamType(
    name="toy_account",
    state_type=Account,
    initial=Account(),
    evolve=evolve,
    event_types=(Opened, Deposited, Emptied, Reminded),
    timers=timers,
    rows=rows,
    personal_rows=personal_rows,
    tables=(AccountRow, EntryRow),
    upcasts={("Opened", 1): ledger.Upcast(to_type="Opened", to_version=2, change=_first_form)},
)
CHART = StreamType(
    name="toy_chart",
    state_type=int,
    initial=0,
    evolve=lambda state, _: state + 1,
    event_types=(Reminded,),
    reference=True,
)


def make_tables() -> None:
    """Join the toy house; its tables in the current database, by the owner, unless there."""
    ledger.join([ACCOUNT, CHART], {}, [OwnerRow])
    connection = connections["owner"]
    present = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for table in TABLES:
            if table._meta.db_table not in present:
                editor.create_model(table)
    grant_all("owner")
    connection.close()


def leave() -> None:
    """Take the toy house out again: tests of the real rooms rebuild what is joined."""
    for kind in (ACCOUNT, CHART):
        streams.house.types.pop(kind.name, None)
    tables = streams.house.personal_tables
    streams.house.personal_tables = tuple(one for one in tables if one is not OwnerRow)


CLERK = Who(user_id="u1", name="王小明", role="agent", unit_id="unit-1", face="desk")


def request(city: str, key: str = "", body: bytes = b"", who: Who = CLERK) -> Request:
    return Request(city=city, who=who, key=key, digest=body)


def account(city: str) -> StreamRef:
    return StreamRef(city, "toy_account", ledger.uuid7(ledger.clock.now()))


def open_account(
    ref: StreamRef, name: str = "张三", phone: str = "13800138000", key: str = ""
) -> Outcome:
    def decide(loaded: Loaded) -> Any:
        if loaded.states[ref] is not None:
            return Refusal(code=Code.ALREADY, message="已开户")
        return {ref: [Opened(at=loaded.now, name=name, phone=phone)]}

    return done(ledger.execute(request(ref.city, key), [ref], decide))


def create(
    city: str, look: Callable[[Loaded], object] = lambda _: None, key: str = ""
) -> Outcome | Refusal:
    """A new account, whose limit is the serial number it got."""
    ref = account(city)

    def decide(loaded: Loaded) -> Any:
        look(loaded)
        return {ref: [Opened(at=loaded.now, limit=loaded.numbers[0], name="张三")]}

    return ledger.execute(
        request(city, key), [ref], decide, numbers=1, reply=lambda *_: str(ref.id), fresh=True
    )


def deposit(
    ref: StreamRef,
    amount: int = 1,
    key: str = "",
    body: bytes = b"",
    remind: timedelta | None = None,
) -> Outcome | Refusal:
    def decide(loaded: Loaded) -> Any:
        due = loaded.now + remind if remind else None
        return {ref: [Deposited(amount=amount, remind_at=due)]}

    def reply(_: Any, loaded: Loaded) -> object:
        return {"balance": loaded.states[ref].balance + amount}

    return ledger.execute(request(ref.city, key, body), [ref], decide, reply=reply)


def say(ref: StreamRef, *events: Any, now: datetime | None = None) -> Outcome:
    return done(ledger.execute(request(ref.city), [ref], lambda _: {ref: events}, now=now))


def sequence() -> int:
    """Place and seal everything, and copy the newest seal outside at once."""
    count = ledger.sequence_once()
    ledger.seal_export()
    return count


def done(outcome: Outcome | Refusal) -> Outcome:
    assert isinstance(outcome, Outcome), outcome
    return outcome


def balance_row(ref: StreamRef) -> int | None:
    row = AccountRow.objects.filter(id=ref.id).first()
    return row.balance if row else None


def uuid_of(ref: StreamRef) -> UUID:
    return ref.id
