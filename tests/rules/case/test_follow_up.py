"""回访: only a valid one counts; tries, link, unreachable; never a default "satisfied"."""

import msgspec
import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.refusal import Code
from hotline.rules.words import AttemptResult, CaseStage, CloseReason, Solved
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, completed, outcome, rating

MISSED = c.TryFollowUp(result=AttemptResult.NO_ANSWER, note=MARK)


def called(story: Story, *moments: tuple[int, int]) -> Story:
    """Tries in vain on these days of March at these hours."""
    for day, hour in moments:
        story.at(3, day, hour).do(w.CALLER, MISSED)
    return story


def test_three_tries_on_two_days_in_both_halves_open_a_link() -> None:
    """周一下午、周二上午、周二下午三次无人接听：发评价链接，三日有效。"""
    story = called(completed(), (2, 15), (3, 10), (3, 16))
    assert isinstance(story.last, e.FollowUpLinkOpened)
    assert story.case.link_due == w.local(3, 6, 17, 30)
    assert story.case.verdict is None


@pytest.mark.parametrize(
    "moments",
    [
        ((2, 10), (2, 11), (2, 15)),
        ((2, 14), (3, 15), (4, 16)),
        ((2, 10), (3, 15)),
    ],
    ids=["one day", "afternoons only", "two tries"],
)
def test_fewer_are_not_enough(moments: tuple[tuple[int, int], ...]) -> None:
    assert called(completed(), *moments).case.link_due is None


def test_an_agreed_later_call_is_no_try() -> None:
    story = called(completed(), (2, 15), (3, 10)).at(3, 3, 16)
    story.do(w.CALLER, c.TryFollowUp(result=AttemptResult.LATER))
    assert story.case.link_due is None
    assert called(story, (3, 17)).case.link_due is not None


def test_a_further_try_does_not_move_the_link() -> None:
    story = called(completed(), (2, 15), (3, 10), (3, 16))
    due = story.case.link_due
    assert called(story, (4, 10)).case.link_due == due


def test_nobody_answers_so_unreachable_and_never_satisfied() -> None:
    """链接也无人回应：无法回访。不是有效回访，没有满意度，按期结案，理由写明。"""
    story = called(completed(), (2, 15), (3, 10), (3, 16))
    assert story.refuse(w.CLOCK, c.ExhaustFollowUp()).code is Code.WRONG_STATE
    assert story.clock(w.local(3, 6, 18)) == ["link"]
    assert story.case.unreachable
    assert story.case.verdict is None
    assert story.clock(w.local(3, 20, 9)) == ["close"]
    assert story.case.close_reason is CloseReason.UNREACHABLE
    assert story.case.verdict is None


def test_the_clock_never_ends_what_has_no_link() -> None:
    assert completed().refuse(w.CLOCK, c.ExhaustFollowUp()).code is Code.ALREADY


@pytest.mark.parametrize(
    ("hour", "minute", "may"), [(8, 29, False), (8, 30, True), (20, 30, True), (20, 31, False)]
)
def test_citizens_are_called_in_follow_up_hours_only(hour: int, minute: int, may: bool) -> None:
    story = completed().at(3, 3, hour, minute)
    if may:
        story.do(w.CALLER, MISSED)
        return
    refusal = story.refuse(w.CALLER, MISSED)
    assert refusal.code is Code.TOO_LATE
    assert "08:30-20:30" in refusal.advice


def test_without_a_number_nobody_calls() -> None:
    assert completed(phone="").refuse(w.CALLER, MISSED).code is Code.NO_CONTACT


@pytest.mark.parametrize("solved", list(Solved))
def test_a_valid_follow_up_keeps_the_four_answers(solved: Solved) -> None:
    story = completed().do(w.CALLER, outcome(solved))
    verdict = story.case.verdict
    assert verdict is not None
    assert (verdict.solved, verdict.contacted, verdict.by_citizen) == (solved, True, False)
    assert (verdict.result, verdict.process) == ("satisfied", "basically")
    assert (story.case.close_due is None) == (solved is Solved.NOT)


def test_an_incoming_call_in_the_window_counts_at_any_hour() -> None:
    story = completed().at(3, 2, 22).do(w.AGENT, outcome())
    assert story.case.stage is CaseStage.FOLLOWED_UP


def test_a_caller_records_an_outcome_in_calling_hours_only() -> None:
    """23时回访员不能打电话，也就没有“回访结果”可记；拒绝时说明什么时候可以打。"""
    refusal = completed().at(3, 2, 23).refuse(w.CALLER, outcome())
    assert (refusal.code, refusal.field) == (Code.TOO_LATE, "called_in")
    assert "08:30-20:30" in refusal.advice


def test_a_citizen_who_rings_the_caller_back_at_night_is_heard() -> None:
    rang_back = msgspec.structs.replace(outcome(), called_in=True)
    story = completed().at(3, 2, 23).do(w.CALLER, rang_back)
    assert story.case.stage is CaseStage.FOLLOWED_UP


def test_the_citizen_rates_once() -> None:
    story = completed().do(w.CITIZEN, rating(Solved.BASICALLY))
    assert story.case.verdict is not None
    assert story.case.verdict.by_citizen
    assert story.refuse(w.CITIZEN, rating()).code is Code.ALREADY


def test_an_unreachable_citizen_may_still_rate_until_closing() -> None:
    story = completed(phone="")
    assert story.clock(w.local(3, 6, 9)) == ["link"]
    story.do(w.CITIZEN, rating(Solved.NOT))
    assert not story.case.unreachable
    assert story.case.close_due is None
    assert story.clock(w.local(5, 6, 9)) == []
