"""自动派单 of a case: planned where a topic is on, held back, sent under all guards, reviewed."""

import pytest
from msgspec.structs import replace

from hotline.rules.case import automatic as a
from hotline.rules.case import commands as c
from hotline.rules.case.automatic_state import Planned
from hotline.rules.case.evolve import evolve
from hotline.rules.case.guards import Target
from hotline.rules.case.leg_events import LegDispatched
from hotline.rules.case.sources import AttachSource
from hotline.rules.case.timers import timers
from hotline.rules.refusal import Code
from hotline.rules.shadow import draw
from hotline.rules.words import CaseStage, Kind, Platform, Tag, Urgency
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.automated import PLAN, city, planned, sent, waits
from tests.rules.case.build import MARK, Story


def test_a_case_is_planned_then_sent_with_all_that_it_rests_on() -> None:
    story = planned()
    plan = story.case.planned
    assert plan and not plan.over
    assert plan.plan.unit == w.URBAN
    assert (plan.plan.due_at - story.now).total_seconds() == 180
    assert plan.plan.review, "the first of a topic are all reviewed"
    story.later(minutes=2)
    assert story.refuse(w.CLOCK, a.SendPlanned()).code is Code.WRONG_STATE
    assert story.later(minutes=1).clock() == ["automatic"]
    event = story.last
    assert isinstance(event, LegDispatched)
    assert (event.unit, event.entry, event.directory_edition) == (w.URBAN, "E1", "d1")
    assert event.automatic == plan.plan
    assert (event.automatic.model, event.automatic.chance) == ("m1", 0.97)
    assert (event.automatic.bound, event.automatic.cases) == (0.964, 200)
    assert story.case.stage is CaseStage.HANDLING
    assert story.case.planned == Planned(plan=plan.plan, over=True, leg="L1")
    assert "automatic" not in timers(story.case)


def test_the_draw_can_be_reckoned_again() -> None:
    story = waits()
    story.do(w.CLOCK, replace(PLAN, sent=20))
    assert story.case.planned is not None
    plan = story.case.planned.plan
    assert plan.draw == draw(story.case.number)
    assert plan.review == (plan.draw < plan.percent)


def test_a_person_holds_it_back_for_good() -> None:
    story = planned().do(w.AGENT, a.HoldBack(reason=MARK))
    assert "automatic" not in timers(story.case)
    assert story.refuse(w.CLOCK, PLAN).code is Code.ALREADY
    assert story.refuse(w.DISPATCHER, a.HoldBack()).code is Code.WRONG_STATE
    assert story.refuse(w.CLOCK, a.SendPlanned()).code is Code.WRONG_STATE
    story.do(w.DISPATCHER, c.Dispatch())
    assert story.case.planned is not None
    assert not story.case.planned.leg, "a person sent it"


def test_whatever_happens_meanwhile_ends_the_plan() -> None:
    story = planned().do(w.CITIZEN, c.Supplement(text=MARK))
    assert "automatic" not in timers(story.case)
    assert story.case.stage is CaseStage.ACCEPTED


FROM_ABOVE = AttachSource(platform=Platform.STATE_COUNCIL, number="GWY-1")


def _split() -> Story:
    return waits().do(w.DISPATCHER, c.SplitMatter(matter=b.matter()))


def _again() -> Story:
    story = sent().do(w.liaison(w.URBAN), b.file_return("L1"))
    story.do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=True, grounds=MARK))
    story.cases[story.one] = replace(story.case, planned=None)
    return story


def _mended() -> Story:
    story = waits().do(w.DISPATCHER, c.SendBackForCompletion(reason=MARK))
    return story.do(w.AGENT, c.CompleteIntake(note=MARK))


@pytest.mark.parametrize(
    "made",
    [
        lambda: waits(urgency=Urgency.URGENT),
        lambda: waits(confidential=True),
        lambda: waits(reported_unit=w.WATER),
        lambda: waits(tags=(Tag.MINOR,)),
        lambda: waits(area=""),
        lambda: waits(kind=Kind.REPORT),
        lambda: waits().do(w.DISPATCHER, FROM_ABOVE),
        lambda: waits().do(w.CITIZEN, c.Remind()),
        _split,
        _again,
        _mended,
    ],
)
def test_what_asks_for_a_person_is_never_planned(made: object) -> None:
    story = made()  # type: ignore[operator]
    assert a.for_people(story.case)
    assert story.refuse(w.CLOCK, PLAN).code is Code.WRONG_STATE


def test_only_where_the_topic_is_on_and_the_measured_entry_decides_alone() -> None:
    story = b.accepted(area="east")
    assert "停用" in story.refuse(w.CLOCK, PLAN).message
    assert "目录" in waits().refuse(w.CLOCK, replace(PLAN, mark="0" * 12)).message
    assert "模型" in waits().refuse(w.CLOCK, replace(PLAN, model="m0")).message
    assert "目录" in waits(w.QUALITY).refuse(w.CLOCK, PLAN).message, "several units"


def _dropped(story: Story) -> a.Dropped:
    story.later(minutes=3).clock()
    assert isinstance(story.last, a.PlanDropped)
    assert story.case.stage is CaseStage.ACCEPTED
    assert "automatic" not in timers(story.case)
    return story.last.why


def test_a_guard_that_says_no_when_the_moment_comes_leaves_it_to_people() -> None:
    off = planned()
    off.world = w.plain_world()
    assert _dropped(off) is a.Dropped.OFF
    moved = planned()
    entries = (replace(w.DIRECTORY.entries[0], lead=w.WATER), *w.DIRECTORY.entries[1:])
    moved.world = replace(city(), directory=replace(w.DIRECTORY, entries=entries))
    assert _dropped(moved) is a.Dropped.DIRECTORY
    other = planned()
    other.world = replace(city(), model="m2")
    assert _dropped(other) is a.Dropped.MODEL
    person = planned()
    person.cases[person.one] = replace(person.case, tags=(Tag.MINOR,))
    assert _dropped(person) is a.Dropped.CASE


def test_review_says_right_or_names_the_unit_and_why() -> None:
    story = sent()
    found = story.refuse(w.DISPATCHER, a.ReviewAutomatic(right=False, unit=w.WATER))
    assert found.field == "reason"
    for unit in ("", "nowhere", w.URBAN):
        wrong = a.ReviewAutomatic(right=False, unit=unit, reason=MARK)
        assert story.refuse(w.DISPATCHER, wrong).field == "unit"
    right = story.copy().do(w.MANAGEMENT, a.ReviewAutomatic(right=True))
    assert right.case.planned and right.case.planned.right is True
    again = right.refuse(w.DISPATCHER, a.ReviewAutomatic(right=True))
    assert again.code is Code.ALREADY
    wrong = a.ReviewAutomatic(right=False, unit=w.WATER, reason=MARK)
    story.do(w.DISPATCHER, wrong)
    assert story.case.planned and story.case.planned.right is False
    assert isinstance(story.last, a.AutomaticReviewed)
    assert story.last.unit == w.WATER


def test_what_a_person_sent_or_was_taken_away_is_not_reviewed() -> None:
    by_hand = b.dispatched().refuse(w.DISPATCHER, a.ReviewAutomatic(right=True))
    assert by_hand.code is Code.WRONG_STATE
    moved = sent().do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.WATER, reason=MARK))
    refused = moved.refuse(w.DISPATCHER, a.ReviewAutomatic(right=True))
    assert refused.code is Code.WRONG_STATE


def test_faults_of_the_program_are_told() -> None:
    story = b.accepted()
    target, context = Target(case=story.case), story.context(w.CLOCK)
    with pytest.raises(LookupError):
        a.send(target, a.SendPlanned(), context)
    with pytest.raises(LookupError):
        a.review(target, a.ReviewAutomatic(right=True), context)
    assert a.is_time(target, context) is None
    lost = a.AutomaticReviewed(at=story.now, leg="L1", right=True, unit="", reason="")
    with pytest.raises(ValueError, match="did not send"):
        evolve(story.case, lost)
