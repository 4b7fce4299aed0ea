"""Stories of citizens who are to be called, and of completions drawn for a check. See `states`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from random import Random

from msgspec.structs import asdict, replace

from hotline.rules.case.clocks import facts
from hotline.rules.case.commands import TryFollowUp
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command
from hotline.rules.case.follow_up import AskAtExpiry, BreachFollowUp
from hotline.rules.case.sampling import CheckSample
from hotline.rules.case.state import OwedCall, Sample
from hotline.rules.case.table import AFTER_COMPLETION, PROMISED
from hotline.rules.context import World
from hotline.rules.rulebook_names import FlagName, LimitName, NumberName
from hotline.rules.words import AttemptResult, CaseStage, FollowUpTrigger, Solved
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, outcome

CHECK = CheckSample(solved=Solved.NOT, note=MARK)


def at_expiry(solved: Solved = Solved.NOT) -> AskAtExpiry:
    """What the citizen says when the promise has passed."""
    return AskAtExpiry(**asdict(outcome(solved)))


def expired(made: Callable[[], Story]) -> Story:
    """The story with a follow-up owed at expiry, from now on."""
    story = made()
    name, now = LimitName.FOLLOW_UP_START, story.now
    book = story.world.editions.in_force(w.MONDAY.date())
    clock = book.start_clock(name, now, facts(story.case), story.world.calendar)
    owed = OwedCall(trigger=FollowUpTrigger.EXPIRY, clock=clock)
    story.cases[story.one] = replace(story.case, follow_up=owed)
    return story


def sampled(made: Callable[[], Story]) -> Story:
    """The story with its completion drawn for a check."""
    story = made()
    sample = Sample(drawn_at=story.now, draw=3, percent=10)
    story.cases[story.one] = replace(story.case, sample=sample)
    return story


def variants(
    stages: Mapping[CaseStage, Callable[[], Story]],
) -> dict[tuple[CaseStage, type[Command]], Callable[[], Story]]:
    """The stories in which commands on calls and checks are met, by stage."""
    calling = (TryFollowUp, AskAtExpiry, BreachFollowUp)
    early = {
        (stage, kind): partial(expired, stages[stage]) for stage in PROMISED for kind in calling
    }
    checked = {(stage, CheckSample): partial(sampled, stages[stage]) for stage in AFTER_COMPLETION}
    return {**early, **checked}


def not_deemed(made: Callable[[], Story], leg: str) -> Story:
    """The story in a city that does not deem a leg signed."""
    story = made()
    story.cases[story.one] = on_leg(story.case, leg, deems=False)
    return story


def city(seed: int) -> World:
    """Cities differ: some consult from the first return on, some ask at expiry, some deem nothing
    signed, some handle nothing again; what nobody can be called about is drawn often."""
    world = w.with_number(NumberName.ANONYMOUS_SAMPLE_PERCENT, 70)
    if seed % 4 == 0:
        world = w.with_number(NumberName.CONSULT_AFTER_RETURNS, 1, world)
    if seed % 3 == 0:
        world = w.with_flag(FlagName.FOLLOW_UP_ON_EXPIRY, True, world)
    if seed % 5 == 1:
        world = w.with_number(NumberName.REHANDLE_ROUNDS, 0, world)
    if seed % 5 == 0:
        world = w.with_flag(FlagName.DEEMED_SIGNED, False, world)
    return world


def call_at_expiry(story: Story, random: Random) -> None:
    """The citizen of a case whose promise has passed is asked, or tried in vain."""
    if random.random() < 0.5:
        story.do(w.AGENT, at_expiry(random.choice(list(Solved))))
        return
    owed = story.case.follow_up
    day = story.now.replace(minute=0) + timedelta(days=1)
    while owed and not owed.ended:
        for hour in (2, 8):  # ten and sixteen o'clock in Beijing
            story.now = day.replace(hour=hour)
            if owed and not owed.ended:
                story.do(w.CALLER, TryFollowUp(result=AttemptResult.NO_ANSWER, note=MARK))
            owed = story.case.follow_up
        day += timedelta(days=1)
