"""分类处置: six ways, each with its own follow-through; and 退回补录."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case.fields import Command
from hotline.rules.refusal import Code
from hotline.rules.words import (
    CaseStage,
    CloseReason,
    EmergencyLine,
    ExplainGround,
    Kind,
    LegalRoute,
    ReturnReason,
    Triage,
    Urgency,
)
from tests.rules.case import world as w
from tests.rules.case.build import MARK, accepted, merged, registered, signed

ANSWER = c.AnswerDirectly(answer=MARK, article="A-17", article_version="3")
ROUTE = c.TellLegalRoute(route=LegalRoute.ARBITRATION, words=MARK, reference=MARK)
EXPLAIN = c.Explain(ground=ExplainGround.PRIVACY, words=MARK)
POLICE = c.ReferToPolice(clue=MARK)
AMBULANCE = c.HandOver(line=EmergencyLine.AMBULANCE_120, note=MARK)

ENDINGS = [
    (ANSWER, Triage.ANSWER, CloseReason.ANSWERED),
    (ROUTE, Triage.LEGAL_ROUTE, CloseReason.LEGAL_ROUTE),
    (EXPLAIN, Triage.EXPLAIN, CloseReason.EXPLAINED),
    (POLICE, Triage.POLICE, CloseReason.POLICE),
]


@pytest.mark.parametrize(("command", "way", "why"), ENDINGS, ids=lambda x: type(x).__name__)
def test_ways_that_end_the_case_at_once(command: Command, way: Triage, why: CloseReason) -> None:
    case = registered().do(w.AGENT, command).case
    assert (case.stage, case.triage, case.close_reason) == (CaseStage.CLOSED, way, why)


@pytest.mark.parametrize(("command", "way", "why"), ENDINGS, ids=lambda x: type(x).__name__)
def test_an_accepted_case_that_no_unit_can_hold_may_still_end_by_these_ways(
    command: Command, way: Triage, why: CloseReason
) -> None:
    """受理后，承办单位以“应通过法定途径解决”退单且成立：派单员告知法定途径，承诺时限停止。"""
    story = signed()
    leg = story.lead.id
    filed = c.FileReturn(leg=leg, reason=ReturnReason.STATUTORY, explanation=MARK)
    story.do(w.liaison(w.URBAN), filed)
    story.do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=True, grounds=MARK))
    assert story.refuse(w.AGENT, command).code is Code.WRONG_ROLE
    case = story.do(w.DISPATCHER, command).case
    assert (case.triage, case.close_reason) == (way, why)
    assert case.promise is not None
    assert case.promise.stopped_at == story.now


def test_a_parent_is_not_ended_over_the_heads_of_its_callers() -> None:
    story = merged()
    story.one = "c1"
    leg = story.lead.id
    filed = c.FileReturn(leg=leg, reason=ReturnReason.STATUTORY, explanation=MARK)
    story.do(w.liaison(w.URBAN), filed)
    story.do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=True, grounds=MARK))
    assert story.refuse(w.DISPATCHER, ROUTE).code is Code.ALREADY


def test_acceptance_starts_the_citizens_promise() -> None:
    """周一9:30受理求助：承诺11个工作日，3月17日下班前。"""
    story = accepted()
    promise = story.case.promise
    assert promise is not None
    assert promise.started_at == story.now
    assert promise.due_at == w.local(3, 17, 17, 30)
    assert story.case.edition == promise.edition == 2


def test_a_hand_over_closes_only_when_taken_over() -> None:
    story = registered().do(w.AGENT, AMBULANCE)
    assert story.case.stage is CaseStage.HANDED_OVER
    story.do(w.AGENT, c.ConfirmHandOver(taken_over=True, by=MARK))
    assert story.case.close_reason is CloseReason.HANDED_OVER
    assert story.case.hand_over is not None
    assert story.case.hand_over.taken


def test_nobody_confirms_so_an_alarm_is_raised_once() -> None:
    """移交120，十分钟无人确认：告警一次，状态不变；之后仍可确认。"""
    story = registered().do(w.AGENT, AMBULANCE)
    early = story.refuse(w.CLOCK, c.AlarmHandOver())
    assert early.code is Code.WRONG_STATE
    assert story.clock(w.local(3, 2, 12)) == ["hand_over"]
    assert story.refuse(w.CLOCK, c.AlarmHandOver()).code is Code.ALREADY
    assert story.case.stage is CaseStage.HANDED_OVER
    assert isinstance(story.last, e.HandOverAlarmed)
    story.do(w.DUTY_MANAGER, c.ConfirmHandOver(taken_over=True))
    assert story.case.stage is CaseStage.CLOSED


def test_who_answered_first_accepts_what_the_emergency_line_refuses() -> None:
    story = registered().do(w.AGENT, AMBULANCE)
    story.do(w.AGENT, c.ConfirmHandOver(taken_over=False, by=MARK))
    assert story.case.stage is CaseStage.REGISTERED
    assert story.case.triage is None
    story.do(w.AGENT, c.Accept())
    assert story.case.triage is Triage.ACCEPT


def test_it_may_be_handed_over_again_and_alarms_again() -> None:
    story = registered().do(w.AGENT, AMBULANCE)
    story.clock(w.local(3, 2, 10))
    story.do(w.AGENT, c.ConfirmHandOver(taken_over=False))
    story.do(w.AGENT, c.HandOver(line=EmergencyLine.POLICE_110))
    assert story.case.hand_over is not None
    assert not story.case.hand_over.alarmed
    assert story.clock(w.local(3, 2, 11)) == ["hand_over"]


def test_sent_back_and_mended_before_acceptance() -> None:
    story = registered().do(w.PRE_REVIEWER, c.SendBackForCompletion(reason=MARK))
    assert story.case.stage is CaseStage.SENT_BACK
    mended = c.CompleteIntake(kind=Kind.COMPLAINT, area="east", title=MARK, text=MARK, note=MARK)
    case = story.do(w.AGENT, mended).case
    assert (case.stage, case.kind, case.area) == (CaseStage.REGISTERED, Kind.COMPLAINT, "east")
    assert (case.topic, case.urgency, case.object) == (w.NOISE, Urgency.ORDINARY, "")
    assert case.send_backs == 1


def test_sent_back_after_acceptance_keeps_promise_and_acceptance() -> None:
    """受理后被退回补录：诉求人的承诺时限照走，补完回到待派单。"""
    story = accepted()
    promise = story.case.promise
    story.do(w.DISPATCHER, c.SendBackForCompletion(reason=MARK))
    story.later(hours=3)
    story.do(
        w.AGENT, c.CompleteIntake(topic=w.WATER_OUT, object="东湖小区", urgency=Urgency.URGENT)
    )
    assert story.case.stage is CaseStage.ACCEPTED
    assert story.case.promise == promise
    assert (story.case.topic, story.case.urgency) == (w.WATER_OUT, Urgency.URGENT)


def test_an_emptied_text_is_refused() -> None:
    story = registered()
    refusal = story.refuse(w.AGENT, c.CompleteIntake(text=" \n"))
    assert (refusal.code, refusal.field) == (Code.MISSING, "text")


@pytest.mark.parametrize("stage", ["open", "completed", "followed_up"])
def test_reminders_and_supplements_until_it_is_closed(stage: str) -> None:
    """结案之前，催办和补充都收得下：电话里说了“已解决”，第二天又坏了，也要有处可说。"""
    from tests.rules.case.build import completed, dispatched, followed_up

    made = {"open": dispatched, "completed": completed, "followed_up": followed_up}
    story = made[stage]()
    story.do(w.CITIZEN, c.Supplement(text=MARK)).do(w.AGENT, c.Remind(words=MARK))
    story.do(w.CITIZEN, c.Remind())
    assert (story.case.supplements, story.case.reminders) == (1, 2)
