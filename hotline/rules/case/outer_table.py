"""What comes to a case from outside it: lines of the table of cases, and who decides them.

A calendar or a rulebook that reaches running limits, a province platform that sent the case and is
asked (product.md §4 Clocks, Province orders).
"""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import province, recomputing
from hotline.rules.case.edges import BACK, CLOCK, Edge, on_case
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Role

S = CaseStage
REACHED = frozenset({S.REGISTERED, S.SENT_BACK, S.ACCEPTED, S.HANDLING, S.MERGED, S.COMPLETED})
"""Where a limit runs that a calendar or a rulebook may move; an emergency line confirms in minutes,
and what was followed up waits for nobody."""

_ASKS = BACK | {Role.SUPERVISOR, Role.CITY_REVIEWER, Role.MANAGEMENT}
STILL_OURS = frozenset({S.REGISTERED, S.SENT_BACK, S.ACCEPTED, S.HANDLING})
"""Where something may still be asked of the province that sent it."""

OUTER_CASES: tuple[Edge, ...] = (
    on_case(recomputing.ReckonAgain, say("重新计算时限"), CLOCK, REACHED),
    on_case(
        province.ForwardUp,
        say("上报省级平台"),
        _ASKS,
        STILL_OURS,
        None,
        province.from_province,
        province.nothing_is_asked,
    ),
    on_case(
        province.RecordAnswerFromAbove,
        say("登记省级答复"),
        _ASKS,
        STILL_OURS,
        STILL_OURS | {S.WITHDRAWN},
        province.something_is_asked,
    ),
)

OUTER_HANDLERS: dict[
    type[Command], Callable[[Target, Any, Context], tuple[Event, ...] | Refusal]
] = {
    recomputing.ReckonAgain: recomputing.reckon,
    province.ForwardUp: province.forward,
    province.RecordAnswerFromAbove: province.answered,
}
