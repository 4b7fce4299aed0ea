"""Who is to be told: the people of a role in the unit concerned, within their sight.

A role counts for the unit for which it is held, not for those below it. Where a unit has no
liaison, its officers are told instead: an order that nobody hears of is the one that is late. For a
confidential case the reported party's people are no recipients, as they are no readers.

When the phone ladder is climbed, those of the next rung are told and nobody else: the unit's head,
the liaison of the unit above, the duty manager (rules.case.phone).
"""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from hotline.handling.notices.arising import Arisen
from hotline.handling.notices.table import OF_THE_CITY, Whom
from hotline.people import queries as people
from hotline.people.sight import sight
from hotline.rules.actor import Actor, clock_actor
from hotline.rules.context import World
from hotline.rules.phone_words import Rung
from hotline.rules.words import Role


class _Staff(msgspec.Struct, frozen=True):
    """Who may be told in a city, as of one version of its reference data."""

    reference: int
    people: tuple[Actor, ...]


RUNG: Final = {
    Rung.UNIT: Whom.LIAISON,
    Rung.HEAD: Whom.HEAD,
    Rung.ABOVE: Whom.LIAISON,
    Rung.HOTLINE: Whom.DUTY_MANAGER,
}
"""Who is told that their rung is rung now."""

_staff: Final[dict[str, _Staff]] = {}


def staff(city: str, reference: int) -> tuple[Actor, ...]:
    """Everybody who can sign in there; read once for each version of the reference data."""
    held = _staff.get(city)
    if held is None or held.reference != reference:
        rows = people.users(clock_actor(city))
        active = [row for row in rows if not row.disabled and not row.locked]
        held = _staff[city] = _Staff(reference, tuple(people.actor_of(row) for row in active))
    return held.people


def recipients(world: World, found: Arisen, whom: Whom, case: Any, leg: Any) -> list[Actor]:
    """The staff to be told, but for whoever did it; `leg` is None where the thing has
    none: then those of the units that it concerns."""
    if found.rung and RUNG[found.rung] is not whom:
        return []
    everybody = [one for one in staff(found.city, world.reference) if one.id != found.by]
    if whom in OF_THE_CITY:
        those: Iterable[Actor] = (one for one in everybody if whom.role in one.roles)
    elif leg is None:
        those = [one for unit in found.units for one in _people(everybody, unit, whom)]
    elif whom is Whom.OFFICER:
        those = (one for one in everybody if one.id == leg.officer)
    else:
        those = _people(everybody, _of_rung(world, found.rung, leg.unit), whom)
    return [one for one in those if sight(one, world).may_see(case)]


def _of_rung(world: World, rung: Rung | None, unit: str) -> str:
    """The unit whose people are meant: that of the leg, or on the third rung the one above it."""
    known = world.units.get(unit) if rung is Rung.ABOVE else None
    return known.parent if known else unit


def _people(everybody: Iterable[Actor], unit: str, whom: Whom) -> list[Actor]:
    """Those of a unit; its officers where it has no liaison."""
    those = _of_unit(everybody, unit, whom.role)
    if whom is Whom.LIAISON and not those:
        return _of_unit(everybody, unit, Role.OFFICER)
    return those


def _of_unit(everybody: Iterable[Actor], unit: str, role: Role) -> list[Actor]:
    return [one for one in everybody if role in one.roles and unit in one.tops(role)]
