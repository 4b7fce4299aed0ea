"""派单异议 that goes on: overdue rulings, the cap of the pause, consultation. Filing a return,
taking it back and the first ruling stand in `decide_unit`, re-dispatch on a new fact in
`redispatch`.

An overdue ruling goes to the next rung, and the pause it causes is capped. From the N-th return of
a case on it is a consultation: the units give opinions with their legal basis, and the ruling of
the management body is final [国办函〔2025〕66号; product.md §4 Dispute].
"""

from datetime import datetime

from hotline.rules.case import clocks
from hotline.rules.case import leg_events as le
from hotline.rules.case.decide_dispatch import replace_leg
from hotline.rules.case.entry_proposal import proposed, with_proposal
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Code as Unit
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import (
    Target,
    not_before,
    own_unit,
    the_leg,
    the_request,
)
from hotline.rules.case.state import Case, Leg, UnderReview
from hotline.rules.context import Context
from hotline.rules.deadline import Clock
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName, NumberName
from hotline.rules.text import say
from hotline.rules.units import UnitKind
from hotline.rules.words import EndReason, RequestKind, RequestState, Role

Events = tuple[Event, ...]
HIGHER = frozenset({Role.CITY_REVIEWER, Role.MANAGEMENT})
"""The next rung: who rules when those before did not in time."""


class EscalateRuling(Command, frozen=True, kw_only=True):
    """审核超期: the clock hands the ruling to the next rung."""

    request: NeededCode


class LiftPause(Command, frozen=True, kw_only=True):
    """暂停到期: the clock lets the limit run on, ruled or not."""

    request: NeededCode


class GiveOpinion(Command, frozen=True, kw_only=True):
    """会商意见, with its legal basis. Rulers record that of a unit asked besides
    (机构编制、司法行政)."""

    request: NeededCode
    opinion: Needed
    legal_basis: Needed
    unit: Unit = ""


class RuleConsultation(Command, frozen=True, kw_only=True):
    """会商裁定: which unit leads. Final: that unit may not return the case."""

    request: NeededCode
    unit: NeededCode
    grounds: Needed
    propose_entry: bool = False


class RulingEscalated(Event, frozen=True, kw_only=True):
    """审核超期，已升级."""

    request: str
    due_at: datetime
    ruling_due: datetime


class PauseEnded(Event, frozen=True, kw_only=True):
    """退单审核暂停已到上限: the limit runs on while the return is still under review."""

    request: str
    leg: str
    limit: Clock
    sign_due: datetime
    contact_due: datetime


class OpinionGiven(Event, frozen=True, kw_only=True):
    """已提会商意见."""

    request: str
    unit: str
    opinion: Sealed
    legal_basis: Sealed


class ConsultationRuled(Event, frozen=True, kw_only=True):
    """会商已裁定: that unit leads, and may not return the case."""

    request: str
    unit: str
    grounds: Sealed


# --- guards -----------------------------------------------------------------------------------


def ruling_is_due(target: Target, context: Context) -> Refusal | None:
    """升级 only once the ruling is overdue, and once."""
    request = the_request(target)
    if request.due_at is None or request.rung:
        return Refusal(code=Code.ALREADY, message=say("该审核没有时限或已经升级。"))
    return not_before(request.due_at, context)


def pause_is_over(target: Target, context: Context) -> Refusal | None:
    """The pause ends at its cap, once."""
    until = the_request(target).pause_until
    if until is None or the_leg(target).limit.paused_since is None:
        return Refusal(code=Code.ALREADY, message=say("该承办单没有暂停。"))
    return not_before(until, context)


def on_this_rung(target: Target, context: Context) -> Refusal | None:
    """An overdue ruling has gone to the next rung."""
    if not the_request(target).rung or context.actor.is_a(*HIGHER):
        return None
    return Refusal(
        code=Code.WRONG_ROLE,
        message=say("该审核已超期，升级由上一级裁定。"),
        advice=say("请由市级复核员或热线管理机构负责人裁定。"),
    )


def own_head(target: Target, context: Context) -> Refusal | None:
    """The unit's own head approves; once that is overdue, the head of a unit above may too."""
    units, holder = context.world.units, the_leg(target).unit
    above = the_request(target).rung and units.is_within(holder, context.actor.unit)
    return None if above else own_unit(target, context)


def not_in_consultation(target: Target, context: Context) -> Refusal | None:
    """From the N-th return on the case is settled by consultation."""
    if not the_request(target).consultation:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单已多次退单，须会商裁定。"),
        advice=say("请当事单位提出意见，由热线管理机构负责人作会商裁定。"),
    )


def in_consultation(target: Target, context: Context) -> Refusal | None:
    """Opinions and the final ruling belong to a consultation."""
    if the_request(target).consultation:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该退单没有进入会商。"),
        advice=say("请直接裁定退单。"),
    )


def is_asked(target: Target, context: Context) -> Refusal | None:
    """Opinions are those of the units concerned; rulers record the others'."""
    if context.actor.unit in parties(target.case) or context.actor.is_a(*HIGHER):
        return None
    return Refusal(
        code=Code.WRONG_UNIT,
        message=say("您所在单位不是本次会商的当事单位。"),
        advice=say("需要发表意见的，请联系热线管理机构代为记录。"),
    )


# --- what follows -----------------------------------------------------------------------------


def parties(case: Case) -> frozenset[str]:
    """Units that returned the case, were believed responsible, or hold a leg of it."""
    held = {leg.unit for leg in case.legs}
    believed = {request.believed_unit for request in case.requests}
    return frozenset((held | believed) - {""})


_RETURNS_THAT_COUNT = frozenset({RequestState.FILED, RequestState.UPHELD, RequestState.REJECTED})


def is_consultation(case: Case, context: Context) -> bool:
    """Whether a return filed now is the one from which on the units are consulted.

    What its unit took back, or what nobody had to rule on any more, is no return: units that agree
    among themselves must not be sent to a consultation whose ruling is final (product.md §4
    Dispute; 国办函〔2025〕66号 派单异议审核).
    """
    name = NumberName.CONSULT_AFTER_RETURNS
    before = sum(
        one.kind is RequestKind.RETURN and one.state in _RETURNS_THAT_COUNT for one in case.requests
    )
    return before + 1 >= clocks.book_for(name, case, context).number(name)


def escalate(target: Target, command: EscalateRuling, context: Context) -> Events:
    """审核超期: once more the same time, for the next rung."""
    request = the_request(target)
    gone = RulingEscalated(
        at=context.now,
        request=request.id,
        due_at=request.due_at or context.now,
        ruling_due=clocks.moment(limit_of(request), target.case, context),
    )
    return (gone,)


def limit_of(request: UnderReview) -> LimitName:
    """Within which limit it is to be ruled on."""
    limits = {
        RequestKind.EXTENSION: LimitName.EXTENSION_RULING,
        RequestKind.COMPLETION: LimitName.REPLY_APPROVAL,
        RequestKind.REVIEW: LimitName.REHANDLE_REVIEW,
        RequestKind.EXCLUSION: LimitName.EXCLUSION_RULING,
        RequestKind.UNREASONABLE: LimitName.UNREASONABLE_RULING,
        RequestKind.CONTEST: LimitName.UNREASONABLE_RULING,
        RequestKind.ON_SITE: LimitName.ON_SITE,
    }
    ruling = LimitName.CONSULTATION if request.consultation else LimitName.DISPUTE_RULING
    return limits.get(request.kind, ruling)


def lift_pause(target: Target, command: LiftPause, context: Context) -> Events:
    """暂停到期."""
    leg = the_leg(target)
    dues = clocks.resumed(leg, target.case, context)
    ended = PauseEnded(
        at=context.now,
        request=command.request,
        leg=leg.id,
        limit=dues.limit,
        sign_due=dues.sign_due,
        contact_due=dues.contact_due,
    )
    return (ended,)


def give_opinion(target: Target, command: GiveOpinion, context: Context) -> Events | Refusal:
    """会商意见."""
    own = context.actor.unit
    unit = command.unit if context.actor.is_a(*HIGHER) and command.unit else own
    if context.world.units.get(unit) is None:
        return no_unit(unit)
    given = OpinionGiven(
        at=context.now,
        request=command.request,
        unit=unit,
        opinion=command.opinion,
        legal_basis=command.legal_basis,
    )
    return (given,)


def rule_consultation(
    target: Target, command: RuleConsultation, context: Context
) -> Events | Refusal:
    """会商裁定: the unit that holds the leg goes on, or another takes its place."""
    proposal = proposed(command.propose_entry, target, command.unit, context)
    return with_proposal(_rule_consultation(target, command, context), proposal)


def _rule_consultation(
    target: Target, command: RuleConsultation, context: Context
) -> Events | Refusal:
    leg, request = the_leg(target), the_request(target)
    ruled = ConsultationRuled(
        at=context.now, request=request.id, unit=command.unit, grounds=command.grounds
    )
    if command.unit == leg.unit:
        return (ruled, rejected(leg, request.id, command.grounds, target.case, context))
    why = EndReason.RETURN_UPHELD
    moved = replace_leg(target.case, leg, command.unit, command.grounds, why, context)
    if isinstance(moved, Refusal):
        return moved
    upheld = le.ReturnUpheld(
        at=context.now, request=request.id, leg=leg.id, grounds=command.grounds
    )
    return (ruled, upheld, *moved)


def rejected(
    leg: Leg, request: str, grounds: str, case: Case, context: Context
) -> le.ReturnRejected:
    """退单不成立: the leg goes on with what was left, or as it runs since the pause was capped."""
    dues = clocks.resumed(leg, case, context)
    return le.ReturnRejected(
        at=context.now,
        request=request,
        leg=leg.id,
        limit=dues.limit,
        sign_due=dues.sign_due,
        contact_due=dues.contact_due,
        grounds=grounds,
    )


def not_another(believed: str, leg: Leg, context: Context) -> Refusal | None:
    """Whether the unit named as responsible cannot be a party: it must be another that takes
    orders. Not the hotline itself: nobody would be left to rule."""
    unit = context.world.units.get(believed)
    if not believed or (
        unit is not None and unit.kind is not UnitKind.CITY and believed != leg.unit
    ):
        return None
    return Refusal(
        code=Code.UNKNOWN_UNIT,
        message=say("建议承办单位“{believed}”不存在、不承办工单或就是本单位。", believed=believed),
        advice=say("请选择您认为应当承办的其他单位，或留空。"),
        field="believed_unit",
    )


def no_unit(unit: str) -> Refusal:
    """A unit that was named and is none."""
    return Refusal(
        code=Code.UNKNOWN_UNIT,
        message=say("没有编号为“{unit}”的单位。", unit=unit),
        advice=say("请从单位列表中选择。"),
        field="unit",
    )
