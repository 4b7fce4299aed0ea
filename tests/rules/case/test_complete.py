"""答复、审批办结、退回重报, and what the clock makes of them."""

from hotline.rules.case import commands as c
from hotline.rules.case import leg_events as le
from hotline.rules.case.events import CaseCompleted
from hotline.rules.case.files import AttachEvidence
from hotline.rules.file_words import FileGroup
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import FlagName
from hotline.rules.words import CaseStage, LegState, Truth
from tests.rules.case import world as w
from tests.rules.case.build import MARK, PHONE, Story, dispatched, files, finish, reply, signed

APPROVE = c.ApproveCompletion(request="R1")


def replied(story: Story | None = None) -> Story:
    """The lead has called the citizen and replied; its head has not yet approved."""
    story = story or signed()
    story.do(w.officer(w.URBAN), c.RecordFirstContact(leg="L1", note=MARK))
    return story.do(w.officer(w.URBAN), reply("L1"))


def test_the_heads_approval_completes_leg_and_case() -> None:
    story = replied().at(3, 5, 9).do(w.head(w.URBAN), APPROVE)
    assert story.lead.state is LegState.COMPLETED
    assert story.lead.completed_at == story.case.completed_at == story.now
    assert story.lead.on_time is True
    assert (story.case.stage, story.case.on_time) == (CaseStage.COMPLETED, True)
    assert story.case.promise is not None
    assert story.case.promise.stopped_at == story.now
    assert (story.lead.truth, story.lead.solved) == (Truth.TRUE, "solved")


def test_only_the_head_of_that_unit_approves() -> None:
    assert replied().refuse(w.officer(w.URBAN), APPROVE).code is Code.WRONG_ROLE
    assert replied().refuse(w.head(w.HOUSING), APPROVE).code is Code.WRONG_UNIT


def test_sent_back_the_clock_runs_as_if_never_completed() -> None:
    """退回重报：时限一刻不停，届满即超期。"""
    story = replied()
    limit = story.lead.limit
    story.at(3, 10, 9).do(w.head(w.URBAN), c.SendBackCompletion(request="R1", reason=MARK))
    assert (story.lead.state, story.lead.limit) == (LegState.SIGNED, limit)
    assert "limit:L1" in story.clock(w.local(3, 16, 18))
    story.do(w.officer(w.URBAN), reply("L1"))
    assert story.refuse(w.head(w.URBAN), APPROVE).code is Code.WRONG_STATE
    story.do(w.head(w.URBAN), c.ApproveCompletion(request="R2"))
    assert story.lead.on_time is False
    assert story.case.on_time is True, "the citizen's promise ends a day later"


def test_approved_late_although_the_clock_process_was_down() -> None:
    story = replied().at(3, 17, 18).do(w.head(w.URBAN), APPROVE)
    assert story.lead.on_time is False
    assert story.case.on_time is False
    assert story.lead.limit.breached_at == story.lead.limit.due_at


def test_on_time_up_to_the_very_moment() -> None:
    story = replied().at(3, 16, 17, 30).do(w.head(w.URBAN), APPROVE)
    assert story.lead.on_time is True


def test_a_promise_once_missed_stays_missed() -> None:
    story = replied()
    story.clock(w.local(3, 18, 9))
    assert story.refuse(w.CLOCK, c.BreachPromise()).code is Code.ALREADY
    story.do(w.head(w.URBAN), APPROVE)
    assert story.case.on_time is False


def test_no_reply_before_the_citizen_was_called() -> None:
    """《办理规则》要求办结须先联系诉求人；没有电话的除外，规则不要求的除外。"""
    refusal = signed().refuse(w.officer(w.URBAN), reply("L1"))
    assert refusal.code is Code.NO_CONTACT
    nameless = signed(phone="").do(w.officer(w.URBAN), reply("L1"))
    assert isinstance(nameless.last, le.ReplyFiled)
    assert not nameless.last.contacted
    free = signed()
    free.world = w.with_flag(FlagName.COMPLETION_NEEDS_CONTACT, False)
    free.do(w.officer(w.URBAN), reply("L1"))


def test_where_nobody_can_be_called_a_link_is_opened_at_once() -> None:
    story = finish(dispatched(phone=""), w.URBAN)
    assert story.case.link_due == w.local(3, 5, 17, 30)
    done = story.last
    assert isinstance(done, CaseCompleted)
    assert done.round == 1


def test_evidence_is_required_only_where_the_rulebook_says_so() -> None:
    """办结须有要求的佐证: 求助要有联系记录和办理情况。"""
    story = signed()
    story.world = w.with_flag(FlagName.COMPLETION_NEEDS_EVIDENCE, True)
    unit = w.officer(w.URBAN)
    story.do(unit, c.RecordFirstContact(leg="L1", number=PHONE, note=MARK))
    no = story.refuse(unit, reply("L1"))
    assert no.code is Code.MISSING and "办理情况" in no.message and "联系记录" not in no.message
    story.do(unit, AttachEvidence(leg="L1", group=FileGroup.HANDLING, files=files(2)))
    assert (story.lead.evidence, story.lead.proofs) == (2, (FileGroup.HANDLING,))
    story.do(unit, reply("L1"))
