"""疑点办结: signs of a suspicious completion, and what a person says of each.

Signs are set beside a reply or beside what the citizen says of it; nothing follows from one by
itself, neither for the case nor for the unit (product.md §4 Handling). What texts and photos show
is found by whoever looks things up and comes with the context (`Context.found`), because a state
holds no words; what follows from the state is found here. Somebody who is not of the unit, nor
below it, then says whether the doubt is borne out, with the reason; only that counts.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import Target, the_leg
from hotline.rules.case.state import Case, Flag, Leg
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.findings import Finding
from hotline.rules.text import say
from hotline.rules.units import UnitKind
from hotline.rules.words import LegRole, Sign, Solved

Events = tuple[Event, ...]
LAST: Final = timedelta(minutes=30)
"""Answered so shortly before the limit, with no contact: 突击办结. The platform's own bound."""


class DecideFlag(Command, frozen=True, kw_only=True):
    """疑点认定: whether the doubt is borne out, with the reason."""

    flag: NeededCode
    borne_out: bool
    reason: Needed


class CompletionFlagged(Event, frozen=True, kw_only=True):
    """标记疑点: one sign with its figures; `others` are the cases it points to. `known`: the unit
    had been told before it filed the reply, and confirmed."""

    flag: str
    leg: str
    unit: str
    sign: Sign
    figures: dict[str, int]
    others: tuple[str, ...]
    known: bool


class FlagDecided(Event, frozen=True, kw_only=True):
    """疑点已认定."""

    flag: str
    borne_out: bool
    decided_by: str
    reason: Sealed


# --- guards -----------------------------------------------------------------------------------


def something_flagged(target: Target, context: Context) -> Refusal | None:
    """There is a doubt that nobody has decided on yet."""
    if any(flag.borne_out is None for flag in target.case.flags):
        return None
    return Refusal(code=Code.ALREADY, message=say("该工单没有待认定的疑点。"))


# --- what follows -----------------------------------------------------------------------------


def of_reply(target: Target, command: c.Reply, context: Context) -> Events:
    """The signs of a reply: what was looked up, and what its circumstances say."""
    leg = the_leg(target)
    seen = (*context.found, *circumstances(target.case, leg, context.now))
    return _flagged(target.case, leg, seen, command.signs_seen, context)


def circumstances(case: Case, leg: Leg, now: datetime) -> tuple[Finding, ...]:
    """Whether the citizen, who could have been called, was not; and how near the limit it is."""
    if leg.role is not LegRole.LEAD or leg.first_contact_at or not case.reachable:
        return ()
    left = leg.limit.due_at - now
    if timedelta() <= left <= LAST:
        minutes = int(left.total_seconds() // 60)
        return (Finding(sign=Sign.LAST_MINUTE, figures={"minutes": minutes}),)
    return (Finding(sign=Sign.NO_CONTACT),)


def against(case: Case, said: c.Outcome, context: Context) -> Events:
    """What the citizen says against the unit's word: called solved, or contacted, and was not."""
    leg = case.lead
    if leg is None or leg.completed_at is None:
        return ()
    figures = {}
    if leg.solved is Solved.SOLVED and said.solved is Solved.NOT:
        figures["solved"] = 1
    if leg.first_contact_at and not said.contacted:
        figures["contacted"] = 1
    if not figures:
        return ()
    finding = Finding(sign=Sign.AGAINST_CITIZEN, figures=figures)
    return _flagged(case, leg, (finding,), False, context)


def _flagged(
    case: Case, leg: Leg, found: tuple[Finding, ...], known: bool, context: Context
) -> Events:
    return tuple(
        CompletionFlagged(
            at=context.now,
            flag=f"F{len(case.flags) + n}",
            leg=leg.id,
            unit=leg.unit,
            sign=one.sign,
            figures=one.figures,
            others=one.others,
            known=known,
        )
        for n, one in enumerate(found, start=1)
    )


def decide_flag(target: Target, command: DecideFlag, context: Context) -> Events | Refusal:
    """疑点认定, once, by nobody of the unit nor below it."""
    flag = target.case.flag(command.flag)
    if flag is None:
        return Refusal(
            code=Code.NOT_FOUND,
            message=say("该工单没有编号为“{flag}”的疑点。", flag=command.flag),
            advice=say("请刷新页面后重新选择。"),
            field="flag",
        )
    if flag.borne_out is not None:
        return Refusal(
            code=Code.ALREADY,
            message=say("该疑点已经认定。"),
            advice=say("请刷新页面，查看认定结果。"),
        )
    if is_party(flag.unit, context):
        return Refusal(
            code=Code.PARTY,
            message=say("您所在单位是该疑点的当事单位，不能参与认定。"),
            advice=say("请由其他督办或复核人员认定。"),
        )
    decided = FlagDecided(
        at=context.now,
        flag=flag.id,
        borne_out=command.borne_out,
        decided_by=context.actor.id,
        reason=command.reason,
    )
    return (decided,)


def is_party(unit: str, context: Context) -> bool:
    """Whether the actor is of that unit or below it; the hotline's own staff never are."""
    for one in context.world.units.ancestors(context.actor.unit):
        if one.kind is UnitKind.CITY:
            return False
        if one.id == unit:
            return True
    return False


# --- what it means ----------------------------------------------------------------------------


def _set(case: Case, event: CompletionFlagged) -> Case:
    flag = Flag(
        id=event.flag,
        leg=event.leg,
        unit=event.unit,
        sign=event.sign,
        flagged_at=event.at,
        known=event.known,
    )
    return replace(case, flags=(*case.flags, flag))


def _decided(case: Case, event: FlagDecided) -> Case:
    flags = tuple(
        replace(one, borne_out=event.borne_out, decided_at=event.at)
        if one.id == event.flag
        else one
        for one in case.flags
    )
    return replace(case, flags=flags)


FLAG_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {
    CompletionFlagged: _set,
    FlagDecided: _decided,
}
