"""群体事件: a burst main and those who call about it; 撤单 of a merged case."""

import msgspec
import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import mass
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.case.many import ByStream
from hotline.rules.case.police_order import RecallPoliceOrder
from hotline.rules.case.state import Case
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import (
    CaseStage,
    Channel,
    CloseReason,
    ExplainGround,
    LegalRoute,
    Role,
    Urgency,
)
from tests.rules.case import world as w
from tests.rules.case.build import (
    MARK,
    Story,
    call,
    dispatched,
    finish,
    matter,
    merged,
    outcome,
    registered,
)
from tests.rules.case.gathered import OPEN_EVENT, answered_with_all, event, joined

STILL = mass.StillOut(words=MARK)


def test_a_templates_blank_is_not_told_to_all_who_call() -> None:
    half = "预计{承诺日期}恢复。"
    opening = msgspec.structs.replace(OPEN_EVENT, script=half)
    assert dispatched().refuse(w.DISPATCHER, opening).code is Code.INVALID
    assert event().refuse(w.DISPATCHER, mass.ReviseEvent(script=half)).field == "script"


BLANK = "请于{承诺日期}前办理。"


@pytest.mark.parametrize(
    "command",
    [
        c.AnswerDirectly(answer=BLANK),
        c.TellLegalRoute(route=LegalRoute.LITIGATION, words=BLANK),
        c.Explain(ground=ExplainGround.UNLAWFUL, words=BLANK),
    ],
)
def test_a_templates_blank_is_told_to_nobody_at_intake(command: c.Command) -> None:
    assert registered().refuse(w.AGENT, command).code is Code.INVALID


def ring(story: Story, **more: object) -> ByStream | Refusal:
    """Another caller about the same outage."""
    return story.register(w.AGENT, call(matter(w.WATER_OUT, event="c1", **more)))


def size(case: Case) -> int:
    """Bytes of the snapshot."""
    return len(msgspec.json.encode(case))


def test_a_call_joins_at_a_cost_that_does_not_grow() -> None:
    """清河路爆管，第三百位来电人一键并入：主单一个字也不多。"""
    story = event()
    before = story.cases["c1"]
    sizes = set()
    for number in range(300):
        found = ring(story)
        assert not isinstance(found, Refusal)
        assert "c1" not in found, "nothing is written to the parent"
        sizes.add(size(story.case)) if number > 10 else None
    assert story.cases["c1"] == before
    assert max(sizes) - min(sizes) <= 2, "a number one digit longer"


def test_who_joins_is_merged_with_a_promise_of_their_own() -> None:
    story = joined(event())
    case = story.case
    assert (case.stage, case.parent, case.of_event) == (CaseStage.MERGED, "c1", "c1")
    assert case.promise is not None and not case.legs
    assert case.parent_number == story.cases["c1"].number


def test_who_cannot_wait_gets_a_critical_case_linked_to_the_event() -> None:
    """家中有透析病人：单独立案、特急、直接派水务，并与主单关联。"""
    story = joined(event(), need="家中有透析病人")
    case = story.case
    assert (case.stage, case.urgency) == (CaseStage.HANDLING, Urgency.CRITICAL)
    assert (case.of_event, case.special, case.links) == ("c1", True, ("c1",))
    assert case.lead is not None and case.lead.unit == w.WATER
    assert story.refuse(w.AGENT, STILL).code is Code.WRONG_STATE


def test_an_outside_agent_leaves_the_dispatch_to_the_hotline() -> None:
    story = event()
    outside = w.person(Role.AGENT, outsourced=True)
    story.register(outside, call(matter(w.WATER_OUT, event="c1", need="家中有婴儿")))
    assert (story.case.stage, story.case.special) == (CaseStage.ACCEPTED, True)


def test_confidential_is_linked_never_merged_nor_counted() -> None:
    story = joined(event(), confidential=True, triage=c.Accept(), dispatch=True)
    assert (story.case.stage, story.case.of_event) == (CaseStage.HANDLING, "")
    assert story.case.links == ("c1",)


def test_a_joined_caller_who_wants_secrecy_leaves_without_a_word_at_the_event() -> None:
    story = joined(event())
    before = story.cases["c1"]
    story.do(w.AGENT, MakeConfidential(reason=MARK))
    assert (story.case.stage, story.case.links) == (CaseStage.ACCEPTED, ("c1",))
    assert story.cases["c1"] == before


def test_a_planned_outage_is_answered_with_its_notice() -> None:
    """计划停水有公告：当场解答，引用公告。"""
    story = joined(event(notice="停水公告〔2026〕3号"))
    assert (story.case.stage, story.case.close_reason) == (CaseStage.CLOSED, CloseReason.ANSWERED)
    told = story.events[story.one][-2]
    assert getattr(told, "article", "") == "停水公告〔2026〕3号"


def test_after_repair_all_are_answered_and_each_is_followed_up() -> None:
    story = joined(joined(event()))
    story.one = "c1"
    assert story.refuse(w.CITIZEN, c.Withdraw()).code is Code.ALREADY
    finish(story, w.WATER)
    assert story.clock() == ["children"]
    assert story.case.children_answered and story.case.mass and story.case.mass.ended_at
    assert {story.cases[key].stage for key in ("c2", "c3")} == {CaseStage.COMPLETED}
    story.do(w.CALLER, outcome(), on="c3")
    refusal = ring(story)
    assert isinstance(refusal, Refusal) and refusal.field == "matters[0].event"


def test_still_out_stands_alone_while_the_rest_stay_answered() -> None:
    """仍未恢复：只有这一户重新派单，其余不再办理。"""
    story = answered_with_all()
    story.do(w.AGENT, STILL)
    assert (story.case.stage, story.case.round, story.case.parent) == (CaseStage.ACCEPTED, 2, "")
    assert story.case.of_event == "c1", "still counted among its callers"
    story.do(w.DISPATCHER, c.Dispatch())
    assert story.lead.unit == w.WATER
    assert story.cases["c1"].stage is CaseStage.COMPLETED


def test_who_was_not_answered_with_all_has_nothing_to_say_so_of() -> None:
    story = finish(dispatched(w.WATER_OUT), w.WATER)
    assert story.refuse(w.AGENT, STILL).code is Code.WRONG_STATE


def test_undo_touches_the_child_only_and_keeps_its_promise() -> None:
    story = joined(event())
    promise, parent = story.case.promise, story.cases["c1"]
    story.do(w.DISPATCHER, c.UndoMerge(reason=MARK))
    assert (story.case.stage, story.case.of_event) == (CaseStage.ACCEPTED, "")
    assert story.case.promise == promise
    assert story.cases["c1"] == parent


def test_merging_by_hand_under_an_event_writes_nothing_to_it_either() -> None:
    story = event()
    parent = story.case
    story.register(w.AGENT, call(matter(w.WATER_OUT)))
    story.do(w.DISPATCHER, c.Merge(parent="c1"))
    assert (story.case.of_event, story.cases["c1"]) == ("c1", parent)


def test_what_is_told_is_revised_and_the_event_ended_by_hand() -> None:
    story = event()
    story.do(w.DISPATCHER, mass.ReviseEvent(script="已恢复。"))
    assert story.case.mass and story.case.mass.script == "已恢复。"
    story.do(w.DISPATCHER, mass.EndEvent(reason=MARK))
    assert story.refuse(w.DISPATCHER, mass.EndEvent(reason=MARK)).code is Code.WRONG_STATE
    assert isinstance(ring(story), Refusal)
    assert story.refuse(w.DISPATCHER, OPEN_EVENT, on="c1").code is Code.ALREADY


def test_one_of_an_event_heads_none_and_a_stray_name_is_refused() -> None:
    story = joined(event()).do(w.DISPATCHER, c.UndoMerge(reason=MARK))
    assert story.do(w.DISPATCHER, OPEN_EVENT).case.mass
    stray = story.register(w.AGENT, call(matter(event="nowhere")))
    assert isinstance(stray, Refusal) and stray.code is Code.NOT_FOUND
    no_event = story.register(w.AGENT, call(matter(event="c2")))
    assert not isinstance(no_event, Refusal)
    child = joined(event())
    child.cases["c2"] = msgspec.structs.replace(child.case, stage=CaseStage.ACCEPTED)
    assert child.refuse(w.DISPATCHER, OPEN_EVENT).code is Code.ALREADY


def test_citizens_do_not_join_by_themselves() -> None:
    found = event().register(w.CITIZEN, call(matter(event="c1")))
    assert isinstance(found, Refusal) and found.code is Code.WRONG_ROLE


def test_a_confidential_case_heads_no_event() -> None:
    story = registered(confidential=True).do(w.AGENT, c.Accept())
    assert story.refuse(w.DISPATCHER, OPEN_EVENT).code is Code.CONFIDENTIAL


def test_the_order_for_thousands_is_neither_recalled_nor_made_confidential() -> None:
    """110移交的爆管单已登记为群体事件：不能撤回，也不能转为保密，几百位来电人都在等它。"""
    story = event()
    story.cases["c1"] = msgspec.structs.replace(story.case, channel=Channel.POLICE)
    for command in (RecallPoliceOrder(reason=MARK), MakeConfidential(reason=MARK)):
        assert story.refuse(w.AGENT, command).code is Code.ALREADY


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIAISON])
def test_only_who_watches_the_calls_opens_one(role: Role) -> None:
    assert dispatched().refuse(w.person(role), OPEN_EVENT).code is Code.WRONG_ROLE


def test_a_change_before_the_beginning_is_no_journal_of_ours() -> None:
    stray = mass.EventRevised(at=w.MONDAY, script="")
    with pytest.raises(ValueError, match="before it was opened"):
        mass.MASS_MEANING[mass.EventRevised](registered().case, stray)


def test_a_merged_citizen_withdraws_and_the_parent_waits_for_one_fewer() -> None:
    """并入的诉求人撤单：只撤自己这件，主单和其他人照常。"""
    story = merged().do(w.CITIZEN, c.Withdraw(reason=MARK))
    assert (story.case.stage, story.case.parent) == (CaseStage.WITHDRAWN, "")
    assert (story.cases["c1"].children, story.cases["c1"].children_answered) == (0, True)


def test_one_of_an_event_withdraws_without_a_word_to_it() -> None:
    story = joined(event())
    parent = story.cases["c1"]
    story.do(w.CITIZEN, c.Withdraw())
    assert (story.case.stage, story.cases["c1"]) == (CaseStage.WITHDRAWN, parent)


def test_a_merged_case_is_not_withdrawn_by_just_anybody() -> None:
    assert merged().refuse(w.liaison(w.URBAN), c.Withdraw()).code is Code.WRONG_ROLE
