"""紧急工单电话确认: an urgent order is acknowledged by phone, else the ladder is climbed.

Every unit has a duty phone for each hour; an urgent or critical order needs a recorded
acknowledgement by phone, whether or not it was signed, within the rulebook's minutes of dispatch,
by night as by day. Without one an alarm stands on the duty manager's page, and the body above is
rung (product.md §4 Supervision; the minutes are the rulebook's).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hotline.rules.case import clocks
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command, Needed, NeededCode, Phone
from hotline.rules.case.guards import Target, not_before, the_leg
from hotline.rules.case.state import Case
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import Urgency

URGENT = frozenset({Urgency.URGENT, Urgency.CRITICAL})
"""Orders that a unit must confirm by phone."""


class AcknowledgeOrder(Command, frozen=True, kw_only=True):
    """电话确认: who answered at the unit, on which number."""

    leg: NeededCode
    by: Needed
    number: Phone = ""


class AlarmPhone(Command, frozen=True, kw_only=True):
    """电话未确认告警: nobody at the unit has confirmed in time."""

    leg: NeededCode


class OrderAcknowledged(Event, frozen=True, kw_only=True):
    """已电话确认."""

    leg: str
    late: bool
    by: Sealed
    number: Sealed


class PhoneUnanswered(Event, frozen=True, kw_only=True):
    """电话未确认告警: due at `due_at`; the body above is rung next."""

    leg: str
    due_at: datetime


def acknowledgement_owed(target: Target, context: Context) -> Refusal | None:
    """An urgent order is confirmed by phone once; others need no call."""
    leg = the_leg(target)
    if leg.phone_due is None:
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("只有紧急和特急工单需要电话确认。"),
            advice=say("一般工单由单位在系统中签收。"),
        )
    if leg.acknowledged_at is None:
        return None
    return Refusal(code=Code.ALREADY, message=say("该承办单已经电话确认。"))


def phone_is_late(target: Target, context: Context) -> Refusal | None:
    """One alarm for an order that nobody has confirmed by phone in time."""
    leg = the_leg(target)
    if leg.phone_due is None or leg.acknowledged_at or leg.phone_alarmed:
        return Refusal(code=Code.ALREADY, message=say("该承办单不等待电话确认，或已告警。"))
    return not_before(leg.phone_due, context)


def due(case: Case, context: Context) -> datetime | None:
    """Until when a unit that gets the case now must confirm by phone; None where it need not."""
    if case.urgency not in URGENT:
        return None
    return clocks.moment(LimitName.PHONE_ACKNOWLEDGE, case, context)


def acknowledge(target: Target, command: AcknowledgeOrder, context: Context) -> tuple[Event, ...]:
    """电话确认; late when after its minutes."""
    by = the_leg(target).phone_due
    acknowledged = OrderAcknowledged(
        at=context.now,
        leg=command.leg,
        late=by is not None and context.now > by,
        by=command.by,
        number=command.number,
    )
    return (acknowledged,)


def alarm(target: Target, command: AlarmPhone, context: Context) -> tuple[Event, ...]:
    """电话未确认告警."""
    by = the_leg(target).phone_due or context.now
    return (PhoneUnanswered(at=context.now, leg=command.leg, due_at=by),)


def _acknowledged(case: Case, event: OrderAcknowledged) -> Case:
    return on_leg(case, event.leg, acknowledged_at=event.at)


def _alarmed(case: Case, event: PhoneUnanswered) -> Case:
    return on_leg(case, event.leg, phone_alarmed=True)


PHONE_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {
    OrderAcknowledged: _acknowledged,
    PhoneUnanswered: _alarmed,
}
