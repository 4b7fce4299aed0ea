"""Sight (可见范围): the one way to begin a read. Role × unit subtree × area × field.

`sight(actor, world)` gives what the actor may see; `cases()` and `legs()` are filters over agreed
columns, `may_see()` is the same rule on one row, `covers()` says how far personal data is shown.

Columns agreed with handling (all not null, text unless said):
    CaseRow  city, stage, area, reported_unit, confidential (bool), leg_units (text[]: every unit
             that has or had a leg), live_units (text[]: those whose leg was not returned,
             re-dispatched or released; a completed leg is still theirs)
    LegRow   city, unit, reported_unit, confidential (bool)

For a confidential case (保密) the reported party and its subtree get no row, so no count, hit or
hint either, whatever their roles [product.md §10]. Administrators (三员) see no case. A unit that
lost its leg keeps the row, for its own record, but nothing personal. The citizen sees the one case
whose number and code were given.

Who a minor is (未成年人) is learned by those who handle the case and who call about it: to all
other readers of the whole city name and number stay covered, whatever they click [未成年人保护法
第103条; 个人信息保护法 第28、31条].
"""

from collections.abc import Sequence
from enum import Enum
from functools import cached_property
from typing import Protocol
from uuid import UUID

import msgspec
from django.db.models import Q

from hotline.people.cover import Cover, Covers
from hotline.rules.actor import Actor
from hotline.rules.context import World
from hotline.rules.units import UnitTree
from hotline.rules.words import CaseStage, Role, Tag


class CaseLike(Protocol):
    """What sight asks of a case: of its row, or of its state."""

    @property
    def id(self) -> UUID: ...

    @property
    def city(self) -> str: ...

    @property
    def stage(self) -> str: ...

    @property
    def area(self) -> str: ...

    @property
    def tags(self) -> Sequence[str]: ...

    @property
    def reported_unit(self) -> str: ...

    @property
    def confidential(self) -> bool: ...

    @property
    def leg_units(self) -> Sequence[str]: ...

    @property
    def live_units(self) -> Sequence[str]: ...


class Extent(Enum):
    """How wide a role sees."""

    CITY = "whole city"
    UNITS = "cases with a leg in the subtree"
    DISTRICT = "as UNITS, and cases in the district's area"
    OWN = "one case, by number and code"


NOTHING = Covers()
PLAIN = Covers(address=Cover.OPEN, words=Cover.OPEN)
MASKED = Covers(name=Cover.MASKED, phone=Cover.MASKED, address=Cover.OPEN, words=Cover.OPEN)
CALLING = Covers(name=Cover.ON_CLICK, phone=Cover.ON_CLICK, address=Cover.OPEN, words=Cover.OPEN)

SEES: dict[Role, tuple[Extent, Covers]] = {
    Role.CITIZEN: (Extent.OWN, MASKED),
    Role.AGENT: (Extent.CITY, CALLING),
    Role.TEAM_LEADER: (Extent.CITY, CALLING),
    Role.EXPERT: (Extent.CITY, MASKED),
    Role.PRE_REVIEWER: (Extent.CITY, CALLING),
    Role.DISPATCHER: (Extent.CITY, CALLING),
    Role.FOLLOW_UP_CALLER: (Extent.CITY, CALLING),
    Role.CITY_REVIEWER: (Extent.CITY, CALLING),
    Role.SUPERVISOR: (Extent.CITY, CALLING),
    Role.ASSESSOR: (Extent.CITY, MASKED),
    Role.INSPECTOR: (Extent.CITY, MASKED),
    Role.DUTY_MANAGER: (Extent.CITY, CALLING),
    Role.MANAGEMENT: (Extent.CITY, CALLING),
    Role.LEADER: (Extent.CITY, NOTHING),
    Role.LIAISON: (Extent.UNITS, CALLING),
    Role.OFFICER: (Extent.UNITS, CALLING),
    Role.UNIT_HEAD: (Extent.UNITS, CALLING),
    Role.INTEGRATOR: (Extent.UNITS, CALLING),
    Role.DISTRICT_REVIEWER: (Extent.DISTRICT, CALLING),
}
"""Roles not named here (knowledge editor, the three administrators, the clock) see no case."""

CONFIDENTIAL_CALLERS = frozenset({Role.FOLLOW_UP_CALLER, Role.CITY_REVIEWER, Role.MANAGEMENT})
"""The only ones who may uncover who the caller of a confidential case is."""

MINORS_CALLERS = CONFIDENTIAL_CALLERS | {Role.AGENT, Role.TEAM_LEADER, Role.DUTY_MANAGER}
"""Who of the whole city may uncover who a minor is: those who talk to the caller or ring back."""

OVER = frozenset({CaseStage.CLOSED, CaseStage.WITHDRAWN})
"""Stages in which units no longer need to reach the caller."""

UNDIVIDED = frozenset({CaseStage.ACCEPTED})
"""Where nobody handles it yet: units that see its words were ordered on site (现场划分职责)."""


_NONE: frozenset[str] = frozenset()


class Sight(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """What one actor may see. Built by `sight()`; costs no statement."""

    actor: Actor
    units: UnitTree
    own_case: UUID | None = None

    @cached_property
    def _subtrees(self) -> dict[Role, frozenset[str]]:
        """By role: the units below those it is held for. Once per request, not per row."""
        return {
            role: _NONE.union(*(self.units.subtree(top) for top in self.actor.tops(role)))
            for role in self._roles(Extent.UNITS, Extent.DISTRICT)
        }

    @cached_property
    def _areas(self) -> dict[Role, frozenset[str]]:
        """By role: the areas of the districts it is held for."""
        found = {}
        for role in self._roles(Extent.DISTRICT):
            tops = (self.units.get(top) for top in self.actor.tops(role))
            found[role] = frozenset(unit.area for unit in tops if unit is not None and unit.area)
        return found

    def _roles(self, *extents: Extent) -> tuple[Role, ...]:
        return tuple(role for role in self.actor.roles if _extent(role) in extents)

    @cached_property
    def whole_city(self) -> bool:
        """Whether any role sees beyond the actor's units."""
        return bool(self._roles(Extent.CITY))

    @cached_property
    def my_units(self) -> frozenset[str]:
        """All units whose legs the actor sees by role."""
        return _NONE.union(*self._subtrees.values())

    @cached_property
    def my_areas(self) -> frozenset[str]:
        """Areas of the districts whose cases the actor reviews."""
        return _NONE.union(*self._areas.values())

    @cached_property
    def standing(self) -> frozenset[str]:
        """The actor's own units and all above them: if one is reported, the actor is concerned."""
        below = {self.actor.unit, *(unit for _, unit in self.actor.scopes)}
        return frozenset(unit.id for one in below for unit in self.units.ancestors(one))

    def cases(self, prefix: str = "") -> Q:
        """Filter over case rows; `prefix` as in "case__" when they are reached by a relation."""
        own = Q(**{f"{prefix}city": self.actor.city})
        if self.whole_city:
            reach = Q()
        else:
            reach = Q(**{f"{prefix}pk__in": [self.own_case] if self._own() else []})
            if self.my_units:
                reach |= Q(**{f"{prefix}leg_units__overlap": sorted(self.my_units)})
            for area in sorted(self.my_areas):
                reach |= Q(**{f"{prefix}area": area}) | Q(
                    **{f"{prefix}area__startswith": area + "/"}
                )
        return own & reach & self._not_reported(prefix)

    def words(self) -> Q:
        """Filter over case rows, beside `cases()`: those whose words `covers()` shows."""
        open_to = Q(pk__in=[])
        for role in self.actor.roles & frozenset(SEES):
            extent, covers = SEES[role]
            if covers.words is not Cover.OPEN:
                continue
            if extent is Extent.CITY:
                return Q()
            if extent is Extent.UNITS:
                open_to |= Q(live_units__overlap=sorted(self._subtrees[role]))
            elif extent is Extent.DISTRICT:
                open_to |= Q(leg_units__overlap=sorted(self._subtrees[role]))
                for area in sorted(self._areas[role]):
                    open_to |= Q(area=area) | Q(area__startswith=area + "/")
            elif self.own_case is not None:
                open_to |= Q(pk=self.own_case)
        return open_to

    def legs(self, prefix: str = "") -> Q:
        """Filter over leg rows: all of the city, or those of the actor's own units."""
        own = Q(**{f"{prefix}city": self.actor.city})
        if not self.whole_city:
            own &= Q(**{f"{prefix}unit__in": sorted(self.my_units)})
        return own & self._not_reported(prefix)

    def may_see(self, case: CaseLike) -> bool:
        """`cases()` asked of one row."""
        return self._concerned(case) and any(self._reaches(role, case) for role in self.actor.roles)

    def covers(self, case: CaseLike) -> Covers:
        """How far this reader sees each personal field; nothing of a case out of sight."""
        found = NOTHING
        if not self._concerned(case):
            return found
        for role in self.actor.roles:
            if self._reaches(role, case):
                found = found.most(self._covers_as(role, case))
        return found

    def _own(self) -> bool:
        return self.own_case is not None and bool(self._roles(Extent.OWN))

    def _not_reported(self, prefix: str) -> Q:
        reported = {f"{prefix}reported_unit__in": sorted(self.standing)}
        return ~Q(**{f"{prefix}confidential": True}, **reported)

    def _concerned(self, case: CaseLike) -> bool:
        """Same city, and not the reported party of a confidential case."""
        hidden = case.confidential and case.reported_unit in self.standing
        return case.city == self.actor.city and not hidden

    def _reaches(self, role: Role, case: CaseLike) -> bool:
        match _extent(role):
            case Extent.CITY:
                return True
            case Extent.OWN:
                return case.id == self.own_case
            case Extent.UNITS:
                return not self._subtrees[role].isdisjoint(case.leg_units)
            case Extent.DISTRICT:
                return not self._subtrees[role].isdisjoint(case.leg_units) or any(
                    case.area == area or case.area.startswith(area + "/")
                    for area in self._areas[role]
                )
            case None:
                return False

    def _covers_as(self, role: Role, case: CaseLike) -> Covers:
        extent, covers = SEES[role]
        if extent in (Extent.UNITS, Extent.DISTRICT):
            if self._subtrees[role].isdisjoint(case.live_units):
                # An area's reviewer judges the words; a unit that lost its leg needs nothing.
                covers = covers.least(MASKED if extent is Extent.DISTRICT else NOTHING)
            elif case.stage in OVER:
                covers = covers.least(MASKED)
            elif case.stage in UNDIVIDED:
                # Who is ordered on site divides a duty there; who called is for whom handles it.
                covers = covers.least(MASKED if extent is Extent.DISTRICT else PLAIN)
        if case.confidential and extent is not Extent.OWN and role not in CONFIDENTIAL_CALLERS:
            covers = covers.least(MASKED if extent is Extent.CITY else PLAIN)
        if Tag.MINOR in case.tags and extent is Extent.CITY and role not in MINORS_CALLERS:
            covers = covers.least(MASKED)
        return covers


def _extent(role: Role) -> Extent | None:
    return SEES[role][0] if role in SEES else None


def sight(actor: Actor, world: World, *, own_case: UUID | None = None) -> Sight:
    """What the actor may see in this city. `own_case`: the case a citizen named by number and code.

    An actor of another city than the world's sees nothing of it: every filter begins with the
    actor's own city.
    """
    return Sight(actor=actor, units=world.units, own_case=own_case)
