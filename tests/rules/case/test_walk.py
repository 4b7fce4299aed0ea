"""Random people, commands and times: never an impossible state, always a next step.

`Story` checks after each command that fold equals evolve step by step, that JSON keeps the state,
that nothing personal is in clear, and the invariants. The walk adds that no command raises, that
somebody can always go on, and that in the end every case can be brought to its close.
A failure names its seed, and `Walk(seed)` goes the same way again.
"""

from collections import Counter

import pytest

from hotline.rules.case.evolve import EVENT_TYPES
from hotline.rules.case.timers import timers
from hotline.rules.words import CaseStage
from tests.rules.case.build import Story
from tests.rules.case.test_options import anybody_can_go_on
from tests.rules.case.walk import OVER, Walk, drive_home

pytestmark = pytest.mark.repeats

STEPS = 70


def somebody_can_go_on(story: Story) -> None:
    """Until it is over, people have a next step; a merged case also waits for its parent."""
    case = story.case
    if case.stage not in OVER:
        assert anybody_can_go_on(story), f"nobody can go on: {case}"
    if case.stage is CaseStage.MERGED:
        parent = story.cases[case.parent]
        assert parent.children or parent.mass
        assert parent.stage not in OVER or "children" in timers(parent)


def children_are_counted(story: Story) -> None:
    """Each parent knows how many wait for its answer."""
    for key, parent in story.cases.items():
        waiting = [
            case
            for case in story.cases.values()
            if case.stage is CaseStage.MERGED and case.parent == key
        ]
        assert len([case for case in waiting if not case.of_event]) <= parent.children
        assert not waiting or not parent.children_answered


def walk(seed: int) -> Walk:
    """One walk from its seed to the close of every case."""
    walking = Walk(seed)
    for _ in range(STEPS):
        walking.step()
        somebody_can_go_on(walking.story)
        children_are_counted(walking.story)
    story = walking.story
    # Parents before children: a merged case is completed with its parent.
    for _ in range(2):
        for one in sorted(story.cases):
            story.one = one
            story.clock()
            drive_home(story, walking.random)
            story.clock()
    assert all(case.stage in OVER for case in story.cases.values())
    return walking


FEWEST, MOST = 150, 400
"""So many walks are gone, and on until everything has been met."""


def test_no_walk_ends_in_an_impossible_state_and_together_they_go_everywhere() -> None:
    """A walk that never met half of the events would prove little: over some seeds all occur."""
    events: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    every, refused = {kind.__name__ for kind in EVENT_TYPES}, 0
    for seed in range(MOST):
        try:
            walking = walk(seed)
        except Exception as wrong:
            wrong.add_note(f"to go the same way again: walk({seed})")
            raise
        refused += walking.refused
        for some in walking.story.events.values():
            events.update(type(event).__name__ for event in some)
        closed.update(case.close_reason or "withdrawn" for case in walking.story.cases.values())
        if seed >= FEWEST and every <= set(events):
            break
    assert every - set(events) == set()
    assert len(closed) == 9
    assert refused > 100
