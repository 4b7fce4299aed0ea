"""保密: no row, count, hit or hint for whom a confidential case reports [product.md §10]."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case import many, merging
from hotline.rules.refusal import Code, Refusal
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, call, matter, merged, registered, signed

AGAINST_LAKE = {"confidential": True, "reported_unit": w.LAKE_STREET}
AGAINST_VILLAGE = {"confidential": True, "reported_unit": w.LAKE_VILLAGE}
AGAINST_URBAN = {"confidential": True, "reported_unit": w.URBAN}


def beside(story: Story, **more: object) -> Story:
    """A second call; the story goes on with its case."""
    story.register(w.AGENT, call(matter(**more)))
    return story


def test_a_case_does_not_name_the_confidential_one_linked_to_it() -> None:
    """湖滨街道自己的工单上，看不到有一件举报湖滨街道的保密工单。"""
    story = beside(registered(), **AGAINST_LAKE).do(w.AGENT, c.Link(other="c1", reason=MARK))
    assert story.cases["c1"].links == ()
    assert story.cases["c2"].links == ("c1",)
    story.one = "c1"
    assert story.refuse(w.AGENT, c.Link(other="c2")).code is Code.ALREADY


@pytest.mark.parametrize(
    ("other", "named_in_other"),
    [(AGAINST_LAKE, ("c1",)), (AGAINST_VILLAGE, ())],
    ids=["same unit", "unit below"],
)
def test_confidential_cases_name_those_hidden_from_all_who_might_see_them(
    other: dict[str, object], named_in_other: tuple[str, ...]
) -> None:
    """举报街道的单子街道和村都看不到；举报村的单子街道看得到，所以后者不提前者。"""
    story = beside(registered(**AGAINST_LAKE), **other)  # type: ignore[arg-type]
    story.do(w.AGENT, c.Link(other="c1"))
    assert story.cases["c1"].links == ("c2",)
    assert story.cases["c2"].links == named_in_other


def test_two_that_report_different_units_are_not_linked() -> None:
    story = beside(registered(**AGAINST_LAKE), **AGAINST_URBAN)  # type: ignore[arg-type]
    refusal = story.refuse(w.AGENT, c.Link(other="c1"))
    assert (refusal.code, refusal.field) == (Code.CONFIDENTIAL, "other")


def test_the_unit_contacts_an_unknown_caller_through_the_hotline_and_says_what_was_said() -> None:
    """保密工单：承办单位看不到诉求人，由热线转告；什么都没写，就没有联系过。"""
    story = signed(confidential=True)
    unit = story.lead.unit
    for empty in ("", "  "):
        command = c.RecordFirstContact(leg=story.lead.id, note=empty)
        refusal = story.refuse(w.officer(unit), command)
        assert (refusal.code, refusal.field) == (Code.MISSING, "note")
    story.do(w.officer(unit), c.RecordFirstContact(leg=story.lead.id, note=MARK))
    assert story.lead.first_contact_at


def test_a_confidential_matter_split_off_leaves_no_trace_behind() -> None:
    """城管局的工单里，来电人另说一件举报城管局的事：拆出保密工单，原单上不留痕迹。"""
    story = signed()
    before = story.case
    story.do(w.AGENT, c.SplitMatter(matter=matter(**AGAINST_URBAN)))
    assert story.case == before
    assert story.cases["c2"].split_from == "c1"


def test_an_ordinary_matter_split_off_a_confidential_case_does_not_name_it() -> None:
    story = registered(**AGAINST_LAKE).do(  # type: ignore[arg-type]
        w.AGENT, c.SplitMatter(matter=matter(w.WATER_OUT))
    )
    assert story.cases["c2"].split_from == ""
    assert story.case.links == ("c2",)


def test_a_merge_undone_while_it_was_moved_is_a_conflict() -> None:
    """两人同时操作：撤销并单时发现主单已换，请刷新，不动任何一边的计数。"""
    story = merged()
    child = c.msgspec.structs.replace(story.case, parent="c9")
    found = merging.undo_merge(
        many.Known(id="c2", case=child),
        many.Known(id="c1", case=story.cases["c1"]),
        c.UndoMerge(reason=MARK),
        story.context(w.DISPATCHER),
    )
    assert isinstance(found, Refusal)
    assert found.code is Code.CONFLICT


def test_a_call_before_the_year_2000_is_a_slip_of_the_hand() -> None:
    old = call(matter(), received_at=w.MONDAY.replace(year=1999))
    found = Story().register(w.AGENT, old)
    assert isinstance(found, Refusal)
    assert (found.code, found.field) == (Code.INVALID, "received_at")
