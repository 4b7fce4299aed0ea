"""挂起: the unit waits for the citizen, who was contacted and owes an answer or a paper.

Only after a recorded contact, so many times and so long as the rulebook says; ends by the
citizen's answer, by the unit, or at the cap (product.md §4 Hold). The leg's limit stands still;
the citizen's promise does not.
"""

from datetime import datetime

from hotline.rules.case import clocks
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Command, Needed, NeededCode, Words
from hotline.rules.case.guards import Target, not_before, the_leg
from hotline.rules.case.state import Case, Leg
from hotline.rules.context import Context
from hotline.rules.deadline import Clock, resume
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName, NumberName
from hotline.rules.text import say
from hotline.rules.words import HoldEnd, LegState

Events = tuple[Event, ...]


class BeginHold(Command, frozen=True, kw_only=True):
    """挂起: what the citizen was asked for, and when they said they would give it."""

    leg: NeededCode
    explanation: Needed


class EndHold(Command, frozen=True, kw_only=True):
    """解除挂起: the citizen answered the unit, or the unit goes on without."""

    leg: NeededCode
    note: Words = ""


class LiftHold(Command, frozen=True, kw_only=True):
    """挂起到期: the clock ends it at the cap."""

    leg: NeededCode


class HoldBegun(Event, frozen=True, kw_only=True):
    """已挂起, until `ends_by` at the latest."""

    leg: str
    ends_by: datetime
    explanation: Sealed


class HoldEnded(Event, frozen=True, kw_only=True):
    """已解除挂起; the limit runs on with what was left."""

    leg: str
    why: HoldEnd
    limit: Clock
    note: Sealed


def contacted(target: Target, context: Context) -> Refusal | None:
    """挂起 only after a recorded contact: whoever was never called owes no answer."""
    if the_leg(target).first_contact_at is not None:
        return None
    return Refusal(
        code=Code.NO_CONTACT,
        message=say("尚未联系诉求人，不能挂起。"),
        advice=say("请先联系诉求人，说明需要其提供什么，并记录首次联系。"),
    )


def holds_left(target: Target, context: Context) -> Refusal | None:
    """So many holds of a leg, and no more."""
    name = NumberName.HOLD_COUNT
    most = clocks.book_for(name, target.case, context).number(name)
    if the_leg(target).holds < most:
        return None
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("挂起次数已用完（最多 {most} 次）。", most=most),
        advice=say("请按现有材料继续办理，或申请延期。"),
    )


def cap_reached(target: Target, context: Context) -> Refusal | None:
    """The clock ends a hold at its cap, and not before."""
    due = the_leg(target).held_until
    return None if due is None else not_before(due, context)


def begin(target: Target, command: BeginHold, context: Context) -> Events:
    """挂起."""
    begun = HoldBegun(
        at=context.now,
        leg=command.leg,
        ends_by=clocks.moment(LimitName.HOLD_CAP, target.case, context),
        explanation=command.explanation,
    )
    return (begun,)


def end(target: Target, command: EndHold, context: Context) -> Events:
    """解除挂起."""
    return (_ended(target.case, the_leg(target), HoldEnd.UNIT, command.note, context),)


def lift(target: Target, command: LiftHold, context: Context) -> Events:
    """挂起到期."""
    return (_ended(target.case, the_leg(target), HoldEnd.CAP, "", context),)


def answered(case: Case, context: Context) -> Events:
    """The citizen answered: every hold that waits for it ends."""
    held = (leg for leg in case.legs if leg.state is LegState.HELD)
    return tuple(_ended(case, leg, HoldEnd.CITIZEN, "", context) for leg in held)


def _ended(case: Case, leg: Leg, why: HoldEnd, note: str, context: Context) -> HoldEnded:
    """At the cap it is over, whether the clock process was there to say so or not."""
    book = context.world.editions.edition(leg.limit.edition)
    until = min(context.now, leg.held_until or context.now)
    limit = resume(leg.limit, until, context.world.calendar, book.time)
    limit = clocks.inside_province(limit, case, context)
    return HoldEnded(at=context.now, leg=leg.id, why=why, limit=limit, note=note)
