"""下派 to any depth: inner clocks inside outer ones, answers gathered upwards."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, EndReason, LegRole, LegState
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, accepted, file_return, finish, reply


def district() -> Story:
    """东区 leads and has signed."""
    story = accepted(w.SILENT).do(w.DISPATCHER, c.Dispatch(lead=w.EAST, reason=MARK))
    return story.do(w.liaison(w.EAST), c.Sign(leg="L1"))


def street() -> Story:
    """东区 has handed it down to 湖滨街道 on the next day."""
    story = district().at(3, 3, 10)
    return story.do(w.liaison(w.EAST), c.HandDown(leg="L1", unit=w.LAKE_STREET, note=MARK))


def village() -> Story:
    """And 湖滨街道 further down to 湖心村."""
    story = street().do(w.liaison(w.LAKE_STREET), c.Sign(leg="L2"))
    return story.do(w.liaison(w.LAKE_STREET), c.HandDown(leg="L2", unit=w.LAKE_VILLAGE))


def test_the_inner_clock_lies_inside_the_outer_one() -> None:
    story = village()
    outer, middle, inner = story.case.legs
    assert outer.limit.due_at == middle.limit.due_at == inner.limit.due_at
    assert (middle.parent_leg, inner.parent_leg) == ("L1", "L2")
    assert middle.role is inner.role is LegRole.HANDED_DOWN


@pytest.mark.parametrize("unit", [w.WEST, w.EAST, "nowhere"])
def test_only_to_a_unit_below(unit: str) -> None:
    refusal = district().refuse(w.liaison(w.EAST), c.HandDown(leg="L1", unit=unit))
    assert (refusal.code, refusal.field) == (Code.WRONG_UNIT, "unit")


def test_not_twice_to_the_same_unit() -> None:
    again = c.HandDown(leg="L1", unit=w.LAKE_STREET)
    assert street().refuse(w.liaison(w.EAST), again).code is Code.ALREADY


def test_answers_are_gathered_upwards_with_approval_at_each_level() -> None:
    story = village()
    story.do(w.officer(w.EAST), c.RecordFirstContact(leg="L1"))
    for unit, leg, below in ((w.LAKE_STREET, "L2", "湖心村"), (w.EAST, "L1", "湖滨街道")):
        refusal = story.refuse(w.officer(unit), reply(leg))
        assert refusal.code is Code.OPEN_LEGS
        assert below in refusal.message
    finish(story, w.LAKE_VILLAGE)
    finish(story, w.LAKE_STREET)
    assert story.case.stage is CaseStage.HANDLING
    assert finish(story, w.EAST).case.stage is CaseStage.COMPLETED


def test_nothing_is_returned_while_somebody_below_is_at_work() -> None:
    assert street().refuse(w.liaison(w.EAST), file_return("L1")).code is Code.OPEN_LEGS


def test_a_street_may_dispute_what_was_handed_down() -> None:
    story = street().do(w.liaison(w.LAKE_STREET), file_return("L2"))
    story.do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=True, grounds=MARK))
    assert story.leg(w.LAKE_STREET).state is LegState.RETURNED
    assert story.case.stage is CaseStage.HANDLING
    assert story.lead.unit == w.EAST


def test_redispatch_of_the_outer_leg_ends_all_below() -> None:
    """区里改派市住建局：街道、村的下派单一并终止，争议也随之失效。"""
    story = village().do(w.liaison(w.LAKE_VILLAGE), file_return("L3"))
    story.do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.HOUSING, reason=MARK))
    assert [leg.ended for leg in story.case.legs[:3]] == [
        EndReason.REDISPATCHED,
        EndReason.PARENT_ENDED,
        EndReason.PARENT_ENDED,
    ]
    assert story.case.requests[0].state == "lapsed"


@pytest.mark.parametrize(("unit", "may"), [(w.HILL_STREET, True), (w.WEST, False)])
def test_what_was_handed_down_stays_below_the_unit_that_handed_it_down(
    unit: str, may: bool
) -> None:
    """下派单改派，只能在下派单位的下级之内。"""
    story = street()
    again = c.Redispatch(leg="L2", unit=unit, reason=MARK)
    if may:
        story.do(w.DISPATCHER, again)
        assert story.leg(unit).parent_leg == "L1"
    else:
        assert story.refuse(w.DISPATCHER, again).code is Code.WRONG_UNIT


def test_redispatch_to_a_unit_below_is_refused_until_that_leg_is_released() -> None:
    story = street()
    again = c.Redispatch(leg="L1", unit=w.LAKE_STREET, reason=MARK)
    assert story.refuse(w.DISPATCHER, again).code is Code.ALREADY
    story.do(w.DISPATCHER, c.ReleaseCoHandler(leg="L2", reason=MARK))
    assert story.do(w.DISPATCHER, again).lead.unit == w.LAKE_STREET


def test_handed_down_after_the_limit_it_is_due_at_once_and_not_before_it_began() -> None:
    story = district().at(3, 17, 9)
    story.do(w.liaison(w.EAST), c.HandDown(leg="L1", unit=w.HILL_STREET))
    assert story.leg(w.HILL_STREET).limit.due_at == story.now
