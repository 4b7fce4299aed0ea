"""答复模板: variables, what a case puts in, what may not reach a citizen, who writes them."""

import pytest
from msgspec.structs import replace

from hotline.rules.file_words import FileGroup
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.template import (
    RetireTemplate,
    Template,
    WriteTemplate,
    decide,
    evolve,
)
from hotline.rules.replies.variables import Variable, blanks, filled, no_blanks, unsound, values
from hotline.rules.words import Role
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.offices import NOW, person, refused

WORDS = "您反映的{事项}（{受理编号}）已由{承办单位}办理：{填写：核查结果}。"


def test_variables_are_filled_and_what_a_person_fills_stays() -> None:
    known = {Variable.TOPIC: "占道经营", Variable.NUMBER: "20260302-1", Variable.UNIT: ""}
    text = filled(WORDS, known)
    assert text == "您反映的占道经营（20260302-1）已由{承办单位}办理：{填写：核查结果}。"
    assert blanks(text) == ("{承办单位}", "{填写：核查结果}")
    refused(no_blanks(text, "public_answer"), Code.INVALID, "{承办单位}、{填写：核查结果}")
    assert no_blanks("已经修好。", "public_answer") is None
    for half in (
        "{填写：" + "已核查" * 30 + "}",
        "{填写：第一\n第二}",
        "已由{承办单位办理",
        "｛ 填写：",
    ):
        refused(no_blanks(half, "public_answer"), Code.INVALID, "……")


@pytest.mark.parametrize(
    ("text", "says"),
    [("{承办科室}已办", "没有变量“承办科室”"), ("{事项", "没有成对"), ("好{}的", "没有成对")],
)
def test_a_template_is_checked_when_it_is_saved(text: str, says: str) -> None:
    assert refused(unsound(text), Code.INVALID, says).field == "text"
    assert unsound(WORDS) is None and unsound("全角｛事项｝也行") is None


def test_a_case_puts_in_what_it_knows() -> None:
    story = b.signed()
    case = story.case
    found = values(case, case.legs[0], story.world, story.now)
    assert found[Variable.NUMBER] == case.number
    assert found[Variable.UNIT] == story.world.units.name(case.legs[0].unit)
    assert found[Variable.CONTACTED] == ""
    assert found[Variable.DONE].startswith("2026年3月")
    bare = replace(case, promise=None, accepted_at=None)
    again = values(bare, case.legs[0], story.world, story.now)
    assert again[Variable.PROMISED] == again[Variable.RECEIVED] == ""


def seat(role: Role, unit: str = "") -> Office:
    """A person of that unit in the role."""
    return Office(now=NOW, actor=person(role, unit=unit or w.CENTRE), units=w.UNITS)


def test_versions_follow_each_other_and_a_retired_one_stays_retired() -> None:
    liaison = seat(Role.LIAISON, w.URBAN)
    command = WriteTemplate(unit=w.URBAN, topic=w.NOISE, title="占道", text=WORDS,
                            asks=(FileGroup.HANDLING,))  # fmt: skip
    state = Template()
    for one in (command, replace(command, title="占道经营", unit="housing")):
        found = decide(state, one, liaison)
        assert not isinstance(found, Refusal)
        for event in found:
            state = evolve(state, event)
    assert (state.version, state.unit, state.title) == (2, w.URBAN, "占道经营")
    refused(decide(state, replace(command, title="占道经营"), liaison), Code.ALREADY)
    gone = decide(state, RetireTemplate(), liaison)
    assert not isinstance(gone, Refusal)
    state = evolve(state, gone[0])
    refused(decide(state, command, liaison), Code.WRONG_STATE, "停用")


def test_a_units_are_its_own_and_those_for_all_are_the_hotlines() -> None:
    mine = WriteTemplate(unit=w.URBAN, title="甲", text="乙")
    refused(decide(Template(), mine, seat(Role.LIAISON, w.WATER)), Code.WRONG_UNIT)
    refused(decide(Template(), mine, seat(Role.OFFICER, w.URBAN)), Code.WRONG_ROLE)
    refused(decide(Template(), replace(mine, unit=""), seat(Role.LIAISON, w.URBAN)),
            Code.WRONG_ROLE)  # fmt: skip
    assert not isinstance(decide(Template(), replace(mine, unit=""), seat(Role.EDITOR)), Refusal)
    refused(decide(Template(), RetireTemplate(), seat(Role.EDITOR)), Code.WRONG_STATE, "没有这个")
    refused(decide(Template(), replace(mine, text=" "), seat(Role.UNIT_HEAD, w.URBAN)),
            Code.MISSING)  # fmt: skip
