"""Units (承办单位) as a tree: departments, districts, streets, villages, utilities.

A unit answers for an area and sits under one parent; who may see or hand down follows the tree.
The tree is a frozen value built once per version of the city's reference data.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from hotline.rules.words import Term


class UnitKind(Term):
    """What sort of body a unit is; assessment keeps streets and departments apart."""

    CITY = "city", "市级平台"
    DEPARTMENT = "department", "市直部门"
    DISTRICT = "district", "区县"
    BUREAU = "bureau", "区直部门"
    STREET = "street", "街道乡镇"
    VILLAGE = "village", "社区村居"
    UTILITY = "utility", "公用企业"


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One unit as it stands now. `area` is the code of the area it answers for ("" = all)."""

    id: str
    name: str
    kind: UnitKind
    parent: str = ""
    area: str = ""
    active: bool = True
    short: str = ""
    duty_phone: str = ""


class UnitTree(msgspec.Struct, frozen=True, dict=True):
    """All units of one city. Look-ups are by id; an unknown id is simply absent."""

    units: Mapping[str, Unit] = {}

    def get(self, unit_id: str) -> Unit | None:
        """The unit, or None if the city has no such unit."""
        return self.units.get(unit_id)

    def name(self, unit_id: str) -> str:
        """Its name, or the id itself where the unit is unknown, so that a page never breaks."""
        unit = self.units.get(unit_id)
        return unit.name if unit else unit_id

    def ancestors(self, unit_id: str) -> Iterator[Unit]:
        """The unit itself, then its parent, up to the root. A loop in the data ends the walk."""
        seen: set[str] = set()
        while unit_id and unit_id not in seen:
            seen.add(unit_id)
            unit = self.units.get(unit_id)
            if unit is None:
                return
            yield unit
            unit_id = unit.parent

    def is_within(self, unit_id: str, top: str) -> bool:
        """Whether `unit_id` is `top` or stands anywhere below it."""
        return any(unit.id == top for unit in self.ancestors(unit_id))

    def put(self, unit: Unit) -> "UnitTree":
        """The tree with this unit added or replaced."""
        return UnitTree(units={**self.units, unit.id: unit})

    def change(self, unit_id: str, **values: str | bool) -> "UnitTree":
        """The tree with these fields of a known unit changed."""
        return self.put(msgspec.structs.replace(self.units[unit_id], **values))

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the direct children of each unit."""
        found: dict[str, list[str]] = {}
        for unit in self.units.values():
            found.setdefault(unit.parent, []).append(unit.id)
        return {parent: tuple(ids) for parent, ids in found.items()}

    def subtree(self, top: str) -> frozenset[str]:
        """Ids of the unit and of all below it; empty for an unknown unit."""
        if top not in self.units:
            return frozenset()
        reached = {top}
        waiting = [top]
        while waiting:
            for child in self.children.get(waiting.pop(), ()):
                if child not in reached:
                    reached.add(child)
                    waiting.append(child)
        return frozenset(reached)
