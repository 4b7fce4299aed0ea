"""限制来电: ruled by management with reason and expiry, lifted by hand or by time."""

from datetime import timedelta

import pytest

from hotline.rules import sealed
from hotline.rules.reference.number import (
    LONGEST,
    LiftRestriction,
    Number,
    NumberCommand,
    RestrictNumber,
    decide,
    evolve,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.offices import NOW, office, refused

WEEK = NOW + timedelta(days=7)
SHOWN, WHY = "138****0001", "三次辱骂，均已警告"


def ruling(**more: object) -> RestrictNumber:
    """A week, for abuse."""
    known = {"digest": "ab", "shown": SHOWN, "until": WEEK, "reason": WHY, **more}
    return RestrictNumber(**known)  # type: ignore[arg-type]


def after(*commands: NumberCommand) -> Number:
    """The number once management has done all that."""
    state = Number()
    for command in commands:
        found = decide(state, command, office(Role.MANAGEMENT))
        assert not isinstance(found, Refusal), found
        for event in found:
            state = evolve(state, sealed.without_sealed(event))
    return state


def test_it_holds_until_it_expires() -> None:
    state = after(ruling())
    assert state.binds(NOW) and state.binds(WEEK - timedelta(seconds=1))
    assert not state.binds(WEEK)
    assert not Number().binds(NOW)
    assert SHOWN not in repr(state) and WHY not in repr(state)


def test_it_is_lifted_by_hand_and_ruled_again() -> None:
    state = after(ruling(), LiftRestriction(reason="查明是误会"))
    assert not state.binds(NOW)
    refused(decide(state, LiftRestriction(reason="再来"), office(Role.MANAGEMENT)),
            Code.WRONG_STATE)  # fmt: skip
    again = after(ruling(), LiftRestriction(reason="误会"), ruling())
    assert again.binds(NOW) and again.times == 2


@pytest.mark.parametrize("role", [Role.AGENT, Role.TEAM_LEADER, Role.SUPERVISOR])
def test_nobody_but_the_management_body_rules(role: Role) -> None:
    refused(decide(Number(), ruling(), office(role)), Code.WRONG_ROLE)


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (ruling(reason=" "), Code.MISSING, "reason"),
        (ruling(digest=""), Code.MISSING, "phone"),
        (ruling(until=NOW), Code.INVALID, "until"),
        (ruling(until=NOW + LONGEST + timedelta(seconds=1)), Code.INVALID, "until"),
    ],
)
def test_a_ruling_names_number_reason_and_an_expiry(
    command: RestrictNumber, code: Code, field: str
) -> None:
    assert refused(decide(Number(), command, office(Role.MANAGEMENT)), code).field == field


def test_what_is_restricted_is_not_restricted_again() -> None:
    found = decide(after(ruling()), ruling(), office(Role.MANAGEMENT))
    refused(found, Code.ALREADY)
