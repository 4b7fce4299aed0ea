"""Who acts: a user with roles and unit as they are now, the citizen, or a machine."""

import msgspec

from hotline.rules.words import Role

SETUP_ID = "setup"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The person or machine behind a command.

    `roles` are those the user holds now; `unit` is the unit the user belongs to ("" for a citizen
    or a machine). A role is held for that unit and all below it, or for another unit named in
    `scopes`. `outsourced` staff answer and record only [国办函〔2025〕66号 三].
    """

    id: str
    name: str
    city: str
    unit: str = ""
    roles: frozenset[Role] = frozenset()
    outsourced: bool = False
    scopes: tuple[tuple[Role, str], ...] = ()

    def tops(self, *roles: Role) -> frozenset[str]:
        """The units over whose subtrees the actor holds any of these roles."""
        held = frozenset(roles) & self.roles
        named = {unit for role, unit in self.scopes if role in held}
        bound = {role for role, _ in self.scopes}
        own = {self.unit} if self.unit and held - bound else set()
        return frozenset(named | own)

    def is_a(self, *roles: Role) -> bool:
        """Whether the actor holds any of these roles."""
        return not self.roles.isdisjoint(roles)


def clock_actor(city: str) -> Actor:
    """The machine that acts when a time has come; it may only do what the tables give `CLOCK`."""
    # not said: a name, kept in the journal
    return Actor(id="clock", name="系统时钟", city=city, roles=frozenset({Role.CLOCK}))


def citizen_actor(city: str) -> Actor:
    """A citizen at the portal, known only by case number and query code."""
    # not said: a name, kept in the journal
    return Actor(id="citizen", name="诉求人", city=city, roles=frozenset({Role.CITIZEN}))


def setup_actor(city: str) -> Actor:
    """The founding of a city from the command line: accounts, units, and editions already in force.

    It draws up but never approves: the second person is always a user.
    """
    powers = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.DISPATCHER})
    # not said: a name, kept in the journal
    return Actor(id=SETUP_ID, name="系统初始化", city=city, roles=powers)
