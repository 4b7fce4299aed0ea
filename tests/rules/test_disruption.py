"""恶意扰乱: two warnings, then the call may be ended; a restricted number, and who gets through."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from hotline.rules import contact
from hotline.rules.case import commands as c
from hotline.rules.case.arrival import restricted
from hotline.rules.contact import CallEnded, Contact, DisruptionWarned
from hotline.rules.context import Context
from hotline.rules.disruption import EndCall, WarnDisruption, decide
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Channel, EmergencyLine, Nature, Role, Tag, Urgency
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, call, matter
from tests.rules.test_contact import HEARD

WARN, END = WarnDisruption(note=MARK), EndCall(note=MARK)


def disturbing(**more: object) -> Contact:
    """A call of abuse that the agent answered."""
    state = contact.evolve(None, HEARD)
    known = {"nature": Nature.HARASSMENT, "registrar": w.AGENT.id, "cases": (), **more}
    return replace(state, **known)


def at_desk(actor: object = w.AGENT, **more: object) -> Context:
    """The agent's own decision, on Monday."""
    return replace(Story().context(w.AGENT), actor=actor, **more)  # type: ignore[arg-type]


def test_a_call_is_ended_only_after_the_warnings_of_the_rulebook() -> None:
    """警告一次不能挂断；警告两次之后可以结束通话，每一步都有记录。"""
    state = disturbing()
    for n in (1, 2):
        refused = decide(state, END, at_desk())
        assert isinstance(refused, Refusal)
        assert (refused.code, "满 2 次" in refused.message) == (Code.WRONG_STATE, True)
        found = decide(state, WARN, at_desk())
        assert not isinstance(found, Refusal)
        [warned] = found
        assert isinstance(warned, DisruptionWarned) and warned.n == n
        state = contact.evolve(state, warned)
    found = decide(state, END, at_desk())
    assert not isinstance(found, Refusal)
    [ended] = found
    assert isinstance(ended, CallEnded) and ended.note == MARK
    state = contact.evolve(state, ended)
    again = decide(state, WARN, at_desk())
    assert isinstance(again, Refusal) and again.code is Code.ALREADY


def test_only_who_answered_or_leads_the_seats_says_so() -> None:
    other = replace(w.AGENT, id="another")
    refused = decide(disturbing(), WARN, at_desk(other))
    assert isinstance(refused, Refusal) and refused.code is Code.WRONG_ROLE
    leader = w.person(Role.TEAM_LEADER)
    assert not isinstance(decide(disturbing(), WARN, at_desk(leader)), Refusal)


def test_a_call_with_a_matter_is_not_ended_so() -> None:
    refused = decide(disturbing(nature=Nature.MATTER), WARN, at_desk())
    assert isinstance(refused, Refusal) and refused.code is Code.WRONG_STATE


UNTIL = {"restricted_until": w.MONDAY + timedelta(days=7)}


def test_ordinary_calls_of_a_restricted_number_are_held() -> None:
    refused = restricted(call(matter(urgency=Urgency.URGENT), matter()), at_desk(**UNTIL))
    assert refused is not None
    assert (refused.code, refused.field) == (Code.RESTRICTED, "matters[1].urgency")


@pytest.mark.parametrize(
    "dangerous",
    [
        {"urgency": Urgency.URGENT},
        {"urgency": Urgency.CRITICAL},
        {"tags": (Tag.DANGER,)},
        {"event": "c1", "need": "家中有透析病人"},
        {"triage": c.HandOver(line=EmergencyLine.POLICE_110), "dispatch": False},
    ],
)
def test_a_person_in_danger_always_gets_through(dangerous: dict[str, object]) -> None:
    assert restricted(call(matter(**dangerous)), at_desk(**UNTIL)) is None


def test_it_binds_calls_only_and_only_while_it_lasts() -> None:
    web = c.RegisterContact(channel=Channel.WEB, matters=(matter(),))
    assert restricted(web, at_desk(**UNTIL)) is None
    over = at_desk(restricted_until=at_desk().now)
    assert restricted(call(matter()), over) is None
    assert restricted(call(matter()), at_desk()) is None
