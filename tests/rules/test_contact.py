"""The contact (来电记录): written once, and never more personal in clear than its facts."""

import msgspec
import pytest

from hotline.rules import contact, sealed
from hotline.rules.case.events import HandOverAlarmed
from hotline.rules.contact import CallEnded, Contact, ContactRegistered, DisruptionWarned
from hotline.rules.words import Channel, Nature
from tests.rules.case import world as w

MARK = "张三丰先生"
HEARD = ContactRegistered(
    at=w.MONDAY,
    channel=Channel.PHONE,
    nature=Nature.MATTER,
    anonymous=False,
    hotline_number="12345",
    source_platform="",
    source_number="",
    received_at=w.local(3, 2, 9),
    registrar="agent@centre",
    cases=("c1", "c2"),
    caller_name=MARK,
    caller_phone=MARK,
    note=MARK,
)
WARNED = DisruptionWarned(at=w.MONDAY, n=1, note=MARK)
ENDED = CallEnded(at=w.MONDAY, note=MARK)


def test_it_keeps_when_the_caller_was_heard_and_when_it_was_written_down() -> None:
    state = contact.evolve(None, sealed.without_sealed(HEARD))
    assert (state.received_at, state.registered_at) == (w.local(3, 2, 9), w.MONDAY)
    assert state.cases == ("c1", "c2")
    assert (state.channel, state.nature, state.registrar) == ("phone", "matter", "agent@centre")


def test_it_is_written_once() -> None:
    state = contact.evolve(None, HEARD)
    with pytest.raises(ValueError, match="does not fit"):
        contact.evolve(state, HEARD)


def test_nothing_else_stands_in_its_stream() -> None:
    with pytest.raises(ValueError, match="HandOverAlarmed"):
        contact.evolve(None, HandOverAlarmed(at=w.MONDAY))
    assert list(contact.EVENT_TYPES) == [ContactRegistered, DisruptionWarned, CallEnded]


def test_warnings_and_the_end_of_a_call_follow_its_beginning_only() -> None:
    state = contact.evolve(None, HEARD)
    for event in (WARNED, ENDED):
        with pytest.raises(ValueError, match="does not fit"):
            contact.evolve(None, event)
        state = contact.evolve(state, sealed.without_sealed(event))
    assert (state.warnings, state.ended_at) == (1, w.MONDAY)


def test_who_called_is_sealed() -> None:
    facts, personal = sealed.split(HEARD)
    assert set(personal) == {"caller_name", "caller_phone", "note"}
    state = msgspec.json.encode(contact.evolve(None, HEARD))
    assert MARK.encode() not in msgspec.json.encode(facts) + state
    assert msgspec.json.decode(state, type=Contact) == contact.evolve(None, HEARD)
