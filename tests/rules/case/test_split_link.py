"""拆分 and 关联."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case.events import Registered, SplitOff
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, Kind
from tests.rules.case import world as w
from tests.rules.case.build import MARK, PHONE, call, dispatched, matter, signed


def test_a_further_matter_becomes_a_case_of_its_own() -> None:
    """办理中发现另有一件事：拆出新工单，同一来电人，时钟另起，原单不受影响。"""
    story = signed().at(3, 4, 9)
    before = story.case
    new = matter(w.WATER_OUT, triage=c.Accept(), dispatch=True)
    story.do(w.AGENT, c.SplitMatter(matter=new))
    opened = story.events["c2"][0]
    assert isinstance(opened, Registered)
    assert (opened.caller_name, opened.caller_phone) == (MARK, PHONE)
    assert (opened.split_from, opened.contact) == ("c1", before.contact)
    assert opened.channel is before.channel
    assert story.cases["c2"].stage is CaseStage.HANDLING
    assert isinstance(story.last, SplitOff)
    assert story.last.number == opened.number
    assert story.case.links == ("c2",)
    assert story.case.legs == before.legs


@pytest.mark.parametrize(
    ("new", "code", "field"),
    [
        (c.Matter(kind=Kind.HELP, text="  "), Code.MISSING, "matter.text"),
        (matter(reported_unit="lakee"), Code.UNKNOWN_UNIT, "matter.reported_unit"),
        (matter(dispatch=True), Code.WRONG_STATE, "matter"),
    ],
    ids=["blank", "mistyped", "untriaged"],
)
def test_a_matter_is_checked_as_at_registration(new: c.Matter, code: Code, field: str) -> None:
    refusal = signed().refuse(w.AGENT, c.SplitMatter(matter=new))
    assert (refusal.code, refusal.field) == (code, field)


def test_units_do_not_split() -> None:
    refusal = signed().refuse(w.liaison(w.URBAN), c.SplitMatter(matter=matter()))
    assert refusal.code is Code.WRONG_ROLE


def test_linked_cases_know_of_each_other() -> None:
    story = dispatched()
    story.register(w.AGENT, call(matter()))
    story.do(w.AGENT, c.Link(other="c1", reason=MARK))
    assert story.cases["c1"].links == ("c2",)
    assert story.cases["c2"].links == ("c1",)
    assert story.refuse(w.AGENT, c.Link(other="c1")).code is Code.ALREADY
    assert story.refuse(w.AGENT, c.Link(other="c2")).code is Code.ALREADY
    assert story.refuse(w.CALLER, c.Link(other="c1")).code is Code.WRONG_ROLE
