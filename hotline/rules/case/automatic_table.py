"""Lines of 自动派单 in the table of cases, and what decides them."""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import automatic as a
from hotline.rules.case.edges import CLOCK, FRONT, RULERS, Edge, on_case
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage as S

_WAITS = frozenset({S.ACCEPTED})

AUTOMATIC_CASES: tuple[Edge, ...] = (
    on_case(a.PlanDispatch, say("计划自动派单"), CLOCK, _WAITS, None, a.may_be_planned),
    on_case(
        a.SendPlanned,
        say("自动派单"),
        CLOCK,
        _WAITS,
        frozenset({S.HANDLING, S.ACCEPTED}),
        a.plan_waits,
        a.is_time,
    ),
    on_case(a.HoldBack, say("拦下自动派单"), FRONT | RULERS, _WAITS, None, a.plan_waits),
    on_case(
        a.ReviewAutomatic,
        say("复核自动派单"),
        RULERS,
        frozenset({S.HANDLING, S.COMPLETED, S.FOLLOWED_UP, S.CLOSED}),
        None,
        a.review_waits,
    ),
)

AUTOMATIC_HANDLERS: dict[
    type[Command], Callable[[Target, Any, Context], tuple[Event, ...] | Refusal]
] = {
    a.PlanDispatch: a.plan,
    a.SendPlanned: a.send,
    a.HoldBack: a.hold_back,
    a.ReviewAutomatic: a.review,
}
