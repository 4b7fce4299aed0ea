"""Personal fields (个人信息): divided from the facts, joined again, closed when folded."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec import Struct

from hotline.rules import sealed
from hotline.rules.sealed import CLOSED, PersonalDataClosed, Sealed


class Called(Struct, frozen=True, kw_only=True):
    at: datetime
    lines: tuple[int, ...] = ()
    tags: list[str] = []
    caller: Sealed[str]
    note: Sealed[str] = ""
    heard: Sealed[list[str]] = msgspec.field(default_factory=list)


AT = datetime(2026, 2, 13, tzinfo=UTC)
CALLED = Called(at=AT, caller="张三", note="请回电", heard=["一", "二"])


def _stored(event: Called) -> tuple[bytes, bytes]:
    facts, personal = sealed.split(event)
    return msgspec.json.encode(facts), msgspec.json.encode(personal)


def test_what_is_divided_is_joined_again() -> None:
    facts, personal = sealed.split(CALLED)
    assert (set(facts), set(personal)) == ({"at", "lines", "tags"}, {"caller", "note", "heard"})
    assert sealed.join(Called, *_stored(CALLED)) == CALLED


def test_without_its_key_only_the_facts_come_back() -> None:
    event = sealed.join(Called, _stored(CALLED)[0], None, closed=True)
    assert event.at == AT and event.caller is CLOSED and event.note is CLOSED


def test_an_event_with_only_empty_personal_fields_has_nothing_to_seal() -> None:
    class Noted(Struct, frozen=True, kw_only=True):
        note: Sealed[str] = ""
        other: Sealed[str | None] = None

    assert sealed.split(Noted()) == ({}, {})
    assert sealed.join(Noted, b"{}", None) == Noted()
    assert sealed.split(Noted(note="x"))[1] == {"note": "x", "other": None}


def test_a_stored_field_that_nobody_knows_is_refused_not_dropped() -> None:
    with pytest.raises(msgspec.ValidationError, match="weather"):
        sealed.join(Called, b'{"at":"2026-02-13T00:00:00Z","weather":1}', None)


USES: list[Callable[[object], object]] = [
    str, len, bool, list, lambda v: v[0], lambda v: "x" in v, lambda v: f"{v}", lambda v: v == "x",
]  # fmt: skip


@pytest.mark.parametrize("use", USES)
def test_any_use_of_a_closed_field_raises(use: Callable[[object], object]) -> None:
    with pytest.raises(PersonalDataClosed, match="未解封"):
        use(sealed.without_sealed(CALLED).caller)


def test_a_closed_field_may_be_shown_compared_with_itself_and_counted() -> None:
    """Which is what keeping events in sets and printing them in errors needs."""
    closed = sealed.without_sealed(CALLED)
    assert "caller=CLOSED" in repr(closed) and "张三" not in repr(closed)
    assert closed == sealed.without_sealed(closed)
    assert {CLOSED, CLOSED} == {CLOSED}


def test_an_event_without_personal_fields_is_left_as_it_is() -> None:
    class Closed(Struct, frozen=True):
        at: datetime

    event = Closed(AT)
    assert sealed.without_sealed(event) is event


class Person(Struct, frozen=True):
    friend: "Person | None"
    name: Sealed[str]


class Alone(Struct, frozen=True):
    next: "Alone | None" = None


def test_a_personal_field_inside_a_clear_one_is_refused_however_deep() -> None:
    class Met(Struct):
        people: dict[str, tuple[Person, ...]]

    with pytest.raises(TypeError, match=r"Met\.people: seal the whole field"):
        sealed.layout(Met)


def test_a_clear_field_may_hold_structs_that_hold_themselves() -> None:
    class Walked(Struct):
        by: Alone
        mood: msgspec.Raw | None = None

    assert sealed.layout(Walked).sealed == ()
