"""Lines of what to do where it is unclear whose a matter is: 兜底单位, 提请会商.

They stand in the tables of cases and legs; `UNCLEAR_HANDLERS` decides them.
"""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import guards as g
from hotline.rules.case import last_resort as lr
from hotline.rules.case.edges import BACK, LIAISONS, Edge, on_case, on_leg
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, LegState

UNCLEAR_CASES: tuple[Edge, ...] = (
    on_case(
        lr.DispatchToLastResort,
        say("派给兜底单位"),
        BACK,
        frozenset({CaseStage.ACCEPTED}),
        frozenset({CaseStage.HANDLING}),
        lr.directory_is_silent,
        lr.rulebook_lets,
        lr.somebody_of_last_resort,
    ),
)

UNCLEAR_LEGS: tuple[Edge, ...] = (
    on_leg(
        lr.AskConsultation,
        say("提请会商"),
        LIAISONS,
        {LegState.DISPATCHED, LegState.SIGNED},
        {LegState.DISPUTED},
        g.own_unit,
        g.not_the_hotline,
        lr.of_last_resort,
        g.not_critical,
        g.not_barred,
        g.before_return_limit,
        g.below_done,
    ),
)

UNCLEAR_HANDLERS: dict[
    type[Command], Callable[[Target, Any, Context], tuple[Event, ...] | Refusal]
] = {
    lr.DispatchToLastResort: lr.dispatch,
    lr.AskConsultation: lr.ask_consultation,
}
