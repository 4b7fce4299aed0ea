"""What follows an intake until it is settled, by example: hand-over, sources, urgency, 保密."""

import pytest
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case.confidential import JUST_MERGED, MakeConfidential
from hotline.rules.case.decide import decide
from hotline.rules.case.evolve import evolve
from hotline.rules.case.guards import Target
from hotline.rules.case.hand_over import (
    HandOverInWriting,
    HandOverKept,
    HandOverWritten,
    KeepHandOver,
    NoteThreeWayCall,
)
from hotline.rules.case.police_order import RecallPoliceOrder
from hotline.rules.case.sources import AnswerSource, AttachSource, ConfirmToSource, owed
from hotline.rules.case.timers import timers
from hotline.rules.case.unmerging import make_confidential
from hotline.rules.case.urgency import ChangeUrgency, change
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import (
    CaseStage,
    Channel,
    EmergencyLine,
    EndReason,
    ExplainGround,
    LegalRoute,
    Nature,
    Platform,
    Tag,
    Urgency,
)
from tests.rules.case import world as w
from tests.rules.case.build import (
    MARK,
    Story,
    accepted,
    call,
    completed,
    dispatched,
    finish,
    matter,
    merged,
    registered,
    signed,
)
from tests.rules.case.intake_states import PETITION

AWAY = c.HandOver(line=EmergencyLine.POLICE_110, note=MARK)
KEEP = KeepHandOver(reason=MARK)
SECRETLY = MakeConfidential(reason=MARK, reported_unit=w.URBAN)


def up(urgency: Urgency) -> ChangeUrgency:
    """The correction to that urgency."""
    return ChangeUrgency(urgency=urgency, reason=MARK)


# --- hand-over --------------------------------------------------------------------------------


def test_who_answered_first_accepts_what_stays_unclear_after_a_three_way_call() -> None:
    """三方通话之后仍分不清：热线首接受理，承诺时限从此刻起算。"""
    story = registered().do(w.AGENT, AWAY)
    assert story.refuse(w.AGENT, KEEP).code is Code.WRONG_STATE
    story.do(w.AGENT, NoteThreeWayCall(by=MARK)).do(w.AGENT, KEEP)
    case = story.case
    assert case.stage is CaseStage.ACCEPTED
    assert case.hand_over is not None
    assert case.hand_over.three_way_at == story.now
    assert case.hand_over.taken is False
    assert case.promise is not None
    assert set(timers(case)) == {"promise", "desk"}


def test_a_dropped_call_is_rung_back_and_handed_over_in_writing() -> None:
    """通话中断：回拨，书面移交；对方确认的时限照走，到时仍告警。"""
    story = registered().do(w.AGENT, AWAY)
    due = timers(story.case)["hand_over"]
    story.do(w.AGENT, HandOverInWriting(rung_back=False, written=MARK))
    assert isinstance(story.last, HandOverWritten)
    assert timers(story.case)["hand_over"] == due
    story.clock(due)
    assert story.case.hand_over is not None
    assert story.case.hand_over.alarmed
    assert story.do(w.DUTY_MANAGER, KEEP).case.stage is CaseStage.ACCEPTED


def test_silence_after_the_alarm_or_a_written_hand_over_is_enough_to_keep_it() -> None:
    written = registered().do(w.AGENT, AWAY)
    written.do(w.AGENT, HandOverInWriting(rung_back=True, written=MARK)).do(w.AGENT, KEEP)
    silent = registered().do(w.AGENT, AWAY)
    silent.clock(timers(silent.case)["hand_over"])
    silent.do(w.DUTY_MANAGER, KEEP)
    assert written.case.stage is silent.case.stage is CaseStage.ACCEPTED


def test_a_hand_over_is_not_followed_up_before_it_was_sent() -> None:
    with pytest.raises(ValueError, match="before it was sent"):
        evolve(registered().case, HandOverKept(at=w.MONDAY, reason=""))


# --- police orders and other sources ----------------------------------------------------------


def police(number: str = "110-0302-7") -> Story:
    """A police order, being handled by two units."""
    story = Story()
    order = c.RegisterContact(
        channel=Channel.POLICE,
        matters=(matter(triage=c.Accept(), dispatch=True),),
        source_number=number,
    )
    assert not isinstance(story.register(w.AGENT, order), Refusal)
    return story


def test_a_police_order_has_its_own_number() -> None:
    refused = Story().register(
        w.AGENT, c.RegisterContact(channel=Channel.POLICE, matters=(matter(),))
    )
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == (Code.MISSING, "source_number")
    [source] = police().case.sources
    assert (source.platform, source.number) == (Platform.POLICE, "110-0302-7")


def test_110_is_told_that_it_came_and_may_recall_it() -> None:
    """110移交：回告接收；110撤回，承办单终止，无过错，再答复110。"""
    story = police().do(w.AGENT, ConfirmToSource(source="S1", by=MARK))
    again = story.refuse(w.AGENT, ConfirmToSource(source="S1"))
    assert (again.code, again.field) == (Code.ALREADY, "source")
    story.do(w.AGENT, RecallPoliceOrder(by=MARK, reason=MARK))
    case = story.case
    assert case.stage is CaseStage.WITHDRAWN
    assert case.legs[0].ended is EndReason.WITHDRAWN
    assert case.promise is not None
    assert case.promise.stopped_at == case.closed_at == story.now
    assert [one.id for one in owed(case)] == ["S1"]
    story.do(w.AGENT, AnswerSource(source="S1", note=MARK))
    assert owed(story.case) == ()
    assert story.refuse(w.AGENT, AnswerSource(source="S1", note=MARK)).code is Code.ALREADY


def test_an_order_of_the_police_is_recalled_before_anybody_accepted_it() -> None:
    story = Story()
    story.register(
        w.AGENT,
        c.RegisterContact(channel=Channel.POLICE, matters=(matter(),), source_number="7"),
    )
    assert story.do(w.AGENT, RecallPoliceOrder(reason=MARK)).case.promise is None


def test_only_the_police_recall_a_police_order() -> None:
    assert dispatched().refuse(w.AGENT, RecallPoliceOrder(reason=MARK)).code is Code.WRONG_STATE


@pytest.mark.parametrize(
    ("channel", "platform", "found"),
    [
        (Channel.PLATFORM, "petition", Platform.PETITION),
        (Channel.PLATFORM, "zj-12345", Platform.PROVINCE),
        (Channel.WEB, "somewhere", Platform.OTHER),
    ],
)
def test_whose_number_a_matter_came_under(channel: Channel, platform: str, found: Platform) -> None:
    story = Story()
    came = c.RegisterContact(
        channel=channel, matters=(matter(),), source_platform=platform, source_number="N-1"
    )
    story.register(w.AGENT, came)
    assert story.case.sources[0].platform is found


def test_the_same_matter_from_several_platforms_is_handled_once_and_answered_to_each() -> None:
    """市民打了12345，又上了信访和领导留言板：一件工单，三处答复。"""
    board = AttachSource(platform=Platform.LEADERS_BOARD, number=" LY-8 ")
    story = dispatched().do(w.AGENT, PETITION).do(w.DISPATCHER, board)
    assert [one.number for one in story.case.sources] == ["XF-2026-031", "LY-8"]
    assert story.refuse(w.AGENT, PETITION).code is Code.ALREADY
    assert owed(story.case) == ()
    finish(story, story.lead.unit)
    assert [one.id for one in owed(story.case)] == ["S1", "S2"]
    story.do(w.AGENT, AnswerSource(source="S1", note=MARK))
    assert [one.id for one in owed(story.case)] == ["S2"]
    missing = story.refuse(w.AGENT, AnswerSource(source="S9", note=MARK))
    assert (missing.code, missing.field) == (Code.NOT_FOUND, "source")
    assert story.refuse(w.AGENT, ConfirmToSource(source="S9")).code is Code.NOT_FOUND


def test_a_case_without_sources_has_nobody_to_tell() -> None:
    told = completed().refuse(w.AGENT, AnswerSource(source="S1", note=MARK))
    assert told.code is Code.WRONG_STATE


# --- what is not recorded, what is accepted all the same --------------------------------------


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (call(nature=Nature.SECRET), "note"),
        (
            c.RegisterContact(channel=Channel.PHONE, nature=Nature.SECRET, matters=(matter(),)),
            "matters",
        ),
        (
            call(matter(), matter(triage=c.Explain(ground=ExplainGround.SECRET, words=MARK))),
            "matters[1].triage.ground",
        ),
    ],
)
def test_state_secrets_leave_no_words_behind(command: c.RegisterContact, field: str) -> None:
    """涉及国家秘密：说明、事项、解释说明，哪一处有文字都不登记。"""
    found = Story().register(w.AGENT, command)
    assert isinstance(found, Refusal)
    assert found.field == field
    assert "没有保存" in found.message


@pytest.mark.parametrize("route", [LegalRoute.ARBITRATION, LegalRoute.LITIGATION])
def test_wage_arrears_are_accepted_although_arbitration_exists(route: LegalRoute) -> None:
    """欠薪：不能只告知仲裁；正在信访的仍可告知。"""
    told = c.TellLegalRoute(route=route, words=MARK)
    story = registered(tags=(Tag.WAGES,))
    refused = story.refuse(w.AGENT, told)
    assert (refused.code, refused.field) == (Code.INVALID, "route")
    running = c.TellLegalRoute(route=LegalRoute.PETITION, words=MARK, matched="260302-1")
    assert story.do(w.AGENT, running).case.stage is CaseStage.CLOSED


# --- urgency corrected ------------------------------------------------------------------------


def test_raised_while_a_unit_works_its_limit_runs_from_now_and_it_confirms_by_phone() -> None:
    """办理中改为特急：时限从更正时起算，不让单位当场超期；要电话确认；原时限留痕。"""
    story = signed(co=(w.WATER,)).later(hours=5)
    before = story.case
    story.do(w.DUTY_MANAGER, up(Urgency.CRITICAL))
    after, lead = story.case, story.lead
    assert after.urgency is Urgency.CRITICAL
    assert story.now < lead.limit.due_at < before.legs[0].limit.due_at
    assert [turn.due_at for turn in lead.limit.turns] == [lead.limit.due_at]
    assert lead.limit.started_at == before.legs[0].limit.started_at
    assert story.leg(w.WATER).limit.due_at <= lead.limit.due_at
    assert {"phone:L1", "phone:L2"} <= set(timers(after))
    assert after.promise is not None
    assert before.promise is not None
    assert after.promise.due_at <= before.promise.due_at


def test_lowered_again_the_unit_has_the_time_it_would_have_had_from_the_start() -> None:
    """误报特急，改回一般：如同一开始就是一般；对诉求人的承诺不延后，不再要电话确认。"""
    story = signed()
    first = story.lead.limit.due_at
    story.do(w.DISPATCHER, up(Urgency.CRITICAL))
    promised = story.case.promise
    story.later(minutes=1).do(w.DISPATCHER, up(Urgency.ORDINARY))
    assert story.lead.limit.due_at == first
    assert story.case.promise == promised
    assert story.lead.phone_due is None
    assert "phone:L1" not in timers(story.case)


def test_what_was_confirmed_by_phone_stays_on_record() -> None:
    from hotline.rules.case.phone import AcknowledgeOrder

    story = dispatched(urgency=Urgency.CRITICAL)
    story.do(w.DUTY_MANAGER, AcknowledgeOrder(leg="L1", by=MARK))
    due = story.lead.phone_due
    story.do(w.DISPATCHER, up(Urgency.ORDINARY))
    assert story.lead.phone_due == due
    assert story.do(w.DISPATCHER, up(Urgency.URGENT)).lead.phone_due == due


def test_a_case_whose_promise_was_lost_is_corrected_all_the_same() -> None:
    """An imported order may have none; its legs are corrected."""
    story = signed()
    target = Target(case=replace(story.case, promise=None))
    found = change(target, up(Urgency.CRITICAL), story.context(w.DISPATCHER))
    assert isinstance(found, tuple)
    assert found[0].promise is None  # type: ignore[attr-defined]


def test_what_was_missed_stays_missed_and_the_same_is_no_correction() -> None:
    story = signed()
    story.clock(story.lead.limit.due_at)
    late = story.later(hours=1).lead.limit
    assert story.refuse(w.DISPATCHER, up(Urgency.ORDINARY)).code is Code.ALREADY
    story.do(w.DISPATCHER, up(Urgency.CRITICAL))
    assert story.lead.limit == late


def test_a_leg_handed_down_stays_inside_the_one_above() -> None:
    story = signed(w.WATER_OUT)
    holder = story.lead.unit
    story.do(w.liaison(holder), c.HandDown(leg="L1", unit=w.WATER_COMPANY))
    story.do(w.DISPATCHER, up(Urgency.CRITICAL))
    assert story.leg(w.WATER_COMPANY).limit.due_at <= story.lead.limit.due_at


# --- confidential later -----------------------------------------------------------------------


def test_asked_for_later_the_reported_unit_loses_the_case_at_once() -> None:
    """办理中要求保密，被反映的正是承办单位：其承办单终止，待派给别的单位。"""
    story = signed(co=(w.WATER,)).do(w.AGENT, SECRETLY)
    case = story.case
    assert (case.confidential, case.reported_unit) == (True, w.URBAN)
    assert case.stage is CaseStage.ACCEPTED
    assert {leg.ended for leg in case.legs} == {EndReason.CONFIDENTIAL}
    assert story.refuse(w.AGENT, SECRETLY).code is Code.ALREADY
    refused = story.refuse(w.DISPATCHER, c.Dispatch(lead=w.URBAN, reason=MARK))
    assert refused.code is Code.PARTY


def test_another_unit_goes_on_and_a_reported_unit_beside_it_leaves() -> None:
    story = signed(co=(w.WATER,))
    story.do(w.liaison(w.URBAN), c.Sign(leg="L1")) if not story.lead.signed_at else None
    story.do(w.AGENT, MakeConfidential(reason=MARK, reported_unit=w.WATER))
    assert story.case.stage is CaseStage.HANDLING
    assert [leg.unit for leg in story.case.running_legs] == [w.URBAN]


def test_legs_below_the_reported_unit_end_once_with_it() -> None:
    story = signed(w.WATER_OUT)
    holder = story.lead.unit
    story.do(w.liaison(holder), c.HandDown(leg="L1", unit=w.WATER_COMPANY))
    story.do(w.AGENT, MakeConfidential(reason=MARK, reported_unit=holder))
    assert story.case.running_legs == ()


def test_nobody_reported_nobody_loses_it_and_a_mistyped_unit_is_refused() -> None:
    story = signed()
    wrong = story.refuse(w.AGENT, MakeConfidential(reason=MARK, reported_unit="nowhere"))
    assert wrong.code is Code.UNKNOWN_UNIT
    story.do(w.AGENT, MakeConfidential(reason=MARK))
    assert story.case.stage is CaseStage.HANDLING


def test_a_merged_case_stands_alone_again_and_is_only_linked() -> None:
    """并单后要求保密：撤销并单，只作关联；主单不写保密工单的号。"""
    story = merged()
    parent = story.case.parent
    story.do(w.AGENT, SECRETLY)
    assert story.case.stage is CaseStage.ACCEPTED
    assert story.case.links == (parent,)
    assert "desk" in timers(story.case)
    assert story.cases[parent].children == 0
    assert story.cases[parent].links == ()


def test_a_merge_that_changed_meanwhile_is_told() -> None:
    story = merged()
    context = story.context(w.AGENT)
    assert decide(story.case, SECRETLY, context) == JUST_MERGED
    child, other = story._known(story.one), story._known(story.one)
    found = make_confidential(child, other, SECRETLY, context)
    assert isinstance(found, Refusal)
    assert found.code is Code.CONFLICT
    parent = story._known(story.case.parent)
    wrong = make_confidential(
        child, parent, MakeConfidential(reason=MARK, reported_unit="nowhere"), context
    )
    assert isinstance(wrong, Refusal)
    alone = make_confidential(child, parent, SECRETLY, story.context(w.CITIZEN))
    assert isinstance(alone, Refusal)
    assert accepted().case.sources == ()
