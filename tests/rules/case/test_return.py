"""退单: when it may be filed, what it pauses, and what it does not."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case.timers import timers
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import FlagName
from hotline.rules.words import CaseStage, LegState, RequestState, Urgency
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, dispatched, file_return, signed

REJECT = c.RuleReturn(request="R1", uphold=False, grounds=MARK)


def disputed(story: Story | None = None) -> Story:
    """城管局 says: not ours."""
    story = story or signed()
    return story.do(w.liaison(w.URBAN), file_return("L1", w.HOUSING))


def test_the_leg_pauses_and_the_promise_does_not() -> None:
    story = signed()
    promise = story.case.promise
    disputed(story.at(3, 3, 10))
    assert story.lead.state is LegState.DISPUTED
    assert story.lead.limit.paused_since == story.now
    assert story.case.promise == promise
    assert set(timers(story.case)) == {"promise", "ruling:R1", "pause:R1"}


def test_the_promise_is_missed_even_in_the_middle_of_a_dispute() -> None:
    """两家推来推去，诉求人的承诺时限照样到期。"""
    story = disputed()
    assert story.clock(w.local(3, 18, 9)) == ["ruling:R1", "pause:R1", "promise"]
    assert story.lead.state is LegState.DISPUTED
    assert story.case.promise is not None
    assert story.case.promise.breached_at == w.local(3, 17, 17, 30)


@pytest.mark.parametrize("sign_first", [True, False])
def test_it_may_be_filed_before_or_after_signing(sign_first: bool) -> None:
    story = disputed(signed() if sign_first else dispatched())
    story.do(w.DISPATCHER, REJECT)
    wanted = LegState.SIGNED if sign_first else LegState.DISPATCHED
    assert story.lead.state is wanted


def test_a_rejected_return_resumes_with_what_was_left() -> None:
    """周二17:30前退单，周四同一时刻驳回：两个工作日补回，3月16日变3月18日。"""
    story = signed().at(3, 3, 10)
    disputed(story).at(3, 5, 10).do(w.DISPATCHER, REJECT)
    assert story.lead.limit.is_running
    assert story.lead.limit.due_at == w.local(3, 18, 17, 30)
    assert story.case.requests[0].state is RequestState.REJECTED
    assert story.case.barred == (w.URBAN,)


def test_that_unit_may_not_return_this_case_again() -> None:
    story = disputed().do(w.DISPATCHER, REJECT)
    refusal = story.refuse(w.liaison(w.URBAN), file_return("L1"))
    assert refusal.code is Code.LIMIT_REACHED


def test_sign_and_contact_limits_stand_still_too() -> None:
    """未签收即退单，两日后驳回：签收、首次联系时限同样顺延，不因等裁定而被记迟。"""
    story = dispatched()
    disputed(story.later(hours=1)).at(3, 4, 10, 30).do(w.DISPATCHER, REJECT)
    assert story.lead.state is LegState.DISPATCHED
    assert story.lead.sign_due == w.local(3, 5, 17, 30)
    assert story.lead.contact_due == w.local(3, 5, 17, 30)
    assert story.clock() == []
    story.do(w.liaison(w.URBAN), c.Sign(leg="L1"))
    assert not story.lead.sign_late


def test_the_unit_may_take_its_return_back() -> None:
    story = disputed(signed().at(3, 3, 10)).at(3, 4, 10)
    assert (
        story.refuse(w.liaison(w.HOUSING), c.WithdrawReturn(request="R1")).code is Code.WRONG_UNIT
    )
    story.do(w.liaison(w.URBAN), c.WithdrawReturn(request="R1"))
    assert story.lead.limit.due_at == w.local(3, 17, 17, 30)
    assert story.case.requests[0].state is RequestState.WITHDRAWN
    assert story.case.barred == ()


def test_after_the_return_limit_the_unit_is_first_accepting() -> None:
    """退单期限两个工作日，自派单起算：3月4日17:30当刻还可以，过后不可以。"""
    at_limit = signed().at(3, 4, 17, 30)
    assert disputed(at_limit).lead.state is LegState.DISPUTED
    refusal = signed().at(3, 4, 17, 31).refuse(w.liaison(w.URBAN), file_return("L1"))
    assert refusal.code is Code.TOO_LATE
    assert "3月4日17:30" in refusal.message


def test_critical_is_handled_first() -> None:
    story = signed(urgency=Urgency.CRITICAL)
    assert story.refuse(w.liaison(w.URBAN), file_return("L1")).code is Code.CRITICAL


def test_a_city_may_let_critical_cases_be_returned() -> None:
    """《办理规则》写明特急可以退单的城市，就可以。"""
    story = signed(urgency=Urgency.CRITICAL)
    story.world = w.with_flag(FlagName.CRITICAL_MAY_RETURN, True)
    assert disputed(story).lead.state is LegState.DISPUTED


@pytest.mark.parametrize("believed", [w.URBAN, "nowhere", w.CENTRE])
def test_the_unit_believed_responsible_is_another_unit_that_handles_cases(believed: str) -> None:
    """写热线中心自己为“应承办单位”，全体审核人就都成了当事人，无人能裁：不收。"""
    refusal = signed().refuse(w.liaison(w.URBAN), file_return("L1", believed))
    assert (refusal.code, refusal.field) == (Code.UNKNOWN_UNIT, "believed_unit")


def test_a_disputed_leg_is_ruled_on_before_anything_else() -> None:
    story = disputed()
    for command in (
        c.Redispatch(leg="L1", unit=w.HOUSING, reason=MARK),
        c.ReleaseCoHandler(leg="L1", reason=MARK),
    ):
        assert story.refuse(w.DISPATCHER, command).code is Code.WRONG_STATE
    assert story.case.stage is CaseStage.HANDLING


def test_a_leg_overdue_before_the_dispute_stays_overdue() -> None:
    story = signed(urgency=Urgency.URGENT)
    story.now = story.lead.return_due
    disputed(story).do(w.DISPATCHER, REJECT)
    due = story.lead.limit.due_at
    story.clock(due)
    assert story.lead.limit.breached_at == due
