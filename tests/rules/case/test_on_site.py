"""现场划分职责: units are ordered to the place, who came is recorded, the dispatch follows."""

from hotline.rules.case import commands as c
from hotline.rules.case import on_site as site
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.case.timers import timers
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, LegRole, RequestState, Role
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, accepted, call, matter, registered
from tests.rules.case.unclear import ORDER, attended, divide, divided, ordered


def came(unit: str = "", yes: bool = True) -> site.RecordAttendance:
    """A unit came, or did not."""
    return site.RecordAttendance(request="R1", unit=unit, came=yes)


def test_units_are_ordered_within_the_rulebooks_time_and_no_clock_stands_still() -> None:
    before = accepted().case
    case = ordered().case
    [one] = case.requests
    assert (one.units, one.due_at) == ((w.WATER, w.URBAN), w.local(3, 2, 13, 30))
    assert (case.promise, case.desk) == (before.promise, before.desk)
    assert timers(case)["ruling:R1"] == one.due_at
    assert ordered().refuse(w.DISPATCHER, ORDER).code is Code.ALREADY


def test_two_units_that_take_orders() -> None:
    story = accepted()
    for units, field in (
        ((w.WATER, w.WATER), Code.MISSING),
        ((w.WATER, "nowhere"), Code.UNKNOWN_UNIT),
        ((w.WATER, w.CLOSED_UNIT), Code.UNKNOWN_UNIT),
        ((w.WATER, w.CENTRE), Code.UNKNOWN_UNIT),
    ):
        order = site.OrderSiteMeeting(units=units, place=MARK)
        assert story.refuse(w.DISPATCHER, order).code is field
    assert registered().refuse(w.DISPATCHER, ORDER).code is Code.WRONG_STATE


def test_whom_a_confidential_case_reports_is_not_ordered() -> None:
    story = accepted()
    story.do(w.DISPATCHER, MakeConfidential(reason="怕报复", reported_unit=w.URBAN))
    refused = story.refuse(w.DISPATCHER, ORDER)
    assert (refused.code, refused.field) == (Code.PARTY, "units")
    others = site.OrderSiteMeeting(units=(w.WATER, w.HOUSING), place=MARK)
    story.do(w.DISPATCHER, others)


def test_a_unit_records_its_own_coming_and_the_hotline_that_of_any() -> None:
    story = ordered()
    assert story.refuse(w.liaison(w.HOUSING), came()).code is Code.WRONG_UNIT
    assert story.refuse(w.liaison(w.WATER), came(w.URBAN)).code is Code.UNKNOWN_UNIT
    assert story.refuse(w.DISPATCHER, came(w.HOUSING)).code is Code.UNKNOWN_UNIT
    story.do(w.liaison(w.WATER), came())
    assert story.case.requests[0].came == (w.WATER,)
    story.do(w.DISPATCHER, came(w.WATER, False))
    assert (story.case.requests[0].came, story.case.requests[0].absent) == ((), (w.WATER,))


def test_the_duty_is_divided_once_it_is_known_who_came_and_the_dispatch_follows() -> None:
    refused = ordered().refuse(w.DISPATCHER, divide("R1"))
    assert "市水务局、市城管局" in refused.message
    case = divided().case
    assert case.stage is CaseStage.HANDLING
    assert [(leg.unit, leg.role) for leg in case.legs] == [
        (w.WATER, LegRole.LEAD),
        (w.URBAN, LegRole.CO_HANDLING),
    ]
    assert case.requests[0].state is RequestState.UPHELD


def test_each_unit_once_and_none_against_its_duty_list() -> None:
    story = attended()
    both = site.DivideDuty(request="R1", lead=w.WATER, co_handlers=(w.WATER,), division=MARK)
    assert story.refuse(w.DISPATCHER, both).field == "co_handlers"
    wrong = site.DivideDuty(request="R1", lead="nowhere", division=MARK)
    assert story.refuse(w.DISPATCHER, wrong).code is Code.UNKNOWN_UNIT


def test_nobody_of_a_unit_that_was_ordered_divides() -> None:
    inside = w.person(Role.DISPATCHER, w.URBAN)
    assert attended().refuse(inside, divide("R1")).code is Code.PARTY


def test_overdue_it_goes_to_the_next_rung() -> None:
    story = attended()
    story.clock(w.local(3, 2, 13, 30))
    assert story.case.requests[0].rung == 1
    assert story.refuse(w.DISPATCHER, divide("R1")).code is Code.WRONG_ROLE
    assert story.do(w.MANAGEMENT, divide("R1")).case.stage is CaseStage.HANDLING


def test_a_case_that_goes_another_way_lets_the_order_lapse() -> None:
    story = ordered().do(w.CITIZEN, c.Withdraw(reason=MARK))
    assert story.case.requests[0].state is RequestState.LAPSED
    assert "ruling:R1" not in timers(story.case)
    kept = ordered().do(w.CITIZEN, c.Supplement(text=MARK))
    assert kept.case.requests[0].state is RequestState.FILED


def test_a_case_that_waits_for_the_meeting_is_not_merged_away() -> None:
    story: Story = ordered()
    story.register(w.AGENT, call(matter(triage=c.Accept(), dispatch=True)))
    parent = next(key for key in reversed(story.cases) if key != "c1")
    story.one = "c1"
    assert story.refuse(w.DISPATCHER, c.Merge(parent=parent)).code is Code.ALREADY
