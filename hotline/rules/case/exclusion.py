"""考核剔除: the unit asks that its part of a case does not count in its assessment.

With a reason out of a closed list and with evidence; reviewed by the district, whose "no" ends it,
then by the city, by another person (product.md §4 Assessment). An overdue district ruling goes to
the city by itself. It changes nothing for the citizen: only that the unit is not assessed on this
order. 查否 (not borne out) is one of the reasons and is counted as such. Once for each order.
"""

from hotline.rules.case import clocks
from hotline.rules.case import repeat_events as e
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import Target, the_leg
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import ExclusionReason, RequestKind

Events = tuple[Event, ...]


class FileExclusion(Command, frozen=True, kw_only=True):
    """申请考核剔除."""

    leg: NeededCode
    reason: ExclusionReason
    claim: Needed


class RuleDistrictExclusion(Command, frozen=True, kw_only=True):
    """区级剔除审核: with the unit, and on to the city; or against it."""

    request: NeededCode
    support: bool
    grounds: Needed


class RuleCityExclusion(Command, frozen=True, kw_only=True):
    """市级剔除审核. Final."""

    request: NeededCode
    exclude: bool
    grounds: Needed


def once(target: Target, context: Context) -> Refusal | None:
    """Once for each order, whatever came of it."""
    leg = the_leg(target).id
    asked = any(
        one.kind is RequestKind.EXCLUSION and one.leg == leg for one in target.case.requests
    )
    if not asked:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("本承办单已经申请过考核剔除。"),
        advice=say("审核结果见待审事项。"),
    )


def file(target: Target, command: FileExclusion, context: Context) -> Events:
    """申请考核剔除. The time for each level is that of the two-level review of a re-handle."""
    filed = e.ExclusionFiled(
        at=context.now,
        request=target.case.next_request_id,
        leg=command.leg,
        reason=command.reason,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.REHANDLE_REVIEW, target.case, context),
        claim=command.claim,
    )
    return (filed,)


def rule_in_district(target: Target, command: RuleDistrictExclusion, context: Context) -> Events:
    """区级剔除审核."""
    if not command.support:
        return (_ruled(command.request, False, False, command.grounds, context),)
    passed = e.ExclusionPassedUp(
        at=context.now,
        request=command.request,
        ruled_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.REHANDLE_REVIEW, target.case, context),
        grounds=command.grounds,
    )
    return (passed,)


def rule_in_city(target: Target, command: RuleCityExclusion, context: Context) -> Events:
    """市级剔除审核."""
    return (_ruled(command.request, True, command.exclude, command.grounds, context),)


def _ruled(
    request: str, by_city: bool, excluded: bool, grounds: str, context: Context
) -> e.ExclusionRuled:
    return e.ExclusionRuled(
        at=context.now,
        request=request,
        by_city=by_city,
        ruled_by=context.actor.id,
        excluded=excluded,
        grounds=grounds,
    )
