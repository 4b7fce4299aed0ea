"""Which area the address of a matter means: proposed at intake, taken over by one key.

Same-named places are asked about ("which one"), never guessed, and nothing is put into the form
but by the agent [product.md §4]. What stands in the address goes before what the caller told.
"""

import msgspec

from hotline.desk.choices import AREAS, written
from hotline.desk.gate import Desk
from hotline.people.queries import gazetteer
from hotline.rules.gazetteer import Found


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One area: what goes into the form, and how people call it."""

    value: str
    path: str


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """The areas that the words may mean, and the names that said so; none where nothing did."""

    offers: tuple[Offer, ...] = ()
    names: tuple[str, ...] = ()


def proposed(desk: Desk, address: str, told: str = "", area: str = "") -> Proposed:
    """What the place names say; nothing where the form has that area, or one within it, already."""
    world = desk.who.world
    known = gazetteer(world.city, world.reference)
    found = known.locate(address, world.areas) or known.locate(told, world.areas)
    if not found or (area and any(_agrees(one.area, area) for one in found)):
        return Proposed()
    return Proposed(offers=tuple(_offer(desk, one) for one in found), names=found[0].names)


def _agrees(found: str, area: str) -> bool:
    return area == found or area.startswith(found + "/")


def _offer(desk: Desk, found: Found) -> Offer:
    areas, parts = desk.who.world.areas, found.area.split("/")
    above = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    return Offer(
        value=written(desk.who.world, AREAS, found.area) or found.area,
        path="".join(areas.get(code, "") for code in above),
    )
