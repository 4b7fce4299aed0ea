"""派单异议 that goes on: the next rung, the cap of the pause, consultation, a new fact."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import dispute as d
from hotline.rules.case import redispatch
from hotline.rules.case.leg_events import LimitBreached, ReturnRejected
from hotline.rules.deadline import Fixed
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import NumberName
from hotline.rules.words import LegState, RequestKind, RequestState, Role, Urgency
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, dispatched, file_return, reply, signed

RULE = c.RuleReturn(request="R1", uphold=False, grounds=MARK)


def returned(believed: str = "", **more: object) -> Story:
    """The urban management bureau returned it on Monday 2 March, before signing."""
    return dispatched(**more).do(w.liaison(w.URBAN), file_return("L1", believed))  # type: ignore[arg-type]


# --- the next rung ----------------------------------------------------------------------------


def test_an_overdue_ruling_goes_to_the_next_rung() -> None:
    story = returned()
    assert story.case.requests[0].due_at == w.local(3, 3, 17, 30)
    assert story.clock(w.local(3, 3, 18)) == ["ruling:R1"]
    assert story.case.requests[0].rung == 1
    assert story.case.requests[0].due_at == w.local(3, 5, 17, 30)
    refused = story.refuse(w.DISPATCHER, RULE)
    assert refused.code is Code.WRONG_ROLE and "上一级" in refused.message
    story.do(w.CITY_REVIEWER, RULE)
    assert story.case.requests[0].state is RequestState.REJECTED


def test_it_goes_up_once() -> None:
    story = returned().later(days=20)
    assert [name for name in story.clock() if name.startswith("ruling")] == ["ruling:R1"]
    assert story.refuse(w.CLOCK, d.EscalateRuling(request="R1")).code is Code.ALREADY


def test_not_before_it_is_due() -> None:
    assert returned().refuse(w.CLOCK, d.EscalateRuling(request="R1")).code is Code.WRONG_STATE


def test_an_approval_that_is_overdue_may_be_given_by_the_head_above() -> None:
    story = signed(w.WATER_OUT)
    story.do(w.liaison(w.WATER), c.HandDown(leg="L1", unit=w.WATER_COMPANY))
    story.do(w.liaison(w.WATER_COMPANY), c.Sign(leg="L2"))
    story.do(w.officer(w.WATER_COMPANY), reply("L2"))
    approve = c.ApproveCompletion(request="R1")
    assert story.refuse(w.head(w.WATER), approve).code is Code.WRONG_UNIT
    assert "ruling:R1" in story.clock(w.local(3, 4, 18))
    story.do(w.head(w.WATER), approve)
    assert story.leg(w.WATER_COMPANY).state is LegState.COMPLETED


# --- the cap of the pause ---------------------------------------------------------------------


def test_the_pause_is_capped_and_the_limit_runs_on() -> None:
    story = returned()
    assert story.case.requests[0].pause_until == w.local(3, 9, 17, 30)
    story.clock(w.local(3, 9, 18))
    assert isinstance(story.last, d.PauseEnded)
    assert story.lead.state is LegState.DISPUTED
    assert story.lead.limit.is_running
    due = story.lead.limit.due_at
    story.do(w.MANAGEMENT, RULE)
    assert isinstance(story.last, ReturnRejected)
    assert story.lead.limit.due_at == due, "what ran on is not given back"


@pytest.mark.parametrize("withdrawn", [False, True])
def test_the_cap_holds_though_no_clock_process_ran(withdrawn: bool) -> None:
    lifted = returned()
    lifted.clock(w.local(3, 9, 18))
    story = returned().at(3, 20, 10)
    if withdrawn:
        story.do(w.liaison(w.URBAN), c.WithdrawReturn(request="R1"))
    else:
        story.do(w.MANAGEMENT, RULE)
    assert story.lead.limit == lifted.lead.limit
    dues = (story.lead.sign_due, story.lead.contact_due)
    assert dues == (lifted.lead.sign_due, lifted.lead.contact_due)


def test_a_limit_that_runs_out_under_review_is_missed() -> None:
    story = returned()
    assert "limit:L1" in story.clock(w.local(4, 10, 18))
    assert any(isinstance(one, LimitBreached) for one in story.events[story.one])


def test_nothing_to_end_where_nothing_stands_still() -> None:
    story = returned()
    story.clock(w.local(3, 9, 18))
    assert story.refuse(w.CLOCK, d.LiftPause(request="R1")).code is Code.ALREADY


# --- consultation -----------------------------------------------------------------------------


def consulting() -> Story:
    """Two units were right to return it; the third return is a consultation."""
    story = returned(believed=w.HOUSING)
    for request, unit, leg in (("R1", w.HOUSING, "L2"), ("R2", w.WATER, "L3")):
        uphold = c.RuleReturn(request=request, uphold=True, grounds=MARK, unit=unit)
        story.do(w.DISPATCHER, uphold)
        story.do(w.liaison(unit), file_return(leg))
    return story


def test_the_third_return_is_a_consultation() -> None:
    story = consulting()
    request = story.case.requests[-1]
    assert (request.id, request.consultation) == ("R3", True)
    assert request.due_at == w.local(3, 4, 17, 30), "two working days"
    ruling = c.RuleReturn(request="R3", uphold=False, grounds=MARK)
    assert story.refuse(w.DISPATCHER, ruling).code is Code.WRONG_STATE


def test_what_a_unit_took_back_is_no_return() -> None:
    story = returned()
    for number in (1, 2, 3):
        story.do(w.liaison(w.URBAN), c.WithdrawReturn(request=f"R{number}"))
        story.do(w.liaison(w.URBAN), file_return("L1"))
    assert story.case.returns == 4
    assert [one.consultation for one in story.case.requests] == [False] * 4


def test_units_concerned_give_opinions_and_rulers_record_the_others() -> None:
    story = consulting()
    say = d.GiveOpinion(request="R3", opinion=MARK, legal_basis=MARK)
    story.do(w.liaison(w.URBAN), say)
    story.do(w.liaison(w.HOUSING), say)
    story.do(w.liaison(w.HOUSING), say)
    assert story.refuse(w.liaison(w.EAST), say).code is Code.WRONG_UNIT
    of_another = d.GiveOpinion(request="R3", opinion=MARK, legal_basis=MARK, unit=w.EAST)
    story.do(w.MANAGEMENT, of_another)
    assert story.case.requests[-1].opinions == (w.URBAN, w.HOUSING, w.EAST)
    nobody = d.GiveOpinion(request="R3", opinion=MARK, legal_basis=MARK, unit="nowhere")
    assert story.refuse(w.MANAGEMENT, nobody).code is Code.UNKNOWN_UNIT


@pytest.mark.parametrize("unit", [w.WATER, w.URBAN])
def test_its_ruling_is_final(unit: str) -> None:
    story = consulting()
    story.do(w.MANAGEMENT, d.RuleConsultation(request="R3", unit=unit, grounds=MARK))
    assert story.lead.unit == unit
    assert story.case.requests[-1].state is (
        RequestState.REJECTED if unit == w.WATER else RequestState.UPHELD
    )
    refused = story.refuse(w.liaison(unit), file_return(story.lead.id))
    assert refused.code is Code.LIMIT_REACHED


def test_only_the_management_body_rules_and_only_on_units_there_are() -> None:
    story = consulting()
    ruling = d.RuleConsultation(request="R3", unit=w.URBAN, grounds=MARK)
    assert story.refuse(w.DISPATCHER, ruling).code is Code.WRONG_ROLE
    nowhere = d.RuleConsultation(request="R3", unit="nowhere", grounds=MARK)
    assert story.refuse(w.MANAGEMENT, nowhere).code is Code.UNKNOWN_UNIT
    first = returned()
    early = d.RuleConsultation(request="R1", unit=w.URBAN, grounds=MARK)
    assert first.refuse(w.MANAGEMENT, early).code is Code.WRONG_STATE


def test_an_overdue_consultation_is_marked() -> None:
    story = consulting()
    assert "ruling:R3" in story.clock(w.local(3, 4, 18))
    assert story.case.requests[-1].due_at == w.local(3, 9, 17, 30)


def test_a_city_may_consult_from_the_first_return_on() -> None:
    story = dispatched()
    story.world = w.with_number(NumberName.CONSULT_AFTER_RETURNS, 1)
    story.do(w.liaison(w.URBAN), file_return("L1"))
    assert story.case.requests[0].consultation


# --- a new fact after the return limit --------------------------------------------------------


def late(believed: str = "") -> Story:
    """Signed on 2 March; on 6 March the return limit has passed and a new fact is told."""
    story = signed().at(3, 6, 10)
    ask = redispatch.AskRedispatch(leg="L1", fact=MARK, believed_unit=believed)
    return story.do(w.liaison(w.URBAN), ask)


def ruled(story: Story, unit: str = "", grant: bool = True) -> Story:
    """The dispatcher rules on the request for re-dispatch."""
    ruling = redispatch.RuleRedispatch(request="R1", grant=grant, grounds=MARK, unit=unit)
    return story.do(w.DISPATCHER, ruling)


def test_within_the_return_limit_a_unit_returns() -> None:
    ask = redispatch.AskRedispatch(leg="L1", fact=MARK)
    assert signed().refuse(w.liaison(w.URBAN), ask).code is Code.WRONG_STATE


def test_asking_pauses_nothing() -> None:
    story = late()
    assert story.lead.limit.is_running and story.lead.state is LegState.SIGNED
    again = redispatch.AskRedispatch(leg="L1", fact=MARK)
    assert story.refuse(w.liaison(w.URBAN), again).code is Code.ALREADY
    assert story.case.requests[0].kind is RequestKind.REDISPATCH


def test_a_new_lead_gets_the_time_that_is_left() -> None:
    story = late(w.HOUSING)
    before = story.lead.limit.due_at
    ruled(story, w.HOUSING)
    assert (story.lead.unit, story.lead.limit.due_at) == (w.HOUSING, before)
    assert isinstance(story.lead.limit.turns[-1], Fixed)
    assert story.case.requests[0].state is RequestState.UPHELD
    assert story.case.legs[0].state is LegState.REDISPATCHED


def test_but_never_less_than_the_floor() -> None:
    story = signed().at(3, 16, 10)
    story.do(w.liaison(w.URBAN), redispatch.AskRedispatch(leg="L1", fact=MARK))
    ruled(story, w.HOUSING)
    assert story.lead.limit.due_at == w.local(3, 18, 17, 30), "two working days"


def test_refused_it_stays_and_without_a_unit_it_waits_for_dispatch() -> None:
    assert ruled(late(), grant=False).lead.unit == w.URBAN
    story = ruled(late())
    assert story.case.lead is None
    assert story.case.requests[0].state is RequestState.UPHELD


def test_units_that_are_not_there() -> None:
    story = signed().at(3, 6, 10)
    ask = redispatch.AskRedispatch(leg="L1", fact=MARK, believed_unit="nowhere")
    assert story.refuse(w.liaison(w.URBAN), ask).code is Code.UNKNOWN_UNIT
    ruling = redispatch.RuleRedispatch(request="R1", grant=True, grounds=MARK, unit="nowhere")
    assert late().refuse(w.DISPATCHER, ruling).code is Code.UNKNOWN_UNIT


def test_a_critical_order_is_not_returned_but_may_be_asked_to_go_on() -> None:
    story = signed(urgency=Urgency.CRITICAL).at(3, 6, 10)
    assert story.refuse(w.liaison(w.URBAN), file_return("L1")).code is Code.CRITICAL
    story.do(w.liaison(w.URBAN), redispatch.AskRedispatch(leg="L1", fact=MARK))
    assert w.person(Role.PRE_REVIEWER) != w.DISPATCHER
