"""Stories of statutory procedures (法定程序): a leading leg that carries one, at every step."""

from collections.abc import Callable, Mapping
from functools import partial

from hotline.rules.case import procedure as p
from hotline.rules.case import review as v
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command
from hotline.rules.case.procedure_state import (
    RESULTS,
    Procedure,
    ProcedureKind,
    ProcedureResult,
)
from hotline.rules.case.state import RUNNING
from hotline.rules.words import LegState
from tests.rules.case import pressed
from tests.rules.case import world as w
from tests.rules.case.again import HOLDER, LEG, again, again_signed
from tests.rules.case.build import MARK, Story

L = LegState
BEGIN = p.BeginProcedure(leg=LEG, procedure=ProcedureKind.MARKET_COMPLAINT, note=MARK)
COMMANDS: dict[type[Command], Command] = {
    **pressed.LEG_COMMANDS,
    p.BeginProcedure: BEGIN,
    p.AnswerInterim: p.AnswerInterim(leg=LEG, public_answer=MARK),
    p.EndProcedure: p.EndProcedure(leg=LEG, outcome=ProcedureResult.MEDIATED, note=MARK),
}


def begun() -> Story:
    """Handled again, in a procedure."""
    return again_signed().do(w.head(HOLDER), BEGIN)


def over(story: Story, leg: str) -> Story:
    """Ends the procedure that the leg carries, if it does, so that it can be answered."""
    found = story.case.leg(leg)
    steps = p.running(found) if found else None
    if found is None or steps is None:
        return story
    outcome = min(RESULTS[steps.kind])
    return story.do(w.officer(found.unit), p.EndProcedure(leg=leg, outcome=outcome, note=MARK))


VARIANTS: dict[tuple[LegState, type[Command]], Callable[[], Story]] = {
    (L.DISPATCHED, v.FileReview): again,
    (L.SIGNED, v.FileReview): again_signed,
    (L.SIGNED, p.BeginProcedure): again_signed,
    (L.SIGNED, p.AcceptProcedure): begun,
    (L.SIGNED, p.AnswerInterim): begun,
    (L.SIGNED, p.EndProcedure): begun,
}


def carried(
    legs: Mapping[LegState, Callable[[], Story]],
) -> dict[tuple[LegState, type[Command]], Callable[[], Story]]:
    """The leg in each of its states with a procedure on it, for the clock to find late."""
    return {(state, p.BreachProcedure): partial(_carrying, legs[state]) for state in RUNNING}


def _carrying(made: Callable[[], Story]) -> Story:
    story = made()
    leg = story.case.leg(LEG)
    assert leg is not None
    steps = Procedure(kind=ProcedureKind.MARKET_REPORT, begun_at=leg.dispatched_at, clock=leg.limit)
    story.cases[story.one] = on_leg(story.case, LEG, procedure=steps)
    return story
