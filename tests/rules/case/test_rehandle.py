"""重办、复核、查否、提级办理, and what a citizen adds after rating."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import rehandle as r
from hotline.rules.case import rehandle_events as re
from hotline.rules.case import review as v
from hotline.rules.case.leg_events import LegDispatched
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import LimitName, NumberName
from hotline.rules.words import (
    CaseStage,
    CloseReason,
    EndReason,
    Fault,
    LegState,
    RequestState,
    Role,
    Solved,
    Urgency,
)
from tests.rules.case import world as w
from tests.rules.case.build import (
    MARK,
    Story,
    completed,
    file_return,
    files,
    finish,
    followed_up,
    merged,
    outcome,
)

ORDER = r.OrderRehandle(fault=Fault.OFF_POINT, reason=MARK)
RAISE = r.RaiseToHigherBody(reason=MARK)
DISTRICT = w.person(Role.DISTRICT_REVIEWER, w.EAST)


def again(story: Story | None = None) -> Story:
    """The citizen said 未解决; the unit handles it again from Tuesday 3 March, 10:00."""
    story = story or completed()
    story.do(w.CALLER, outcome(Solved.NOT))
    return story.later(hours=24.5).do(w.CALLER, ORDER)


# --- 重办 -------------------------------------------------------------------------------------


def test_the_unit_at_fault_handles_it_again_within_a_limit_of_its_own() -> None:
    """重办五个工作日；诉求人的新承诺也是重办时限，原来的按时结果保留。"""
    story = again()
    assert (story.case.stage, story.case.round) == (CaseStage.HANDLING, 2)
    assert (story.lead.unit, story.lead.limit.name) == (w.URBAN, LimitName.REHANDLE)
    assert story.lead.limit.due_at == w.local(3, 10, 17, 30)
    assert story.case.promise and story.case.promise.due_at == w.local(3, 10, 17, 30)
    assert story.case.rehandle and story.case.rehandle.fault is Fault.OFF_POINT
    assert story.case.rounds[0].on_time
    last = story.last
    assert isinstance(last, LegDispatched) and last.replaces == "L1"


def test_an_urgent_one_within_hours() -> None:
    story = again(completed(urgency=Urgency.URGENT))
    assert story.lead.limit.due_at == story.now.replace(day=4)


@pytest.mark.parametrize("solved", [Solved.SOLVED, Solved.BASICALLY])
def test_only_when_the_citizen_says_unsolved(solved: Solved) -> None:
    story = followed_up(solved)
    assert story.refuse(w.CALLER, ORDER).code is Code.WRONG_STATE


def test_only_by_those_who_may_reopen() -> None:
    story = followed_up(Solved.NOT)
    assert story.refuse(w.liaison(w.URBAN), ORDER).code is Code.WRONG_ROLE
    assert story.refuse(w.AGENT, ORDER).code is Code.WRONG_ROLE


def test_so_many_rounds_and_then_a_higher_body() -> None:
    """两轮重办后仍未解决：不再重办，提级到区里。"""
    story = completed("street/clean")
    assert story.lead.unit == w.LAKE_STREET
    for _ in range(2):
        again(story)
        assert r.rounds(story.case) == story.case.round - 1
        finish(story, w.LAKE_STREET)
    story.do(w.CALLER, outcome(Solved.NOT))
    refused = story.refuse(w.CALLER, ORDER)
    assert refused.code is Code.LIMIT_REACHED and "提级" in refused.advice
    story.do(w.CITY_REVIEWER, RAISE)
    assert (story.lead.unit, story.lead.limit.name) == (w.EAST, LimitName.REHANDLE)
    now = story.case.rehandle
    assert now and (now.unit, now.fault, r.rounds(story.case)) == (w.EAST, None, 2)
    assert [kept.number for kept in story.case.rounds] == [1, 2, 3]


def test_not_raised_before_the_unit_had_its_rounds() -> None:
    refused = followed_up(Solved.NOT).refuse(w.CITY_REVIEWER, RAISE)
    assert refused.code is Code.WRONG_STATE and "2 轮" in refused.message


def unsolved(topic: str = w.NOISE) -> Story:
    """Unsolved in a city that raises at once."""
    story = completed(topic).do(w.CALLER, outcome(Solved.NOT))
    story.world = w.with_number(NumberName.REHANDLE_ROUNDS, 0)
    return story


def test_a_department_is_followed_by_the_city_or_a_named_district() -> None:
    assert unsolved().do(w.MANAGEMENT, RAISE).lead.unit == w.CENTRE
    named = r.RaiseToHigherBody(reason=MARK, unit=w.EAST)
    assert unsolved().do(w.MANAGEMENT, named).lead.unit == w.EAST
    sideways = r.RaiseToHigherBody(reason=MARK, unit=w.HOUSING)
    assert unsolved().refuse(w.MANAGEMENT, sideways).code is Code.WRONG_UNIT


def test_a_body_that_may_not_hold_it_is_refused() -> None:
    story = unsolved()
    raised = r.RaiseToHigherBody(reason=MARK, unit=w.EAST)
    units = w.UNITS.change(w.EAST, active=False)
    story.world = c.msgspec.structs.replace(story.world, units=units)
    assert story.refuse(w.MANAGEMENT, raised).code is Code.WRONG_UNIT
    story = unsolved(w.OF_STREET)
    story.world = c.msgspec.structs.replace(story.world, units=units)
    assert story.refuse(w.MANAGEMENT, RAISE).code is Code.UNKNOWN_UNIT


def test_above_the_city_there_is_nobody() -> None:
    story = unsolved().do(w.MANAGEMENT, RAISE)
    finish(story, w.CENTRE).do(w.CALLER, outcome(Solved.NOT))
    assert story.refuse(w.MANAGEMENT, RAISE).code is Code.LIMIT_REACHED


def test_a_case_answered_by_its_parent_has_no_unit_at_fault() -> None:
    story = merged().do(w.CLOCK, c.TakeParentAnswer(answer=MARK))
    story.do(w.CALLER, outcome(Solved.NOT))
    assert story.refuse(w.CALLER, ORDER).code is Code.WRONG_STATE


def test_a_unit_that_is_no_more_leaves_it_to_dispatch_within_the_same_limit() -> None:
    story = followed_up(Solved.NOT)
    units = w.UNITS.change(w.URBAN, active=False)
    story.world = c.msgspec.structs.replace(story.world, units=units)
    story.do(w.CALLER, ORDER)
    assert story.case.stage is CaseStage.ACCEPTED
    assert story.case.rehandle and story.case.promise
    story.do(w.DISPATCHER, c.Dispatch(lead=w.HOUSING, reason=MARK))
    assert story.lead.limit.name == LimitName.REHANDLE


def test_a_lead_that_is_lost_is_a_programming_error() -> None:
    with pytest.raises(LookupError, match="no lead"):
        r._former(merged().case)


# --- 复核 -------------------------------------------------------------------------------------


def reviewing(story: Story | None = None) -> Story:
    """The unit claims that it was not at fault."""
    story = again(story)
    leg = story.lead
    return story.do(w.liaison(leg.unit), v.FileReview(leg=leg.id, claim=MARK))


def district(support: bool = True) -> v.RuleDistrictReview:
    """区级复核."""
    return v.RuleDistrictReview(request="R2", support=support, grounds=MARK)


def city(not_borne_out: bool = True) -> v.RuleCityReview:
    """市级复核."""
    return v.RuleCityReview(request="R2", not_borne_out=not_borne_out, grounds=MARK)


def test_both_levels_agree_so_it_is_not_borne_out_and_closed() -> None:
    """区、市两级都支持承办单位：查否，结案，不再重办；原来的结果恢复。"""
    story = reviewing()
    before = story.case.rounds[0]
    assert story.case.requests[-1].due_at == w.local(3, 5, 17, 30)
    assert story.refuse(w.CITY_REVIEWER, city()).code is Code.WRONG_STATE
    story.later(hours=25).do(DISTRICT, district())
    assert story.case.requests[-1].due_at == w.local(3, 6, 17, 30)
    assert story.refuse(DISTRICT, district()).code is Code.WRONG_STATE
    story.do(w.CITY_REVIEWER, city())
    case = story.case
    assert (case.stage, case.close_reason) == (CaseStage.CLOSED, CloseReason.NOT_BORNE_OUT)
    assert case.legs[-1].ended is EndReason.NOT_BORNE_OUT
    assert case.requests[-1].state is RequestState.UPHELD
    assert (case.completed_at, case.on_time) == (before.completed_at, True)
    assert case.verdict == before.verdict, "what the citizen said is kept"
    assert r.rounds(case) == 0, "a round that was none of the unit's is not counted against it"
    assert story.refuse(w.CALLER, ORDER).code is Code.ALREADY
    assert story.lead.id == "L1", "and whose it was"
    assert story.do(w.CALLER, c.Reopen(reason=MARK)).case.round == 3
    assert story.lead.unit == w.URBAN


@pytest.mark.parametrize("level", ["district", "city"])
def test_a_no_on_either_level_and_the_rehandle_goes_on(level: str) -> None:
    story = reviewing()
    if level == "district":
        story.do(DISTRICT, district(False))
    else:
        story.do(DISTRICT, district()).do(w.MANAGEMENT, city(False))
    assert story.case.requests[-1].state is RequestState.REJECTED
    assert story.lead.running and story.lead.limit.is_running
    twice = v.FileReview(leg="L2", claim=MARK)
    assert story.refuse(w.liaison(w.URBAN), twice).code is Code.ALREADY


def test_an_overdue_district_goes_to_the_city() -> None:
    story = reviewing()
    assert story.clock(w.local(3, 5, 18)) == ["sign:L2", "ruling:R2"]
    assert story.refuse(DISTRICT, district()).code is Code.WRONG_STATE
    story.do(w.CITY_REVIEWER, city())
    assert story.case.close_reason is CloseReason.NOT_BORNE_OUT


def test_the_two_levels_are_different_people() -> None:
    both = c.msgspec.structs.replace(
        DISTRICT, roles=frozenset({Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER})
    )
    story = reviewing().do(both, district())
    assert story.refuse(both, city()).code is Code.PARTY


def test_a_district_reviews_its_own_units_and_none_of_itself() -> None:
    story = reviewing(completed(w.OF_STREET))
    west = w.person(Role.DISTRICT_REVIEWER, w.WEST)
    assert story.refuse(west, district()).code is Code.WRONG_UNIT
    party = w.person(Role.DISTRICT_REVIEWER, w.LAKE_VILLAGE)
    assert story.refuse(party, district()).code is Code.PARTY
    story.do(DISTRICT, district(False))


def test_only_the_unit_at_fault_claims_and_only_in_a_rehandle() -> None:
    claim = v.FileReview(leg="L1", claim=MARK)
    first = completed().copy()
    assert first.refuse(w.liaison(w.URBAN), claim).code is Code.WRONG_STATE
    reopened = followed_up(Solved.NOT).do(w.CALLER, c.Reopen(reason=MARK))
    claim = v.FileReview(leg="L2", claim=MARK)
    assert reopened.refuse(w.liaison(w.URBAN), claim).code is Code.WRONG_STATE
    raised = unsolved().do(w.MANAGEMENT, RAISE)
    assert raised.refuse(w.liaison(w.CENTRE), claim).code is Code.WRONG_STATE
    moved = again().do(w.DISPATCHER, c.Redispatch(leg="L2", unit=w.HOUSING, reason=MARK))
    claim = v.FileReview(leg="L3", claim=MARK)
    assert moved.refuse(w.liaison(w.HOUSING), claim).code is Code.WRONG_STATE


def test_a_review_ends_every_leg_of_the_round_and_lapses_what_was_asked_there() -> None:
    story = reviewing().do(w.DISPATCHER, c.AddUnit(unit=w.WATER, reason=MARK))
    story.do(w.liaison(w.WATER), file_return("L3"))
    story.do(DISTRICT, district()).do(w.CITY_REVIEWER, city())
    assert {leg.state for leg in story.case.legs[1:]} == {LegState.RELEASED}
    assert [one.state for one in story.case.requests[1:]] == ["upheld", "lapsed"]


def test_who_replies_has_given_up_the_claim() -> None:
    story = finish(reviewing(), w.URBAN)
    assert story.case.requests[1].state is RequestState.LAPSED


def test_cases_merged_meanwhile_get_the_answer_of_the_round_before() -> None:
    story = reviewing()
    parent = story.one
    from tests.rules.case.build import call, matter

    story.register(w.AGENT, call(matter(triage=c.Accept())))
    story.do(w.DISPATCHER, c.Merge(parent=parent, reason=MARK))
    child, story.one = story.one, parent
    story.do(DISTRICT, district()).do(w.CITY_REVIEWER, city())
    assert story.clock() == ["children"]
    assert story.cases[child].stage is CaseStage.COMPLETED


def test_what_it_says_of_the_fault_is_in_the_journal() -> None:
    story = again()
    [ordered] = [one for one in story.events["c1"] if isinstance(one, re.RehandleOrdered)]
    assert (ordered.round, ordered.unit, ordered.fault) == (2, w.URBAN, Fault.OFF_POINT)


# --- after rating -----------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["supplement", "remind", "files"])
def test_what_is_added_after_rating_stops_the_automatic_closing(how: str) -> None:
    """评价满意后又补充：不再自动结案，由回访员决定。"""
    from hotline.rules.case.files import AttachFiles

    told = {
        "supplement": c.Supplement(text=MARK),
        "remind": c.Remind(),
        "files": AttachFiles(files=files()),
    }
    story = followed_up().do(w.CITIZEN, told[how])
    assert story.case.close_due is None and story.case.added_at == story.now
    assert story.clock(w.local(5, 6, 9)) == []
    assert story.refuse(w.CLOCK, c.Close()).code is Code.ALREADY
    assert story.copy().do(w.CALLER, c.Close()).case.stage is CaseStage.CLOSED
    assert story.do(w.CALLER, ORDER).case.added_at is None


def test_what_the_hotline_attaches_stops_nothing() -> None:
    from hotline.rules.case.files import AttachFiles

    story = followed_up().do(w.CALLER, AttachFiles(files=files()))
    assert story.case.close_due is not None


def test_what_is_added_before_rating_stops_nothing() -> None:
    story = completed().do(w.CITIZEN, c.Supplement(text=MARK)).do(w.CALLER, outcome())
    assert story.case.close_due is not None and story.case.added_at is None
