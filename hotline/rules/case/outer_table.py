"""What comes to a case from outside it: lines of the table of cases, and who decides them.

A calendar or a rulebook that reaches running limits (product.md §4 Clocks).
"""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import recomputing
from hotline.rules.case.edges import CLOCK, Edge, on_case
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage

S = CaseStage
REACHED = frozenset({S.REGISTERED, S.SENT_BACK, S.ACCEPTED, S.HANDLING, S.MERGED, S.COMPLETED})
"""Where a limit runs that a calendar or a rulebook may move; an emergency line confirms in minutes,
and what was followed up waits for nobody."""

OUTER_CASES: tuple[Edge, ...] = (
    on_case(recomputing.ReckonAgain, say("重新计算时限"), CLOCK, REACHED),
)

OUTER_HANDLERS: dict[
    type[Command], Callable[[Target, Any, Context], tuple[Event, ...] | Refusal]
] = {
    recomputing.ReckonAgain: recomputing.reckon,
}
