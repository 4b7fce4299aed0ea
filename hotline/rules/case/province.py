"""省级平台交办: a case that a province platform sent with its own limit, and what goes up to it.

The province's limit is the outer one: our promise and every leg lie inside it, earlier by the
rulebook's margin (`NumberName.PROVINCE_MARGIN`, working days), never before now. It is not ours to
move: an extension beyond it and “not ours” are asked of the province, which answers yes or no; a
longer limit then moves what it had held back, each by an event with the limit before. Only one
level follows up: where that is the province (`FlagName.PROVINCE_FOLLOWS_UP`) nobody here calls, and
the citizen may still rate by the page (product.md §4 Province orders; 国办发〔2020〕53号 省市联动).

A direct call about the same matter is linked or attached like any other (`sources`, `many.link`).
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import state as s
from hotline.rules.case.decide_end import end_all
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Code as Written
from hotline.rules.case.fields import Command, Needed
from hotline.rules.case.guards import Target, no_children, said
from hotline.rules.case.province_due import due_in
from hotline.rules.case.province_events import AnsweredFromAbove, ForwardedUp
from hotline.rules.case.province_state import Upward, waiting
from hotline.rules.case.recomputing import Cause, ClockReckoned
from hotline.rules.context import Context
from hotline.rules.deadline import (
    IN_PROVINCE,
    PROVINCE_ANSWERED,
    Fixed,
    mark_reckoned,
    reckon_again,
)
from hotline.rules.official_calendar import with_hours
from hotline.rules.province_words import UpwardAsk
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import EndReason


class ForwardUp(Command, frozen=True, kw_only=True):
    """上报省级平台: more time, until when (2026-12-05, 2026-12-05 17:30), or that the matter is not
    ours to handle, and why."""

    ask: UpwardAsk
    until: Written = ""
    explanation: Needed


class RecordAnswerFromAbove(Command, frozen=True, kw_only=True):
    """登记省级答复: agreed or not; for more time the limit that holds now."""

    agreed: bool
    due: Written = ""
    note: Needed


# --- guards -----------------------------------------------------------------------------------


def from_province(target: Target, context: Context) -> Refusal | None:
    """Only what a province platform sent goes back up to it."""
    if clocks.from_province(target.case):
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单不是省级平台交办的。"),
        advice=say("需要延期的，由承办单位申请延期；不属本市的，请退回补录或告知诉求人。"),
    )


def nothing_is_asked(target: Target, context: Context) -> Refusal | None:
    """One question to the province at a time."""
    if waiting(target.case.above) is None:
        return None
    return Refusal(code=Code.ALREADY, message=say("已上报省级平台，还在等待答复。"))


def something_is_asked(target: Target, context: Context) -> Refusal | None:
    """An answer answers what was asked."""
    if waiting(target.case.above):
        return None
    return Refusal(code=Code.WRONG_STATE, message=say("没有等待省级平台答复的事项。"))


# --- what is decided --------------------------------------------------------------------------


def forward(target: Target, command: ForwardUp, context: Context) -> tuple[Event, ...] | Refusal:
    """上报: more time only beyond the province's limit, and before it has passed."""
    case, until = target.case, None
    if command.ask is UpwardAsk.EXTENSION:
        found = _asks_more(case, command.until, context)
        if isinstance(found, Refusal):
            return found
        until = found
    asked = ForwardedUp(
        at=context.now,
        request=f"U{len(case.above) + 1}",
        ask=command.ask,
        until=until,
        explanation=command.explanation,
    )
    return (asked,)


def _asks_more(case: s.Case, text: str, context: Context) -> datetime | Refusal:
    if case.source_due is None:
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("省级平台没有给这张工单定时限。"),
            advice=say("不需要向省级申请延期。"),
            field="ask",
        )
    if context.now > case.source_due:
        return Refusal(
            code=Code.TOO_LATE,
            message=say("省级时限已于{due}届满。", due=said(case.source_due, context)),
            advice=say("到期前才能申请；请尽快办结，并在答复来源时说明。"),
            field="until",
        )
    return _later(case.source_due, text, "until", context)


def _later(now: datetime, text: str, field: str, context: Context) -> datetime | Refusal:
    """A limit that is later than the province's of now."""
    found = due_in(text, field, context)
    if isinstance(found, Refusal) or (found and found > now):
        return found
    return Refusal(
        code=Code.INVALID,
        message=say("要写明延长到何时，且晚于现在的省级时限。"),
        advice=say("现在的省级时限是{due}。", due=said(now, context)),
        field=field,
    )


def answered(
    target: Target, command: RecordAnswerFromAbove, context: Context
) -> tuple[Event, ...] | Refusal:
    """登记省级答复. A longer limit of the province's moves what that had held back; what it takes
    back ends here, without fault of anybody."""
    case, asked = target.case, waiting(target.case.above)
    if asked is None:
        raise LookupError(f"case {case.number} waits for no answer from above")
    due: datetime | None = None
    if asked.ask is UpwardAsk.EXTENSION and command.agreed:
        found = _agreed(case, asked, command.due, context)
        if isinstance(found, Refusal):
            return found
        due = found
    event = AnsweredFromAbove(
        at=context.now,
        request=asked.id,
        ask=asked.ask,
        agreed=command.agreed,
        due=due,
        note=command.note,
    )
    if due:
        return (event, *_moved(replace(case, source_due=due), context))
    if asked.ask is UpwardAsk.NOT_OURS and command.agreed:
        refusal = no_children(target, context)
        return refusal or (*end_all(case, EndReason.WITHDRAWN, context), event)
    return (event,)


def _agreed(case: s.Case, asked: Upward, text: str, context: Context) -> datetime | Refusal:
    """The limit that the province named, else the one that was asked for."""
    if not text.strip() and asked.until:
        return asked.until
    return _later(case.source_due or context.now, text, "due", context)


# --- limits inside the province's ---------------------------------------------------------------


def _moved(case: s.Case, context: Context) -> Iterator[ClockReckoned]:
    """The clocks that the province's limit had held back, as they are inside the new one."""
    named = [("promise", case.promise), *((f"limit:{o.id}", o.limit) for o in case.running_legs)]
    for name, clock in named:
        if clock is None or clock.stopped_at or clock.breached_at:
            continue
        if not any(map(_holds_back, clock.turns)):
            continue
        book = context.world.editions.edition(clock.edition)
        free = replace(clock, turns=tuple(t for t in clock.turns if not _holds_back(t)))
        calendar = with_hours(context.world.calendar, book.hours)
        again = clocks.inside_province(reckon_again(free, calendar, book.time), case, context)
        if again.due_at <= clock.due_at:
            continue
        basis = str(say("省级平台答复"))
        new = mark_reckoned(again, clock, context.now, PROVINCE_ANSWERED, basis)
        yield ClockReckoned(
            at=context.now,
            clock=name,
            cause=Cause.PROVINCE,
            basis=basis,
            was=clock.due_at,
            due_at=new.due_at,
            limit=new,
        )


def _holds_back(turn: object) -> bool:
    return isinstance(turn, Fixed) and turn.reason == IN_PROVINCE
