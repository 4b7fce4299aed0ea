"""A directory from CSV: units by name, every problem with its row, nothing in part."""

from datetime import date

import pytest

from hotline.dispatching import actions, queries
from hotline.dispatching.actions import Imported
from hotline.dispatching.importing import decode, read_duties, read_entries
from hotline.people import actions as people
from hotline.rules.directory import Duty
from hotline.rules.reference.unit_tree import AddUnit, RenameUnit
from hotline.rules.refusal import Code, Refusal
from hotline.rules.units import UnitKind
from hotline.rules.words import Role
from tests.fixtures.people import City, done

ENTRIES = """\ufeff编号,事项,区域,类型,对象,主办单位,协办单位,法定依据,生效日期,失效日期
1,市容环卫,和平街道,,,和平街道,"城管局、市场监管局",《条例》,2026/1/2,2026-12-31
2,cg/zs,,投诉,大排档,城管局,,,,
"""
DUTIES = """编号,事项,履职类型,单位,主管部门,法定依据
基1,市容环卫,基本,和平街道,,
收1,食品安全,上级收回事项,,市场监管局,《食品安全法》
"""
DAY = date(2099, 1, 1)


def test_a_file_is_read_by_name_or_code(city: City) -> None:
    sheet = read_entries(ENTRIES, city.world())
    assert sheet.problems == ()
    first, second = sheet.entries
    assert (first.topic, first.area, first.lead) == ("cg/lj", "dong/heping", "heping")
    assert first.co_handlers == ("urban", "market")
    assert (first.effective_from, first.effective_to) == (date(2026, 1, 2), date(2026, 12, 31))
    assert (second.topic, second.kind, second.object) == ("cg/zs", "complaint", "大排档")
    assert second.effective_to is None
    titled = ENTRIES.replace("\ufeff", "滨江市派单目录\n\n").replace("2026-12-31", "2026年12月31日")
    assert read_entries(titled, city.world()) == sheet
    duties = read_duties(DUTIES, city.world()).duties
    assert [line.duty for line in duties] == [Duty.BASIC, Duty.WITHDRAWN]
    assert duties[1].department == "market"


def test_a_dry_run_changes_nothing_and_a_run_drafts(city: City) -> None:
    by = city.by(Role.DISPATCHER)
    report = actions.import_directory(by, "A", DAY, ENTRIES, DUTIES)
    assert report == Imported(entries=2, duties=2, problems=())
    assert queries.edition(by.actor, "A") is None
    done(actions.import_directory(by, "A", DAY, ENTRIES, DUTIES, dry_run=False))
    made = queries.edition(by.actor, "A")
    assert made is not None
    assert (len(made.entries), len(made.duties)) == (2, 2)
    assert made.last_resort == city.world().directory.last_resort
    again = actions.import_directory(by, "A", DAY, ENTRIES, dry_run=False)
    assert isinstance(again, Refusal)
    assert again.code is Code.ALREADY


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",市容环卫,,,,城管局,,,,", "编号", "没有填写"),
        ("3,,,,,城管局,,,,", "事项", "没有填写"),
        ("3,不知,,,,城管局,,,,", "事项", "“不知”不存在"),
        ("3,市容环卫,南城,,,城管局,,,,", "区域", "“南城”不存在"),
        ("3,市容环卫,,吵架,,城管局,,,,", "类型", "应为咨询"),
        ("3,市容环卫,,,,,,,,", "主办单位", "没有填写"),
        ("3,市容环卫,,,,城管处,,,,", "主办单位", "“城管处”不存在"),
        ("3,市容环卫,,,,城管局,城管处,,,", "协办单位", "“城管处”不存在"),
        ("3,市容环卫,,,,城管局,,,2026-13-01,", "生效日期", "2026-13-01"),
        ("3,市容环卫,,,,城管局,,,明天,", "生效日期", "明天"),
        ("3,市容环卫,,,,城管局,,,2026-02-01,2026-01-01", "失效日期", "早于"),
        ("2,市容环卫,,,,城管局,,,,", "编号", "“2”重复"),
    ],
)
def test_every_problem_names_its_cell(city: City, row: str, column: str, words: str) -> None:
    by = city.by(Role.DISPATCHER)
    text = ENTRIES + row + "\n"
    report = done(actions.import_directory(by, "A", DAY, text, dry_run=False))
    (problem,) = report.problems
    assert (problem.row, problem.column) == (4, column)
    assert words in problem.message
    assert report.outcome is None
    assert queries.edition(by.actor, "A") is None, "not in part either"


def test_a_name_that_occurs_twice_needs_its_parent(city: City) -> None:
    by = city.by(Role.SYSTEM_ADMIN)
    twin = AddUnit(id="twin", name="和平街道", kind=UnitKind.STREET, parent=city.units.west)
    done(people.change_units(by, twin))
    sheet = read_entries(ENTRIES, city.world())
    assert "不止一个" in sheet.problems[0].message
    assert sheet.problems[0].column == "主办单位"
    with_parent = ENTRIES.replace(",,,和平街道,", ",,,西城区政府/和平街道,")
    assert read_entries(with_parent, city.world()).entries[0].lead == "twin"


def test_short_names_do_and_former_names_do_not(city: City) -> None:
    by = city.by(Role.SYSTEM_ADMIN)
    done(people.change_units(by, RenameUnit(id="urban", name="综合执法局", short="执法局")))
    problems = read_entries(ENTRIES, city.world()).problems
    assert {problem.value for problem in problems} == {"城管局"}
    assert not read_entries(ENTRIES.replace("城管局", "执法局"), city.world()).problems


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n", "编号,事项\n"])
def test_a_file_without_its_columns_is_refused_by_name(city: City, text: str) -> None:
    sheet = read_entries(text, city.world())
    assert sheet.entries == ()
    assert any("主办单位" in problem.message for problem in sheet.problems)


def test_a_file_that_is_no_csv_or_too_long_is_refused(city: City) -> None:
    giant = ENTRIES + '3,"' + "长" * 200_000
    assert "CSV" in read_entries(giant, city.world()).problems[0].message
    many = ENTRIES + "".join(f"n{n},市容环卫,,,,城管局,,,,\n" for n in range(20_000))
    assert "超过 20000 行" in read_entries(many, city.world()).problems[-1].message


def test_files_are_read_as_spreadsheets_save_them() -> None:
    assert decode("编号".encode()) == "编号"
    assert decode("编号".encode("utf-8-sig")) == "编号"
    assert decode("编号".encode("gb18030")) == "编号"
    assert isinstance(decode(b"\xff\xff\xff"), Refusal)
