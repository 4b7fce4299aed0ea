"""保密 asked for later: from then on the reported party and all below it see nothing of the case.

Their running legs end, a leading one so that the case waits for dispatch to somebody else; what
was merged stands alone again and is only linked, for confidential cases are linked, never merged
(product.md §4 Merging, §10: no row, count, hit or hint).
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.case.decide_dispatch import end_leg
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Code as UnitCode
from hotline.rules.case.fields import Command, Needed
from hotline.rules.case.guards import Target
from hotline.rules.case.state import Case, Leg
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, EndReason, LegRole

JUST_MERGED: Final = Refusal(
    code=Code.CONFLICT,
    message=say("该工单已并入另一件工单。"),
    advice=say("请刷新页面后再操作，转为保密时一并撤销并单。"),
)


class MakeConfidential(Command, frozen=True, kw_only=True):
    """转为保密: why, and which unit is reported, where it is one."""

    reason: Needed
    reported_unit: UnitCode = ""


class MadeConfidential(Event, frozen=True, kw_only=True):
    """已转为保密. `reported_unit` and all below it have no sight of the case from here on."""

    reported_unit: str
    reason: Sealed


def not_yet_confidential(target: Target, context: Context) -> Refusal | None:
    """Once only."""
    if not target.case.confidential:
        return None
    return Refusal(code=Code.ALREADY, message=say("该工单已经是保密工单。"))


def make(
    target: Target, command: MakeConfidential, context: Context
) -> tuple[Event, ...] | Refusal:
    """转为保密. Of a merged case the merge must be undone with it: `many.make_confidential`."""
    case = target.case
    if case.stage is CaseStage.MERGED:
        return JUST_MERGED
    reported = command.reported_unit or case.reported_unit
    if reported and context.world.units.get(reported) is None:
        return Refusal(
            code=Code.UNKNOWN_UNIT,
            message=say("没有编号为“{reported_unit}”的被反映单位。", reported_unit=reported),
            advice=say("请从单位列表中选择；不是单位的，请留空。"),
            field="reported_unit",
        )
    made = MadeConfidential(at=context.now, reported_unit=reported, reason=command.reason)
    return (made, *_taken_away(case, reported, context))


def _taken_away(case: Case, reported: str, context: Context) -> tuple[Event, ...]:
    """The reported party's running legs end; without a lead, all do, and it waits for dispatch."""
    if not reported:
        return ()
    theirs = [one for one in case.running_legs if _within(one.unit, reported, context)]
    if any(leg.role is LegRole.LEAD for leg in theirs):
        theirs = list(case.running_legs)
    ids = {leg.id for leg in theirs}
    tops = [leg for leg in theirs if not _under(case, leg, ids)]
    why = EndReason.CONFIDENTIAL
    return tuple(event for leg in tops for event in end_leg(case, leg, why, "", context))


def _under(case: Case, leg: Leg, ids: set[str]) -> bool:
    """Whether it ends with a leg above it."""
    above = case.leg(leg.parent_leg)
    return above is not None and (above.id in ids or _under(case, above, ids))


def _within(unit: str, reported: str, context: Context) -> bool:
    return context.world.units.is_within(unit, reported)


def _made(case: Case, event: MadeConfidential) -> Case:
    return replace(case, confidential=True, reported_unit=event.reported_unit)


CONFIDENTIAL_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {MadeConfidential: _made}
