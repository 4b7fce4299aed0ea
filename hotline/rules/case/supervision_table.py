"""Lines of the tables that supervise (督办), and who carries them out. See `table`."""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import supervision as v
from hotline.rules.case import supervision_guards as g
from hotline.rules.case.edges import CLOCK, LIAISONS, UNIT, Edge, on_leg, on_request
from hotline.rules.case.state import RUNNING
from hotline.rules.text import say
from hotline.rules.words import LegState, RequestKind, RequestState, Role

OVERSEERS = frozenset({Role.SUPERVISOR, Role.MANAGEMENT})
"""Who issues documents by hand and judges what units answer."""
_ABOVE_ALL = frozenset({Role.MANAGEMENT})
_R = RequestState
_KIND = RequestKind.SUPERVISION

SUPERVISION_LEGS: tuple[Edge, ...] = (
    on_leg(v.IssueSupervision, say("督办"), OVERSEERS, set(RUNNING)),
    on_leg(
        v.RemindLeg, say("临期提醒"), CLOCK, set(RUNNING - {LegState.HELD}), None, g.reminder_is_due
    ),
    on_leg(v.DecideAccountability, say("问责"), _ABOVE_ALL, set(RUNNING)),
    on_leg(v.ReferToDiscipline, say("移送纪检监察"), _ABOVE_ALL, set(RUNNING)),
)
SUPERVISION_REQUESTS: tuple[Edge, ...] = (
    on_request(
        v.ReceiveSupervision,
        say("督办签收"),
        _KIND,
        UNIT,
        {_R.FILED, _R.UPHELD},
        g.its_addressee,
        g.not_received,
    ),
    on_request(
        v.AnswerSupervision,
        say("督办答复"),
        _KIND,
        LIAISONS,
        None,
        g.its_addressee,
        g.answer_owed,
        g.head_once_climbed,
    ),
    on_request(v.AcceptAnswer, say("督办销号"), _KIND, OVERSEERS, {_R.UPHELD}, g.was_answered),
    on_request(v.SendBackAnswer, say("退回督办答复"), _KIND, OVERSEERS, None, g.was_answered),
    on_request(v.CancelSupervision, say("撤销督办"), _KIND, OVERSEERS, {_R.WITHDRAWN}),
    on_request(v.EscalateSupervision, say("督办升级"), _KIND, CLOCK, None, g.answer_is_late),
)
SUPERVISION_HANDLERS: dict[type, Callable[..., Any]] = {
    v.IssueSupervision: v.issue,
    v.RemindLeg: v.remind,
    v.DecideAccountability: v.hold_to_account,
    v.ReferToDiscipline: v.refer,
    v.ReceiveSupervision: v.receive,
    v.AnswerSupervision: v.answer,
    v.AcceptAnswer: v.accept,
    v.SendBackAnswer: v.send_back,
    v.CancelSupervision: v.cancel,
    v.EscalateSupervision: v.escalate,
}
