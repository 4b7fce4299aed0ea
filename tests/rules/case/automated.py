"""Stories of 自动派单: planned, held back, sent, reviewed. See `states`."""

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec.structs import replace

from hotline.rules.case import automatic as a
from hotline.rules.case import commands as c
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.context import World
from hotline.rules.reference.automatic import Automatic, On
from hotline.rules.shadow import entry_mark
from hotline.rules.shares import Figure
from hotline.rules.words import CaseStage
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

S = CaseStage
FIGURE: Final = Figure(cases=200, right=198)
ON: Final = On(since=w.MONDAY, by="management@centre", figure=FIGURE, bar=0.95)
MARKED: Final = entry_mark(w.DIRECTORY.entries[0])
PLAN: Final = a.PlanDispatch(
    mark=MARKED, model="m1", chance=0.97, cases=200, right=198, bound=0.964
)
REVIEW: Final = a.ReviewAutomatic(right=True)


def city(*topics: str) -> World:
    """The city with these topics on, noise where none is named."""
    on = dict.fromkeys(topics or (w.NOISE,), ON)
    return replace(w.plain_world(), automatic=Automatic(on=on), model=PLAN.model)


def waits(topic: str = w.NOISE, **more: object) -> Story:
    """Accepted, in the east, of a topic that is on."""
    story = b.accepted(topic, **{"area": "east", **more})
    story.world = city(topic)
    return story


def planned() -> Story:
    """The machine means to send it in three minutes."""
    return waits().do(w.CLOCK, PLAN)


def sent() -> Story:
    """The machine sent it."""
    story = planned()
    assert story.later(minutes=3).clock() == ["automatic"]
    return story


def _reviewable(stage: CaseStage) -> Story:
    """Sent by the machine, in one of the stages in which it is reviewed."""
    story = sent()
    if stage is S.HANDLING:
        return story
    b.finish(story, w.URBAN)
    if stage is not S.COMPLETED:
        story.do(w.CALLER, b.outcome())
    return story.do(w.CALLER, c.Close(note=MARK)) if stage is S.CLOSED else story


COMMANDS: tuple[Command, ...] = (PLAN, REVIEW)
VARIANTS: dict[tuple[CaseStage, type[Command]], Callable[[], Story]] = {
    (S.ACCEPTED, a.PlanDispatch): waits,
    (S.ACCEPTED, a.SendPlanned): planned,
    (S.ACCEPTED, a.HoldBack): planned,
    **{
        (stage, a.ReviewAutomatic): partial(_reviewable, stage)
        for stage in (S.HANDLING, S.COMPLETED, S.FOLLOWED_UP, S.CLOSED)
    },
}


def begin(story: Story, seed: int) -> None:
    """One more caller, whose matter the machine sends; in every other city the topic is switched
    off before it can."""
    plain, on = story.world, city()
    story.world = replace(plain, automatic=on.automatic, model=on.model)
    story.register(w.AGENT, b.call(b.matter(area="east", triage=c.Accept())))
    story.do(w.CLOCK, PLAN)
    if seed % 20 == 5:
        story.world = plain
    else:
        story.later(minutes=3).clock()


def events() -> tuple[Event, ...]:
    """One of each event, with everything in it that may be, for the stored samples."""
    held = planned().do(w.DISPATCHER, a.HoldBack(reason=MARK))
    off = planned()
    off.world = w.plain_world()
    off.later(minutes=3).clock()
    wrong = a.ReviewAutomatic(right=False, unit=w.WATER, reason=MARK)
    return (*held.events[held.one][-2:], off.last, sent().do(w.DISPATCHER, wrong).last)
