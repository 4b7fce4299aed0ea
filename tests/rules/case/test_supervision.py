"""督办: reminders and notices by rule, documents by hand, receipt, answer, the climb."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import supervision as v
from hotline.rules.case import supervision_events as e
from hotline.rules.case import supervision_guards as g
from hotline.rules.case.evolve import evolve
from hotline.rules.case.extension import RuleExtension
from hotline.rules.case.guards import Target
from hotline.rules.case.leg_events import LimitBreached
from hotline.rules.case.state import Document
from hotline.rules.case.timers import timers
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import FlagName, NumberName
from hotline.rules.words import Accountability, Colour, RequestState, Role, SupervisionKind
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story
from tests.rules.case.pressed import SUPERVISOR, order

LIAISON, HEAD = w.liaison(w.URBAN), w.head(w.URBAN)


def late() -> Story:
    """A leg whose limit has just passed while its unit worked."""
    story = b.signed()
    story.clock(story.lead.limit.due_at)
    return story


def last(story: Story) -> Document:
    """The newest document."""
    return story.case.documents[-1]


def test_a_leg_is_reminded_once_at_its_yellow_light_and_the_reminder_asks_to_be_read() -> None:
    """黄灯时提醒一次，只需签收，不需答复；久无进展不因提醒而重新起算。"""
    story = b.signed()
    moved, at = story.case.last_at, timers(story.case)["remind:L1"]
    assert story.refuse(w.CLOCK, v.RemindLeg(leg="L1")).code is Code.WRONG_STATE
    assert "remind:L1" in story.clock(at)
    reminder = last(story)
    assert (reminder.document, reminder.colour) == (SupervisionKind.REMINDER, Colour.YELLOW)
    assert reminder.by_rule and reminder.due_at is None
    assert story.case.last_at == moved
    assert story.refuse(w.CLOCK, v.RemindLeg(leg="L1")).code is Code.ALREADY
    assert story.refuse(w.CLOCK, v.EscalateSupervision(request="D1")).code is Code.ALREADY
    assert "press:D1:0" not in timers(story.case)
    answer = v.AnswerSupervision(request="D1", answer=MARK)
    assert story.refuse(LIAISON, answer).code is Code.WRONG_STATE
    story.do(w.officer(w.URBAN), v.ReceiveSupervision(request="D1"))
    assert last(story).state is RequestState.UPHELD
    assert last(story).received_at == story.now


def test_another_limit_has_a_reminder_of_its_own() -> None:
    """延期后按新的时限再提醒一次。"""
    story = b.signed()
    story.clock(timers(story.case)["remind:L1"])
    assert "remind:L1" not in timers(story.case)
    story.do(LIAISON, b.file_extension("L1"))
    story.do(w.DISPATCHER, RuleExtension(request="R1", grant=True, grounds=MARK))
    assert timers(story.case)["remind:L1"] < story.lead.limit.due_at


def test_nobody_reminds_of_a_limit_that_stands_still() -> None:
    story = b.signed().do(LIAISON, b.file_return("L1"))
    assert "remind:L1" not in timers(story.case)


def test_at_expiry_a_notice_asks_why_and_takes_the_place_of_the_reminder() -> None:
    """到期发超期通知，限期说明；提醒随之失效。"""
    story = late()
    reminder, notice = story.case.documents
    assert reminder.state is RequestState.LAPSED
    assert (notice.document, notice.colour) == (SupervisionKind.NOTICE, Colour.ORANGE)
    assert notice.due_at is not None and notice.due_at > story.now
    assert story.refuse(w.CLOCK, v.RemindLeg(leg="L1")).code is Code.ALREADY


def test_whoever_acts_after_a_limit_no_clock_saw_sets_off_the_notice_too() -> None:
    story = b.signed()
    story.now = story.lead.limit.due_at
    story.later(hours=1).do(LIAISON, c.RecordProgress(leg="L1", note=MARK))
    assert [one.document for one in story.case.documents] == [SupervisionKind.NOTICE]


def test_a_city_may_have_neither_reminders_nor_notices() -> None:
    """办理规则可以都不要。"""
    story = Story(w.with_number(NumberName.REMIND_PERCENT, 0))
    story.register(w.DISPATCHER, b.call(b.matter(triage=c.Accept(), dispatch=True)))
    assert "remind:L1" not in timers(story.case)
    assert g.remind_at(story.lead) is None
    silent = Story(w.with_flag(FlagName.NOTICE_AT_EXPIRY, False))
    silent.register(w.DISPATCHER, b.call(b.matter(triage=c.Accept(), dispatch=True)))
    silent.clock(silent.lead.limit.due_at)
    kinds = {one.document for one in silent.case.documents}
    assert SupervisionKind.NOTICE not in kinds


def test_a_unit_that_ends_late_gets_no_notice_after_the_fact() -> None:
    """一边超期一边终止的，不再发通知。"""
    story = b.signed()
    story.now = story.lead.limit.due_at
    story.later(hours=1)
    story.do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.HOUSING, reason=MARK))
    assert not story.case.documents


def test_a_supervisor_presses_the_unit_receives_and_answers_and_the_answer_is_judged() -> None:
    """督办单：签收、答复、退回、再答复、销号。"""
    story = b.signed().do(SUPERVISOR, order())
    answer = v.AnswerSupervision(request="D1", answer=MARK)
    assert story.refuse(w.liaison(w.WATER), answer).code is Code.WRONG_UNIT
    story.do(w.officer(w.URBAN), v.ReceiveSupervision(request="D1"))
    received = story.now
    again = v.ReceiveSupervision(request="D1")
    assert story.refuse(LIAISON, again).code is Code.ALREADY
    assert story.refuse(SUPERVISOR, v.AcceptAnswer(request="D1")).code is Code.WRONG_STATE
    story.later(hours=1).do(LIAISON, answer)
    assert isinstance(story.last, e.SupervisionAnswered) and not story.last.late
    assert last(story).received_at == received
    assert story.refuse(LIAISON, answer).code is Code.ALREADY
    assert "press:D1:0" not in timers(story.case)
    back = v.SendBackAnswer(request="D1", reason=MARK, within="24小时")
    bad = v.SendBackAnswer(request="D1", reason=MARK, within="soon")
    assert story.refuse(SUPERVISOR, bad).field == "within"
    story.do(SUPERVISOR, back)
    assert last(story).answered_at is None
    assert timers(story.case)["press:D1:0"] == last(story).due_at
    story.later(days=2).do(LIAISON, answer)
    assert isinstance(story.last, e.SupervisionAnswered) and story.last.late
    story.do(w.MANAGEMENT, v.AcceptAnswer(request="D1", note=MARK))
    assert last(story).state is RequestState.UPHELD


def test_a_leaders_instruction_names_the_leader_and_the_time_may_be_given() -> None:
    """领导批示须写明领导；答复时间可以指定，看不懂的退回。"""
    story = b.signed()
    plain = v.IssueSupervision(
        leg="L1", kind=SupervisionKind.INSTRUCTION, colour=Colour.RED, asks=MARK
    )
    assert story.refuse(SUPERVISOR, plain).field == "leader"
    odd = v.IssueSupervision(
        leg="L1", kind=SupervisionKind.TALK, colour=Colour.RED, asks=MARK, within="soon"
    )
    assert story.refuse(SUPERVISOR, odd).field == "within"
    story.do(SUPERVISOR, order("L1", SupervisionKind.INSTRUCTION))
    story.do(SUPERVISOR, order("L1", SupervisionKind.REMINDER))
    assert last(story).due_at is None


def test_what_is_not_answered_climbs_to_the_head_the_unit_above_and_the_management() -> None:
    """逾期不答复：升级到负责人、上级单位、热线管理机构。"""
    story = b.signed(co=(w.WATER,))
    story.do(w.liaison(w.WATER), c.Sign(leg="L2"))
    story.do(w.liaison(w.WATER), c.HandDown(leg="L2", unit=w.WATER_COMPANY))
    story.do(SUPERVISOR, order("L3"))
    climb = v.EscalateSupervision(request="D1")
    assert story.refuse(w.CLOCK, climb).code is Code.WRONG_STATE
    seen = []
    while due := timers(story.case).get(f"press:D1:{len(seen)}"):
        story.now = due
        story.do(w.CLOCK, climb)
        climbed = story.case.document("D1")
        assert climbed and climbed.colour is Colour.RED
        seen.append((climbed.rung, climbed.addressed))
    assert seen == [(1, w.WATER_COMPANY), (2, w.WATER), (3, w.WATER)]
    answer = v.AnswerSupervision(request="D1", answer=MARK)
    assert story.refuse(w.liaison(w.WATER_COMPANY), answer).code is Code.WRONG_ROLE
    story.do(w.head(w.WATER), answer)
    told = story.case.document("D1")
    assert told and told.received_at == told.answered_at == story.now


def test_a_unit_right_below_the_city_climbs_to_the_management() -> None:
    story = b.signed().do(SUPERVISOR, order())
    for rung in range(2):
        story.now = timers(story.case)[f"press:D1:{rung}"]
        story.do(w.CLOCK, v.EscalateSupervision(request="D1"))
    assert (last(story).rung, last(story).addressed) == (g.TOP, w.URBAN)


def test_a_document_is_over_with_the_leg_it_presses_only() -> None:
    """承办单终止或办结，督办随之了结；别的承办单的照常。"""
    story = b.signed(co=(w.WATER,)).do(SUPERVISOR, order("L1")).do(SUPERVISOR, order("L2"))
    story.do(w.DISPATCHER, c.ReleaseCoHandler(leg="L2", reason=MARK))
    assert [one.state for one in story.case.documents] == [
        RequestState.FILED,
        RequestState.LAPSED,
    ]
    b.finish(story, w.URBAN)
    assert not any(one.open for one in story.case.documents)


def test_management_refers_and_holds_to_account_and_nothing_else_changes() -> None:
    """移送、问责只由热线管理机构决定。"""
    story = b.signed()
    refer = v.ReferToDiscipline(leg="L1", grounds=MARK)
    assert story.refuse(SUPERVISOR, refer).code is Code.WRONG_ROLE
    story.do(w.MANAGEMENT, refer)
    blame = v.DecideAccountability(leg="L1", measure=Accountability.RECTIFY, grounds=MARK)
    story.do(w.MANAGEMENT, blame)
    assert isinstance(story.last, e.AccountabilityDecided)
    assert story.last.unit == w.URBAN


def test_only_documents_are_taken_for_documents() -> None:
    """The tables keep requests and documents apart; the code behind them says so too."""
    story = b.signed().do(LIAISON, b.file_return("L1"))
    with pytest.raises(LookupError):
        g.the_document(Target(case=story.case, request=story.case.requests[0]))
    accept = v.AcceptAnswer(request="R1")
    assert story.refuse(SUPERVISOR, accept).code is Code.NOT_FOUND
    assert story.case.document("R1") is None
    assert story.refuse(w.person(Role.SUPERVISOR), order("L9")).code is Code.NOT_FOUND


def test_two_limits_missed_at_once_are_two_notices() -> None:
    story = b.signed(co=(w.WATER,))
    story.now = story.lead.limit.due_at
    story.later(hours=1).do(LIAISON, c.RecordProgress(leg="L1", note=MARK))
    assert [one.id for one in story.case.documents] == ["D1", "D2"]
    assert {one.unit for one in story.case.documents} == {w.URBAN, w.WATER}


def test_an_event_about_no_known_document_changes_none() -> None:
    """A journal that lost its head folds on; the ledger says so elsewhere."""
    story = b.signed()
    received = evolve(story.case, e.SupervisionReceived(at=story.now, request="D9"))
    answered = e.SupervisionAnswered(at=story.now, request="D9", late=False, answer=MARK)
    assert evolve(received, answered).documents == ()
    assert not isinstance(story.last, LimitBreached)


def test_how_far_a_document_is_is_said_in_one_word() -> None:
    """待签收、待答复、待审核、销号、撤销、随承办单了结."""
    now = w.local(3, 2, 9)
    said = [
        g.standing(RequestState.FILED, None, None),
        g.standing(RequestState.FILED, now, None),
        g.standing(RequestState.FILED, now, now),
        *(
            g.standing(state, now, now)
            for state in (RequestState.UPHELD, RequestState.WITHDRAWN, RequestState.LAPSED)
        ),
    ]
    assert len(set(said)) == len(said)
    assert said[0] == "待签收"
