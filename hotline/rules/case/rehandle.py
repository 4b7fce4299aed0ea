"""重办 and 提级办理: what the citizen calls unsolved is handled again.

重办 is ordered only for the unit's own fault, named from a closed list, back to the unit that
answered, within a limit of its own and at most so many rounds as the rulebook says; after them a
higher body handles it. The result of each earlier round, on time or not, is kept in `Case.rounds`
(product.md §4 Follow-up). Both the leg's limit and the citizen's new promise are the rulebook's
重办时限: the unit is known, so no time for dispatch is added.

A case that comes back without a fault (a new fact, a relapse) is reopened instead (`decide_end`).
"""

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import rehandle_events as r
from hotline.rules.case.decide_dispatch import Place, begin_legs
from hotline.rules.case.events import CaseReopened, Event
from hotline.rules.case.fields import Code as Unit
from hotline.rules.case.fields import Command, Needed
from hotline.rules.case.guards import Target
from hotline.rules.case.state import Case, Leg, Rehandle
from hotline.rules.context import Context
from hotline.rules.deadline import Clock
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName, NumberName
from hotline.rules.text import say
from hotline.rules.units import UnitKind
from hotline.rules.words import CloseReason, Fault, LegRole

Events = tuple[Event, ...]


class OrderRehandle(Command, frozen=True, kw_only=True):
    """责成重办: the unit that answered handles it again, for this fault."""

    fault: Fault
    reason: Needed


class RaiseToHigherBody(Command, frozen=True, kw_only=True):
    """提级办理: a body above the unit handles it; the next above unless one is named."""

    reason: Needed
    unit: Unit = ""


# --- guards -----------------------------------------------------------------------------------


def unsolved(target: Target, context: Context) -> Refusal | None:
    """重办 follows from the citizen's words: said unsolved, or added something after rating."""
    case = target.case
    if case.unsolved or case.added_at:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("诉求人没有表示未解决，不能重办。"),
        advice=say("有新的情况的，请重新打开，或登记新的诉求并关联。"),
    )


def had_a_unit(target: Target, context: Context) -> Refusal | None:
    """A case answered by its parent's answer has no unit of its own that could be at fault."""
    if target.case.lead is not None:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单没有自己的主办单位。"),
        advice=say("请重新打开后派单，或对主单重办。"),
    )


def not_cleared(target: Target, context: Context) -> Refusal | None:
    """查否 is final: the same claim is not held against the unit again."""
    if target.case.close_reason is not CloseReason.NOT_BORNE_OUT:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("经两级复核查否，不再重办。"),
        advice=say("有新的事实的，请重新打开。"),
    )


def rounds_left(target: Target, context: Context) -> Refusal | None:
    """So many rounds of 重办, and no more."""
    most = _most(target.case, context)
    if rounds(target.case) < most:
        return None
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("重办轮次已用完（最多 {most} 轮）。", most=most),
        advice=say("请提级办理。"),
    )


def rounds_used(target: Target, context: Context) -> Refusal | None:
    """提级办理 only when the unit has had its rounds."""
    left = _most(target.case, context) - rounds(target.case)
    if left <= 0:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("还可以重办 {left} 轮，尚不能提级办理。", left=left),
        advice=say("请先责成原承办单位重办。"),
    )


def somebody_above(target: Target, context: Context) -> Refusal | None:
    """Above the city's own unit there is nobody in this city."""
    former = target.case.lead
    unit = context.world.units.get(former.unit) if former else None
    if unit is None or unit.kind is not UnitKind.CITY:
        return None
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("该工单已由市级承办，没有更高一级。"),
        advice=say("请重新打开，或由市级复核员说明理由后结案。"),
    )


# --- what follows -----------------------------------------------------------------------------


def rounds(case: Case) -> int:
    """Rounds of 重办 that count: ordered on the unit and not 查否."""
    return sum(1 for one in case.rehandles if one.fault is not None and one.borne_out)


def _most(case: Case, context: Context) -> int:
    name = NumberName.REHANDLE_ROUNDS
    return clocks.book_for(name, case, context).number(name)


def order(target: Target, command: OrderRehandle, context: Context) -> Events:
    """责成重办. Where the unit may no longer hold it, the case waits for dispatch instead."""
    case, former = target.case, _former(target.case)
    ordered = r.RehandleOrdered(
        at=context.now, round=case.round + 1, unit=former.unit, fault=command.fault
    )
    again = _again(case, command.reason, context)
    begun = _begin(case, former.unit, former, again, command.fault, context)
    return (again, ordered) if isinstance(begun, Refusal) else (again, ordered, *begun)


def raise_up(target: Target, command: RaiseToHigherBody, context: Context) -> Events | Refusal:
    """提级办理: a new lead in place of the former one."""
    case, former = target.case, _former(target.case)
    unit = command.unit or _next_above(former.unit, context)
    if unit not in _higher(former.unit, context):
        return Refusal(
            code=Code.WRONG_UNIT,
            message=say(
                "{name}不是{former}的上级，也不是区、市一级。",
                name=context.world.units.name(unit),
                former=context.world.units.name(former.unit),
            ),
            advice=say("请选择其上级单位，或区、市一级。"),
            field="unit",
        )
    again = _again(case, command.reason, context)
    begun = _begin(case, unit, former, again, None, context)
    if isinstance(begun, Refusal):
        return begun
    raised = r.RaisedToHigherBody(at=context.now, round=again.round, unit=unit, former=former.unit)
    return (again, raised, *begun)


def _former(case: Case) -> Leg:
    if case.lead is None:
        raise LookupError(f"case {case.number} has no lead; the tables guarantee one")
    return case.lead


def _again(case: Case, reason: str, context: Context) -> CaseReopened:
    edition, promise = clocks.promise(case, context, LimitName.REHANDLE)
    return CaseReopened(
        at=context.now, round=case.round + 1, edition=edition, promise=promise, reason=reason
    )


def _begin(
    case: Case,
    unit: str,
    former: Leg,
    again: CaseReopened,
    fault: Fault | None,
    context: Context,
) -> Events | Refusal:
    """The new lead under 重办时限, as the case will be in its new round."""
    begun = _in_round(case, again.promise, unit, fault)
    plan = [(unit, LegRole.LEAD)]
    return begin_legs(begun, plan, again.reason, context, Place(replaces=former))


def _in_round(case: Case, promise: Clock, unit: str, fault: Fault | None) -> Case:
    one = Rehandle(round=case.round + 1, unit=unit, fault=fault)
    return replace(case, round=one.round, promise=promise, rehandles=(*case.rehandles, one))


def _next_above(unit: str, context: Context) -> str:
    """The unit above; the city's own where the tree has none."""
    above = [one.id for one in context.world.units.ancestors(unit) if one.id != unit]
    return above[0] if above else _city(context)


def _higher(unit: str, context: Context) -> frozenset[str]:
    """Bodies that may take it over: all above the unit, every district, the city."""
    units = context.world.units
    above = {one.id for one in units.ancestors(unit)}
    wide = {
        one.id
        for one in units.units.values()
        if one.kind in (UnitKind.DISTRICT, UnitKind.CITY) and one.active
    }
    return frozenset((above | wide) - {unit})


def _city(context: Context) -> str:
    every = context.world.units.units.values()
    return next((one.id for one in every if one.kind is UnitKind.CITY and one.active), "")
