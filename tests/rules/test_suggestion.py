"""The directory's suggestion, and why the other entries do not decide."""

from datetime import date
from pathlib import Path
from typing import Any

from hotline import rulebooks
from hotline.rules.context import World
from hotline.rules.directory import Directory, Duty, DutyLine, Entry, Matter
from hotline.rules.official_calendar import official_calendar
from hotline.rules.rulebook import Editions, Rulebook
from hotline.rules.rulebook_reading import read_rulebook
from hotline.rules.suggestion import suggest
from hotline.rules.units import UnitKind
from tests.rules.offices import tree, unit

DAY = date(2026, 2, 13)
BOOK = read_rulebook((Path(rulebooks.__file__).parent / "national.toml").read_text())
UNITS = tree(
    unit("urban", name="城管局", kind=UnitKind.DEPARTMENT),
    unit("old", name="旧局", kind=UnitKind.DEPARTMENT, active=False),
    unit("heping", name="和平街道"),
)


def world(*entries: Entry, duties: tuple[DutyLine, ...] = (), last: str = "") -> World:
    assert isinstance(BOOK, Rulebook)
    directory = Directory(entries=entries, duties=duties, last_resort={"": last} if last else {})
    return World(
        city="bj",
        city_name="滨江市",
        reference=1,
        units=UNITS,
        directory=directory,
        editions=Editions(books=(BOOK,)),
        calendar=official_calendar(),
        topics={"cg": "城市管理", "cg/lj": "环卫"},
        areas={"dong": "东城区", "xi": "西城区"},
    )


def entry(id: str, topic: str = "cg", **values: Any) -> Entry:
    return Entry(id=id, topic=topic, lead=values.pop("lead", "urban"), **values)


def test_the_deciding_entry_and_every_reason_against_the_others() -> None:
    made = world(
        entry("wide"),
        entry("future", effective_from=date(2027, 1, 1)),
        entry("past", effective_to=date(2025, 1, 1)),
        entry("west", area="xi"),
        entry("report", kind="report"),
        entry("market", object="早市"),
        entry("closed", "cg/lj", lead="old"),
        entry("deep", "cg/lj", area="dong", legal_basis="《条例》", co_handlers=("old", "heping")),
        entry("unrelated", "sc"),
    )
    found = suggest(made, Matter(topic="cg/lj", area="dong", kind="help", object="夜市"), DAY)
    assert found.entry is not None
    assert (found.entry.id, found.unit, found.co_handlers) == ("deep", "urban", ("heping",))
    assert found.because == "派单目录条目 deep：事项“环卫”、区域“东城区”，依据《条例》。"
    assert {one.entry.id: one.why for one in found.passed_over} == {
        "wide": "条目 deep 更具体。",
        "future": "2027-01-01 才生效。",
        "past": "2025-01-01 已失效。",
        "west": "只管“西城区”，诉求在“东城区”。",
        "report": "只管举报。",
        "market": "只管对象“早市”。",
        "closed": "主办单位旧局已撤销。",
    }


def test_kind_and_object_are_named_and_codes_out_of_the_list_are_shown_as_they_are() -> None:
    made = world(entry("x", "zz", kind="help", object="早市"), entry("y", "zz", kind="odd"))
    found = suggest(made, Matter(topic="zz", kind="help", object="早市"), DAY)
    assert found.because == "派单目录条目 x：事项“zz”、类型“求助”、对象“早市”。"
    assert [one.why for one in found.passed_over] == ["只管odd。"]


def test_a_silent_directory_names_the_last_resort() -> None:
    made = world(entry("west", area="xi"), last="heping")
    found = suggest(made, Matter(topic="cg"), DAY)
    assert (found.unit, found.entry) == ("heping", None)
    assert "兜底单位" in found.because
    assert found.passed_over[0].why == "只管“西城区”，诉求没有区域。"
    nobody = suggest(world(entry("1", lead="old")), Matter(topic="cg"), DAY)
    assert (nobody.unit, nobody.because) == ("", "目录没有适用的条目。")


def test_a_suggestion_the_duty_list_forbids_is_shown_with_its_refusal() -> None:
    withdrawn = DutyLine(id="7", topic="cg", duty=Duty.WITHDRAWN, department="urban")
    found = suggest(world(entry("1", lead="heping"), duties=(withdrawn,)), Matter(topic="cg"), DAY)
    assert found.unit == "heping"
    assert found.refusal is not None
    assert "城管局" in found.refusal.advice
