"""紧急工单电话确认: owed by urgent orders only, once, in time; else an alarm."""

from datetime import timedelta

from hotline.rules.case import commands as c
from hotline.rules.case.phone import (
    AcknowledgeOrder,
    AlarmPhone,
    CallInVain,
    OrderAcknowledged,
    PhoneUnanswered,
    RecordCall,
)
from hotline.rules.case.timers import timers
from hotline.rules.case.urgency import ChangeUrgency
from hotline.rules.phone_words import Rang, Rung
from hotline.rules.refusal import Code
from hotline.rules.words import Urgency
from tests.rules.case import world as w
from tests.rules.case.build import MARK, PHONE, Story, dispatched

CALL = AcknowledgeOrder(leg="L1", by=MARK, number=PHONE)


def urgent() -> Story:
    """An urgent order, just sent to its unit."""
    return dispatched(urgency=Urgency.URGENT)


def test_a_unit_confirms_an_urgent_order_by_phone_within_minutes_by_night_as_by_day() -> None:
    """夜里派出的紧急工单：15分钟内电话确认，记下谁接的电话。"""
    story = urgent()
    assert story.lead.phone_due == w.local(3, 2, 9, 45)
    night = Story(at=w.local(3, 7, 23))
    night.register(w.AGENT, c.RegisterContact(channel=c.Channel.PHONE, matters=(MATTER,)))
    assert night.lead.phone_due == w.local(3, 7, 23, 15)
    story.later(minutes=10).do(w.DUTY_MANAGER, CALL)
    assert isinstance(story.last, OrderAcknowledged)
    assert not story.last.late
    assert "phone:L1" not in timers(story.case)
    assert story.refuse(w.DUTY_MANAGER, CALL).code is Code.ALREADY
    assert story.refuse(w.CLOCK, AlarmPhone(leg="L1")).code is Code.ALREADY


MATTER = c.Matter(
    kind=c.Kind.HELP,
    text=MARK,
    topic=w.NOISE,
    urgency=Urgency.CRITICAL,
    triage=c.Accept(),
    dispatch=True,
)


def test_signing_is_not_confirming() -> None:
    """系统里签收了也要电话确认；没有人接，到时告警一次，之后确认记为迟。"""
    story = urgent().do(w.liaison(w.URBAN), c.Sign(leg="L1"))
    assert story.refuse(w.CLOCK, AlarmPhone(leg="L1")).code is Code.WRONG_STATE
    assert "phone:L1" in story.clock(w.local(3, 2, 9, 50))
    assert isinstance(story.last, PhoneUnanswered)
    assert story.last.due_at == w.local(3, 2, 9, 45)
    assert story.refuse(w.CLOCK, AlarmPhone(leg="L1")).code is Code.WRONG_STATE
    story.do(w.DISPATCHER, CALL)
    assert isinstance(story.last, OrderAcknowledged)
    assert story.last.late


def test_ordinary_orders_need_no_call() -> None:
    story = dispatched()
    assert story.lead.phone_due is None
    assert story.refuse(w.DISPATCHER, CALL).code is Code.WRONG_STATE
    assert "phone:L1" not in timers(story.case)
    assert story.refuse(w.CLOCK, AlarmPhone(leg="L1")).code is Code.ALREADY


def test_another_unit_confirms_for_itself() -> None:
    """改派后由新的单位重新确认。"""
    story = urgent().do(w.DUTY_MANAGER, CALL)
    story.do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.HOUSING, reason=MARK))
    assert story.lead.phone_due is not None
    assert story.lead.acknowledged_at is None


def test_the_ladder_is_climbed_rung_by_rung_until_somebody_confirms() -> None:
    """值班电话15分钟没人确认，打负责人；再10分钟，打上级；再10分钟，由热线值班长处置，直到有人确认。"""
    story = dispatched(urgency=Urgency.URGENT)
    story.do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.LAKE_STREET, reason=MARK))
    leg = story.lead.id
    start = story.now
    rungs = []
    for minutes in (15, 25, 35, 60):
        story.clock(start + timedelta(minutes=minutes, seconds=1))
        rungs.append(story.lead.rung)
    assert rungs == [Rung.HEAD, Rung.ABOVE, Rung.HOTLINE, Rung.HOTLINE]
    assert f"phone:{leg}" not in timers(story.case)
    stays = RecordCall(leg=leg, rang=Rang.NO_ANSWER, by=MARK, climb=True)
    assert story.refuse(w.DUTY_MANAGER, stays).code is Code.WRONG_STATE
    story.do(w.DUTY_MANAGER, RecordCall(leg=leg, rang=Rang.BUSY))
    assert story.lead.rang == 1
    story.do(w.DUTY_MANAGER, AcknowledgeOrder(leg=leg, by=MARK))
    assert isinstance(story.last, OrderAcknowledged)
    assert story.last.late


def test_a_call_in_vain_is_on_record_and_may_go_on_at_once() -> None:
    """占线记一笔，接着再打；没有人可打的，立即转下一级。没有上级的单位，负责人之后就是热线值班长。"""
    story = urgent()
    story.do(w.DUTY_MANAGER, RecordCall(leg="L1", rang=Rang.BUSY, by=MARK, number=PHONE))
    assert isinstance(story.last, CallInVain)
    assert (story.lead.rung, story.lead.rang) == (Rung.UNIT, 1)
    story.do(w.DUTY_MANAGER, RecordCall(leg="L1", rang=Rang.NO_ANSWER, climb=True))
    assert (story.lead.rung, story.lead.rang) == (Rung.HEAD, 2)
    assert story.lead.rung_due == w.local(3, 2, 9, 40)
    story.do(w.DUTY_MANAGER, RecordCall(leg="L1", rang=Rang.WRONG, climb=True))
    assert story.lead.rung is Rung.HOTLINE
    assert story.lead.rung_due is None


def test_a_change_of_urgency_begins_the_ladder_and_ends_it_but_never_starts_it_anew() -> None:
    """改为紧急，从头打起；再改为特急，已打到哪一级还是哪一级；改回一般，不用再打。"""
    story = dispatched().do(w.DUTY_MANAGER, ChangeUrgency(urgency=Urgency.URGENT, reason=MARK))
    story.do(w.DUTY_MANAGER, RecordCall(leg="L1", rang=Rang.NO_ANSWER, climb=True))
    story.do(w.DUTY_MANAGER, ChangeUrgency(urgency=Urgency.CRITICAL, reason=MARK))
    assert story.lead.rung is Rung.HEAD
    story.do(w.DUTY_MANAGER, ChangeUrgency(urgency=Urgency.ORDINARY, reason=MARK))
    assert (story.lead.rung, story.lead.rung_due) == (Rung.UNIT, None)
