"""派单异议 that goes on: overdue rulings, the cap of the pause, consultation, re-dispatch on a new
fact. Filing a return, taking it back and the first ruling stand in `decide_unit`.

An overdue ruling goes to the next rung, and the pause it causes is capped. From the N-th return of
a case on it is a consultation: the units give opinions with their legal basis, and the ruling of
the management body is final. After the return limit a unit is first-accepting: it may only ask for
re-dispatch on a new fact, which pauses nothing; a new lead then gets the time that is left, at
least a floor [国办函〔2025〕66号; product.md §4 Dispute, First-accepting unit].
"""

from datetime import datetime

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import leg_events as le
from hotline.rules.case.decide_dispatch import end_without_successor, replace_leg
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Code as Unit
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import (
    Target,
    not_before,
    own_unit,
    said,
    the_leg,
    the_request,
)
from hotline.rules.case.state import Case, Leg, UnderReview
from hotline.rules.context import Context
from hotline.rules.deadline import Clock
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName, NumberName
from hotline.rules.text import say
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


class AskRedispatch(Command, frozen=True, kw_only=True):
    """申请改派 after the return limit, on a new fact; nothing stands still meanwhile."""

    leg: NeededCode
    fact: Needed
    believed_unit: Unit = ""


class RuleRedispatch(Command, frozen=True, kw_only=True):
    """改派审核: another unit takes the leg over with the time that is left, or it stays."""

    request: NeededCode
    grant: bool
    grounds: Needed
    unit: Unit = ""


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


class RedispatchAsked(Event, frozen=True, kw_only=True):
    """已申请改派 on a new fact."""

    request: str
    leg: str
    believed_unit: str
    filed_by: str
    ruling_due: datetime
    fact: Sealed


class RedispatchGranted(Event, frozen=True, kw_only=True):
    """同意改派."""

    request: str
    leg: str
    grounds: Sealed


class RedispatchRefused(Event, frozen=True, kw_only=True):
    """不同意改派."""

    request: str
    leg: str
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


def after_return_limit(target: Target, context: Context) -> Refusal | None:
    """Within the return limit a unit returns; only afterwards it asks for re-dispatch."""
    leg = the_leg(target)
    if context.now > leg.return_due or leg.unit in target.case.barred:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("退单期限（{due}）尚未届满。", due=said(leg.return_due, context)),
        advice=say("认为不属于本单位的，请申请退单。"),
    )


def none_asked(target: Target, context: Context) -> Refusal | None:
    """One request for re-dispatch of a leg at a time."""
    leg = the_leg(target)
    filed = (RequestState.FILED, RequestKind.REDISPATCH, leg.id)
    if filed not in {(one.state, one.kind, one.leg) for one in target.case.requests}:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("本承办单的改派申请正在审核。"),
        advice=say("请先继续办理，等待审核结果。"),
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
        ruling_due=clocks.moment(_limit_of(request), target.case, context),
    )
    return (gone,)


def _limit_of(request: UnderReview) -> LimitName:
    limits = {
        RequestKind.EXTENSION: LimitName.EXTENSION_RULING,
        RequestKind.COMPLETION: LimitName.REPLY_APPROVAL,
        RequestKind.REVIEW: LimitName.REHANDLE_REVIEW,
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
        return _no_unit(unit)
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


def ask_redispatch(target: Target, command: AskRedispatch, context: Context) -> Events | Refusal:
    """申请改派."""
    believed = command.believed_unit
    if believed and context.world.units.get(believed) is None:
        return _no_unit(believed)
    asked = RedispatchAsked(
        at=context.now,
        request=target.case.next_request_id,
        leg=command.leg,
        believed_unit=believed,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.DISPUTE_RULING, target.case, context),
        fact=command.fact,
    )
    return (asked,)


def rule_redispatch(target: Target, command: RuleRedispatch, context: Context) -> Events | Refusal:
    """改派审核. Without a unit the case goes back to the dispatch queue."""
    leg, request = the_leg(target), the_request(target)
    if not command.grant:
        refused = RedispatchRefused(
            at=context.now, request=request.id, leg=leg.id, grounds=command.grounds
        )
        return (refused,)
    granted = RedispatchGranted(
        at=context.now, request=request.id, leg=leg.id, grounds=command.grounds
    )
    case, why = _settled(target.case, request), EndReason.REDISPATCHED
    if not command.unit:
        return (granted, *end_without_successor(case, leg, why, context))
    moved = replace_leg(case, leg, command.unit, command.grounds, why, context, left=leg.limit)
    return moved if isinstance(moved, Refusal) else (granted, *moved)


def _settled(case: Case, request: UnderReview) -> Case:
    """The case without that request, so that it does not lapse with its leg: it is ruled on."""
    kept = tuple(one for one in case.requests if one.id != request.id)
    return replace(case, requests=kept)


def _no_unit(unit: str) -> Refusal:
    return Refusal(
        code=Code.UNKNOWN_UNIT,
        message=say("没有编号为“{unit}”的单位。", unit=unit),
        advice=say("请从单位列表中选择。"),
        field="unit",
    )
