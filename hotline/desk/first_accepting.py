"""首接单位 on the pages of a case: since when, on the leg and as a step of the timeline.

Nobody does anything when a return limit passes, so the journal has no event of it; the step is put
where it belongs by its moment, and says that it follows from the rule.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from hotline.handling.timeline import Line
from hotline.rules.case.first_accepting import was_first_accepting
from hotline.rules.case.state import Case
from hotline.rules.context import World
from hotline.rules.text import say

BOUND = say("退单期限已过或退单被驳回，负责首次联系、牵头协调，直至裁定改变")


def steps(case: Case, world: World, now: datetime) -> Sequence[Line]:
    """A line for each leg whose unit became first-accepting."""
    return [
        Line(
            at=since,
            title=say("{unit}为首接单位", unit=world.units.name(leg.unit)),
            who="",
            role="",
            unit="",
            face=say("按规则"),
            since="",
            notes=(BOUND,),
            texts=(),
            withheld="",
            late=False,
            about=world.units.name(leg.unit),
        )
        for leg in case.legs
        if (since := was_first_accepting(case, leg, now))
    ]


def among(told: Iterable[Line], steps: Iterable[Line]) -> list[Line]:
    """The timeline with those steps at their moments, behind what happened at the same one."""
    return sorted([*told, *steps], key=lambda line: line.at)
