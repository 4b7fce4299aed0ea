"""群体事件: one matter that thousands call about, such as a burst main (product.md §4 Merging).

The event is the parent case: what the callers are told stands in its state, and no call writes to
it. A call joins by reading the parent, which the ledger guards until the call is committed, and
writes only to its own streams: the three-thousandth costs what the first does, and agents never
wait for one another's writing. The unit is assessed on the one order; how many called is counted
in the rows. What the callers are told is a public announcement, so it is not sealed.

One who cannot wait (dialysis, an infant) gets a critical case of their own, linked to the event.
Confidential cases are linked, never merged. Of a planned outage with notice the caller gets the
notice at once. 仍未恢复: after the answer one case stands on its own again; the rest stay closed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case import state as s
from hotline.rules.case.fields import Code as CodeText
from hotline.rules.case.fields import Command, Line, Needed, NeededLine
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.variables import no_blanks
from hotline.rules.text import say
from hotline.rules.words import CaseStage, CloseReason, Urgency

Events = tuple[e.Event, ...]
HEADED: Final = frozenset({CaseStage.ACCEPTED, CaseStage.HANDLING})
"""Stages of the parent in which calls may join."""


class OpenEvent(Command, frozen=True, kw_only=True):
    """登记为群体事件: further callers join this case. `area` where it reaches further than the
    case's own; `notice` is that of a planned outage, which later callers are answered with."""

    name: NeededLine
    script: Needed
    area: CodeText = ""
    notice: Line = ""


class ReviseEvent(Command, frozen=True, kw_only=True):
    """更新告知口径: what callers are told from now on."""

    script: Needed


class EndEvent(Command, frozen=True, kw_only=True):
    """停止并入: no more calls join; those that did wait for the answer."""

    reason: Needed


class StillOut(Command, frozen=True, kw_only=True):
    """仍未恢复: this caller's trouble goes on after the answer to all."""

    words: Needed


class EventOpened(e.Event, frozen=True, kw_only=True):
    """已登记为群体事件."""

    name: str
    area: str
    notice: str
    script: str


class EventRevised(e.Event, frozen=True, kw_only=True):
    """告知口径已更新."""

    script: str


class EventEnded(e.Event, frozen=True, kw_only=True):
    """群体事件已停止并入."""

    reason: e.Sealed


class EventJoined(e.Event, frozen=True, kw_only=True):
    """已归入群体事件: this caller is one of those of `event`; `special` who cannot wait."""

    event: str
    number: str
    name: str
    special: bool
    need: e.Sealed


# --- guards -----------------------------------------------------------------------------------


def heads_none(target: Target, context: Context) -> Refusal | None:
    """One event at a time, and none under a case that is itself one of an event's."""
    mass = target.case.mass
    if (mass is None or mass.answered) and not target.case.of_event:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("该工单已经登记或归入群体事件。"),
        advice=say("请在群体事件页面更新口径，或把来电并入。"),
    )


def heads_open(target: Target, context: Context) -> Refusal | None:
    """Only an event that calls may still join is revised or ended."""
    mass = target.case.mass
    if mass and mass.ended_at is None and not mass.answered:
        return None
    return Refusal(code=Code.WRONG_STATE, message=say("该工单没有正在并入来电的群体事件。"))


def heads_no_event(target: Target, context: Context) -> Refusal | None:
    """The order for thousands is not ended by its first caller."""
    mass = target.case.mass
    if mass is None or mass.answered:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("该工单是群体事件“{name}”的主单。", name=mass.name),
        advice=say("请由承办单位办结并答复各来电人。"),
    )


def was_answered_with_all(target: Target, context: Context) -> Refusal | None:
    """仍未恢复 is said of an answer that was given to all of an event."""
    if target.case.of_event and target.case.completed_at and not target.case.special:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单没有随群体事件统一答复。"),
        advice=say("请重新打开，或登记新的诉求。"),
    )


# --- what follows -----------------------------------------------------------------------------


def open_event(target: Target, command: OpenEvent, context: Context) -> Events | Refusal:
    """登记为群体事件. Its words are told to everybody who calls about it."""
    if refusal := no_blanks(command.script, "script"):
        return refusal
    opened = EventOpened(
        at=context.now,
        name=command.name,
        area=command.area or target.case.area,
        notice=command.notice,
        script=command.script,
    )
    return (opened,)


def revise(target: Target, command: ReviseEvent, context: Context) -> Events | Refusal:
    """更新告知口径."""
    if refusal := no_blanks(command.script, "script"):
        return refusal
    return (EventRevised(at=context.now, script=command.script),)


def end(target: Target, command: EndEvent, context: Context) -> Events:
    """停止并入."""
    return (EventEnded(at=context.now, reason=command.reason),)


def still_out(target: Target, command: StillOut, context: Context) -> Events:
    """仍未恢复: a new round with a new promise, to be dispatched on its own."""
    edition, promise = clocks.promise(target.case, context)
    again = e.CaseReopened(
        at=context.now,
        round=target.case.round + 1,
        edition=edition,
        promise=promise,
        reason=command.words,
    )
    return (again,)


def join(
    case: s.Case, head_id: str, need: str, heads: Mapping[str, s.Case], context: Context
) -> Events | Refusal:
    """One key on the agent's form: the call, just registered, is one of the event's.

    Merged and promised; or answered with the notice; or, with a need, linked and still to be
    accepted and dispatched. A confidential one is linked only, and never counted.
    """
    head = heads.get(head_id)
    if head is None or head.mass is None:
        return _no_event(Code.NOT_FOUND, say("没有这个群体事件。"))
    mass = head.mass
    if not may_join(head):
        return _no_event(Code.WRONG_STATE, say("群体事件“{name}”已不再并入来电。", name=mass.name))
    linked = e.Linked(at=context.now, other=head_id, number=head.number, reason="")
    if case.confidential:
        return (linked,)
    joined = _mark(head_id, head, mass.name, need, context)
    if joined.special:
        return (joined, linked)
    if mass.notice:
        told = e.AnsweredDirectly(
            at=context.now, article=mass.notice, article_version="", answer=mass.script
        )
        return (joined, told, e.CaseClosed(at=context.now, why=CloseReason.ANSWERED, note=""))
    edition, promise = clocks.promise(case, context)
    accepted = e.Accepted(at=context.now, edition=edition, promise=promise, note="")
    into = e.MergedInto(at=context.now, parent=head_id, number=head.number, reason="")
    return (joined, accepted, into)


def at_once(matter: c.Matter, context: Context) -> c.Matter:
    """特殊需要: a critical case of its own, to its unit at once, or first in the dispatcher's list
    where the agent's employer is an outside operator; any other matter as it is."""
    if not matter.event or not matter.need.strip():
        return matter
    sends = not context.actor.outsourced
    return replace(matter, urgency=Urgency.CRITICAL, triage=c.Accept(), dispatch=sends)


def as_one_of(head_id: str, head: s.Case, context: Context) -> Events:
    """What marks a case merged by hand as one of the event's; nothing where there is none."""
    mass = head.mass
    return (_mark(head_id, head, mass.name, "", context),) if mass and may_join(head) else ()


def _mark(head_id: str, head: s.Case, name: str, need: str, context: Context) -> EventJoined:
    special = bool(need.strip())
    return EventJoined(
        at=context.now, event=head_id, number=head.number, name=name, special=special, need=need
    )


def may_join(head: s.Case) -> bool:
    """Whether calls may join the event that this case heads."""
    mass = head.mass
    return mass is not None and mass.ended_at is None and head.stage in HEADED


def _no_event(code: Code, message: str) -> Refusal:
    advice = say("请按普通诉求登记；诉求人说仍未恢复的，在其原工单上登记。")
    return Refusal(code=code, message=message, advice=advice, field="event")


# --- meaning ----------------------------------------------------------------------------------


def _opened(case: s.Case, event: EventOpened) -> s.Case:
    mass = s.MassEvent(
        name=event.name,
        area=event.area,
        notice=event.notice,
        script=event.script,
        opened_at=event.at,
    )
    return replace(case, mass=mass)


def _on_mass(case: s.Case, **values: Any) -> s.Case:
    if case.mass is None:
        raise ValueError("a mass event changed before it was opened")
    return replace(case, mass=replace(case.mass, **values))


def _revised(case: s.Case, event: EventRevised) -> s.Case:
    return _on_mass(case, script=event.script)


def _ended(case: s.Case, event: EventEnded) -> s.Case:
    return _on_mass(case, ended_at=event.at)


def _joined(case: s.Case, event: EventJoined) -> s.Case:
    return replace(case, of_event=event.event, special=event.special)


MASS_MEANING: dict[type[e.Event], Callable[[s.Case, Any], s.Case]] = {
    EventOpened: _opened,
    EventRevised: _revised,
    EventEnded: _ended,
    EventJoined: _joined,
}
"""Part of `evolve`; that all were answered is `ChildrenAnswered`, as of any parent."""


def answered(mass: s.MassEvent | None, at: datetime) -> s.MassEvent | None:
    """The event once its parent's answer has reached every caller."""
    return replace(mass, answered=True, ended_at=mass.ended_at or at) if mass else None
