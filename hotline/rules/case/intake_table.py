"""What follows an intake until it is settled: lines of the table of cases, and who decides them.

Hand-over to an emergency line, sources that are answered each, police orders recalled, urgency
corrected and confidentiality asked for later (product.md §4 Intake).
"""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import (
    confidential,
    hand_over,
    mass,
    police_order,
    sources,
    tagging,
    urgency,
)
from hotline.rules.case import guards as g
from hotline.rules.case.edges import BACK, FRONT, Edge, on_case
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Role

S = CaseStage
_OURS = frozenset({S.REGISTERED, S.SENT_BACK, S.ACCEPTED, S.HANDED_OVER, S.HANDLING, S.MERGED})
_DESK = FRONT | BACK | {Role.DUTY_MANAGER}
_AWAY = frozenset({S.HANDED_OVER})

INTAKE_TABLE: tuple[Edge, ...] = (
    on_case(hand_over.NoteThreeWayCall, say("三方通话"), _DESK, _AWAY, outsourced=True),
    on_case(hand_over.HandOverInWriting, say("书面移交"), _DESK, _AWAY, outsourced=True),
    on_case(
        hand_over.KeepHandOver,
        say("首接受理"),
        _DESK,
        _AWAY,
        frozenset({S.ACCEPTED}),
        hand_over.tried_together,
        outsourced=True,
    ),
    on_case(
        sources.AttachSource,
        say("并入来源"),
        _DESK | {Role.SUPERVISOR},
        _OURS | {S.COMPLETED, S.FOLLOWED_UP},
        outsourced=True,
    ),
    on_case(
        sources.ConfirmToSource,
        say("回告接收"),
        _DESK | {Role.SUPERVISOR},
        _OURS | sources.OVER,
        None,
        sources.has_sources,
        outsourced=True,
    ),
    on_case(
        sources.AnswerSource,
        say("答复来源"),
        _DESK | {Role.SUPERVISOR},
        sources.OVER,
        None,
        sources.has_sources,
        outsourced=True,
    ),
    on_case(
        police_order.RecallPoliceOrder,
        say("110撤回"),
        _DESK | {Role.INTEGRATOR},
        _OURS - {S.MERGED},
        frozenset({S.WITHDRAWN}),
        police_order.police_order,
        g.no_children,
        mass.heads_no_event,
        outsourced=True,
    ),
    on_case(
        urgency.ChangeUrgency,
        say("更正紧急程度"),
        BACK | {Role.TEAM_LEADER, Role.SUPERVISOR, Role.DUTY_MANAGER},
        frozenset({S.HANDLING}),
    ),
    on_case(
        tagging.ChangeTags,
        say("更正标签"),
        _DESK | {Role.FOLLOW_UP_CALLER, Role.SUPERVISOR},
        _OURS | sources.OVER,
        outsourced=True,
    ),
    on_case(
        confidential.MakeConfidential,
        say("转为保密"),
        FRONT | BACK | {Role.FOLLOW_UP_CALLER, Role.MANAGEMENT},
        _OURS | {S.COMPLETED, S.FOLLOWED_UP, S.CLOSED},
        frozenset(_OURS | {S.COMPLETED, S.FOLLOWED_UP, S.CLOSED}) - {S.MERGED},
        confidential.not_yet_confidential,
        g.no_children,
        mass.heads_no_event,
        outsourced=True,
    ),
)

INTAKE_HANDLERS: dict[
    type[Command], Callable[[Target, Any, Context], tuple[Event, ...] | Refusal]
] = {
    hand_over.NoteThreeWayCall: hand_over.note_call,
    hand_over.HandOverInWriting: hand_over.write,
    hand_over.KeepHandOver: hand_over.keep,
    sources.AttachSource: sources.attach,
    sources.ConfirmToSource: sources.confirm,
    sources.AnswerSource: sources.answer,
    police_order.RecallPoliceOrder: police_order.recall,
    urgency.ChangeUrgency: urgency.change,
    tagging.ChangeTags: tagging.change,
    confidential.MakeConfidential: confidential.make,
}
