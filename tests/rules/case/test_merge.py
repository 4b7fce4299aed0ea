"""并单、撤销并单: each caller keeps a case of their own; the parent alone has legs."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, EndReason, Solved
from tests.rules.case import world as w
from tests.rules.case.build import (
    MARK,
    Story,
    call,
    completed,
    dispatched,
    finish,
    matter,
    merged,
    outcome,
    rating,
)

UNDO = c.UndoMerge(reason=MARK)


def beside(story: Story, **more: object) -> Story:
    """Another caller reports the same matter; the story goes on with that case."""
    story.register(w.AGENT, call(matter(triage=c.Accept(), **more)))
    return story


def test_the_child_keeps_number_promise_and_stream() -> None:
    """第二位来电人报同一处噪声：并入主单，自己的工单号和承诺时限都在。"""
    story = beside(dispatched())
    before = story.case
    story.do(w.DISPATCHER, c.Merge(parent="c1", reason=MARK))
    child, parent = story.case, story.cases["c1"]
    assert (child.stage, child.parent, child.parent_number) == ("merged", "c1", parent.number)
    assert (child.number, child.promise) == (before.number, before.promise)
    assert parent.children == 1


def test_merging_a_case_being_handled_ends_its_legs() -> None:
    story = beside(dispatched()).do(w.DISPATCHER, c.Dispatch())
    story.do(w.DISPATCHER, c.Merge(parent="c1"))
    assert [leg.ended for leg in story.case.legs] == [EndReason.MERGED]


def test_merging_what_was_only_registered_accepts_it() -> None:
    """登记后直接并单：并单即受理，这位来电人的承诺时限同样开始。"""
    story = dispatched()
    story.register(w.AGENT, call(matter()))
    story.do(w.DISPATCHER, c.Merge(parent="c1"))
    assert story.case.promise is not None
    assert story.clock(w.local(3, 18, 9)) == ["promise"]
    story.do(w.DISPATCHER, UNDO)
    assert story.case.stage is CaseStage.ACCEPTED


def test_undo_keeps_the_original_promise() -> None:
    """撤销并单：时钟按当初来电起算，一天也不重来。"""
    story = merged()
    promise = story.case.promise
    story.at(3, 9, 10).do(w.DISPATCHER, UNDO)
    assert story.case.stage is CaseStage.ACCEPTED
    assert story.case.promise == promise
    assert (story.case.parent, story.cases["c1"].children) == ("", 0)
    assert story.clock(w.local(3, 18, 9)) == ["desk", "promise"]


def test_the_child_gets_the_parents_answer_and_is_followed_up_on_its_own() -> None:
    story = merged()
    story.one = "c1"
    finish(story, w.URBAN)
    assert story.clock() == ["children"]
    assert story.case.children_answered
    assert story.refuse(w.CLOCK, c.AnswerChildren()).code is Code.ALREADY
    child = story.cases["c2"]
    assert (child.stage, child.on_time) == (CaseStage.COMPLETED, True)
    story.do(w.CALLER, outcome())
    story.one = "c2"
    story.do(w.CITIZEN, rating(Solved.NOT))
    assert story.cases["c1"].verdict != story.case.verdict


def test_a_child_whose_own_promise_was_missed_is_late_although_the_parent_is_not() -> None:
    story = merged()
    story.one = "c1"
    finish(story.at(3, 12, 9), w.URBAN)
    story.cases["c2"] = c.msgspec.structs.replace(
        story.cases["c2"],
        promise=c.msgspec.structs.replace(story.cases["c2"].promise, due_at=w.local(3, 11, 9)),
    )
    story.clock()
    assert story.cases["c1"].on_time is True
    assert story.cases["c2"].on_time is False


def test_a_child_still_unsolved_is_reopened_and_dispatched_on_its_own() -> None:
    """“我家还停着水”：只重办这一户，其余不动。"""
    story = merged()
    story.one = "c1"
    finish(story, w.URBAN)
    story.clock()
    story.one = "c2"
    story.do(w.CALLER, outcome(Solved.NOT)).do(w.CALLER, c.Reopen(reason=MARK))
    assert story.case.stage is CaseStage.ACCEPTED
    story.do(w.DISPATCHER, c.Dispatch())
    assert story.case.stage is CaseStage.HANDLING
    assert story.cases["c1"].stage is CaseStage.COMPLETED


@pytest.mark.parametrize("confidential", ["child", "parent"])
def test_confidential_cases_are_never_merged(confidential: str) -> None:
    story = dispatched(confidential=confidential == "parent")
    beside(story, confidential=confidential == "child")
    refusal = story.refuse(w.DISPATCHER, c.Merge(parent="c1"))
    assert refusal.code is Code.CONFIDENTIAL
    story.do(w.DISPATCHER, c.Link(other="c1", reason=MARK))


def test_no_chains_and_no_loops() -> None:
    story = merged()
    beside(story)
    assert story.refuse(w.DISPATCHER, c.Merge(parent="c2")).code is Code.WRONG_STATE
    assert story.refuse(w.DISPATCHER, c.Merge(parent="c3")).code is Code.LOOP
    assert story.refuse(w.DISPATCHER, c.Merge(parent="c3"), on="c1").code is Code.ALREADY


def test_nothing_is_merged_under_a_completed_case() -> None:
    refusal = beside(completed()).refuse(w.DISPATCHER, c.Merge(parent="c1"))
    assert (refusal.code, refusal.field) == (Code.WRONG_STATE, "parent")


def test_only_back_office_merges_and_undoes() -> None:
    assert beside(dispatched()).refuse(w.AGENT, c.Merge(parent="c1")).code is Code.WRONG_ROLE
    assert merged().refuse(w.AGENT, UNDO).code is Code.WRONG_ROLE


def test_three_thousand_callers_cost_the_parent_one_number() -> None:
    """大面积停水：主单只多一个计数，不把三千件工单装进自己肚子里。"""
    story = merged()
    size = len(c.msgspec.json.encode(story.cases["c1"]))
    for _ in range(20):
        beside(story).do(w.DISPATCHER, c.Merge(parent="c1"))
    assert story.cases["c1"].children == 21
    assert len(c.msgspec.json.encode(story.cases["c1"])) == size + 2
