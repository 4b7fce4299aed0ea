"""Whose matter it is (代他人, 涉企), and what a registration links by itself."""

import pytest
from msgspec.structs import replace

from hotline.rules import sealed
from hotline.rules.caller_words import Relation
from hotline.rules.case import commands as c
from hotline.rules.case import many
from hotline.rules.case.events import Linked, Registered
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import CaseStage, EmergencyLine, Tag
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, call, closed, matter, signed
from tests.rules.case.test_register import refused

FIRM = "91110000802100433B"
AWAY = c.HandOver(line=EmergencyLine.POLICE_110)


def heard(command: c.RegisterContact, story: Story | None = None) -> Story:
    """The call taken in."""
    story = story or Story()
    found = story.register(w.AGENT, command)
    assert not isinstance(found, Refusal), found
    return story


def test_who_is_represented_is_sealed_and_how_they_stand_is_not() -> None:
    story = heard(call(matter(), relation=Relation.GUARDIAN, authorised=True,
                       behalf_name=MARK, behalf_phone="139"))  # fmt: skip
    case = story.case
    assert (case.relation, case.authorised) == (Relation.GUARDIAN, True)
    event = story.events[story.one][0]
    assert isinstance(event, Registered) and event.behalf_name == MARK
    facts, personal = sealed.split(event)
    assert MARK not in str(facts) and personal["behalf_phone"] == "139"


def test_an_enterprise_is_tagged_and_its_code_checked() -> None:
    story = heard(call(matter(), enterprise="某某公司", credit_code="9111 0000 8021 0043 3b"))
    event = story.events[story.one][0]
    assert isinstance(event, Registered) and event.credit_code == FIRM
    assert story.case.tags == (Tag.ENTERPRISE,)
    again = heard(call(matter(tags=(Tag.ENTERPRISE,)), credit_code=FIRM))
    assert again.case.tags == (Tag.ENTERPRISE,)
    wrong = refused(w.AGENT, call(matter(), credit_code="91110000802100434B"))
    assert (wrong.code, wrong.field) == (Code.INVALID, "credit_code")
    nameless = heard(call(matter(), anonymous=True, enterprise="某某公司", credit_code=FIRM))
    event = nameless.events[nameless.one][0]
    assert isinstance(event, Registered) and not event.enterprise and not event.credit_code


def test_a_person_represented_needs_the_relation() -> None:
    for more in ({"behalf_name": MARK}, {"behalf_phone": "139"}, {"authorised": True}):
        assert refused(w.AGENT, call(matter(), **more)).field == "relation"


def test_a_matter_split_off_is_still_the_represented_persons() -> None:
    story = heard(call(matter(), relation=Relation.RELATIVE, behalf_name=MARK))
    known = many.Known(id=story.one, case=story.case)
    fresh = many.Fresh(contact="", cases=("c9",), query_digest="d" * 8)
    who = many.Caller(name=MARK, phone="138", behalf_name=MARK, enterprise="某某公司")
    command = c.SplitMatter(matter=matter(w.WATER_OUT))
    found = many.split(known, command, fresh, who, story.context(w.AGENT))
    assert not isinstance(found, Refusal)
    event = found["c9"][0]
    assert isinstance(event, Registered) and event.behalf_name == MARK
    assert event.relation is Relation.RELATIVE and Tag.ENTERPRISE in event.tags


# --- links ------------------------------------------------------------------------------------


def linked(story: Story, one: str) -> tuple[str, ...]:
    return story.cases[one].links


def test_a_grievance_beside_a_danger_is_a_second_case_and_both_know() -> None:
    story = heard(call(matter(triage=AWAY), matter(w.WATER_OUT), matter(w.SILENT)))
    first, second, third = story.cases
    assert story.cases[first].stage is CaseStage.HANDED_OVER
    assert linked(story, first) == (second, third)
    assert linked(story, second) == linked(story, third) == (first,)


def again(story: Story, **more: object) -> many.ByStream | Refusal:
    """The same caller with something new about the story's case, which is looked up."""
    known = {story.one: story.case}
    fresh = many.Fresh(contact="k9", cases=("c9",), query_digest="d" * 8)
    command = call(matter(**{"again": story.one, **more}))  # type: ignore[arg-type]
    return many.register(command, fresh, story.context(w.AGENT), known)


def test_a_new_fact_about_a_closed_matter_is_a_new_case_linked_to_it() -> None:
    story = closed()
    found = again(story)
    assert not isinstance(found, Refusal)
    [old] = found[story.one]
    assert isinstance(old, Linked) and old.other == "c9"
    new = found["c9"][-1]
    assert isinstance(new, Linked) and new.number == story.case.number


def test_as_long_as_it_is_open_nothing_new_is_made_of_it() -> None:
    found = again(signed())
    assert isinstance(found, Refusal)
    assert (found.code, found.field) == (Code.WRONG_STATE, "matters[0].again")
    unknown = again(closed(), again="nowhere")
    assert isinstance(unknown, Refusal) and unknown.code is Code.NOT_FOUND


@pytest.mark.parametrize("hidden", [True, False])
def test_no_case_names_a_confidential_one_to_whom_it_reports(hidden: bool) -> None:
    story = closed()
    found = again(story, confidential=hidden, reported_unit=w.URBAN)
    assert not isinstance(found, Refusal)
    assert (story.one in found) is not hidden
    assert isinstance(found["c9"][-1], Linked)


def test_a_withdrawn_matter_may_be_brought_again() -> None:
    story = closed()
    story.cases[story.one] = replace(story.case, stage=CaseStage.WITHDRAWN)
    assert not isinstance(again(story), Refusal)
