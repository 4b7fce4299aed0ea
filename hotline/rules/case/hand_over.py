"""A hand-over to 110/119/120/122 followed through until somebody has it.

While it is unclear whose it is, caller, emergency line and hotline speak together (三方通话); a
caller whose line dropped is rung back and handed over in writing; and where it stays unclear,
whoever answered first accepts, which is the hotline (首接负责) [国办发〔2022〕12号; product.md §4
Intake 2]. A refusal, and silence once the alarm was raised, bring it back the same way.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hotline.rules.case.commands import Accept
from hotline.rules.case.decide_intake import accept
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Command, Line, Needed, Words
from hotline.rules.case.guards import Target
from hotline.rules.case.state import Case, HandOverState
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage


class NoteThreeWayCall(Command, frozen=True, kw_only=True):
    """三方通话: caller, emergency line and hotline spoke together; who answered there."""

    by: Line = ""
    note: Words = ""


class HandOverInWriting(Command, frozen=True, kw_only=True):
    """书面移交: the call dropped; whether the caller was reached again, and what was written."""

    rung_back: bool
    written: Needed


class KeepHandOver(Command, frozen=True, kw_only=True):
    """首接受理: whose it is stays unclear, so the hotline, which answered first, accepts it."""

    reason: Needed


class ThreeWayCallNoted(Event, frozen=True, kw_only=True):
    """已三方通话."""

    by: Sealed
    note: Sealed


class HandOverWritten(Event, frozen=True, kw_only=True):
    """已书面移交 after the call dropped; `rung_back`: the caller was reached again."""

    rung_back: bool
    written: Sealed


class HandOverKept(Event, frozen=True, kw_only=True):
    """首接受理: the hotline keeps what nobody took; it is accepted at once."""

    reason: Sealed


def tried_together(target: Target, context: Context) -> Refusal | None:
    """Kept only after the emergency line was asked by a three-way call or in writing, or let its
    minutes pass: danger to life goes first [国办发〔2022〕12号]."""
    sent = target.case.hand_over
    if sent and (sent.three_way_at or sent.written_at or sent.alarmed):
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("还没有与对方三方通话或书面移交。"),
        advice=say("请先三方通话；仍不明确的，再由热线首接受理。"),
    )


def note_call(target: Target, command: NoteThreeWayCall, context: Context) -> tuple[Event, ...]:
    """三方通话. It does not take the case over: that is recorded by 移交确认."""
    return (ThreeWayCallNoted(at=context.now, by=command.by, note=command.note),)


def write(target: Target, command: HandOverInWriting, context: Context) -> tuple[Event, ...]:
    """书面移交. The minutes to confirm go on as they ran."""
    written = HandOverWritten(at=context.now, rung_back=command.rung_back, written=command.written)
    return (written,)


def keep(target: Target, command: KeepHandOver, context: Context) -> tuple[Event, ...]:
    """首接受理: accepted by whoever answered first, the citizen's promise from now."""
    kept = HandOverKept(at=context.now, reason=command.reason)
    return (kept, *accept(target, Accept(), context))


def _sent(case: Case) -> HandOverState:
    if case.hand_over is None:
        raise ValueError(f"case {case.number}: a hand-over followed up before it was sent")
    return case.hand_over


def _called(case: Case, event: ThreeWayCallNoted) -> Case:
    return replace(case, hand_over=replace(_sent(case), three_way_at=event.at))


def _written(case: Case, event: HandOverWritten) -> Case:
    return replace(case, hand_over=replace(_sent(case), written_at=event.at))


def _kept(case: Case, event: HandOverKept) -> Case:
    sent = replace(_sent(case), taken=False)
    return replace(case, stage=CaseStage.REGISTERED, triage=None, hand_over=sent)


HAND_OVER_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {
    ThreeWayCallNoted: _called,
    HandOverWritten: _written,
    HandOverKept: _kept,
}
