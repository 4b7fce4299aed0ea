"""Stories of a matter that is nobody's by the directory: 兜底单位, 提请会商. See `states`."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from hotline.rules.case import last_resort as lr
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command
from hotline.rules.case.unclear_table import UNCLEAR_LEGS
from hotline.rules.words import CaseStage, LegState
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

LEG = "L2"
TO_LAST_RESORT = lr.DispatchToLastResort(reason=MARK)
COMMANDS: tuple[Command, ...] = (TO_LAST_RESORT,)
LEG_COMMANDS: dict[type[Command], Command] = {
    lr.AskConsultation: lr.AskConsultation(leg=LEG, explanation=MARK),
}


def nobodys() -> Story:
    """Accepted, in the east, of a topic on which the directory is silent."""
    story = b.accepted()
    story.cases[story.one] = replace(story.case, topic=w.SILENT, area="east")
    return story


def taken() -> Story:
    """The district holds it as last resort."""
    return nobodys().do(w.DISPATCHER, TO_LAST_RESORT)


def _marked(made: Callable[[], Story]) -> Story:
    story = made()
    story.cases[story.one] = on_leg(story.case, LEG, last_resort=True)
    return story


VARIANTS: dict[tuple[CaseStage, type[Command]], Callable[[], Story]] = {
    (CaseStage.ACCEPTED, lr.DispatchToLastResort): nobodys,
}


def leg_variants(
    legs: dict[LegState, Callable[[], Story]],
) -> dict[tuple[LegState, type[Command]], Callable[[], Story]]:
    """Each state of a leg as that of a last-resort unit."""
    return {
        (state, edge.command): partial(_marked, legs[state])
        for edge in UNCLEAR_LEGS
        for state in edge.leaves
        if isinstance(state, LegState)
    }
