"""法定程序: its steps and clocks, the interim answer that keeps limit and promise on time."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case import procedure as p
from hotline.rules.case.evolve import evolve
from hotline.rules.case.procedure_state import ProcedureKind as K
from hotline.rules.case.procedure_state import ProcedureResult as Result
from hotline.rules.deadline import INTERIM, Fixed
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage
from tests.rules.case import world as w
from tests.rules.case.build import MARK, PHONE, Story, reply, signed

URBAN = w.liaison(w.URBAN)
COMPLAINT = p.BeginProcedure(leg="L1", procedure=K.MARKET_COMPLAINT, note=MARK)
REPORT = p.BeginProcedure(leg="L1", procedure=K.MARKET_REPORT)
ACCEPT, INTERIM_ANSWER = p.AcceptProcedure(leg="L1"), p.AnswerInterim(leg="L1", public_answer=MARK)


def end(outcome: Result = Result.MEDIATED) -> p.EndProcedure:
    return p.EndProcedure(leg="L1", outcome=outcome, note=MARK)


def begun(command: p.BeginProcedure = COMPLAINT) -> Story:
    """Dispatched and signed on Monday 2 March, contacted, in a procedure."""
    contact = c.RecordFirstContact(leg="L1", number=PHONE, note=MARK)
    return signed().do(w.officer(w.URBAN), contact).do(w.head(w.URBAN), command)


def due(story: Story) -> object:
    assert story.lead.procedure
    return story.lead.procedure.clock.due_at


def test_a_complaint_is_accepted_in_seven_days_and_mediated_in_forty_five_from_then() -> None:
    story = begun()
    assert due(story) == w.local(3, 11, 17, 30)
    story.at(3, 5, 10).do(w.officer(w.URBAN), ACCEPT)
    assert due(story) == w.local(5, 12, 17, 30)  # 4月6日清明、5月1日至5日劳动节; 5月9日上班
    assert story.lead.procedure and story.lead.procedure.clock.name == "statutory_mediation"
    assert story.refuse(URBAN, ACCEPT).code is Code.ALREADY


def test_a_report_is_verified_in_fifteen_days_and_needs_no_acceptance() -> None:
    story = begun(REPORT)
    assert due(story) == w.local(3, 23, 17, 30)
    assert story.refuse(URBAN, ACCEPT).code is Code.ALREADY


def test_an_interim_answer_keeps_limit_and_promise_and_solves_nothing() -> None:
    story = begun().at(3, 5, 10).do(URBAN, ACCEPT)
    limit = story.lead.limit.due_at
    half = p.AnswerInterim(leg="L1", public_answer="{填写：进展}")
    assert story.at(3, 13, 10).refuse(URBAN, half).field == "public_answer"
    story.at(3, 13, 10).do(URBAN, INTERIM_ANSWER)
    case, leg = story.case, story.lead
    assert leg.limit.due_at > limit and case.promise
    assert leg.limit.due_at == case.promise.due_at == due(story)
    assert isinstance(leg.limit.turns[-1], Fixed) and leg.limit.turns[-1].reason == INTERIM
    assert case.stage is CaseStage.HANDLING and case.follow_up is None
    assert leg.procedure and leg.procedure.tracked
    assert not story.copy().clock(w.local(4, 20, 10))  # nothing is late, nobody is called
    assert story.refuse(URBAN, INTERIM_ANSWER).code is Code.ALREADY


def test_tracked_to_the_result_then_answered_on_time() -> None:
    story = begun().at(3, 5, 10).do(URBAN, ACCEPT).do(URBAN, INTERIM_ANSWER).at(4, 20, 10)
    assert story.refuse(w.officer(w.URBAN), reply("L1")).code is Code.WRONG_STATE
    story.do(w.officer(w.URBAN), end()).do(w.officer(w.URBAN), reply("L1"))
    request = story.case.requests[-1].id
    story.do(w.head(w.URBAN), c.ApproveCompletion(request=request))
    assert story.case.stage is CaseStage.COMPLETED and story.case.on_time
    assert story.lead.on_time and story.lead.procedure
    assert story.lead.procedure.result is Result.MEDIATED and not story.lead.procedure.tracked
    assert story.case.follow_up


def test_acceptance_after_the_interim_answer_moves_both_along() -> None:
    story = begun().do(URBAN, INTERIM_ANSWER).at(3, 5, 10).do(URBAN, ACCEPT)
    assert story.case.promise
    assert story.lead.limit.due_at == story.case.promise.due_at == due(story)


def test_acceptance_alone_moves_no_limit() -> None:
    story = begun()
    before = story.lead.limit, story.case.promise
    story.do(URBAN, ACCEPT)
    assert (story.lead.limit, story.case.promise) == before


def test_a_step_that_ends_sooner_than_our_limit_shortens_nothing() -> None:
    story = begun()
    before = story.lead.limit.due_at
    story.do(URBAN, INTERIM_ANSWER)
    assert story.lead.limit.due_at == max(before, w.local(3, 11, 17, 30))


def test_a_broken_promise_stays_broken() -> None:
    story = begun(REPORT)
    assert story.case.promise
    broken = e.PromiseBreached(at=story.now, due_at=story.case.promise.due_at)
    story.cases[story.one] = evolve(story.case, broken)
    story.do(URBAN, INTERIM_ANSWER)
    assert story.case.promise and story.case.promise.turns == ()


def test_after_the_limit_no_interim_answer_helps() -> None:
    story = begun(REPORT)
    late = story.lead.limit.due_at
    story.now = late.replace(day=late.day + 1)
    assert story.refuse(URBAN, INTERIM_ANSWER).code is Code.TOO_LATE


def test_the_clock_marks_a_late_step_once_for_each_step() -> None:
    story = begun()
    assert "procedure:L1" in story.clock(w.local(3, 12, 9))
    assert any(isinstance(one, p.ProcedureBreached) for one in story.events[story.one])
    assert story.lead.procedure and story.lead.procedure.clock.breached_at
    assert story.refuse(w.CLOCK, p.BreachProcedure(leg="L1")).code is Code.ALREADY
    story.do(URBAN, ACCEPT)
    assert story.refuse(w.CLOCK, p.BreachProcedure(leg="L1")).code is Code.WRONG_STATE


def test_one_procedure_of_the_lead_and_results_of_its_own() -> None:
    story = begun()
    assert story.refuse(w.head(w.URBAN), REPORT).code is Code.ALREADY
    refused = story.refuse(URBAN, end(Result.CASE_FILED))
    assert refused.code is Code.INVALID and refused.field == "outcome"
    helping = signed(co=(w.WATER,))
    other = p.BeginProcedure(leg="L2", procedure=K.MARKET_REPORT)
    helping.do(w.liaison(w.WATER), c.Sign(leg="L2"))
    assert helping.refuse(w.head(w.WATER), other).code is Code.WRONG_STATE


def test_nothing_of_a_procedure_without_one() -> None:
    story = signed()
    for command in (INTERIM_ANSWER, end(), ACCEPT):
        assert story.refuse(URBAN, command).code in {Code.WRONG_STATE, Code.ALREADY}


def test_an_event_of_a_procedure_that_was_never_begun_is_an_error() -> None:
    story = signed()
    odd = p.ProcedureEnded(at=story.now, leg="L1", outcome=Result.MEDIATED, note=MARK)
    with pytest.raises(ValueError, match="not begun"):
        evolve(story.case, odd)
