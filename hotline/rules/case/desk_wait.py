"""What waits at the hotline's own desk has a clock too: triage, completion of intake, dispatch.

A case that nobody has decided on yet is on the accept limit of its channel (SMS in 3 minutes, web
in 2 hours, mail in 24 hours: GB/T 33358-2016), one sent back on 退回补录时限, an accepted one on
the dispatch limit of its urgency (1 h, 2 h, 24 h: DB11/T 2021-2022); product.md §4 Clocks. The
clock begins whenever a case comes to stand there, by whatever way, and is gone when it leaves;
what was missed stays on record by its event. It binds the hotline alone: the citizen's promise and
the limits of units run beside it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import events as e
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target, not_before
from hotline.rules.case.leg_events import LegEnded
from hotline.rules.case.state import Case
from hotline.rules.context import Context
from hotline.rules.deadline import Clock, breach
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import CaseStage

LIMITS: Final = {
    CaseStage.REGISTERED: LimitName.ACCEPT,
    CaseStage.SENT_BACK: LimitName.COMPLETE_INTAKE,
    CaseStage.ACCEPTED: LimitName.DISPATCH,
}
"""Where a case waits at the desk, and the limit it then is on."""

NAMED: Final = {limit.value: limit for limit in LIMITS.values()}
"""The limits of the desk by the name that a clock keeps."""

LEADS_THERE: Final = frozenset(
    {
        e.Accepted,
        e.SentBack,
        e.IntakeCompleted,
        e.HandOverRefused,
        e.MergeUndone,
        e.CaseReopened,
        LegEnded,
    }
)
"""Events after which a case may stand at the desk, or on another limit there."""


class BreachDeskWait(Command, frozen=True, kw_only=True):
    """环节超期: the clock marks that the desk let its own limit pass."""


class DeskWaitBegun(e.Event, frozen=True, kw_only=True):
    """开始等待热线处置: which limit runs, from when to when."""

    clock: Clock


class DeskWaitBreached(e.Event, frozen=True, kw_only=True):
    """热线环节超期: `limit` was missed, and the case still waits."""

    limit: LimitName
    due_at: datetime


def desk_is_late(target: Target, context: Context) -> Refusal | None:
    """The desk's own limit is missed once it has passed, and only once."""
    clock = target.case.desk
    if clock is None or clock.breached_at:
        return Refusal(code=Code.ALREADY, message=say("该环节没有时限，或已记超期。"))
    return not_before(clock.due_at, context)


def breach_wait(target: Target, command: BreachDeskWait, context: Context) -> tuple[e.Event, ...]:
    """环节超期."""
    return (breached(target.case, context),)


def breached(case: Case, context: Context) -> DeskWaitBreached:
    """The mark for the desk's clock of a case that has one."""
    if case.desk is None:
        raise LookupError(f"case {case.number} does not wait at the desk")
    return DeskWaitBreached(at=context.now, limit=NAMED[case.desk.name], due_at=case.desk.due_at)


def begun(case: Case, context: Context) -> tuple[DeskWaitBegun, ...]:
    """The clock that the case, as it has come to stand now, needs and does not have yet."""
    name = LIMITS.get(case.stage)
    if name is None:
        return ()
    clock = _clock(name, case, context.now, context)
    if case.desk is not None:
        clock = _corrected(case.desk, clock, case, context)
    return () if clock is case.desk else (DeskWaitBegun(at=context.now, clock=clock),)


def _corrected(old: Clock, now: Clock, case: Case, context: Context) -> Clock:
    """The clock after what the case is was corrected while it waits.

    A longer limit counts as if it had been known from the start. A shorter one counts from the
    correction, so that nobody is late by it alone, and never lets the case wait longer than before.
    What was missed stays missed.
    """
    if old.breached_at or old.clause == now.clause:
        return old
    again = _clock(NAMED[old.name], case, old.started_at, context)
    if again.due_at >= old.due_at:
        return again
    return now if now.due_at < old.due_at else old


def _clock(name: LimitName, case: Case, start: datetime, context: Context) -> Clock:
    book = clocks.book_for(name, case, context)
    return book.start_clock(name, start, clocks.facts(case), context.world.calendar)


def _begin(case: Case, event: DeskWaitBegun) -> Case:
    return replace(case, desk=event.clock)


def _missed(case: Case, event: DeskWaitBreached) -> Case:
    if case.desk is None:
        raise ValueError("a wait at the desk was missed that had not begun")
    return replace(case, desk=breach(case.desk, event.due_at))


DESK_MEANING: dict[type[e.Event], Callable[[Case, Any], Case]] = {
    DeskWaitBegun: _begin,
    DeskWaitBreached: _missed,
}
