"""紧急工单电话确认: owed by urgent orders only, once, in time; else an alarm."""

from hotline.rules.case import commands as c
from hotline.rules.case.phone import (
    AcknowledgeOrder,
    AlarmPhone,
    OrderAcknowledged,
    PhoneUnanswered,
)
from hotline.rules.case.timers import timers
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
    assert story.refuse(w.CLOCK, AlarmPhone(leg="L1")).code is Code.ALREADY
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
