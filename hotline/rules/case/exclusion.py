"""考核剔除: the unit asks that its part of a case does not count in its assessment.

With a reason out of the city's list (its rulebook) and the evidence that it asks for; reviewed by
the district, whose "no" ends it, then by the city, by another person (product.md §4 Assessment). An
overdue district ruling goes to the city by itself. It changes nothing for the citizen: only that
the unit is not assessed on this order. 查否 (not borne out) is one of the reasons and is counted
as such. Once for each order.
"""

from datetime import datetime

from hotline.rules.case import clocks
from hotline.rules.case import repeat_events as e
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import Target, the_leg
from hotline.rules.context import Context, World
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.evidence import lacking
from hotline.rules.rulebook_exclusions import ExclusionReason
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import joined, say
from hotline.rules.words import RequestKind

Events = tuple[Event, ...]


class FileExclusion(Command, frozen=True, kw_only=True):
    """申请考核剔除; `reason` is a code of the rulebook in force."""

    leg: NeededCode
    reason: NeededCode
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


def reasons(world: World, now: datetime) -> tuple[ExclusionReason, ...]:
    """The reasons of the rulebook in force at that moment."""
    return world.editions.in_force(world.calendar.local(now).date()).exclusions


def file(target: Target, command: FileExclusion, context: Context) -> Events | Refusal:
    """申请考核剔除, for a reason of the city and with the evidence that it asks for."""
    known = reasons(context.world, context.now)
    reason = next((one for one in known if one.code == command.reason), None)
    if reason is None:
        names = joined("、", (say("{name}（{code}）", name=o.name, code=o.code) for o in known))
        return Refusal(
            code=Code.INVALID,
            message=say("本市办理规则没有这项剔除理由：“{reason}”。", reason=command.reason),
            advice=say("可选：{names}。", names=names),
            field="reason",
        )
    if missing := lacking(reason.evidence, the_leg(target)):
        groups = joined("、", (group.zh for group in missing))
        return Refusal(
            code=Code.MISSING,
            message=say(
                "以“{name}”申请剔除，还缺佐证：{groups}。", name=reason.name, groups=groups
            ),
            advice=say("请先上传该组佐证，再提出申请。"),
            field="reason",
        )
    filed = e.ExclusionFiled(
        at=context.now,
        request=target.case.next_request_id,
        leg=command.leg,
        reason=command.reason,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.EXCLUSION_RULING, target.case, context),
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
        ruling_due=clocks.moment(LimitName.EXCLUSION_RULING, target.case, context),
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
