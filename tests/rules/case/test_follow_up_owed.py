"""回访何时启动：办结、到期，或先到者；启动时限；到期回访只记不结。"""

import pytest
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import follow_up as f
from hotline.rules.case.evolve import evolve
from hotline.rules.case.rehandle import OrderRehandle
from hotline.rules.case.sampling import CheckSample, SampleChecked, SampleDrawn, draw
from hotline.rules.context import World
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import FlagName, NumberName
from hotline.rules.words import AttemptResult, CaseStage, Fault, FollowUpTrigger, Role, Solved
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, accepted, completed, finish, outcome, signed
from tests.rules.case.calls import CHECK, at_expiry

LATER = w.local(4, 1, 10)
"""Long after the promise of a case accepted on 2 March."""
MISSED = c.TryFollowUp(result=AttemptResult.NO_ANSWER, note=MARK)


def city(on_completion: bool, on_expiry: bool) -> World:
    world = w.with_flag(FlagName.FOLLOW_UP_ON_COMPLETION, on_completion)
    return w.with_flag(FlagName.FOLLOW_UP_ON_EXPIRY, on_expiry, world)


def begun(on_completion: bool, on_expiry: bool) -> Story:
    """A signed case in a city of those rules."""
    story = signed()
    story.world = city(on_completion, on_expiry)
    return story


def expired(on_completion: bool, on_expiry: bool) -> Story:
    """Its promise has passed and nobody has answered."""
    story = begun(on_completion, on_expiry)
    story.clock(LATER)
    return story


def owed(story: Story) -> f.FollowUpOwed | None:
    found = [one for one in story.events["c1"] if isinstance(one, f.FollowUpOwed)]
    return found[-1] if found else None


@pytest.mark.parametrize("on_expiry", [True, False])
def test_completed_in_time_it_begins_with_completion(on_expiry: bool) -> None:
    """办结触发，或先到者：按时办结的，办结时应回访，一个工作日内打第一个电话。"""
    event = owed(finish(begun(True, on_expiry), w.URBAN))
    assert event is not None
    assert (event.trigger, event.clock.started_at) == (FollowUpTrigger.COMPLETION, event.at)
    assert event.clock.due_at == w.local(3, 3, 17, 30)
    assert event.clock.source


def test_where_only_expiry_begins_it_an_early_completion_waits_for_it() -> None:
    """只按到期触发：提前办结的，承诺时限届满后才打电话；诉求人先来电的照记。"""
    story = finish(begun(False, True), w.URBAN)
    event = owed(story)
    assert event is not None
    assert story.case.promise is not None
    assert event.clock.started_at == story.case.promise.due_at
    refusal = story.at(3, 3, 10).refuse(w.CALLER, MISSED)
    assert "届满后开始回访" in refusal.message
    called_in = story.copy().do(w.AGENT, outcome())
    assert called_in.case.stage is CaseStage.FOLLOWED_UP
    assert called_in.case.follow_up is None
    story.now = event.clock.started_at
    story.at(3, 25, 10).do(w.CALLER, MISSED)
    assert story.case.follow_up is not None
    assert story.case.follow_up.clock.stopped_at == story.now


def test_a_rulebook_that_names_neither_leaves_no_citizen_uncalled() -> None:
    """两项都没有选的，办结后照样回访。"""
    event = owed(finish(begun(False, False), w.URBAN))
    assert event is not None
    assert event.trigger is FollowUpTrigger.COMPLETION


@pytest.mark.parametrize(("on_completion", "asked"), [(True, True), (False, True), (True, False)])
def test_past_the_promise_it_begins_with_expiry_where_the_rulebook_says_so(
    on_completion: bool, asked: bool
) -> None:
    """到期未办结：规则按到期或先到者的，到期应回访；只按办结的，不启动。"""
    story = expired(on_completion, asked)
    event = owed(story)
    assert (event is not None) == asked
    if event is None:
        assert story.refuse(w.CALLER, at_expiry()).code is Code.WRONG_STATE
        return
    assert story.case.promise is not None
    assert event.trigger is FollowUpTrigger.EXPIRY
    assert event.clock.started_at == story.case.promise.due_at
    assert story.case.follow_up is not None
    assert story.case.follow_up.clock.breached_at, "nobody called within the time to begin"
    assert story.refuse(w.CLOCK, f.BreachFollowUp()).code is Code.ALREADY


def test_what_is_said_at_expiry_ends_nothing_and_is_asked_again_after_completion() -> None:
    """到期回访说“已解决”也不结案：单位还没有答复；办结后再回访，两次的话都留着。"""
    story = expired(True, True).do(w.CALLER, at_expiry(Solved.SOLVED))
    assert story.case.stage is CaseStage.HANDLING
    assert story.case.at_expiry is not None
    assert story.case.at_expiry.solved is Solved.SOLVED
    assert story.case.verdict is None
    assert story.refuse(w.CALLER, at_expiry()).code is Code.WRONG_STATE
    finish(story, w.URBAN)
    event = owed(story)
    assert event is not None
    assert event.trigger is FollowUpTrigger.COMPLETION
    story.do(w.AGENT, outcome(Solved.NOT)).do(w.CALLER, c.Reopen(reason=MARK))
    assert story.case.at_expiry is None
    assert story.case.rounds[0].at_expiry is not None


def test_nobody_is_rung_at_night_at_expiry_either() -> None:
    story = expired(True, True).at(4, 1, 23)
    assert story.refuse(w.CALLER, at_expiry()).code is Code.TOO_LATE
    assert story.do(w.AGENT, at_expiry()).case.at_expiry is not None


def test_not_yet_called_at_completion_the_clock_goes_on() -> None:
    """先到者：到期时已应回访、还没打电话，办结不重新起算。"""
    story = finish(expired(True, True), w.URBAN)
    event = owed(story)
    assert event is not None
    assert event.trigger is FollowUpTrigger.EXPIRY
    assert story.at(4, 2, 10).do(w.CALLER, MISSED).case.follow_up is not None


def test_tried_in_vain_at_expiry_until_the_tries_are_used_up() -> None:
    """到期回访三次无人接听：不发评价链接，到此为止，办结后再打。"""
    story = expired(False, True)
    for day, hour in ((2, 10), (2, 16), (3, 10)):
        story.at(4, day, hour).do(w.CALLER, MISSED)
    assert isinstance(story.last, f.ExpiryCallEnded)
    assert story.case.link_due is None
    assert story.at(4, 3, 16).refuse(w.CALLER, MISSED).code is Code.WRONG_STATE
    finish(story, w.URBAN)
    event = owed(story)
    assert event is not None
    assert event.trigger is FollowUpTrigger.COMPLETION


def test_the_time_to_begin_is_missed_once() -> None:
    """办结后一个工作日没有打电话：记一次未按时启动；打过第一个电话就不再记。"""
    story = completed()
    assert story.refuse(w.CLOCK, f.BreachFollowUp()).code is Code.WRONG_STATE
    assert story.copy().clock(w.local(3, 5, 9)) == ["follow_up"]
    story.at(3, 3, 10).do(w.CALLER, MISSED)
    assert story.clock(w.local(3, 5, 9)) == []


def test_a_withdrawn_case_is_called_about_no_more() -> None:
    story = expired(True, True).do(w.CITIZEN, c.Withdraw(reason=MARK))
    assert story.case.follow_up is None


def test_nothing_is_owed_where_nobody_can_be_called() -> None:
    story = accepted(phone="")
    story.world = city(True, True)
    story.do(w.DISPATCHER, c.Dispatch())
    story.clock(LATER)
    assert owed(story) is None
    assert owed(finish(story, w.URBAN)) is None


# --- 抽查 -------------------------------------------------------------------------------------


def sampled(percent: int) -> Story:
    story = accepted(phone="")
    story.world = w.with_number(NumberName.ANONYMOUS_SAMPLE_PERCENT, percent)
    return finish(story.do(w.DISPATCHER, c.Dispatch()), w.URBAN)


def test_a_draw_can_be_reckoned_again_by_anybody() -> None:
    """抽签值只由工单号和轮次得出，谁都可以重算，谁也不能挑选。"""
    assert draw("260302-0000001-4", 1) == draw("260302-0000001-4", 1)
    lots = [draw(f"260302-{n:07}-0", 1) for n in range(2000)]
    assert set(lots) == set(range(100))
    assert 120 < sum(lot < 10 for lot in lots) < 280


@pytest.mark.parametrize("over", [0, 1])
def test_drawn_below_the_percentage_only(over: int) -> None:
    lot = draw(sampled(0).case.number, 1)
    story = sampled(lot + over)
    events = [one for one in story.events["c1"] if isinstance(one, SampleDrawn)]
    assert [(one.draw, one.percent) for one in events] == [(lot, lot + 1)] * over
    assert (story.case.sample is not None) == bool(over)


def test_who_can_be_called_is_never_drawn() -> None:
    story = signed()
    story.world = w.with_number(NumberName.ANONYMOUS_SAMPLE_PERCENT, 100)
    assert finish(story, w.URBAN).case.sample is None


def test_found_unsolved_it_is_not_closed_by_itself_and_may_be_handled_again() -> None:
    """抽查认定未解决：不自动结案；复核员说明理由才能结案，也可以责成重办。"""
    story = sampled(100)
    assert story.do(w.person(Role.INSPECTOR), CHECK).case.unsolved
    assert isinstance(story.last, SampleChecked)
    assert story.refuse(w.CITY_REVIEWER, CHECK).code is Code.ALREADY
    assert story.clock(w.local(6, 1, 9)) == ["link"]
    assert story.case.stage is CaseStage.FOLLOWED_UP
    assert story.refuse(w.CALLER, c.Close(note=MARK)).code is Code.WRONG_STATE
    assert story.refuse(w.CITY_REVIEWER, c.Close()).field == "note"
    again = story.copy().do(w.CALLER, OrderRehandle(fault=Fault.UNTRUE, reason=MARK))
    assert again.case.sample is None
    assert not again.case.unsolved


def test_found_solved_it_closes_as_any_other() -> None:
    story = sampled(100).do(w.CITY_REVIEWER, CheckSample(solved=Solved.SOLVED, note=MARK))
    assert story.clock(w.local(6, 1, 9)) == ["link", "close"]


def test_a_stream_that_has_lost_its_head_is_told_by_name() -> None:
    case = completed(phone="").case
    asked = f.ExpiryCallEnded(at=case.last_at)
    with pytest.raises(ValueError, match="not owed"):
        evolve(case, asked)
    with pytest.raises(ValueError, match="without being drawn"):
        evolve(replace(case, sample=None), SampleChecked(at=case.last_at, solved="not", note=MARK))  # type: ignore[arg-type]


def test_an_edition_older_than_a_number_is_silent_about_it() -> None:
    """以前发布的办理规则没有抽查比例：不抽查，新版施行后在办的也适用。"""
    name = NumberName.ANONYMOUS_SAMPLE_PERCENT
    book = w.plain_world().editions.in_force(w.MONDAY.date())
    old = replace(book, numbers=tuple(one for one in book.numbers if one.name is not name))
    assert (old.number(name), old.governs(name)) == (0, "open")


def test_what_was_not_drawn_is_not_checked() -> None:
    assert "没有被抽中" in completed().refuse(w.CITY_REVIEWER, CHECK).message
