"""Stories of mass events (群体事件): one that calls join, its callers, and what to try on them."""

from collections.abc import Callable, Mapping
from functools import partial

import msgspec

from hotline.rules.case import commands as c
from hotline.rules.case import mass
from hotline.rules.case.fields import Command
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

S = CaseStage
OPEN_EVENT = mass.OpenEvent(name="清河路爆管停水", script="预计今晚恢复供水。")


def event(**more: str) -> Story:
    """群体事件: a burst main is being repaired, and further callers may join; `one` heads it."""
    story = b.dispatched(w.WATER_OUT)
    return story.do(w.DISPATCHER, msgspec.structs.replace(OPEN_EVENT, **more))


def joined(story: Story, **more: object) -> Story:
    """One more caller, who joins the event that the first case of the story heads."""
    found = story.register(w.AGENT, b.call(b.matter(w.WATER_OUT, event="c1", **more)))
    assert not isinstance(found, Refusal), found
    return story


def answered_with_all() -> Story:
    """A caller of an event that was repaired and answered; `one` is that caller's case."""
    story = joined(event())
    story.one = "c1"
    b.finish(story, w.WATER).clock()
    story.one = "c2"
    return story


COMMANDS: tuple[Command, ...] = (
    OPEN_EVENT,
    mass.ReviseEvent(script="已抢修完毕。"),
    mass.EndEvent(reason=MARK),
    mass.StillOut(words=MARK),
)


def _heading(stage: CaseStage) -> Story:
    """A case that heads a mass event, in one of the stages before its completion."""
    story = (b.signed if stage is S.HANDLING else b.accepted)().do(w.DISPATCHER, OPEN_EVENT)
    if stage is S.SENT_BACK:
        story.do(w.DISPATCHER, c.SendBackForCompletion(reason=MARK))
    return story


def _answered(stage: CaseStage) -> Story:
    story = answered_with_all()
    if stage is not S.COMPLETED:
        story.do(w.CALLER, b.outcome())
    return story.do(w.CALLER, c.Close()) if stage is S.CLOSED else story


VARIANTS: Mapping[tuple[CaseStage, type[Command]], Callable[[], Story]] = {
    **{
        (stage, mass.StillOut): partial(_answered, stage)
        for stage in (S.COMPLETED, S.FOLLOWED_UP, S.CLOSED)
    },
    **{
        (stage, command): partial(_heading, stage)
        for stage in (S.ACCEPTED, S.HANDLING, S.SENT_BACK)
        for command in (mass.ReviseEvent, mass.EndEvent)
    },
}
