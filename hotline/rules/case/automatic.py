"""自动派单: the machine sends a case by the directory, after a time to hold it back.

Never by itself: a topic has to be switched on by the management body, on what was measured
(`hotline/rules/automatic.py`). Planned are ordinary, open, new matters only; whatever asks for a
person's eye - haste, a tag, confidentiality, an order that came back, a case that hangs together
with others - is never planned (`for_people`). What words, places and other cases say is asked by
whoever plans, before; here stands what the case itself says. The plan is on record with all it
rests on, and is carried out under the guards of every dispatch. Anything that happens to the case
meanwhile ends it, and then a person dispatches. A share is reviewed afterwards (抽样复核): drawn by
the case's number, so that nobody chooses.

Source: issue Dispatch ("never sends by itself unless the city switches on automatic dispatch for a
topic whose measured precision passes its bar, with sampling review"); duty lists as on every path
[国办函〔2025〕66号 五].
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.automatic import ALL_OF_FIRST
from hotline.rules.case import events as e
from hotline.rules.case import state as s
from hotline.rules.case.automatic_state import Plan, Planned
from hotline.rules.case.decide_dispatch import Place, begin_legs
from hotline.rules.case.fields import Code as Unit
from hotline.rules.case.fields import Command, NeededCode, Words
from hotline.rules.case.guards import Target, not_before
from hotline.rules.context import Context
from hotline.rules.directory import Entry, Matter
from hotline.rules.refusal import Code, Refusal
from hotline.rules.shadow import alone, draw, entry_mark
from hotline.rules.text import say
from hotline.rules.words import Kind, LegRole, Term, Urgency

Events = tuple[e.Event, ...]


class PlanDispatch(Command, frozen=True, kw_only=True):
    """计划自动派单: the clock's, with the model's answer and what was measured of the topic."""

    mark: NeededCode
    model: NeededCode
    chance: float
    cases: int
    right: int
    bound: float
    sent: int = 0


class SendPlanned(Command, frozen=True, kw_only=True):
    """自动派单: the clock's, when nobody held it back."""


class HoldBack(Command, frozen=True, kw_only=True):
    """拦下: the case is not sent by the machine; a person dispatches it."""

    reason: Words = ""


class ReviewAutomatic(Command, frozen=True, kw_only=True):
    """抽样复核: whether the machine sent it to the right unit, else to which, and why."""

    right: bool
    unit: Unit = ""
    reason: Words = ""


class Dropped(Term):
    """Why a plan was not carried out."""

    OFF = "off", "该事项已停用自动派单"
    MODEL = "model", "事项模型已更换"
    DIRECTORY = "directory", "派单目录已有变化"
    CASE = "case", "工单须由人派单"


class DispatchPlanned(e.Event, frozen=True, kw_only=True):
    """已计划自动派单."""

    plan: Plan


class DispatchHeldBack(e.Event, frozen=True, kw_only=True):
    """已拦下自动派单."""

    reason: e.Sealed


class PlanDropped(e.Event, frozen=True, kw_only=True):
    """未自动派单: a guard said no when the moment came."""

    why: Dropped


class AutomaticReviewed(e.Event, frozen=True, kw_only=True):
    """已复核自动派单; `unit` would have been right where it was sent wrongly."""

    leg: str
    right: bool
    unit: str
    reason: e.Sealed


def for_people(case: s.Case) -> str:
    """Why a person has to dispatch this case, whatever is switched on; "" where nothing says so."""
    asked: tuple[tuple[object, str], ...] = (
        (case.urgency is not Urgency.ORDINARY, say("不是一般工单")),
        (case.confidential or case.reported_unit, say("保密或反映单位的工单")),
        (case.kind is Kind.REPORT, say("举报，是否保密由人判断")),
        (case.sources or case.above, say("其他平台转来")),
        (case.tags, say("带有标签")),
        (not case.area or not case.topic, say("事项或区域不明")),
        (case.legs or case.returns or case.round > 1, say("派过单或退过单")),
        (case.send_backs, say("退回补录过")),
        (case.requests or case.documents or case.proposals, say("有待审事项或督办")),
        (case.reminders or case.supplements, say("有催办或补充")),
        (
            case.parent
            or case.children
            or case.links
            or case.split_from
            or case.mass
            or case.of_event,
            say("与其他工单相关"),
        ),
    )
    return next((why for found, why in asked if found), "")


def may_be_planned(target: Target, context: Context) -> Refusal | None:
    """Of a topic that is on, nothing that asks for a person, and once only."""
    case = target.case
    if case.planned:
        return Refusal(code=Code.ALREADY, message=say("该工单已经计划过自动派单。"))
    if case.topic not in context.world.automatic.on:
        return _not(Dropped.OFF.zh)
    why = for_people(case)
    return _not(why) if why else None


def plan_waits(target: Target, context: Context) -> Refusal | None:
    """A plan stands that nobody held back and nothing else ended."""
    if _standing(target.case):
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单没有待发出的自动派单。"),
        advice=say("请按目录派单，或指定单位。"),
    )


def is_time(target: Target, context: Context) -> Refusal | None:
    """Not before the time in which people may hold it back is over."""
    found = target.case.planned
    return not_before(found.plan.due_at, context) if found else None


def review_waits(target: Target, context: Context) -> Refusal | None:
    """Reviewed once, and only what the machine sent and nobody took away from there since."""
    found = target.case.planned
    if found is None or not sent_to(target.case):
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("该工单不是自动派单，或已由其他单位承办。"),
        )
    if found.right is None:
        return None
    return Refusal(code=Code.ALREADY, message=say("该自动派单已经复核。"))


def sent_to(case: s.Case) -> s.Leg | None:
    """The leg that the machine sent, unless it was ended since: a return is a verdict by itself."""
    leg = case.leg(case.planned.leg) if case.planned else None
    return leg if leg and leg.ended is None else None


def _not(why: str) -> Refusal:
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单不能自动派单：{why}。", why=why),
        advice=say("请由人派单。"),
    )


def _standing(case: s.Case) -> bool:
    return case.planned is not None and not case.planned.over


def decides(case: s.Case, context: Context) -> Entry | None:
    """The entry by which the machine may send it today."""
    matter = Matter(topic=case.topic, area=case.area, kind=case.kind, object=case.object)
    return alone(context.world, matter, context.world.calendar.local(context.now).date())


def plan(target: Target, command: PlanDispatch, context: Context) -> Events | Refusal:
    """计划自动派单: the entry that was measured is the one that decides by now."""
    case, world = target.case, context.world
    entry, settings = decides(case, context), world.automatic.settings
    if command.model != world.model:
        return _not(Dropped.MODEL.zh)
    if entry is None or entry_mark(entry) != command.mark:
        return _not(Dropped.DIRECTORY.zh)
    lot = draw(case.number)
    made = Plan(
        unit=entry.lead,
        due_at=context.now + timedelta(minutes=settings.grace),
        entry=entry.id,
        edition=world.directory.edition,
        mark=command.mark,
        model=command.model,
        chance=command.chance,
        cases=command.cases,
        right=command.right,
        bound=command.bound,
        sent=command.sent,
        draw=lot,
        percent=settings.share,
        review=command.sent < ALL_OF_FIRST or lot < settings.share,
    )
    return (DispatchPlanned(at=context.now, plan=made),)


def send(target: Target, command: SendPlanned, context: Context) -> Events | Refusal:
    """自动派单, under the guards of every dispatch; or why not, and then a person does it."""
    case = target.case
    if case.planned is None:
        raise LookupError(f"case {case.number}: sent without a plan")
    made = case.planned.plan
    entry = _still(case, made, context)
    if isinstance(entry, Dropped):
        return (PlanDropped(at=context.now, why=entry),)
    place = Place(entry=entry, suggested=entry.lead, automatic=made)
    return begin_legs(case, [(made.unit, LegRole.LEAD)], "", context, place)


def _still(case: s.Case, made: Plan, context: Context) -> Entry | Dropped:
    """The entry of the plan, where all of it still holds."""
    if case.topic not in context.world.automatic.on:
        return Dropped.OFF
    if made.model != context.world.model:
        return Dropped.MODEL
    entry = decides(case, context)
    if entry is None or entry_mark(entry) != made.mark:
        return Dropped.DIRECTORY
    return Dropped.CASE if for_people(case) else entry


def hold_back(target: Target, command: HoldBack, context: Context) -> Events:
    """拦下."""
    return (DispatchHeldBack(at=context.now, reason=command.reason),)


def review(target: Target, command: ReviewAutomatic, context: Context) -> Events | Refusal:
    """抽样复核: what was sent wrongly names the unit and the reason; sending it there is 改派."""
    leg = sent_to(target.case)
    if leg is None:
        raise LookupError(f"case {target.case.number}: reviewed what the machine did not send")
    refusal = None if command.right else _named(command, leg, context)
    if refusal:
        return refusal
    found = AutomaticReviewed(
        at=context.now,
        leg=leg.id,
        right=command.right,
        unit="" if command.right else command.unit,
        reason=command.reason,
    )
    return (found,)


def _named(command: ReviewAutomatic, leg: s.Leg, context: Context) -> Refusal | None:
    if not command.reason.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("派错的要写明理由。"),
            advice=say("请填写为什么不该派给该单位。"),
            field="reason",
        )
    if command.unit in context.world.units.units and command.unit != leg.unit:
        return None
    return Refusal(
        code=Code.UNKNOWN_UNIT,
        message=say("派错的要指出应派的另一个单位。"),
        advice=say("请从单位列表中选择。"),
        field="unit",
    )


# --- meaning ----------------------------------------------------------------------------------


def _planned(case: s.Case, event: DispatchPlanned) -> s.Case:
    return replace(case, planned=Planned(plan=event.plan))


def overtaken(case: s.Case, event: e.Event) -> s.Case:
    """Whatever happens to a case ends its plan; asked after every event."""
    if case.planned is None or case.planned.over or isinstance(event, DispatchPlanned):
        return case
    return replace(case, planned=replace(case.planned, over=True))


def _ended(case: s.Case, event: e.Event) -> s.Case:
    return case


def _reviewed(case: s.Case, event: AutomaticReviewed) -> s.Case:
    if case.planned is None:
        raise ValueError(f"case {case.number}: reviewed what the machine did not send")
    return replace(case, planned=replace(case.planned, right=event.right))


AUTOMATIC_MEANING: Final[dict[type[e.Event], Callable[[s.Case, Any], s.Case]]] = {
    DispatchPlanned: _planned,
    DispatchHeldBack: _ended,
    PlanDropped: _ended,
    AutomaticReviewed: _reviewed,
}
