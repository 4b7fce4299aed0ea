"""紧急程度更正: what a case is turns out more, or less, urgent while units are at work.

Every limit that depends on urgency is reckoned again: a longer one as if it had been known from
the start, a shorter one from the correction on, so that nobody is late by it alone and nobody gets
longer than before. The old limit stays on record as a turn of its clock (`Fixed`). What was missed
stays missed. Raised to urgent or critical, each unit owes its confirmation by phone from now
(product.md §4 Clocks, Supervision; DB11/T 2021-2022 for the limits by urgency).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from hotline.rules.case import clocks, phone
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command, Needed
from hotline.rules.case.guards import Target
from hotline.rules.case.state import Case, Leg
from hotline.rules.context import Context
from hotline.rules.deadline import URGENCY_CHANGED, Clock, Fixed, fix, is_overdue
from hotline.rules.reckoning import RULEBOOK
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import LegRole, Urgency


class ChangeUrgency(Command, frozen=True, kw_only=True):
    """更正紧急程度, with the reason."""

    urgency: Urgency
    reason: Needed


class LegTimes(msgspec.Struct, frozen=True, kw_only=True):
    """The dues of one running leg after the correction."""

    leg: str
    limit: Clock
    sign_due: datetime
    contact_due: datetime
    phone_due: datetime | None


class UrgencyChanged(Event, frozen=True, kw_only=True):
    """已更正紧急程度; the limits that follow from it."""

    was: Urgency
    urgency: Urgency
    promise: Clock | None
    legs: tuple[LegTimes, ...]
    reason: Sealed


def change(target: Target, command: ChangeUrgency, context: Context) -> tuple[Event, ...] | Refusal:
    """更正紧急程度, with every clock that depends on it."""
    case = target.case
    if command.urgency is case.urgency:
        return Refusal(
            code=Code.ALREADY,
            message=say("该工单已经是“{urgency}”。", urgency=case.urgency.zh),
            field="urgency",
        )
    then = replace(case, urgency=command.urgency)
    corrected = UrgencyChanged(
        at=context.now,
        was=case.urgency,
        urgency=command.urgency,
        promise=promise_as(then, context, URGENCY_CHANGED),
        legs=legs_as(then, context, URGENCY_CHANGED),
        reason=command.reason,
    )
    return (corrected,)


def promise_as(case: Case, context: Context, why: str) -> Clock | None:
    """What is promised to a case that turns out to be as this one is, sooner where its limits are
    shorter; what was promised to the citizen never gets later. `why` stands in the clock."""
    old = case.promise
    if old is None:
        return None
    name = next(one for one in LimitName if one == old.name)
    _, now = clocks.promise(case, context, name)
    found = _corrected(old, now, now, context, why)
    return found if found.due_at < old.due_at else old


def legs_as(case: Case, context: Context, why: str) -> tuple[LegTimes, ...]:
    """The dues of the running legs of a case that turns out to be as this one is: outer legs before
    those below them, the lead before who helps it, each inside the new one."""
    limits = {leg.id: leg.limit for leg in case.legs}
    found: list[LegTimes] = []
    for leg in sorted(case.running_legs, key=lambda one: one.role is not LegRole.LEAD):
        times = _times(case, leg, limits, context, why)
        limits[leg.id] = times.limit
        found.append(times)
    return tuple(found)


def _times(case: Case, leg: Leg, limits: dict[str, Clock], context: Context, why: str) -> LegTimes:
    lead = case.lead if leg.role is LegRole.CO_HANDLING else None
    bounds = (limits.get(leg.parent_leg), limits[lead.id] if lead else None)
    entries = context.world.directory.entries
    own = next((one.limit for one in entries if one.id == leg.entry), "")
    now = clocks.for_leg(case, context, outer=bounds[0], lead=bounds[1], own=own)
    then = replace(context, now=leg.dispatched_at)
    start = clocks.for_leg(case, then, outer=bounds[0], lead=bounds[1], own=own)
    return LegTimes(
        leg=leg.id,
        limit=_corrected(leg.limit, start.limit, now.limit, context, why),
        sign_due=_moved(leg.sign_due, start.sign_due, now.sign_due, context),
        contact_due=_moved(leg.contact_due, start.contact_due, now.contact_due, context),
        phone_due=_phone(case, leg, context),
    )


def _corrected(old: Clock, start: Clock, now: Clock, context: Context, why: str) -> Clock:
    """`old` with the limit that it has after the correction; see the module."""
    over = old.stopped_at or old.breached_at or is_overdue(old, context.now)
    same = old.clause == start.clause and old.duration == start.duration
    if over or (same and not _changed_before(old, why)):
        return old
    due = _moved(old.due_at, start.due_at, now.due_at, context)
    return old if due == old.due_at else fix(old, context.now, due, why, RULEBOOK)


def _changed_before(clock: Clock, why: str) -> bool:
    return any(isinstance(one, Fixed) and one.reason == why for one in clock.turns)


def _moved(old: datetime, start: datetime, now: datetime, context: Context) -> datetime:
    if old <= context.now or start >= old:
        return old if old <= context.now else start
    return min(old, now)


def _phone(case: Case, leg: Leg, context: Context) -> datetime | None:
    """Until when the unit confirms by phone: what it owes stays, what it does not owe any more is
    gone, and what it owes from now on counts from now."""
    if case.urgency not in phone.URGENT and leg.acknowledged_at is None:
        return None
    return leg.phone_due or phone.due(case, context)


def _changed(case: Case, event: UrgencyChanged) -> Case:
    after = replace(case, urgency=event.urgency, promise=event.promise)
    for times in event.legs:
        after = on_leg(
            after,
            times.leg,
            limit=times.limit,
            sign_due=times.sign_due,
            contact_due=times.contact_due,
        )
        after = phone.owed(after, times.leg, times.phone_due)
    return after


URGENCY_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {UrgencyChanged: _changed}
