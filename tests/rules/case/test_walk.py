"""Random people, commands and times: never an impossible state, always a next step.

`Story` checks after each command that fold equals evolve step by step, that JSON keeps the state,
that nothing personal is in clear, and the invariants. The walk adds that no command raises, that
somebody can always go on, and that in the end every case can be brought to its close.
Hypothesis picks the seeds; a failure names its seed, and `Walk(seed)` goes the same way again.
"""

from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

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


@settings(max_examples=100, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.integers(min_value=0, max_value=2**32))
def test_no_walk_ends_in_an_impossible_state_or_a_dead_end(seed: int) -> None:
    walk(seed)


def test_the_walks_go_everywhere() -> None:
    """A walk that never met half of the events would prove little: over some seeds all occur."""
    seen: Counter[str] = Counter()
    stages: Counter[str] = Counter()
    refused = 0
    for seed in range(260):
        walking = walk(seed)
        refused += walking.refused
        for events in walking.story.events.values():
            seen.update(type(event).__name__ for event in events)
        stages.update(case.close_reason or "withdrawn" for case in walking.story.cases.values())
    assert {kind.__name__ for kind in EVENT_TYPES} - set(seen) == set()
    assert len(stages) == 9
    assert refused > 100
