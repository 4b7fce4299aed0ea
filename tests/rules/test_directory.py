"""The dispatch directory: the most specific entry in force decides; duty lists bind streets."""

from datetime import date
from typing import Any

import pytest

from hotline.rules.directory import Directory, Duty, DutyLine, Entry, Matter
from hotline.rules.directory_checks import problems
from hotline.rules.refusal import Code
from hotline.rules.units import UnitKind
from hotline.rules.words import LegRole
from tests.rules.offices import tree, unit

DAY = date(2026, 2, 13)
UNITS = tree(
    unit("urban", name="城管局", kind=UnitKind.DEPARTMENT),
    unit("east", kind=UnitKind.DISTRICT),
    unit("heping", "east", name="和平街道"),
    unit("xin", "heping", kind=UnitKind.VILLAGE),
)


def entry(id: str, topic: str = "cg", **values: Any) -> Entry:
    return Entry(id=id, topic=topic, lead=values.pop("lead", "urban"), **values)


def decides(matter: Matter, *entries: Entry, on: date = DAY) -> str:
    found = Directory(entries=entries).lookup(matter, on)
    return found.id if found else ""


WIDE = entry("wide")
DEEP = entry("deep", "cg/lj")


@pytest.mark.parametrize(
    ("matter", "entries", "decided"),
    [
        (Matter(topic="cg/lj"), [WIDE, DEEP], "deep"),
        (Matter(topic="cg/zd"), [WIDE, DEEP], "wide"),
        (Matter(topic="cgx"), [WIDE], ""),
        (Matter(topic=""), [WIDE], ""),
        (Matter(topic="cg", area="dong/x"), [WIDE, entry("near", area="dong")], "near"),
        (Matter(topic="cg", area="dongx"), [WIDE, entry("near", area="dong")], "wide"),
        (Matter(topic="cg", area=""), [WIDE, entry("near", area="dong")], "wide"),
        (Matter(topic="cg", kind="help"), [WIDE, entry("kind", kind="help")], "kind"),
        (Matter(topic="cg", kind="report"), [WIDE, entry("kind", kind="help")], "wide"),
        (Matter(topic="cg/lj", object="早市"), [DEEP, entry("it", object="早市")], "it"),
        (Matter(topic="cg", object="夜市"), [WIDE, entry("it", object="早市")], "wide"),
        (Matter(topic="cg"), [WIDE, entry("it", object="早市")], "wide"),
        (Matter(topic="cg", object="东早市"), [WIDE, entry("it", object="早市")], "wide"),
        (
            Matter(topic="cg", object="集 市北门"),
            [WIDE, entry("it", object="早市", aliases=("集市",))],
            "it",
        ),
        (
            Matter(topic="cg", object="大润发超市东店"),
            [entry("a", object="大润发超市"), entry("b", object="大润发")],
            "a",
        ),
    ],
)
def test_the_most_specific_entry_decides(
    matter: Matter, entries: list[Entry], decided: str
) -> None:
    assert decides(matter, *entries) == decided


def test_objects_are_found_in_a_text_the_longest_name_first() -> None:
    directory = Directory(
        entries=(
            WIDE,
            entry("1", object="北市场", aliases=("北菜场",)),
            entry("2", object="西北市场"),
            entry("3", object="实验小学"),
        )
    )
    assert directory.objects_in("实验小学旁的西北市场，不是北菜场") == (
        "实验小学",
        "西北市场",
        "北市场",
    )
    assert directory.objects_in("西北市场") == ("西北市场",)
    assert directory.objects_in("别处") == ()


def test_an_entry_decides_from_its_first_to_its_last_day() -> None:
    bound = entry("x", effective_from=DAY, effective_to=date(2026, 2, 14))
    matter = Matter(topic="cg")
    days = [date(2026, 2, day) for day in (12, 13, 14, 15)]
    assert [decides(matter, bound, on=day) for day in days] == ["", "x", "x", ""]


def test_last_resort_is_the_nearest_named_else_that_of_the_city() -> None:
    directory = Directory(last_resort={"dong": "east", "": "centre"})
    assert directory.last_resort_unit("dong/heping") == "east"
    assert directory.last_resort_unit("xi") == "centre"
    assert directory.last_resort_unit("") == "centre"
    assert Directory().last_resort_unit("xi") == ""


def line(id: str, duty: Duty, topic: str = "cg", unit_id: str = "", **values: Any) -> DutyLine:
    return DutyLine(id=id, topic=topic, duty=duty, unit=unit_id, **values)


LEAD, CO, DOWN = LegRole.LEAD, LegRole.CO_HANDLING, LegRole.HANDED_DOWN


@pytest.mark.parametrize("duty", list(Duty))
@pytest.mark.parametrize("role", list(LegRole))
@pytest.mark.parametrize("unit_id", ["heping", "xin"])
def test_duty_lists_bind_streets_and_villages(duty: Duty, role: LegRole, unit_id: str) -> None:
    directory = Directory(duties=(line("7", duty, department="urban", legal_basis="办法"),))
    refusal = directory.check_duty(unit_id, "cg/lj", role, UNITS)
    allowed = duty is Duty.BASIC or (duty is Duty.ASSISTING and role is CO)
    assert (refusal is None) == allowed
    if refusal:
        assert refusal.code is Code.DUTY_LIST
        assert "第 7 条" in refusal.message
        assert "（办法）" in refusal.message
        assert "城管局" in refusal.advice


def test_duty_lists_bind_nobody_else() -> None:
    directory = Directory(duties=(line("7", Duty.WITHDRAWN),))
    for unit_id in ("urban", "east", "nowhere"):
        assert directory.check_duty(unit_id, "cg", LEAD, UNITS) is None
    assert directory.check_duty("heping", "sc", LEAD, UNITS) is None


def test_the_nearest_unit_then_the_deepest_topic_binds() -> None:
    directory = Directory(
        duties=(
            line("all", Duty.WITHDRAWN, "cg/lj"),
            line("own", Duty.BASIC, "cg", "east"),
            line("deeper", Duty.ASSISTING, "cg/lj/x", "heping"),
            line("other", Duty.WITHDRAWN, "cg", "urban"),
        )
    )
    assert directory.check_duty("heping", "cg/lj", LEAD, UNITS) is None
    refusal = directory.check_duty("heping", "cg/lj/x", DOWN, UNITS)
    assert refusal is not None
    assert "deeper" in refusal.message
    assert "上级主管部门主办" in refusal.advice


def test_problems_name_unknown_and_closed_units() -> None:
    directory = Directory(
        entries=(entry("1", lead="gone"), entry("2", "sc", co_handlers=("shut", "urban"))),
        duties=(line("d", Duty.BASIC, department="gone2"),),
        last_resort={"": "gone3"},
    )
    found = problems(directory, tree(*UNITS.units.values(), unit("shut", active=False)))
    assert [one.said.split("的")[0].strip() for one in found] == [
        "条目 1",
        "条目 2",
        "履职清单 d",
        "兜底单位",
    ]
    assert "已撤销" in found[1].said
    assert problems(Directory(entries=(WIDE,), duties=(line("d", Duty.BASIC),)), UNITS) == []


def test_problems_name_ties_only_where_days_overlap() -> None:
    first = entry("1", effective_to=date(2026, 3, 1))
    later = entry("2", effective_from=date(2026, 3, 2))
    assert problems(Directory(entries=(later, first)), UNITS) == []
    other = entry("3", effective_from=date(2026, 3, 1))
    clash = problems(Directory(entries=(first, other)), UNITS)
    assert [one.said for one in clash] == ["条目 1 与 3 条件相同且有效期重叠，请调整其中一条。"]
    endless = problems(Directory(entries=(WIDE, later)), UNITS)
    assert len(endless) == 1
