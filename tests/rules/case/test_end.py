"""结案、重新打开、撤单."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, CloseReason, LegState, Role, Solved
from tests.rules.case import world as w
from tests.rules.case.build import (
    MARK,
    accepted,
    closed,
    completed,
    file_return,
    finish,
    followed_up,
    merged,
    outcome,
    registered,
    signed,
)

REOPEN = c.Reopen(reason=MARK)


def test_solved_closes_by_itself_after_the_rulebooks_days() -> None:
    story = followed_up()
    assert story.case.close_due == w.local(3, 9, 17, 30)
    assert story.clock(w.local(3, 9, 18)) == ["close"]
    assert story.case.close_reason is CloseReason.FOLLOWED_UP


def test_the_clock_does_not_close_early() -> None:
    assert followed_up().refuse(w.CLOCK, c.Close()).code is Code.WRONG_STATE
    assert followed_up().do(w.CALLER, c.Close()).case.stage is CaseStage.CLOSED


@pytest.mark.parametrize("actor", [w.CALLER, w.DISPATCHER, w.CLOCK], ids=lambda a: a.id)
def test_unsolved_is_closed_by_neither_caller_nor_clock(actor: w.Actor) -> None:
    story = followed_up(Solved.NOT)
    assert story.clock(w.local(4, 30, 9)) == []
    assert story.refuse(actor, c.Close(note=MARK)).code is Code.WRONG_STATE


def test_unsolved_is_closed_by_the_city_reviewer_with_a_reason() -> None:
    story = followed_up(Solved.NOT)
    refusal = story.refuse(w.CITY_REVIEWER, c.Close(note=" "))
    assert (refusal.code, refusal.field) == (Code.MISSING, "note")
    story.do(w.CITY_REVIEWER, c.Close(note=MARK))
    assert story.case.verdict is not None
    assert story.case.verdict.solved is Solved.NOT


# --- reopen -----------------------------------------------------------------------------------


def test_reopened_goes_straight_back_to_the_former_lead_with_new_clocks() -> None:
    """未解决，重新打开：新一轮、新承诺、新时限，原来的按时结果保留。"""
    story = followed_up(Solved.NOT).at(3, 4, 10).do(w.CALLER, REOPEN)
    case = story.case
    assert (case.stage, case.round) == (CaseStage.HANDLING, 2)
    assert story.lead.unit == w.URBAN
    assert story.lead.round == 2
    assert case.promise is not None
    assert case.promise.due_at == w.local(3, 19, 17, 30)
    kept = case.rounds[0]
    assert kept.on_time
    assert kept.verdict is not None
    assert kept.verdict.solved is Solved.NOT
    assert case.verdict is None
    assert case.attempts == ()


def test_or_to_another_unit() -> None:
    story = closed().do(w.CITY_REVIEWER, c.Reopen(reason=MARK, unit=w.HOUSING))
    assert story.lead.unit == w.HOUSING
    refusal = closed().refuse(w.CITY_REVIEWER, c.Reopen(reason=MARK, unit="nowhere"))
    assert refusal.code is Code.UNKNOWN_UNIT


def test_a_former_lead_that_may_no_longer_hold_it_leaves_it_to_dispatch() -> None:
    story = closed()
    units = {key: unit for key, unit in w.UNITS.units.items() if key != w.URBAN}
    story.world = e.msgspec.structs.replace(story.world, units=type(w.UNITS)(units=units))
    story.do(w.DISPATCHER, REOPEN)
    assert story.case.stage is CaseStage.ACCEPTED
    assert story.case.lead is None


def test_two_rounds_are_kept_apart() -> None:
    story = closed().do(w.DISPATCHER, REOPEN)
    finish(story, w.URBAN).do(w.CALLER, outcome(Solved.NOT))
    done = [one for one in story.events["c1"] if isinstance(one, e.CaseCompleted)]
    assert done[-1].round == 2
    story.do(w.CALLER, REOPEN)
    assert [kept.number for kept in story.case.rounds] == [1, 2]


def test_a_case_no_unit_completed_is_registered_anew() -> None:
    story = registered().do(w.AGENT, c.AnswerDirectly(answer=MARK))
    refusal = story.refuse(w.CALLER, REOPEN)
    assert refusal.code is Code.WRONG_STATE
    assert "关联" in refusal.advice


def test_reopening_ends_with_its_window() -> None:
    """结案15日后不再重新打开：登记新诉求并关联。"""
    story = closed().at(3, 17, 17, 30)
    assert story.copy().do(w.DISPATCHER, REOPEN).case.round == 2
    assert story.at(3, 17, 17, 31).refuse(w.DISPATCHER, REOPEN).code is Code.TOO_LATE


def test_what_is_followed_up_but_open_has_no_window() -> None:
    story = followed_up(Solved.NOT).at(5, 20, 9)
    assert story.do(w.CALLER, REOPEN).case.round == 2


def test_a_round_begun_under_a_new_rulebook_runs_under_it() -> None:
    """跨年重新打开：承诺和办理时限都按重新打开时施行的那一版。"""
    story = closed()
    books = story.world.editions.books
    newest = max(books, key=lambda book: book.effective_from)
    from datetime import date

    later = e.msgspec.structs.replace(newest, edition=9, effective_from=date(2026, 3, 4))
    editions = e.msgspec.structs.replace(story.world.editions, books=(*books, later))
    story.world = e.msgspec.structs.replace(story.world, editions=editions)
    story.at(3, 5, 10).do(w.DISPATCHER, REOPEN)
    assert story.case.edition == 9
    assert story.lead.limit.edition == 9


# --- withdraw ---------------------------------------------------------------------------------


def test_withdrawn_while_units_are_at_work() -> None:
    story = signed(co=(w.WATER,)).do(w.liaison(w.WATER), file_return("L2"))
    story.do(w.CITIZEN, c.Withdraw(reason=MARK))
    assert story.case.stage is CaseStage.WITHDRAWN
    assert {leg.state for leg in story.case.legs} == {LegState.RELEASED}
    assert story.case.requests[0].state == "lapsed"
    assert story.clock(w.local(4, 30, 9)) == []


def test_withdrawn_before_acceptance() -> None:
    story = registered().do(w.person(Role.EXPERT), c.Withdraw())
    assert story.case.closed_at == story.now
    assert accepted().do(w.AGENT, c.Withdraw()).case.stage is CaseStage.WITHDRAWN


def test_a_parent_is_not_withdrawn_while_others_wait_for_its_answer() -> None:
    story = merged()
    story.one = "c1"
    assert story.refuse(w.CITIZEN, c.Withdraw()).code is Code.ALREADY


def test_once_all_are_answered_a_reopened_parent_may_be_withdrawn() -> None:
    story = merged()
    story.one = "c1"
    finish(story, w.URBAN)
    assert story.clock() == ["children"]
    story.do(w.CALLER, outcome(Solved.NOT)).do(w.CALLER, REOPEN)
    assert story.do(w.CITIZEN, c.Withdraw()).case.stage is CaseStage.WITHDRAWN


def test_what_is_completed_is_rated_not_withdrawn() -> None:
    assert completed().refuse(w.CITIZEN, c.Withdraw()).code is Code.WRONG_STATE
