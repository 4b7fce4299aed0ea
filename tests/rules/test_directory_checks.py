"""What is shown of an edition before it is approved: what blocks it, and what a person judges."""

from datetime import date
from typing import Any

import pytest

from hotline.rules.directory import Directory, Duty, DutyLine, Entry
from hotline.rules.directory_checks import CheckKind, Finding, doubts, problems
from hotline.rules.units import UnitKind
from tests.rules.offices import tree, unit

BEGINS = date(2026, 3, 1)
TOPICS = {"cg": "城市管理", "cg/lj": "环卫", "cg/zd": "占道", "sq": "社区"}
AREAS = {"dong": "东城区", "dong/heping": "和平街道", "dong/jiefang": "解放街道", "xi": "西城区"}
UNITS = tree(
    unit("urban", name="城管局", kind=UnitKind.DEPARTMENT),
    unit("east", kind=UnitKind.DISTRICT),
    unit("heping", "east", name="和平街道"),
    unit("jiefang", "east", name="解放街道"),
)


def entry(id: str, topic: str = "cg", **values: Any) -> Entry:
    return Entry(id=id, topic=topic, lead=values.pop("lead", "urban"), **values)


def line(id: str, duty: Duty, topic: str = "cg", unit: str = "", to: str = "") -> DutyLine:
    return DutyLine(id=id, topic=topic, duty=duty, unit=unit, department=to)


def made(*entries: Entry, **values: Any) -> Directory:
    return Directory(entries=(entry("sq", "sq"), *entries), **values)


def seen(directory: Directory, kind: CheckKind, areas: dict[str, str] = AREAS) -> list[str]:
    found = [*problems(directory, UNITS), *doubts(directory, UNITS, TOPICS, areas, BEGINS)]
    assert all(one.blocks == (one in problems(directory, UNITS)) for one in found)
    return [one.said for one in found if one.kind is kind]


def test_two_objects_that_share_a_name_are_one_condition() -> None:
    one = entry("1", object="北市场", aliases=("北菜场",))
    other = entry("2", object="北 菜场")
    clash = problems(Directory(entries=(one, other)), UNITS)
    assert clash == [
        Finding(
            kind=CheckKind.CONFLICT,
            entry="2",
            said="条目 1 与 2 条件相同且有效期重叠，请调整其中一条。",
        )
    ]
    assert problems(Directory(entries=(one, entry("2", object="南市场"))), UNITS) == []


def test_lists_that_send_a_matter_round_in_a_circle_block() -> None:
    round_about = made(
        entry("1"),
        duties=(
            line("a", Duty.WITHDRAWN, unit="heping", to="jiefang"),
            line("b", Duty.ASSISTING, unit="jiefang", to="heping"),
            line("c", Duty.BASIC, "sq", to="heping"),
        ),
    )
    assert seen(round_about, CheckKind.CYCLE) == [
        "履职清单 a 兜圈：解放街道 → 和平街道 → 解放街道，没有单位能主办。"
    ]
    straight = made(
        entry("1"),
        duties=(
            line("a", Duty.WITHDRAWN, unit="heping", to="jiefang"),
            line("b", Duty.ASSISTING, unit="jiefang", to="urban"),
        ),
    )
    assert seen(straight, CheckKind.CYCLE) == []
    none = made(duties=(line("a", Duty.WITHDRAWN, unit="heping", to="jiefang"),))
    assert seen(none, CheckKind.CYCLE) == []


def test_what_the_lists_would_refuse_is_shown() -> None:
    directory = made(
        entry("street", "cg", area="dong/heping", lead="heping"),
        entry("helps", "cg/zd", area="dong/heping", co_handlers=("heping",)),
        entry("other", "sq", area="xi", lead="heping"),
        duties=(line("收1", Duty.WITHDRAWN, "cg/lj"), line("配1", Duty.ASSISTING, "cg/zd")),
        last_resort={"dong": "heping", "xi": "urban"},
    )
    said = seen(directory, CheckKind.REFUSED)
    assert [one[:14] for one in said] == ["条目 street 派不出去", "兜底单位和平街道受履职清单第"]
    assert "上级收回" in said[0]


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([entry("x", "gone")], "条目 x：事项“gone”不在事项表中。"),
        ([entry("x", area="bei")], "条目 x：区域“bei”不在区域表中。"),
        ([entry("x", effective_to=date(2026, 2, 1))], "条目 x：本版生效前已失效（2026-02-01）。"),
        ([entry("x"), entry("a", "cg/lj"), entry("b", "cg/zd")],
         "条目 x：下级事项都另有条目（如 a），只用于没有分到下级的诉求。"),
        ([entry("x", "cg/lj"), *(entry(kind, "cg/lj", kind=kind) for kind in
          ("consult", "help", "complaint", "report", "suggestion", "praise"))],
         "条目 x：总有更具体的条目先适用（如 consult）。"),
        ([entry("x", "cg/lj", effective_from=date(2026, 5, 1)),
          entry("y", "cg/lj", object="早市")], ""),
        ([entry("x", "cg/lj"), entry("y", "cg/lj", kind="help", effective_to=BEGINS)], ""),
    ],
)  # fmt: skip
def test_entries_that_never_decide(entries: list[Entry], why: str) -> None:
    kind = CheckKind.COARSE if "没有分到下级" in why else CheckKind.NEVER
    assert seen(made(*entries), kind) == ([why] if why else [])
    other = CheckKind.NEVER if kind is CheckKind.COARSE else CheckKind.COARSE
    assert seen(made(*entries), other) == []


def test_an_entry_fires_on_the_days_its_rival_leaves() -> None:
    rival = entry("z", "cg/lj", area="dong", effective_to=date(2026, 4, 1))
    assert seen(made(entry("a", "cg/lj", area="dong"), rival), CheckKind.NEVER) == []
    endless = entry("z", "cg/lj", area="dong")
    assert len(seen(made(entry("a", "cg/lj", area="dong"), endless), CheckKind.NEVER)) == 1


def test_gaps_are_topics_that_some_area_or_kind_has_no_entry_for() -> None:
    directory = made(
        entry("1", "cg/lj", area="dong/heping"),
        entry("2", "cg/zd", kind="help"),
        entry("3", "cg/zd", area="xi"),
        entry("4", "cg/zd", area="dong", object="早市"),
        last_resort={"xi": "urban"},
    )
    assert seen(directory, CheckKind.GAP) == [
        "“环卫”在解放街道、西城区没有条目，也没有兜底单位。",
        "“占道”（咨询、投诉、举报、意见建议、表扬）在东城区没有条目，也没有兜底单位。",
    ]
    whole = Directory(last_resort={"": "urban"})
    assert seen(whole, CheckKind.GAP)[0] == "“环卫”在全市没有条目，由派单员指定，可派兜底单位。"
    many = AREAS | {f"a{n}": f"{n}区" for n in range(5)}
    part = made(entry("1", area="xi"))
    assert "东城区、0区、1区、2区等 6 个区域" in seen(part, CheckKind.GAP, many)[0]
