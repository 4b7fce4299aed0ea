"""Whether a command on a case may be carried out, and what would then happen.

    decide(case, command, context) -> events | Refusal

One way in for every command on one case: the table says who may from which state, guards say what
else must hold, and only then a handler turns the command into events. Commands on several cases
stand in `many.py` and pass through the same `permitted`.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case import decide_dispatch as dispatch
from hotline.rules.case import decide_end as end
from hotline.rules.case import decide_intake as intake
from hotline.rules.case import decide_unit as unit
from hotline.rules.case import (
    desk_wait,
    dispute,
    extension,
    files,
    flags,
    follow_up,
    hold,
    mass,
    on_site,
    phone,
    redispatch,
    rehandle,
    review,
    sampling,
    supervision,
    unsigned,
)
from hotline.rules.case.automatic_table import AUTOMATIC_HANDLERS
from hotline.rules.case.edges import Edge
from hotline.rules.case.events import CaseCompleted, Event
from hotline.rules.case.evolve import evolve
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.case.intake_table import INTAKE_HANDLERS
from hotline.rules.case.leg_events import LimitBreached
from hotline.rules.case.outer_table import OUTER_HANDLERS
from hotline.rules.case.overdue import missed
from hotline.rules.case.procedure_table import PROCEDURE_HANDLERS
from hotline.rules.case.repeat_table import REPEAT_HANDLERS
from hotline.rules.case.state import Case
from hotline.rules.case.supervision_table import SUPERVISION_HANDLERS
from hotline.rules.case.table import BY_COMMAND, EDGES
from hotline.rules.case.unclear_table import UNCLEAR_HANDLERS
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import Role

Events = tuple[Event, ...]
Handler = Callable[[Target, Any, Context], Events | Refusal]

HANDLERS: dict[type[Command], Handler] = {
    c.Accept: intake.accept,
    c.AnswerDirectly: intake.answer_directly,
    c.HandOver: intake.hand_over,
    c.TellLegalRoute: intake.tell_legal_route,
    c.Explain: intake.explain,
    c.ReferToPolice: intake.refer_to_police,
    c.ConfirmHandOver: intake.confirm_hand_over,
    c.AlarmHandOver: intake.alarm_hand_over,
    c.SendBackForCompletion: intake.send_back,
    c.CompleteIntake: intake.complete_intake,
    c.Supplement: intake.supplement,
    c.Remind: intake.remind,
    c.Dispatch: dispatch.dispatch,
    c.AddUnit: dispatch.add_unit,
    c.Redispatch: dispatch.redispatch,
    c.ReleaseCoHandler: dispatch.release,
    c.Sign: unit.sign,
    c.DeemSigned: unit.deem_signed,
    c.Reassign: unit.reassign,
    c.HandDown: dispatch.hand_down,
    c.RecordFirstContact: unit.first_contact,
    c.RecordProgress: unit.progress,
    c.BreachLimit: unit.breach_limit,
    c.FileReturn: unit.file_return,
    c.WithdrawReturn: unit.withdraw_return,
    c.RuleReturn: unit.rule_return,
    c.Reply: end.reply,
    c.ApproveCompletion: end.approve,
    c.SendBackCompletion: end.send_back,
    c.AnswerChildren: end.answer_children,
    c.TakeParentAnswer: end.take_parent_answer,
    c.TryFollowUp: end.try_follow_up,
    c.RecordOutcome: end.told_by_phone,
    c.Rate: end.record_outcome,
    c.ExhaustFollowUp: end.exhaust,
    c.Close: end.close,
    c.Reopen: end.reopen,
    c.Withdraw: end.withdraw,
    c.BreachPromise: end.breach_promise,
    desk_wait.BreachDeskWait: desk_wait.breach_wait,
    dispute.EscalateRuling: dispute.escalate,
    dispute.LiftPause: dispute.lift_pause,
    dispute.GiveOpinion: dispute.give_opinion,
    dispute.RuleConsultation: dispute.rule_consultation,
    redispatch.AskRedispatch: redispatch.ask_redispatch,
    redispatch.RuleRedispatch: redispatch.rule_redispatch,
    extension.FileExtension: extension.file,
    extension.RuleExtension: extension.rule,
    extension.WithdrawExtension: extension.withdraw,
    phone.AcknowledgeOrder: phone.acknowledge,
    phone.RecordCall: phone.record,
    phone.AlarmPhone: phone.alarm,
    follow_up.AskAtExpiry: end.told_by_phone,
    follow_up.BreachFollowUp: follow_up.breach_start,
    sampling.CheckSample: sampling.check,
    unsigned.BreachSign: unsigned.breach,
    flags.DecideFlag: flags.decide_flag,
    **SUPERVISION_HANDLERS,
    **PROCEDURE_HANDLERS,
    hold.BeginHold: hold.begin,
    hold.EndHold: hold.end,
    hold.LiftHold: hold.lift,
    rehandle.OrderRehandle: rehandle.order,
    rehandle.RaiseToHigherBody: rehandle.raise_up,
    review.FileReview: review.file,
    review.RuleDistrictReview: review.rule_in_district,
    review.RuleCityReview: review.rule_in_city,
    files.AttachFiles: files.attach,
    files.AttachEvidence: files.attach_evidence,
    **INTAKE_HANDLERS,
    **REPEAT_HANDLERS,
    **UNCLEAR_HANDLERS,
    **OUTER_HANDLERS,
    **AUTOMATIC_HANDLERS,
    mass.OpenEvent: mass.open_event,
    mass.ReviseEvent: mass.revise,
    mass.EndEvent: mass.end,
    mass.StillOut: mass.still_out,
}


_BREACHES = frozenset({c.BreachLimit, c.BreachPromise, desk_wait.BreachDeskWait})


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """Something that this person may do now, or may not and why (`refusal`)."""

    edge: Edge
    leg: str = ""
    request: str = ""
    refusal: Refusal | None = None


def decide(case: Case, command: Command, context: Context) -> Events | Refusal:
    """The events that would follow, or why not. Never raises for anything a person may send."""
    found = at_first(case, command, context)
    return found if isinstance(found, Refusal) else waiting(case, found, context)


def waiting(case: Case, found: Events, context: Context) -> Events:
    """The events with what follows from where they leave the case: the clock of the desk that it
    waits at, the follow-up that is owed, the draw of those nobody can be called about, the notice
    of a limit that was missed."""
    kinds = set(map(type, found))
    if kinds.isdisjoint(desk_wait.LEADS_THERE | follow_up.LEADS_THERE | {LimitBreached}):
        return found
    case = _after(case, found)
    begun = () if kinds.isdisjoint(desk_wait.LEADS_THERE) else desk_wait.begun(case, context)
    sample = sampling.drawn(case, context) if CaseCompleted in kinds else ()
    owed = follow_up.owed(found, case, context)
    return (*found, *begun, *owed, *sample, *supervision.notices(case, found, context))


def at_first(case: Case, command: Command, context: Context) -> Events | Refusal:
    """`decide` for one of several steps taken at once: no clock begins for the steps between."""
    edge = BY_COMMAND[type(command)]
    target = aim(case, edge, command)
    if isinstance(target, Refusal):
        return target
    refusal = permitted(target, edge, context)
    if refusal:
        return refusal
    found = HANDLERS[edge.command](target, command, context)
    if isinstance(found, Refusal) or edge.command in _BREACHES:
        return found
    found = (*missed(case, context), *found)
    return (
        (*found, *on_site.lapsed(_after(case, found), context)) if on_site.waiting(case) else found
    )


def _after(case: Case, found: Events) -> Case:
    for event in found:
        case = evolve(case, event)
    return case


def aim(case: Case, edge: Edge, command: Command) -> Target | Refusal:
    """The case, and the leg or request that the command names."""
    if edge.subject == "leg":
        named = str(getattr(command, "leg", ""))
        leg = case.leg(named)
        return Target(case=case, leg=leg) if leg else _no_such(say("承办单"), named, "leg")
    if edge.subject == "request":
        named = str(getattr(command, "request", ""))
        request = case.request(named)
        if request is None or not edge.fits(request.kind):
            return _no_such(say("待审事项"), named, "request")
        return Target(case=case, request=request, leg=case.leg(request.leg))
    return Target(case=case)


def permitted(target: Target, edge: Edge, context: Context) -> Refusal | None:
    """State, role and guards of one line of the tables, in that order of telling."""
    return (
        _role(edge, context)
        or _state(target, edge)
        or next((no for guard in edge.guards if (no := guard(target, context))), None)
    )


def acting_role(edge: Edge, actor: Actor) -> Role | None:
    """The role in which the actor does this; recorded with the event."""
    held = edge.roles & actor.roles
    return min(held, key=list(Role).index) if held else None


def options(case: Case, context: Context) -> list[Option]:
    """Everything the tables give this person on this case, open or refused with the reason."""
    return [
        Option(
            edge=edge,
            leg=target.leg.id if target.leg else "",
            request=target.request.id if target.request else "",
            refusal=permitted(target, edge, context),
        )
        for edge in EDGES
        if edge.subject != "new" and edge.roles & context.actor.roles
        for target in _targets(case, edge)
    ]


def _targets(case: Case, edge: Edge) -> list[Target]:
    match edge.subject:
        case "leg":
            return [Target(case=case, leg=leg) for leg in case.legs if leg.state in edge.leaves]
        case "request":
            return [
                Target(case=case, request=found, leg=case.leg(found.leg))
                for found in (*case.requests, *case.documents)
                if found.state in edge.leaves and edge.fits(found.kind)
            ]
        case _:
            return [Target(case=case)]


def _role(edge: Edge, context: Context) -> Refusal | None:
    if not edge.roles & context.actor.roles:
        may = joined("、", (role.zh for role in Role if role in edge.roles))
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("您的角色不能执行“{edge}”。", edge=edge.zh),
            advice=say("可由{may}执行。", may=may),
        )
    if context.actor.outsourced and not edge.outsourced:
        return Refusal(
            code=Code.OUTSOURCED,
            message=say("外包坐席人员只受理和记录，不能执行“{edge}”。", edge=edge.zh),
            advice=say("请交由热线管理机构人员处理。"),
        )
    return None


def _state(target: Target, edge: Edge) -> Refusal | None:
    stage = target.case.stage
    if edge.subject == "case":
        return None if stage in edge.leaves else _wrong_state(edge, stage.zh)
    if stage not in edge.stages:
        return _wrong_state(edge, stage.zh)
    if edge.subject == "leg":
        leg = target.leg
        ok = leg is not None and leg.state in edge.leaves
        return None if ok else _wrong_state(edge, leg.state.zh if leg else say("无"))
    request = target.request
    ok = request is not None and request.state in edge.leaves
    return None if ok else _wrong_state(edge, request.state.zh if request else say("无"))


def _wrong_state(edge: Edge, state: str) -> Refusal:
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("当前状态为“{state}”，不能执行“{edge}”。", state=state, edge=edge.zh),
        advice=say("页面可能已过期，请刷新后查看最新状态。"),
    )


def _no_such(what: str, named: str, field: str) -> Refusal:
    return Refusal(
        code=Code.NOT_FOUND,
        message=say("该工单没有编号为“{named}”的{what}。", named=named, what=what),
        advice=say("请刷新页面后重新选择。"),
        field=field,
    )
