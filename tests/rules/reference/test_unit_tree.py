"""Setting up, renaming, moving and closing units."""

from typing import Any

import pytest

from hotline.rules.reference import unit_tree
from hotline.rules.reference.office import Office, decide_each
from hotline.rules.reference.unit_tree import (
    AddUnit,
    CloseUnit,
    DutyPhoneSet,
    MoveUnit,
    RenameUnit,
    SetDutyPhone,
    UnitAdded,
    UnitClosed,
    UnitMoved,
    UnitRenamed,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.units import UnitKind, UnitTree
from hotline.rules.words import Role
from tests.rules.offices import NOW, office, refused, tree, unit

ADMIN = office(Role.SYSTEM_ADMIN)
CITY = tree(
    unit("east", area="dong"),
    unit("west"),
    unit("heping", "east", name="和平街道", duty_phone="110"),
    unit("xin", "heping"),
    unit("shut", active=False, name="旧城管"),
)
STREET = UnitKind.STREET


def after(*commands: Any, state: UnitTree = CITY, by: Office = ADMIN) -> UnitTree | Refusal:
    events = decide_each(unit_tree.decide, unit_tree.evolve, state, commands, by)
    if isinstance(events, Refusal):
        return events
    for event in events:
        state = unit_tree.evolve(state, event)
    return state


def test_each_command_gives_its_event() -> None:
    given = {
        AddUnit(id="n", name="新街道", kind=STREET, parent="east"): UnitAdded(
            at=NOW, id="n", name="新街道", kind=STREET, parent="east"
        ),
        RenameUnit(id="heping", name="和平里", reason="改革"): UnitRenamed(
            at=NOW, id="heping", name="和平里", before="和平街道", reason="改革"
        ),
        MoveUnit(id="heping", parent="west"): UnitMoved(
            at=NOW, id="heping", parent="west", before="east"
        ),
        CloseUnit(id="xin", reason="合并", successor="heping"): UnitClosed(
            at=NOW, id="xin", reason="合并", successor="heping"
        ),
        SetDutyPhone(id="xin", phone="024-1"): DutyPhoneSet(at=NOW, id="xin", phone="024-1"),
    }
    for command, event in given.items():
        assert unit_tree.decide(CITY, command, ADMIN) == (event,)


def test_the_tree_follows_the_events() -> None:
    result = after(
        AddUnit(id="n", name="新村二", kind=UnitKind.VILLAGE, parent="xin", duty_phone="1"),
        RenameUnit(id="heping", name="和平里", short="和平"),
        MoveUnit(id="heping", parent="west", area="xi/heping"),
        SetDutyPhone(id="n", phone="2"),
        CloseUnit(id="n", reason="撤销"),
    )
    assert isinstance(result, UnitTree)
    assert result.is_within("n", "west")
    assert result.units["heping"].short == "和平"
    assert result.units["heping"].area == "xi/heping"
    assert result.units["n"].duty_phone == "2"
    assert not result.units["n"].active


def test_a_move_keeps_the_area_unless_another_is_named() -> None:
    result = after(MoveUnit(id="east", parent="west"))
    assert isinstance(result, UnitTree)
    assert result.units["east"].area == "dong"


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (AddUnit(id="heping", name="x", kind=STREET), Code.ALREADY, "和平街道"),
        (AddUnit(id="n", name=" ", kind=STREET), Code.MISSING, "单位名称"),
        (AddUnit(id="n", name="和平街道", kind=STREET, parent="east"), Code.ALREADY, "同一上级"),
        (AddUnit(id="n", name="x", kind=STREET, parent="gone"), Code.NOT_FOUND, "上级单位"),
        (AddUnit(id="n", name="x", kind=STREET, parent="shut"), Code.NOT_FOUND, "旧城管"),
        (AddUnit(id="n", name="x", kind=STREET, short="字" * 31), Code.TOO_LONG, "31 个字"),
        (AddUnit(id="n", name="x\x07", kind=STREET), Code.INVALID, "控制字符"),
        (AddUnit(id="n", name="x\x00", kind=STREET), Code.INVALID, "无法保存"),
        (AddUnit(id="n", name="x\ud800", kind=STREET), Code.INVALID, "无法保存"),
        (RenameUnit(id="gone", name="x"), Code.NOT_FOUND, "gone"),
        (RenameUnit(id="shut", name="x"), Code.WRONG_STATE, "已撤销"),
        (RenameUnit(id="heping", name="和平街道"), Code.ALREADY, "和平街道"),
        (RenameUnit(id="east", name="west"), Code.ALREADY, "同一上级"),
        (MoveUnit(id="heping", parent="east"), Code.ALREADY, "这个位置"),
        (MoveUnit(id="heping", parent="gone"), Code.NOT_FOUND, "上级单位"),
        (MoveUnit(id="east", parent="xin"), Code.LOOP, "之下"),
        (MoveUnit(id="east", parent="east"), Code.LOOP, "之下"),
        (CloseUnit(id="xin", reason=""), Code.MISSING, "撤销原因"),
        (CloseUnit(id="heping", reason="x"), Code.WRONG_STATE, "xin"),
        (CloseUnit(id="xin", reason="x", successor="gone"), Code.NOT_FOUND, "接续"),
        (CloseUnit(id="xin", reason="x", successor="shut"), Code.NOT_FOUND, "接续"),
        (CloseUnit(id="xin", reason="x", successor="xin"), Code.NOT_FOUND, "接续"),
        (SetDutyPhone(id="xin", phone=""), Code.MISSING, "值班电话"),
        (SetDutyPhone(id="heping", phone="110"), Code.ALREADY, "110"),
    ],
)
def test_refusals_name_what_is_wrong(command: Any, code: Code, words: str) -> None:
    refused(after(command), code, words)


def test_only_the_system_administrator_may() -> None:
    for role in Role:
        if role is not Role.SYSTEM_ADMIN:
            refused(after(SetDutyPhone(id="xin", phone="1"), by=office(role)), Code.WRONG_ROLE)


def test_names_of_closed_units_are_free_and_text_may_speak_of_nul() -> None:
    assert isinstance(after(AddUnit(id="n", name="旧城管", kind=STREET)), UnitTree)
    assert isinstance(after(AddUnit(id="n", name="\\u0000", kind=STREET)), UnitTree)


def test_several_commands_are_all_or_nothing() -> None:
    result = after(SetDutyPhone(id="xin", phone="1"), SetDutyPhone(id="gone", phone="1"))
    refused(result, Code.NOT_FOUND)
