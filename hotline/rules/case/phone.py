"""紧急工单电话确认: an urgent order is acknowledged by phone, else the ladder is climbed.

Every unit has a duty phone for each hour; an urgent or critical order needs a recorded
acknowledgement by phone, whether or not it was signed, within the rulebook's minutes of dispatch,
by night as by day. The ladder has four rungs: the unit's duty phone of that hour, the unit's head,
the duty phone of the unit above, the hotline's own duty manager, with whom it stays until somebody
confirms. Each of the first three has its minutes in the rulebook; a unit with none above it goes
from its head to the hotline. Who is rung on a rung is looked up when somebody rings (duty rosters
change by the hour); every call in vain is on record (product.md §4 Supervision; 国办函〔2025〕66号
七; the minutes are the rulebook's).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hotline.rules.case import clocks
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command, Needed, NeededCode, Phone, Words
from hotline.rules.case.guards import Target, not_before, the_leg
from hotline.rules.case.state import Case, Leg
from hotline.rules.context import Context
from hotline.rules.phone_words import Rang, Rung
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName, NumberName
from hotline.rules.text import say
from hotline.rules.words import Urgency

URGENT = frozenset({Urgency.URGENT, Urgency.CRITICAL})
"""Orders that a unit must confirm by phone."""
RUNGS = tuple(Rung)
"""The ladder, from the unit's own duty phone to the hotline's duty manager."""
MINUTES = {Rung.HEAD: NumberName.PHONE_HEAD, Rung.ABOVE: NumberName.PHONE_ABOVE}
"""How long the later rungs have; the first has a limit, the last has none."""


class AcknowledgeOrder(Command, frozen=True, kw_only=True):
    """电话确认: who answered at the unit, on which number."""

    leg: NeededCode
    by: Needed
    number: Phone = ""


class RecordCall(Command, frozen=True, kw_only=True):
    """电话未果: a call to the rung that is to be rung now, in vain; `climb` goes on to the next at
    once instead of waiting for its minutes."""

    leg: NeededCode
    rang: Rang
    by: Words = ""
    number: Phone = ""
    climb: bool = False


class AlarmPhone(Command, frozen=True, kw_only=True):
    """电话未确认告警: nobody on this rung has confirmed in time, so the next is rung."""

    leg: NeededCode


class OrderAcknowledged(Event, frozen=True, kw_only=True):
    """已电话确认."""

    leg: str
    late: bool
    by: Sealed
    number: Sealed


class CallInVain(Event, frozen=True, kw_only=True):
    """电话未果 on a rung: who was asked for, on which number, and what came of it."""

    leg: str
    rung: Rung
    rang: Rang
    by: Sealed
    number: Sealed


class PhoneUnanswered(Event, frozen=True, kw_only=True):
    """电话未确认告警: `rung` was due at `due_at`; `next` is rung, until `until` or for good."""

    leg: str
    due_at: datetime
    rung: Rung = Rung.UNIT
    next: Rung = Rung.ABOVE
    until: datetime | None = None


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
    """One alarm for each rung on which nobody has confirmed in time."""
    leg = the_leg(target)
    due_at = waits_until(leg)
    if due_at is None:
        return Refusal(code=Code.ALREADY, message=say("该承办单不等待电话确认，或已告警。"))
    return not_before(due_at, context)


def waits_until(leg: Leg) -> datetime | None:
    """When the rung that is rung now ends; None where nobody is awaited or none comes after."""
    return None if leg.acknowledged_at or leg.rung is RUNGS[-1] else leg.rung_due


def due(case: Case, context: Context) -> datetime | None:
    """Until when a unit that gets the case now must confirm by phone; None where it need not."""
    if case.urgency not in URGENT:
        return None
    return clocks.moment(LimitName.PHONE_ACKNOWLEDGE, case, context)


def acknowledge(target: Target, command: AcknowledgeOrder, context: Context) -> tuple[Event, ...]:
    """电话确认; late when after the minutes of the first rung."""
    by = the_leg(target).phone_due
    acknowledged = OrderAcknowledged(
        at=context.now,
        leg=command.leg,
        late=by is not None and context.now > by,
        by=command.by,
        number=command.number,
    )
    return (acknowledged,)


def record(target: Target, command: RecordCall, context: Context) -> tuple[Event, ...] | Refusal:
    """电话未果, and at once on to the next rung where that was asked for."""
    leg = the_leg(target)
    rang = CallInVain(
        at=context.now,
        leg=leg.id,
        rung=leg.rung,
        rang=command.rang,
        by=command.by,
        number=command.number,
    )
    if not command.climb:
        return (rang,)
    if leg.rung is RUNGS[-1]:
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("已经是最后一级，没有下一级可打。"),
            advice=say("请继续联系，直到有人确认；必要时改派或督办。"),
            field="climb",
        )
    return rang, _climbed(target, context)


def alarm(target: Target, command: AlarmPhone, context: Context) -> tuple[Event, ...]:
    """电话未确认告警."""
    return (_climbed(target, context),)


def _climbed(target: Target, context: Context) -> PhoneUnanswered:
    leg = the_leg(target)
    rung = _above(leg, context)
    minutes = MINUTES.get(rung)
    return PhoneUnanswered(
        at=context.now,
        leg=leg.id,
        due_at=leg.rung_due or context.now,
        rung=leg.rung,
        next=rung,
        until=context.now + _of(minutes, target.case, context) if minutes else None,
    )


def _above(leg: Leg, context: Context) -> Rung:
    """The next rung; a unit that stands under none has no unit above to be rung."""
    rung = RUNGS[RUNGS.index(leg.rung) + 1]
    unit = context.world.units.get(leg.unit)
    alone = rung is Rung.ABOVE and not (unit and unit.parent)
    return Rung.HOTLINE if alone else rung


def _of(name: NumberName, case: Case, context: Context) -> timedelta:
    return timedelta(minutes=clocks.book_for(name, case, context).number(name))


def owed(case: Case, leg_id: str, by: datetime | None) -> Case:
    """The leg with its time to confirm; where that is what it was, the ladder stands as it did."""
    known = case.leg(leg_id)
    if known and known.phone_due == by:
        return case
    return on_leg(case, leg_id, phone_due=by, rung=Rung.UNIT, rung_due=by)


def _acknowledged(case: Case, event: OrderAcknowledged) -> Case:
    return on_leg(case, event.leg, acknowledged_at=event.at)


def _in_vain(case: Case, event: CallInVain) -> Case:
    leg = case.leg(event.leg)
    return on_leg(case, event.leg, rang=(leg.rang if leg else 0) + 1)


def _alarmed(case: Case, event: PhoneUnanswered) -> Case:
    return on_leg(case, event.leg, rung=event.next, rung_due=event.until)


PHONE_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {
    OrderAcknowledged: _acknowledged,
    CallInVain: _in_vain,
    PhoneUnanswered: _alarmed,
}
