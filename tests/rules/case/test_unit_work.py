"""签收、视同签收、转派、首次联系、进展: what a unit does with its leg."""

import pytest
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import leg_events as le
from hotline.rules.case.fields import Command
from hotline.rules.refusal import Code
from hotline.rules.words import LegState
from tests.rules.case import world as w
from tests.rules.case.build import MARK, PHONE, dispatched, file_return, reply, signed

NUMBERED = "已与来电人13800000001说明。"


def test_a_number_in_the_public_answer_is_asked_about_first() -> None:
    """公开答复谁拿到查询码都看得到：里面有个人号码的，先问清楚再收。"""
    story = signed()
    unit = story.lead.unit
    contact = c.RecordFirstContact(leg=story.lead.id, note=MARK)
    story.do(w.officer(unit), contact)
    named = replace(reply(story.lead.id), public_answer=NUMBERED)
    refusal = story.refuse(w.officer(unit), named)
    assert (refusal.code, refusal.field) == (Code.INVALID, "numbers_meant")
    assert "138****0001" in refusal.message
    assert "13800000001" not in refusal.whole
    story.do(w.officer(unit), replace(named, numbers_meant=True))
    assert story.lead.state is LegState.REPLIED


def test_signed_in_time() -> None:
    story = dispatched().later(hours=1).do(w.officer(w.URBAN), c.Sign(leg="L1"))
    assert (story.lead.state, story.lead.signed_at) == (LegState.SIGNED, story.now)
    assert not story.lead.sign_late


def test_signed_late_before_the_clock_process_woke_up() -> None:
    story = dispatched().at(3, 3, 17, 31).do(w.liaison(w.URBAN), c.Sign(leg="L1"))
    assert story.lead.sign_late
    assert not story.lead.deemed


def test_deemed_signed_at_the_sign_limit_with_a_late_mark() -> None:
    story = dispatched()
    assert story.refuse(w.CLOCK, c.DeemSigned(leg="L1")).code is Code.WRONG_STATE
    assert story.clock(w.local(3, 3, 18)) == ["sign:L1"]
    assert story.lead.signed_at == w.local(3, 3, 17, 30)
    assert story.lead.deemed
    assert story.lead.sign_late


@pytest.mark.parametrize(
    "command",
    [
        c.Sign(leg="L1"),
        c.Reassign(leg="L1", officer="u9"),
        file_return("L1"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nobody_acts_for_another_unit(command: Command) -> None:
    refusal = dispatched().refuse(w.liaison(w.HOUSING), command)
    assert refusal.code is Code.WRONG_UNIT
    assert "市城管局" in refusal.message


def test_reassigned_within_the_unit_without_touching_clocks() -> None:
    story = dispatched()
    before = story.lead.limit
    story.do(w.liaison(w.URBAN), c.Reassign(leg="L1", officer="u9"))
    assert (story.lead.officer, story.lead.limit) == ("u9", before)


def test_first_contact_in_time_and_late() -> None:
    contact = c.RecordFirstContact(leg="L1", number=PHONE, note=MARK)
    story = signed().do(w.officer(w.URBAN), contact)
    assert isinstance(story.last, le.FirstContactMade)
    assert not story.last.late
    late = signed().at(3, 3, 17, 31).do(w.officer(w.URBAN), contact)
    assert isinstance(late.last, le.FirstContactMade)
    assert late.last.late


def test_the_first_contact_is_the_first() -> None:
    """首次联系记录一次：后来的联系记为进展，不改写首次联系的时间。"""
    contact = c.RecordFirstContact(leg="L1", number=PHONE)
    story = signed().do(w.officer(w.URBAN), contact)
    first = story.now
    story.later(days=1)
    assert story.refuse(w.officer(w.URBAN), contact).code is Code.ALREADY
    story.do(w.officer(w.URBAN), c.RecordProgress(leg="L1", note=MARK))
    assert story.lead.first_contact_at == first


def test_progress_changes_nothing_but_is_on_record() -> None:
    story = signed()
    before = story.lead
    story.do(w.officer(w.URBAN), c.RecordProgress(leg="L1", note=MARK))
    assert story.lead == before
    assert isinstance(story.last, le.ProgressRecorded)


def test_breach_is_dated_to_the_limit_and_marked_once() -> None:
    """时限3月16日17:30届满，后台进程次日才恢复：超期仍记在届满时刻。"""
    story = signed().at(3, 17, 9)
    story.do(w.CLOCK, c.BreachLimit(leg="L1"))
    assert story.lead.limit.breached_at == w.local(3, 16, 17, 30)
    assert story.refuse(w.CLOCK, c.BreachLimit(leg="L1")).code is Code.ALREADY


def test_no_breach_before_the_limit() -> None:
    assert signed().refuse(w.CLOCK, c.BreachLimit(leg="L1")).code is Code.WRONG_STATE


def test_a_reply_does_not_stop_the_clock() -> None:
    """答复后等负责人审批，时限照走：届满时仍记超期。"""
    story = signed().do(w.officer(w.URBAN), c.RecordFirstContact(leg="L1"))
    story.do(w.officer(w.URBAN), reply("L1"))
    assert "limit:L1" in story.clock(w.local(3, 16, 18))
