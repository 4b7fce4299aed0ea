"""申请改派: re-dispatch on a new fact, after the return limit.

After the return limit a unit is first-accepting: it may only ask for re-dispatch on a new fact,
which pauses nothing; a new lead then gets the time that is left, at least a floor
[国办函〔2025〕66号; product.md §4 First-accepting unit].
"""

from datetime import datetime

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case.decide_dispatch import end_without_successor, replace_leg
from hotline.rules.case.dispute import no_unit
from hotline.rules.case.entry_proposal import proposed, with_proposal
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Code as Unit
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import Target, said, the_leg, the_request
from hotline.rules.case.state import Case, UnderReview
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import EndReason, RequestKind, RequestState

Events = tuple[Event, ...]


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
    propose_entry: bool = False


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


def ask_redispatch(target: Target, command: AskRedispatch, context: Context) -> Events | Refusal:
    """申请改派."""
    believed = command.believed_unit
    if believed and context.world.units.get(believed) is None:
        return no_unit(believed)
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
    lead = command.unit if command.grant else the_leg(target).unit
    proposal = proposed(command.propose_entry, target, lead, context)
    return with_proposal(_rule(target, command, context), proposal)


def _rule(target: Target, command: RuleRedispatch, context: Context) -> Events | Refusal:
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
