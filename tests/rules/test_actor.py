"""Who acts, and over which units a role reaches."""

import msgspec

from hotline.rules.actor import citizen_actor, clock_actor, setup_actor
from hotline.rules.words import Role
from tests.rules.offices import person


def test_a_role_reaches_over_the_own_unit_unless_a_scope_is_named() -> None:
    actor = person(Role.OFFICER, Role.SUPERVISOR, unit="urban")
    assert actor.tops(Role.OFFICER) == {"urban"}
    assert actor.tops(Role.AGENT) == frozenset()
    wider = msgspec.structs.replace(actor, scopes=((Role.OFFICER, "east"), (Role.OFFICER, "urban")))
    assert wider.tops(Role.OFFICER) == {"east", "urban"}
    assert wider.tops(Role.SUPERVISOR) == {"urban"}
    assert wider.tops(Role.OFFICER, Role.SUPERVISOR) == {"east", "urban"}
    elsewhere = msgspec.structs.replace(actor, scopes=((Role.OFFICER, "east"),))
    assert elsewhere.tops(Role.OFFICER) == {"east"}


def test_machines_and_citizens_have_no_unit() -> None:
    assert clock_actor("bj").is_a(Role.CLOCK)
    assert citizen_actor("bj").tops(Role.CITIZEN) == frozenset()
    assert not setup_actor("bj").is_a(Role.MANAGEMENT)
    assert setup_actor("bj").is_a(Role.MANAGEMENT, Role.SYSTEM_ADMIN)
