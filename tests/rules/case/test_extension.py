"""延期: in time, capped, ruled by another, counted from the old limit; 延期待审 is not overdue."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import extension as x
from hotline.rules.case.leg_events import LimitBreached, RequestLapsed
from hotline.rules.deadline import Extended
from hotline.rules.refusal import Code
from hotline.rules.words import Kind, LegState, RequestState
from tests.rules.case import world as w
from tests.rules.case.build import (
    MARK,
    PHONE,
    Story,
    accepted,
    file_extension,
    file_return,
    reply,
    signed,
)


def asked(by: str = "5wd", **more: bool) -> Story:
    """The lead has signed a 求助 on Monday 2 March (due 16 March 17:30) and asks for more time."""
    story = signed()
    command = x.FileExtension(leg="L1", length=by, explanation=MARK, **more)
    return story.do(w.liaison(w.URBAN), command)


def ruled(story: Story, grant: bool) -> Story:
    """The city reviewer rules, who may also when the ruling is overdue."""
    request = story.case.requests[-1].id
    return story.do(w.CITY_REVIEWER, x.RuleExtension(request=request, grant=grant, grounds=MARK))


def test_granted_counts_from_the_old_limit_however_late_it_was_ruled_on() -> None:
    story = asked()
    assert story.lead.limit.due_at == w.local(3, 16, 17, 30)
    story.at(3, 18, 10).clock()
    ruled(story, True)
    assert story.lead.limit.due_at == w.local(3, 23, 17, 30)
    assert isinstance(story.lead.limit.turns[-1], Extended)
    assert story.case.requests[0].state is RequestState.UPHELD
    assert story.lead.limit.breached_at is None


def test_asked_in_time_but_unruled_is_not_overdue() -> None:
    story = asked().at(3, 17, 10)
    assert "limit:L1" not in story.clock()
    assert story.refuse(w.CLOCK, c.BreachLimit(leg="L1")).code is Code.ALREADY
    story.do(w.officer(w.URBAN), c.RecordProgress(leg="L1", note=MARK))
    assert story.lead.limit.breached_at is None


@pytest.mark.parametrize("unit", [w.HOUSING, ""])
def test_it_lapses_with_a_leg_that_goes_back(unit: str) -> None:
    story = asked().do(w.liaison(w.URBAN), file_return("L1"))
    story.do(w.DISPATCHER, c.RuleReturn(request="R2", uphold=True, unit=unit, grounds=MARK))
    assert [one.state for one in story.case.requests] == [RequestState.LAPSED, RequestState.UPHELD]


@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_refused_is_overdue_from_the_old_limit(how: str) -> None:
    story = asked().at(3, 18, 10)
    if how == "refused":
        ruled(story, False)
    else:
        story.do(w.liaison(w.URBAN), x.WithdrawExtension(request="R1"))
    assert isinstance(story.events[story.one][-2], LimitBreached)
    assert story.lead.limit.breached_at == w.local(3, 16, 17, 30)


def test_refused_in_time_changes_nothing() -> None:
    story = ruled(asked(), False)
    assert isinstance(story.last, x.ExtensionRefused)
    assert story.lead.limit.due_at == w.local(3, 16, 17, 30)
    assert story.case.requests[0].state is RequestState.REJECTED
    story.do(w.liaison(w.URBAN), file_extension("L1"))


def test_a_grant_that_comes_after_even_the_longer_limit_is_late_at_once() -> None:
    story = ruled(asked("1wd").at(3, 19, 10), True)
    assert isinstance(story.events[story.one][-2], LimitBreached)
    assert story.lead.limit.breached_at == w.local(3, 17, 17, 30)


def test_after_the_limit_it_is_too_late_to_ask() -> None:
    story = signed().at(3, 17, 9)
    refused = story.refuse(w.liaison(w.URBAN), file_extension("L1"))
    assert refused.code is Code.TOO_LATE and "3月16日17:30" in refused.message


def test_one_at_a_time_and_two_in_all() -> None:
    story = asked()
    assert story.refuse(w.liaison(w.URBAN), file_extension("L1")).code is Code.ALREADY
    ruled(story, True)
    ruled(story.do(w.liaison(w.URBAN), file_extension("L1")), True)
    refused = story.refuse(w.liaison(w.URBAN), file_extension("L1"))
    assert refused.code is Code.LIMIT_REACHED and "2" in refused.message


def test_each_and_total_are_capped() -> None:
    story = signed()
    refused = story.refuse(w.liaison(w.URBAN), file_extension("L1", "11wd"))
    assert (refused.code, refused.field) == (Code.LIMIT_REACHED, "length")
    ruled(asked_more := asked("10wd"), True)
    refused = asked_more.refuse(w.liaison(w.URBAN), file_extension("L1", "6wd"))
    assert "累计" in refused.message
    asked_more.do(w.liaison(w.URBAN), file_extension("L1", "5wd"))


def test_a_long_cycle_matter_is_capped_from_dispatch() -> None:
    story = asked("120d", long_cycle=True)
    ruled(story, True)
    assert isinstance(story.last, x.ExtensionGranted) and story.last.long_cycle
    over = x.FileExtension(leg="L1", length="60d", explanation=MARK, long_cycle=True)
    assert "长周期" in story.refuse(w.liaison(w.URBAN), over).message


@pytest.mark.parametrize("by", ["soon", "today", "5", "-1wd"])
def test_what_is_no_length_of_time_is_refused_with_what_to_write(by: str) -> None:
    refused = signed().refuse(w.liaison(w.URBAN), file_extension("L1", by))
    assert (refused.code, refused.field) == (Code.INVALID, "length")
    assert "5个工作日" in refused.advice


@pytest.mark.parametrize(
    ("said", "length"), [("5个工作日", "5wd"), ("2 天", "2d"), ("24小时", "24h")]
)
def test_a_length_may_be_written_as_people_write_it(said: str, length: str) -> None:
    story = asked(said)
    assert str(story.case.requests[0].by) == length


def test_never_ruled_by_the_unit_itself() -> None:
    story = asked()
    ruling = x.RuleExtension(request="R1", grant=True, grounds=MARK)
    assert story.refuse(w.head(w.URBAN), ruling).code is Code.WRONG_ROLE
    of_the_unit = w.person(next(iter(w.DISPATCHER.roles)), w.URBAN)
    assert story.refuse(of_the_unit, ruling).code is Code.PARTY


def test_done_while_nobody_ruled_counts_the_time_that_was_asked_for() -> None:
    story = asked()
    story.do(w.officer(w.URBAN), c.RecordFirstContact(leg="L1", number=PHONE, note=MARK))
    story.at(3, 18, 10).do(w.officer(w.URBAN), reply("L1"))
    story.do(w.head(w.URBAN), c.ApproveCompletion(request="R2"))
    assert story.case.legs[0].on_time is True
    assert story.case.requests[0].state is RequestState.LAPSED
    assert any(isinstance(event, RequestLapsed) for event in story.events[story.one])


def test_a_handed_down_leg_stays_inside_the_one_above() -> None:
    story = signed(w.OF_STREET)
    story.do(w.liaison(w.LAKE_STREET), c.HandDown(leg="L1", unit=w.LAKE_VILLAGE))
    story.do(w.liaison(w.LAKE_VILLAGE), c.Sign(leg="L2"))
    story.do(w.liaison(w.LAKE_VILLAGE), file_extension("L2"))
    ruled(story, True)
    assert story.leg(w.LAKE_VILLAGE).limit.due_at == story.lead.limit.due_at


def test_a_co_handler_stays_ahead_of_the_lead() -> None:
    story = signed(co=(w.WATER,))
    story.do(w.liaison(w.WATER), c.Sign(leg="L2"))
    story.do(w.liaison(w.WATER), file_extension("L2", "10wd"))
    ruled(story, True)
    assert story.leg(w.WATER).limit.due_at == story.lead.limit.due_at


def test_what_the_hotline_holds_itself_is_not_extended() -> None:
    story = accepted(w.SILENT).do(w.DISPATCHER, c.Dispatch(lead=w.CENTRE, reason=MARK))
    story.do(w.liaison(w.CENTRE), c.Sign(leg="L1"))
    refused = story.refuse(w.liaison(w.CENTRE), file_extension("L1"))
    assert refused.code is Code.PARTY


def test_the_promise_to_the_citizen_stays_as_it_was_made() -> None:
    story = signed()
    before = story.case.promise
    assert before is not None
    ruled(story.do(w.liaison(w.URBAN), file_extension("L1")), True)
    assert story.case.promise == before
    assert story.case.kind is Kind.HELP and story.lead.state is LegState.SIGNED


def test_a_return_asks_for_no_time() -> None:
    story = signed().do(w.liaison(w.URBAN), file_return("L1"))
    request = story.case.requests[0]
    with pytest.raises(LookupError, match="no extension"):
        x.asked_limit(story.case, story.lead, request, story.context(w.DISPATCHER))
