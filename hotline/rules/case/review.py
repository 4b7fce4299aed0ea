"""重办复核: the unit says that the fault for which it handles again is not its own.

Filed once for each 重办, by the unit that is held at fault, while it handles; nothing stands still.
Two levels, each with a limit of its own: the district's reviewer first, whose "no" ends it and
whose "yes" goes to the city; then the city's, by another person, whose "yes" is 查否. An overdue
district ruling goes to the city by itself (`dispute.EscalateRuling`). Nobody of the unit or below
it rules. 查否 closes the case without re-handle: the earlier result stands again, and the round is
not counted among those the unit has had (product.md §4 Follow-up).
"""

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import rehandle_events as r
from hotline.rules.case.decide_end import end_all
from hotline.rules.case.events import CaseClosed, Event
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import Target, the_leg, the_request
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.units import UnitKind
from hotline.rules.words import CloseReason, EndReason, RequestKind

Events = tuple[Event, ...]


class FileReview(Command, frozen=True, kw_only=True):
    """申请重办复核: why the unit was not at fault, with the facts."""

    leg: NeededCode
    claim: Needed


class RuleDistrictReview(Command, frozen=True, kw_only=True):
    """区级复核: with the unit, and on to the city; or against it, and the re-handle goes on."""

    request: NeededCode
    support: bool
    grounds: Needed


class RuleCityReview(Command, frozen=True, kw_only=True):
    """市级复核: 查否, or the re-handle goes on. Final."""

    request: NeededCode
    not_borne_out: bool
    grounds: Needed


# --- guards -----------------------------------------------------------------------------------


def held_at_fault(target: Target, context: Context) -> Refusal | None:
    """Only the unit whose fault the re-handle is for may claim otherwise."""
    now = target.case.rehandle
    if now and now.fault is not None and now.unit == the_leg(target).unit:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("本承办单不是因本单位过错重办的，没有可复核的认定。"),
        advice=say("认为不属于本单位职责的，请申请退单或改派。"),
    )


def not_reviewed(target: Target, context: Context) -> Refusal | None:
    """Once for each 重办."""
    leg = the_leg(target).id
    filed = {one.leg for one in target.case.requests if one.kind is RequestKind.REVIEW}
    if leg not in filed:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("本次重办已经申请过复核。"),
        advice=say("请继续办理；复核结果会记入本单。"),
    )


def on_the_first_level(target: Target, context: Context) -> Refusal | None:
    """区级复核 comes first, and only once."""
    if not the_request(target).rung:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该复核已到市级。"),
        advice=say("请由市级复核员裁定。"),
    )


def on_the_second_level(target: Target, context: Context) -> Refusal | None:
    """市级复核 follows the district's, or its expiry."""
    if the_request(target).rung:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该复核尚在区级。"),
        advice=say("区级复核超期未裁定的，自动转市级。"),
    )


def own_district(target: Target, context: Context) -> Refusal | None:
    """A unit of a district is reviewed by that district; the city's own units by any."""
    units = context.world.units
    district = next(
        (
            one.id
            for one in units.ancestors(the_request(target).unit)
            if one.kind is UnitKind.DISTRICT
        ),
        "",
    )
    if not district or units.is_within(context.actor.unit, district):
        return None
    return Refusal(
        code=Code.WRONG_UNIT,
        message=say("该单位属于{district}，由该区复核。", district=units.name(district)),
        advice=say("请由该区的复核员裁定；超期自动转市级。"),
    )


def another_person(target: Target, context: Context) -> Refusal | None:
    """The two levels are ruled on by different people, and not by who filed."""
    request = the_request(target)
    if context.actor.id not in {request.ruled_by, request.filed_by} - {""}:
        return None
    return Refusal(
        code=Code.PARTY,
        message=say("您已参与过该复核，不能再作市级裁定。"),
        advice=say("请由其他复核人员裁定。"),
    )


# --- what follows -----------------------------------------------------------------------------


def file(target: Target, command: FileReview, context: Context) -> Events:
    """申请重办复核."""
    filed = r.ReviewFiled(
        at=context.now,
        request=target.case.next_request_id,
        leg=command.leg,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.REHANDLE_REVIEW, target.case, context),
        claim=command.claim,
    )
    return (filed,)


def rule_in_district(target: Target, command: RuleDistrictReview, context: Context) -> Events:
    """区级复核."""
    if not command.support:
        return (_rejected(command.request, command.grounds, context),)
    passed = r.ReviewPassedUp(
        at=context.now,
        request=command.request,
        ruled_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.REHANDLE_REVIEW, target.case, context),
        grounds=command.grounds,
    )
    return (passed,)


def rule_in_city(target: Target, command: RuleCityReview, context: Context) -> Events:
    """市级复核. 查否 ends every leg of the round without fault and closes the case."""
    if not command.not_borne_out:
        return (_rejected(command.request, command.grounds, context),)
    case, leg = target.case, the_leg(target)
    cleared = r.NotBorneOut(
        at=context.now, request=command.request, leg=leg.id, grounds=command.grounds
    )
    others = tuple(one for one in case.requests if one.id != command.request)
    ended = end_all(replace(case, requests=others), EndReason.NOT_BORNE_OUT, context)
    closed = CaseClosed(at=context.now, why=CloseReason.NOT_BORNE_OUT, note="")
    return (cleared, *ended, closed)


def _rejected(request: str, grounds: str, context: Context) -> r.ReviewRejected:
    return r.ReviewRejected(at=context.now, request=request, grounds=grounds)
