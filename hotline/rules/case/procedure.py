"""法定程序: a leg whose matter has a procedure and time limits of its own by law.

A market complaint is accepted or not in 7 working days, its mediation ends 45 working days after
acceptance; a report is verified in 15 working days [市场监督管理投诉举报处理暂行办法; the rulebook
has the values: `statutory_*`]. Our limit is often shorter. At our limit an interim answer
(阶段性答复) keeps leg and promise on time: both then end with the procedure's own step. It never
counts as solved: nothing is completed, no follow-up begins, and the case is tracked to the result
(product.md §4 Clocks). The leading unit alone carries it, because the promise hangs on the lead;
a liaison or the head answers, since what the citizen reads is the unit's word. What takes months
besides is a long-cycle extension (`extension`, at most 180 days).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import state as s
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.evolve_legs import leg_of, on_leg
from hotline.rules.case.fields import Command, Needed, NeededCode, Words
from hotline.rules.case.guards import Target, not_before, said, the_leg
from hotline.rules.case.procedure_state import RESULTS, Procedure, ProcedureKind, ProcedureResult
from hotline.rules.context import Context
from hotline.rules.deadline import INTERIM, Clock, breach, fix, stop
from hotline.rules.reckoning import RULEBOOK
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.variables import no_blanks
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import joined, say
from hotline.rules.words import LegRole

Events = tuple[Event, ...]


class BeginProcedure(Command, frozen=True, kw_only=True):
    """启动法定程序 on the leading leg."""

    leg: NeededCode
    procedure: ProcedureKind
    note: Words = ""


class AcceptProcedure(Command, frozen=True, kw_only=True):
    """法定程序受理: a market complaint was accepted; mediation runs from now."""

    leg: NeededCode
    note: Words = ""


class AnswerInterim(Command, frozen=True, kw_only=True):
    """阶段性答复: what has been done, what follows and by when. Solves nothing."""

    leg: NeededCode
    public_answer: Needed


class EndProcedure(Command, frozen=True, kw_only=True):
    """法定程序终结, with its result; the unit then replies."""

    leg: NeededCode
    outcome: ProcedureResult
    note: Words = ""


class BreachProcedure(Command, frozen=True, kw_only=True):
    """法定程序逾期: the procedure's step has not been taken within the law's limit."""

    leg: NeededCode


class ProcedureBegun(Event, frozen=True, kw_only=True):
    """已进入法定程序; `clock` counts from dispatch, when the authority received it."""

    leg: str
    procedure: ProcedureKind
    clock: Clock
    note: Sealed


class ProcedureAccepted(Event, frozen=True, kw_only=True):
    """法定程序已受理; limit and promise move along where an interim answer had been given."""

    leg: str
    clock: Clock
    limit: Clock
    promise: Clock | None
    note: Sealed


class InterimAnswered(Event, frozen=True, kw_only=True):
    """已作阶段性答复: limit and promise now end with the procedure; nothing is completed."""

    leg: str
    limit: Clock
    promise: Clock | None
    public_answer: Sealed


class ProcedureEnded(Event, frozen=True, kw_only=True):
    """法定程序已终结."""

    leg: str
    outcome: ProcedureResult
    note: Sealed


class ProcedureBreached(Event, frozen=True, kw_only=True):
    """法定程序逾期."""

    leg: str
    due_at: datetime


# --- guards -----------------------------------------------------------------------------------


def leads(target: Target, context: Context) -> Refusal | None:
    """Only the lead carries a procedure: the citizen's promise hangs on it."""
    if the_leg(target).role is LegRole.LEAD:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("法定程序由主办单位登记和答复。"),
        advice=say("请把进展告知主办单位。"),
    )


def no_procedure(target: Target, context: Context) -> Refusal | None:
    """A leg carries one procedure, once."""
    if the_leg(target).procedure is None:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("本承办单已登记法定程序。"),
        advice=say("请按该程序办理，终结后答复。"),
    )


def in_procedure(target: Target, context: Context) -> Refusal | None:
    """What belongs to a procedure needs one that is not over."""
    if running(the_leg(target)):
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("本承办单没有进行中的法定程序。"),
        advice=say("需要走法定程序的，请先启动法定程序。"),
    )


def waits_for_acceptance(target: Target, context: Context) -> Refusal | None:
    """Only a complaint is accepted, and once; a report is verified."""
    found = running(the_leg(target))
    if found and found.kind is ProcedureKind.MARKET_COMPLAINT and not found.accepted_at:
        return None
    return Refusal(code=Code.ALREADY, message=say("该程序已经受理，或不需要受理。"))


def no_interim(target: Target, context: Context) -> Refusal | None:
    """One interim answer; what follows it is the result."""
    found = the_leg(target).procedure
    if found is None or found.interim_at is None:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("已经作过阶段性答复。"),
        advice=say("请跟踪到结果，程序终结后答复。"),
    )


def in_time(target: Target, context: Context) -> Refusal | None:
    """An interim answer after our limit keeps nothing on time."""
    limit = the_leg(target).limit
    if limit.breached_at is None and context.now <= limit.due_at:
        return None
    return Refusal(
        code=Code.TOO_LATE,
        message=say("办理时限已于{moment}届满。", moment=said(limit.due_at, context)),
        advice=say("请把情况记为办理进展；程序终结后答复。"),
    )


def procedure_over(target: Target, context: Context) -> Refusal | None:
    """A leg in a procedure is answered with its result: until then there is the interim answer."""
    if running(the_leg(target)) is None:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("法定程序尚未终结，不能答复办结。"),
        advice=say("时限将到的，请作阶段性答复；有结果后先登记程序终结。"),
    )


def procedure_is_due(target: Target, context: Context) -> Refusal | None:
    """法定程序逾期 once its step's limit has passed, once for each step."""
    found = running(the_leg(target))
    if found is None or found.clock.breached_at:
        return Refusal(code=Code.ALREADY, message=say("该程序已终结，或已记逾期。"))
    return not_before(found.clock.due_at, context)


def running(leg: s.Leg) -> Procedure | None:
    """The procedure of the leg that is not over."""
    found = leg.procedure
    return found if found and found.ended_at is None else None


# --- what follows -----------------------------------------------------------------------------

FIRST = {
    ProcedureKind.MARKET_COMPLAINT: LimitName.STATUTORY_ACCEPT,
    ProcedureKind.MARKET_REPORT: LimitName.STATUTORY_VERIFICATION,
}


def begin(target: Target, command: BeginProcedure, context: Context) -> Events:
    """启动法定程序."""
    leg = the_leg(target)
    clock = _step(FIRST[command.procedure], leg.dispatched_at, target.case, context)
    begun = ProcedureBegun(
        at=context.now,
        leg=leg.id,
        procedure=command.procedure,
        clock=clock,
        note=command.note,
    )
    return (begun,)


def accept(target: Target, command: AcceptProcedure, context: Context) -> Events:
    """受理; what an interim answer had promised moves with the step."""
    leg, case = the_leg(target), target.case
    clock = _step(LimitName.STATUTORY_MEDIATION, context.now, case, context)
    told = leg.procedure is not None and leg.procedure.tracked
    limit, promise = _until(clock, leg, case, context) if told else (leg.limit, case.promise)
    accepted = ProcedureAccepted(
        at=context.now,
        leg=leg.id,
        clock=clock,
        limit=limit,
        promise=promise,
        note=command.note,
    )
    return (accepted,)


def answer_interim(target: Target, command: AnswerInterim, context: Context) -> Events | Refusal:
    """阶段性答复."""
    if refusal := no_blanks(command.public_answer, "public_answer"):
        return refusal
    leg = the_leg(target)
    limit, promise = _until(_clock_of(leg), leg, target.case, context)
    answered = InterimAnswered(
        at=context.now,
        leg=leg.id,
        limit=limit,
        promise=promise,
        public_answer=command.public_answer,
    )
    return (answered,)


def end(target: Target, command: EndProcedure, context: Context) -> Events | Refusal:
    """终结; each procedure has results of its own."""
    leg = the_leg(target)
    may = RESULTS[leg.procedure.kind] if leg.procedure else frozenset()
    if command.outcome not in may:
        names = joined("、", (one.zh for one in ProcedureResult if one in may))
        return Refusal(
            code=Code.INVALID,
            message=say("该程序的结果不能是“{result}”。", result=command.outcome.zh),
            advice=say("可选：{names}。", names=names),
            field="outcome",
        )
    ended = ProcedureEnded(at=context.now, leg=leg.id, outcome=command.outcome, note=command.note)
    return (ended,)


def breach_step(target: Target, command: BreachProcedure, context: Context) -> Events:
    """法定程序逾期, as of its due moment."""
    leg = the_leg(target)
    return (ProcedureBreached(at=context.now, leg=leg.id, due_at=_clock_of(leg).due_at),)


def _step(name: LimitName, start: datetime, case: s.Case, context: Context) -> Clock:
    book = clocks.book_for(name, case, context)
    return book.start_clock(name, start, clocks.facts(case), context.world.calendar)


def _until(clock: Clock, leg: s.Leg, case: s.Case, context: Context) -> tuple[Clock, Clock | None]:
    """The leg's limit and the promise as they end with the procedure's step, never sooner than
    they did; a promise already broken stays so."""
    limit, promise = _later(leg.limit, clock, context), case.promise
    if promise and promise.breached_at is None:
        promise = _later(promise, clock, context)
    return limit, promise


def _later(limit: Clock, step: Clock, context: Context) -> Clock:
    if step.due_at <= limit.due_at:
        return limit
    return fix(limit, context.now, step.due_at, INTERIM, step.source or RULEBOOK)


# --- what it means ----------------------------------------------------------------------------


def _clock_of(leg: s.Leg) -> Clock:
    return _of(leg).clock


def _of(leg: s.Leg) -> Procedure:
    if leg.procedure is None:
        raise ValueError(f"leg {leg.id}: a step of a procedure that was not begun")
    return leg.procedure


def _begun(case: s.Case, event: ProcedureBegun) -> s.Case:
    made = Procedure(kind=event.procedure, begun_at=event.at, clock=event.clock)
    return on_leg(case, event.leg, procedure=made)


def _accepted(case: s.Case, event: ProcedureAccepted) -> s.Case:
    found = replace(_of(leg_of(case, event.leg)), accepted_at=event.at, clock=event.clock)
    moved = on_leg(case, event.leg, procedure=found, limit=event.limit)
    return replace(moved, promise=event.promise)


def _answered(case: s.Case, event: InterimAnswered) -> s.Case:
    found = replace(_of(leg_of(case, event.leg)), interim_at=event.at)
    moved = on_leg(case, event.leg, procedure=found, limit=event.limit)
    return replace(moved, promise=event.promise)


def _ended(case: s.Case, event: ProcedureEnded) -> s.Case:
    found = _of(leg_of(case, event.leg))
    over = replace(
        found, ended_at=event.at, result=event.outcome, clock=stop(found.clock, event.at)
    )
    return on_leg(case, event.leg, procedure=over)


def _breached(case: s.Case, event: ProcedureBreached) -> s.Case:
    found = _of(leg_of(case, event.leg))
    late = replace(found, clock=breach(found.clock, event.due_at))
    return on_leg(case, event.leg, procedure=late)


PROCEDURE_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {
    ProcedureBegun: _begun,
    ProcedureAccepted: _accepted,
    InterimAnswered: _answered,
    ProcedureEnded: _ended,
    ProcedureBreached: _breached,
}
