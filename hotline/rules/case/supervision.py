"""督办: documents that press a unit, each with a receipt and an answer.

A reminder before the limit and a notice at its expiry follow from the rulebook, one of each for a
leg and its limit; an order, a talk, a special co-ordination and a leader's instruction are issued
by hand. The unit receives and answers; who supervises accepts the answer or sends it back. What is
not answered in time climbs: to the unit's head, to the unit above, to the hotline's management,
each after the rulebook's time. A reminder only asks to be read. All end with the leg they press.
Referral to discipline inspection and accountability are the management's alone [product.md §4
Supervision; 国办发〔2020〕53号 督办单、专题协调、约谈提醒; 国办函〔2025〕66号].
"""

from datetime import datetime

from hotline.rules.case import clocks
from hotline.rules.case.events import Event
from hotline.rules.case.evolve import evolve
from hotline.rules.case.extension import asked
from hotline.rules.case.fields import Code as Short
from hotline.rules.case.fields import Command, Line, Needed, NeededCode, Words
from hotline.rules.case.guards import Target, the_leg
from hotline.rules.case.leg_events import LimitBreached
from hotline.rules.case.state import Case, Document
from hotline.rules.case.supervision_events import (
    AccountabilityDecided,
    DisciplineReferred,
    SupervisionAccepted,
    SupervisionAnswered,
    SupervisionCancelled,
    SupervisionEscalated,
    SupervisionIssued,
    SupervisionReceived,
    SupervisionSentBack,
)
from hotline.rules.case.supervision_guards import ABOVE, HEAD, TOP, the_document
from hotline.rules.context import Context
from hotline.rules.deadline import due as due_of
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import FlagName, LimitName
from hotline.rules.text import say
from hotline.rules.units import UnitKind
from hotline.rules.words import Accountability, Colour, SupervisionKind

Events = tuple[Event, ...]


class IssueSupervision(Command, frozen=True, kw_only=True):
    """督办: what is asked of the unit, until when (5wd, 24h; the rulebook's time where empty).
    `leader`: whose instruction it is, for 领导批示."""

    leg: NeededCode
    kind: SupervisionKind
    colour: Colour
    asks: Needed
    within: Short = ""
    leader: Line = ""


class ReceiveSupervision(Command, frozen=True, kw_only=True):
    """督办签收: the unit has read it."""

    request: NeededCode


class AnswerSupervision(Command, frozen=True, kw_only=True):
    """督办答复: what the unit does about it."""

    request: NeededCode
    answer: Needed


class AcceptAnswer(Command, frozen=True, kw_only=True):
    """督办销号: the answer will do."""

    request: NeededCode
    note: Words = ""


class SendBackAnswer(Command, frozen=True, kw_only=True):
    """退回督办答复: it will not do; answered again within the time given."""

    request: NeededCode
    reason: Needed
    within: Short = ""


class CancelSupervision(Command, frozen=True, kw_only=True):
    """撤销督办: it should not have been issued."""

    request: NeededCode
    reason: Needed


class RemindLeg(Command, frozen=True, kw_only=True):
    """临期提醒: the leg's light has turned yellow."""

    leg: NeededCode


class EscalateSupervision(Command, frozen=True, kw_only=True):
    """督办升级: not answered in time."""

    request: NeededCode


class ReferToDiscipline(Command, frozen=True, kw_only=True):
    """移送纪检监察: with the facts."""

    leg: NeededCode
    grounds: Needed


class DecideAccountability(Command, frozen=True, kw_only=True):
    """问责: what is decided against the unit, with the facts."""

    leg: NeededCode
    measure: Accountability
    grounds: Needed


# --- what follows -----------------------------------------------------------------------------


def issue(target: Target, command: IssueSupervision, context: Context) -> Events | Refusal:
    """督办 by hand."""
    if command.kind is SupervisionKind.INSTRUCTION and not command.leader.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("没有写明批示的领导。"),
            advice=say("请填写批示领导的姓名和职务。"),
            field="leader",
        )
    due = _answer_by(command.within, target.case, context)
    if isinstance(due, Refusal):
        return due
    leg = the_leg(target)
    issued = SupervisionIssued(
        at=context.now,
        request=target.case.next_document_id,
        leg=leg.id,
        kind=command.kind,
        colour=command.colour,
        by_rule=False,
        issued_by=context.actor.id,
        due_at=None if command.kind is SupervisionKind.REMINDER else due,
        asks=command.asks,
        leader=command.leader,
    )
    return (issued,)


def remind(target: Target, command: RemindLeg, context: Context) -> Events:
    """临期提醒."""
    leg = the_leg(target)
    kind, number = SupervisionKind.REMINDER, target.case.next_document_id
    return (_by_rule(kind, Colour.YELLOW, number, leg.id, None, context),)


def notices(case: Case, found: Events, context: Context) -> Events:
    """超期通知 for each limit that was missed in `found`, where the rulebook says so and the unit
    still owes its answer; `case` is as it stands after them."""
    flag = FlagName.NOTICE_AT_EXPIRY
    late = [leg for one in found if isinstance(one, LimitBreached) and (leg := case.leg(one.leg))]
    late = [leg for leg in late if leg.running]
    if not late or not clocks.book_for(flag, case, context).flag(flag):
        return ()
    due = clocks.moment(LimitName.ESCALATE_AFTER, case, context)
    issued: Events = ()
    for leg in late:
        number = case.next_document_id
        one = _by_rule(SupervisionKind.NOTICE, Colour.ORANGE, number, leg.id, due, context)
        case, issued = evolve(case, one), (*issued, one)
    return issued


def _by_rule(
    kind: SupervisionKind,
    colour: Colour,
    number: str,
    leg: str,
    due: datetime | None,
    context: Context,
) -> SupervisionIssued:
    return SupervisionIssued(
        at=context.now,
        request=number,
        leg=leg,
        kind=kind,
        colour=colour,
        by_rule=True,
        issued_by="",
        due_at=due,
        asks="",
        leader="",
    )


def _answer_by(within: str, case: Case, context: Context) -> datetime | Refusal:
    if not within.strip():
        return clocks.moment(LimitName.ESCALATE_AFTER, case, context)
    length = asked(within, "within")
    if isinstance(length, Refusal):
        return length
    world = context.world
    policy = world.editions.in_force(world.calendar.local(context.now).date()).time
    return due_of(context.now, length, world.calendar, policy).due_at


def receive(target: Target, command: ReceiveSupervision, context: Context) -> Events:
    """督办签收."""
    return (SupervisionReceived(at=context.now, request=command.request),)


def answer(target: Target, command: AnswerSupervision, context: Context) -> Events:
    """督办答复; late when after its time."""
    found = the_document(target)
    answered = SupervisionAnswered(
        at=context.now,
        request=found.id,
        late=bool(found.rung) or (found.due_at is not None and context.now > found.due_at),
        answer=command.answer,
    )
    return (answered,)


def accept(target: Target, command: AcceptAnswer, context: Context) -> Events:
    """督办销号."""
    return (SupervisionAccepted(at=context.now, request=command.request, note=command.note),)


def send_back(target: Target, command: SendBackAnswer, context: Context) -> Events | Refusal:
    """退回督办答复."""
    due = _answer_by(command.within, target.case, context)
    if isinstance(due, Refusal):
        return due
    back = SupervisionSentBack(
        at=context.now, request=command.request, due_at=due, reason=command.reason
    )
    return (back,)


def cancel(target: Target, command: CancelSupervision, context: Context) -> Events:
    """撤销督办."""
    gone = SupervisionCancelled(at=context.now, request=command.request, reason=command.reason)
    return (gone,)


def escalate(target: Target, command: EscalateSupervision, context: Context) -> Events:
    """督办升级: to the head, to the unit above, to the management, where it stays."""
    found = the_document(target)
    rung, addressed = _next_rung(found, context)
    again = clocks.moment(LimitName.ESCALATE_AFTER, target.case, context)
    climbed = SupervisionEscalated(
        at=context.now,
        request=found.id,
        rung=rung,
        addressed=addressed,
        due_at=None if rung == TOP else again,
    )
    return (climbed,)


def _next_rung(found: Document, context: Context) -> tuple[int, str]:
    """(rung, unit addressed). A unit directly under the city has none above it to climb to."""
    if not found.rung:
        return HEAD, found.unit
    above = next(
        (one for one in context.world.units.ancestors(found.unit) if one.id != found.unit), None
    )
    if found.rung == HEAD and above and above.active and above.kind is not UnitKind.CITY:
        return ABOVE, above.id
    return TOP, found.addressed


def refer(target: Target, command: ReferToDiscipline, context: Context) -> Events:
    """移送纪检监察."""
    leg = the_leg(target)
    sent = DisciplineReferred(at=context.now, leg=leg.id, unit=leg.unit, grounds=command.grounds)
    return (sent,)


def hold_to_account(target: Target, command: DecideAccountability, context: Context) -> Events:
    """问责."""
    leg = the_leg(target)
    decided = AccountabilityDecided(
        at=context.now,
        leg=leg.id,
        unit=leg.unit,
        measure=command.measure,
        grounds=command.grounds,
    )
    return (decided,)
