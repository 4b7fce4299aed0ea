"""When a follow-up (回访) is owed, until when it has to begin, and the follow-up at expiry.

The rulebook says what begins it: completion, expiry of the citizen's promise, or the earlier of
the two (product.md §4 Follow-up; the flags are the rulebook's). It must begin within the
rulebook's time, which is a clock with a light as any other. A case whose promise passed without
a completion is asked about at once where the rulebook says so (到期回访): the answer is kept beside
the round, and ends nothing, because nobody has answered yet; what is completed later is followed
up then as well. Where nobody can be called, none is owed: the citizen answers by code.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case import state as s
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target, not_before, said
from hotline.rules.context import Context
from hotline.rules.deadline import Clock, breach, stop
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import FlagName, LimitName
from hotline.rules.text import say
from hotline.rules.words import CaseStage, FollowUpTrigger, Satisfied, Solved

LEADS_THERE: Final = frozenset({e.CaseCompleted, e.PromiseBreached})
"""Events after which a follow-up may be owed."""
ENDS: Final = frozenset({CaseStage.FOLLOWED_UP, CaseStage.CLOSED, CaseStage.WITHDRAWN})
"""Stages in which none is owed any more."""


class AskAtExpiry(c.RecordOutcome, frozen=True, kw_only=True):
    """到期回访: what the citizen says when the promise has passed and no answer has come."""


class BreachFollowUp(Command, frozen=True, kw_only=True):
    """回访未按时启动: nobody has called within 回访启动时限."""


class FollowUpOwed(e.Event, frozen=True, kw_only=True):
    """应回访: what began it, and the clock until when the first call is due."""

    trigger: FollowUpTrigger
    clock: Clock


class FollowUpBreached(e.Event, frozen=True, kw_only=True):
    """回访未按时启动."""

    due_at: datetime


class AskedAtExpiry(e.Event, frozen=True, kw_only=True):
    """到期回访 answered; the case goes on."""

    contacted: bool
    solved: Solved
    result: Satisfied
    process: Satisfied
    words: e.Sealed


class ExpiryCallEnded(e.Event, frozen=True, kw_only=True):
    """到期回访未果: the tries are used up; the citizen is called again after completion."""


# --- guards -----------------------------------------------------------------------------------


def call_is_owed(target: Target, context: Context) -> Refusal | None:
    """Citizens are called once the follow-up has begun: after completion or after expiry, as the
    rulebook says; before completion only where it begins with expiry, once a round."""
    owed = target.case.follow_up
    if target.case.stage is CaseStage.COMPLETED:
        if owed is None or context.now >= owed.clock.started_at:
            return None
        return Refusal(
            code=Code.WRONG_STATE,
            message=say(
                "按办理规则，承诺时限（{moment}）届满后开始回访。",
                moment=said(owed.clock.started_at, context),
            ),
        )
    return asked_at_expiry(target, context)


def asked_at_expiry(target: Target, context: Context) -> Refusal | None:
    """到期回访 where the rulebook asks for it, once a round, until it was answered or given up."""
    owed = target.case.follow_up
    if owed is not None and not owed.ended:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单没有待做的到期回访。"),
        advice=say("办结后会列入待回访。"),
    )


def follow_up_is_late(target: Target, context: Context) -> Refusal | None:
    """回访启动时限 is missed once it has passed, once, and never after the first call."""
    owed = target.case.follow_up
    if owed is None or owed.clock.stopped_at or owed.clock.breached_at:
        return Refusal(code=Code.ALREADY, message=say("回访已经启动，或已记逾期。"))
    return not_before(owed.clock.due_at, context)


# --- what is decided --------------------------------------------------------------------------


def breach_start(target: Target, command: BreachFollowUp, context: Context) -> tuple[e.Event, ...]:
    """回访未按时启动."""
    owed = target.case.follow_up
    due = owed.clock.due_at if owed else context.now
    return (FollowUpBreached(at=context.now, due_at=due),)


def answered_at_expiry(command: AskAtExpiry, context: Context) -> AskedAtExpiry:
    """What the citizen said while the case is still at work."""
    return AskedAtExpiry(
        at=context.now,
        contacted=command.contacted,
        solved=command.solved,
        result=command.result,
        process=command.process,
        words=command.words,
    )


def owed(happened: Iterable[e.Event], case: s.Case, context: Context) -> tuple[e.Event, ...]:
    """The follow-up that begins with what has just happened to the case."""
    kinds = set(map(type, happened))
    if not case.reachable or case.stage in ENDS or clocks.province_calls(case, context):
        return ()
    if e.CaseCompleted in kinds:
        return _on_completion(case, context)
    expired = e.PromiseBreached in kinds and case.promise is not None
    if expired and _begins(FlagName.FOLLOW_UP_ON_EXPIRY, case, context):
        return _expired(case, context)
    return ()


def _on_completion(case: s.Case, context: Context) -> tuple[e.Event, ...]:
    """From now, also where a rulebook names neither; from expiry where only that begins it; not
    anew where expiry has begun it and nobody has called yet."""
    if case.follow_up is not None and case.follow_up.clock.is_running:
        return ()
    by_completion = _begins(FlagName.FOLLOW_UP_ON_COMPLETION, case, context)
    by_expiry = _begins(FlagName.FOLLOW_UP_ON_EXPIRY, case, context) and not by_completion
    if by_expiry and case.follow_up is None:
        return _expired(case, context)
    return (_owed(FollowUpTrigger.COMPLETION, context.now, case, context),)


def _expired(case: s.Case, context: Context) -> tuple[e.Event, ...]:
    promise = case.promise
    start = promise.due_at if promise else context.now
    return (_owed(FollowUpTrigger.EXPIRY, start, case, context),)


def _begins(flag: FlagName, case: s.Case, context: Context) -> bool:
    return clocks.book_for(flag, case, context).flag(flag)


def _owed(
    trigger: FollowUpTrigger, start: datetime, case: s.Case, context: Context
) -> FollowUpOwed:
    name = LimitName.FOLLOW_UP_START
    book = clocks.book_for(name, case, context)
    clock = book.start_clock(name, start, clocks.facts(case), context.world.calendar)
    return FollowUpOwed(at=context.now, trigger=trigger, clock=clock)


# --- what it means ----------------------------------------------------------------------------


def begun(case: s.Case, at: datetime) -> s.Case:
    """The case once somebody has called: the follow-up has begun."""
    owed = case.follow_up
    if owed is None or owed.clock.stopped_at is not None:
        return case
    return replace(case, follow_up=replace(owed, clock=stop(owed.clock, at)))


def _is_owed(case: s.Case, event: FollowUpOwed) -> s.Case:
    return replace(case, follow_up=s.OwedCall(trigger=event.trigger, clock=event.clock))


def _missed(case: s.Case, event: FollowUpBreached) -> s.Case:
    owed = _the_owed(case)
    return replace(case, follow_up=replace(owed, clock=breach(owed.clock, event.due_at)))


def _asked(case: s.Case, event: AskedAtExpiry) -> s.Case:
    said_so = s.Verdict(
        at=event.at,
        by_citizen=False,
        contacted=event.contacted,
        solved=event.solved,
        result=event.result,
        process=event.process,
    )
    return replace(_ended(case, event), at_expiry=said_so)


def _ended(case: s.Case, event: e.Event) -> s.Case:
    case = begun(case, event.at)
    return replace(case, follow_up=replace(_the_owed(case), ended=True))


def _the_owed(case: s.Case) -> s.OwedCall:
    if case.follow_up is None:
        raise ValueError(f"case {case.number}: a follow-up that was not owed")
    return case.follow_up


FOLLOW_UP_MEANING: dict[type[e.Event], Callable[[s.Case, Any], s.Case]] = {
    FollowUpOwed: _is_owed,
    FollowUpBreached: _missed,
    AskedAtExpiry: _asked,
    ExpiryCallEnded: _ended,
}
