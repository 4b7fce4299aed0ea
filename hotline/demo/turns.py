"""Turns a leg may take: given to an officer, sent to another unit, joined by one more, and returns
that are taken back or have other reasons than whose duty it is."""

from hotline.demo.life import Fate, Life
from hotline.demo.words import say
from hotline.rules.case import commands as c
from hotline.rules.case.state import Leg
from hotline.rules.units import UnitTree
from hotline.rules.words import LegRole, LegState, RequestState, ReturnReason, Role

OTHERS = ("urban", "housing", "police", "market", "environment", "traffic")
REASSIGNS, REDISPATCHES, JOINS = 0.08, 0.02, 0.03
TAKES_BACK, OTHER_REASON = 0.15, 0.3
LIAISONS = (Role.LIAISON, Role.UNIT_HEAD)
REASONS = (ReturnReason.UNCLEAR, ReturnReason.UNCLEAR, ReturnReason.DUPLICATE)


def another(life: Life) -> str:
    """A department that has no leg of this case and is not the one complained of."""
    taken = {one.unit for one in life.case.legs} | {life.case.reported_unit}
    return life.rng.choice([unit for unit in OTHERS if unit not in taken])


def reassign(life: Life, leg: Leg) -> None:
    """转派 by the liaison to the unit's officer, before anything else is done."""
    officer = life.staff.by_unit.get((leg.unit, Role.OFFICER))
    liaison = life.staff.by_unit.get((leg.unit, Role.LIAISON))
    if officer and liaison and officer is not liaison and life.rng.random() < REASSIGNS:
        command = c.Reassign(leg=leg.id, officer=officer.id)
        life.do(life.staff.of(leg.unit, Role.LIAISON), command)


def redispatched(life: Life, leg: Leg, units: UnitTree) -> str:
    """改派: the dispatcher finds that it is another's; that leg's id, "" where it stays."""
    fits = leg.role is LegRole.LEAD and leg.state is LegState.DISPATCHED
    if not fits or life.rng.random() >= REDISPATCHES:
        return ""
    unit = another(life)
    reason = say(life.rng, "redispatch", other=units.name(unit))
    life.do(life.staff.named("dispatcher"), c.Redispatch(leg=leg.id, unit=unit, reason=reason))
    lead = life.case.lead
    return lead.id if lead else ""


def joined(life: Life, leg: Leg, units: UnitTree) -> str:
    """加派: one more unit, found on site; the id of its leg, "" for none."""
    if leg.role is not LegRole.LEAD or life.rng.random() >= JOINS:
        return ""
    unit = another(life)
    before = {one.id for one in life.case.legs}
    reason = say(life.rng, "add_unit", other=units.name(unit))
    life.do(life.staff.named("dispatcher2"), c.AddUnit(unit=unit, reason=reason))
    return next(one.id for one in life.case.legs if one.id not in before)


def file_return(life: Life, leg: Leg, units: UnitTree) -> str:
    """退单 to a unit believed responsible, whose id is returned; "" where it has other reasons."""
    rng = life.rng
    by = life.staff.of(leg.unit, *LIAISONS)
    if rng.random() < OTHER_REASON:
        reason = rng.choice(REASONS)
        told = say(rng, f"return_{reason.value}")
        life.do(by, c.FileReturn(leg=leg.id, reason=reason, explanation=told))
        return ""
    return not_our_duty(life, leg, units)


def not_our_duty(life: Life, leg: Leg, units: UnitTree) -> str:
    """退单 because it is another's duty, whose id is returned."""
    believed = another(life)
    told = say(life.rng, "return_not_duty", other=units.name(believed))
    command = c.FileReturn(
        leg=leg.id, reason=ReturnReason.NOT_DUTY, explanation=told, believed_unit=believed
    )
    life.do(life.staff.of(leg.unit, *LIAISONS), command)
    return believed


def take_back(life: Life, leg: Leg, request: str) -> Fate:
    """撤回退单 by the unit itself, within the hour."""
    yield life.worked(0.3, 1)
    found = life.case.request(request)
    if found and found.state is RequestState.FILED:
        life.do(life.staff.of(leg.unit, *LIAISONS), c.WithdrawReturn(request=request))
