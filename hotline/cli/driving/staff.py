"""The people of the city, each with a token of their own, made on the server's side.

A unit that has nobody for a role gets somebody, so that an order to it can be worked at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import msgspec

from hotline import ledger
from hotline.cli.trouble import Trouble
from hotline.people import actions, queries
from hotline.people.by import By
from hotline.people.models import UserRow
from hotline.rules.actor import setup_actor
from hotline.rules.reference.user import Grant
from hotline.rules.refusal import Refusal
from hotline.rules.units import UnitTree
from hotline.rules.words import Face, Role

UNIT_WORKERS = (Role.OFFICER, Role.LIAISON)
FRONT = (Role.DISPATCHER, Role.AGENT, Role.FOLLOW_UP_CALLER, Role.CITY_REVIEWER)
NAME = "demo drive"


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at work: an account and its token."""

    user: str
    name: str
    unit: str
    roles: frozenset[Role]
    token: str
    token_id: str


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who works during a drive."""

    city: str
    units: UnitTree
    seats: tuple[Seat, ...]
    by_unit: Mapping[tuple[str, Role], Seat]

    def front(self, role: Role) -> Seat:
        """Somebody of the hotline itself."""
        return next(seat for seat in self.seats if role in seat.roles)

    def worker(self, unit: str, *roles: Role) -> Seat | None:
        """Somebody of the unit who holds the first of these roles that anybody there holds."""
        return next((self.by_unit[unit, r] for r in roles if (unit, r) in self.by_unit), None)

    @property
    def holders(self) -> tuple[str, ...]:
        """Units that people can dispatch to."""
        return tuple(unit for unit, role in self.by_unit if role is Role.UNIT_HEAD)


def assemble(city: str) -> Staff:
    """Everybody with a fresh token. Raises Trouble where the hotline itself lacks a role."""
    world = queries.world(city)
    _fill_gaps(city, world.units)
    seats = tuple(_seat(row) for row in _wanted(queries.users(setup_actor(city))))
    for role in FRONT:
        if not any(role in seat.roles for seat in seats):
            raise Trouble(
                f"{city} 没有{role.zh}账号，请先建立，或执行 hotline demo load。",
                f"{city} has no {role.value}: make one, or run hotline demo load.",
            )
    by_unit = {(seat.unit, role): seat for seat in reversed(seats) for role in seat.roles}
    return Staff(city=city, units=world.units, seats=seats, by_unit=by_unit)


def token_of(city: str, username: str) -> str:
    """A token for the account of that name, to be shown once."""
    row = queries.users(setup_actor(city)).filter(username=username).first()
    if row is None:
        raise Trouble(
            f"{city} 没有用户 {username}，请先执行 hotline demo load，或核对用户名。",
            f"{city} has no user {username}: run hotline demo load first, or check the name.",
        )
    return _seat(row, "command line").token


def dismiss(staff: Staff) -> None:
    """Take every token back."""
    for seat in staff.seats:
        actor = queries.user(setup_actor(staff.city), seat.user)
        if actor is not None:
            by = By(actor=queries.actor_of(actor), face=Face.IMPORT)
            actions.revoke_token(by, seat.user, seat.token_id)


def _wanted(rows: Iterable[UserRow]) -> Iterator[UserRow]:
    """One account for each unit and role that a drive needs."""
    covered: set[tuple[str, str]] = set()
    needed = {*UNIT_WORKERS, Role.UNIT_HEAD, *FRONT}
    # Staff of an outside operator only answer and record, so they come last.
    for row in sorted(rows, key=lambda row: row.outsourced):
        roles = set() if row.disabled else queries.actor_of(row).roles
        mine = {(row.unit, role) for role in roles & needed if not row.locked}
        if mine - covered:
            covered |= mine
            yield row


def _seat(row: UserRow, name: str = NAME) -> Seat:
    actor = queries.actor_of(row)
    # A token's end is compared with the city's time when made, with the wall's when used.
    lasts = max(ledger.clock.now() - ledger.clock.wall(), timedelta()) + timedelta(days=400)
    made = actions.make_token(By(actor=actor, face=Face.IMPORT), str(row.id), name, lasts=lasts)
    if isinstance(made, Refusal):
        raise Trouble(
            f"不能为 {row.username} 建立令牌：{made.message}{made.advice}",
            f"No token for {row.username}: {made.code}.",
        )
    return Seat(
        user=str(row.id),
        name=row.name,
        unit=row.unit,
        roles=actor.roles,
        token=made.secret,
        token_id=made.id,
    )


def _fill_gaps(city: str, units: UnitTree) -> None:
    """An officer and a head for every unit that has none."""
    rows = list(queries.users(setup_actor(city)))
    held = {(row.unit, role) for row in rows for role in queries.actor_of(row).roles}
    missing = [
        actions.NewUser(
            username=f"drive.{unit.id}.{role.value}",
            name=f"{unit.name}{role.zh}",
            unit=unit.id,
            grants=(Grant(role),),
        )
        for unit in units.units.values()
        if unit.active
        for role in (Role.OFFICER, Role.UNIT_HEAD)
        if (unit.id, role) not in held
    ]
    if missing:
        found = actions.add_users(By(actor=setup_actor(city), face=Face.IMPORT), missing)
        if isinstance(found, Refusal):
            raise Trouble(found.message + found.advice, f"Cannot open accounts: {found.code}.")
