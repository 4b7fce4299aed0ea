"""Who works in the demo city: accounts for every role and unit, and the ones people sign in with.

Names are drawn from data/phrases.toml by the seed; accounts are the same for every seed.
"""

from collections.abc import Iterator
from random import Random

import msgspec

from hotline.demo import place
from hotline.people import queries
from hotline.people.actions import NewUser
from hotline.people.by import By
from hotline.rules.actor import Actor, citizen_actor, setup_actor
from hotline.rules.reference.user import Grant
from hotline.rules.units import UnitKind
from hotline.rules.words import Face, Role

# (user name, role, outsourced). All sit in the hotline centre.
CENTRE_STAFF = (
    ("agent", Role.AGENT, True),
    ("agent2", Role.AGENT, True),
    ("agent3", Role.AGENT, True),
    ("agent4", Role.AGENT, False),
    ("agent5", Role.AGENT, False),
    ("teamleader", Role.TEAM_LEADER, False),
    ("expert", Role.EXPERT, False),
    ("prereviewer", Role.PRE_REVIEWER, False),
    ("dispatcher", Role.DISPATCHER, False),
    ("dispatcher2", Role.DISPATCHER, False),
    ("caller", Role.FOLLOW_UP_CALLER, True),
    ("caller2", Role.FOLLOW_UP_CALLER, False),
    ("reviewer", Role.CITY_REVIEWER, False),
    ("supervisor", Role.SUPERVISOR, False),
    ("assessor", Role.ASSESSOR, False),
    ("inspector", Role.INSPECTOR, False),
    ("editor", Role.EDITOR, False),
    ("dutymanager", Role.DUTY_MANAGER, False),
    ("dutymanager2", Role.DUTY_MANAGER, False),
    ("management", Role.MANAGEMENT, False),
    ("leader", Role.LEADER, False),
    ("sysadmin", Role.SYSTEM_ADMIN, False),
    ("secadmin", Role.SECURITY_ADMIN, False),
    ("auditadmin", Role.AUDIT_ADMIN, False),
)
# The unit and the street whose people one signs in as; the load leaves work on their tables.
SHOWN_UNIT, SHOWN_STREET = "xidong-urban", "heqing"
SHOWN = (
    ("liaison", Role.LIAISON, SHOWN_UNIT),
    ("officer", Role.OFFICER, SHOWN_UNIT),
    ("head", Role.UNIT_HEAD, SHOWN_UNIT),
    ("street", Role.LIAISON, SHOWN_STREET),
    ("streethead", Role.UNIT_HEAD, SHOWN_STREET),
    ("districtreviewer", Role.DISTRICT_REVIEWER, "xidong"),
    ("integrator", Role.INTEGRATOR, "water"),
)
SECOND = ("agent2", "agent3", "agent4", "agent5", "dispatcher2", "caller2", "dutymanager2")
SIGN_IN = tuple(
    name for name in (*(one[0] for one in CENTRE_STAFF), *(one[0] for one in SHOWN))
    if name not in SECOND
)  # fmt: skip


def person(rng: Random) -> str:
    """A Chinese name."""
    phrases = place.data("phrases.toml")
    return f"{rng.choice(phrases['surnames'])}{rng.choice(phrases['given'])}"


def users(rng: Random) -> tuple[NewUser, ...]:
    """The centre's people; in every unit liaison, officer and head, in a village one for all."""
    return tuple(_users(rng))


def _users(rng: Random) -> Iterator[NewUser]:
    for username, role, outsourced in CENTRE_STAFF:
        yield _user(rng, username, place.CENTRE, role, outsourced=outsourced)
    for username, role, unit in SHOWN:
        yield _user(rng, username, unit, role)
    held = {(unit, role) for _, role, unit in SHOWN}
    for below in place.units():
        if below.kind is UnitKind.VILLAGE:
            yield _user(rng, f"{below.id}.head", below.id, Role.UNIT_HEAD, Role.OFFICER)
        elif below.kind is not UnitKind.CITY:
            for role in (Role.LIAISON, Role.OFFICER, Role.UNIT_HEAD):
                if (below.id, role) not in held:
                    yield _user(rng, f"{below.id}.{role.value}", below.id, role)


def _user(rng: Random, username: str, unit: str, *roles: Role, outsourced: bool = False) -> NewUser:
    return NewUser(
        username=username,
        name=person(rng),
        unit=unit,
        outsourced=outsourced,
        grants=tuple(Grant(role) for role in roles),
    )


class Staff(msgspec.Struct, frozen=True):
    """The accounts as they act."""

    city: str
    actors: dict[str, Actor]
    by_unit: dict[tuple[str, Role], Actor]

    def named(self, username: str, face: Face = Face.DESK) -> By:
        """The account of that user name."""
        return By(actor=self.actors[username], face=face)

    def of(self, unit: str, *roles: Role) -> By:
        """Somebody of the unit with the first of these roles that anybody there has."""
        return By(actor=next(self.by_unit[unit, r] for r in roles if (unit, r) in self.by_unit))

    def citizen(self) -> By:
        """A citizen at the portal."""
        return By(actor=citizen_actor(self.city), face=Face.PORTAL)


def staff(city: str) -> Staff:
    """All accounts of the city, as they stand. One statement."""
    actors: dict[str, Actor] = {}
    by_unit: dict[tuple[str, Role], Actor] = {}
    for row in queries.users(setup_actor(city)):
        actor = actors[row.username] = queries.actor_of(row)
        for role in actor.roles:
            by_unit.setdefault((row.unit, role), actor)
    return Staff(city, actors, by_unit)
