"""`hotline codes`: a list is looked at first, then taken over whole, by an account that may."""

from pathlib import Path

import pytest

from hotline.cli.command import main
from hotline.people.queries import gazetteer
from hotline.rules.words import Role
from tests.fixtures.people import City

FAULTY = "一级代码,一级名称,二级代码,二级名称\ncg,城市管理,01,清扫\ncg,城市管理,02,\n"


UNITS = """代码,名称,类别,上级,区域,值班电话
n1,第一所,社区村居,n0,和平街道,
n0,新局,街道乡镇,东城区政府,东城区/和平街道,12345678
urban,城市管理局,市直部门,,,
"""


def test_units_are_added_those_above_first_and_changed(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "units.csv"
    command = ["codes", "units", str(file), "--city", city.code]
    file.write_text(UNITS.replace("街道乡镇", "乡", 1), encoding="utf-8")
    assert main([*command, "--dry-run"]) == 1
    assert "类别“乡”应为" in capsys.readouterr().out
    file.write_text(UNITS, encoding="utf-8")
    assert main([*command, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "新增 / added: 2\n  n0 新局\n  n1 第一所" in said
    assert city.world().units.get("n0") is None
    assert main([*command, "--as", city.user(Role.SYSTEM_ADMIN).username]) == 0
    units = city.world().units
    assert (units.units["n1"].parent, units.units["n0"].parent) == ("n0", "east")
    assert (units.name("urban"), units.units["n0"].area) == ("城市管理局", "dong/heping")
    assert main([*command, "--as", "nobody"]) == 0, "nothing is left to do"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.csv"
    file.write_text(FAULTY, encoding="gb18030")
    return file


def test_topics_are_looked_at_then_taken_over(
    city: City, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = city.world().topics
    command = ["codes", "topics", str(table), "--city", city.code]
    assert main([*command, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "第 3 行：二级代码“02”没有名称。略去该代码，诉求归在上级“城市管理”。" in said
    assert "新增 / added: 1\n  cg/01 清扫" in said
    assert "移出 / retired" in said
    admin = city.user(Role.SYSTEM_ADMIN).username
    assert main(command) == 2
    assert "--as 和 --edition" in capsys.readouterr().err
    assert main([*command, "--edition", "2", "--as", admin]) == 1
    assert "加 --accept" in capsys.readouterr().out
    assert city.world().topics == before
    agreed = [*command, "--edition", "2", "--accept", "--as"]
    assert main([*agreed, "nobody"]) == 2
    assert main([*agreed, city.user(Role.EDITOR).username]) == 2
    assert "系统管理员" in capsys.readouterr().err
    assert main([*agreed, admin]) == 0
    assert city.world().topics == {"cg": "城市管理", "cg/01": "清扫"}
    assert main([*agreed, admin]) == 0
    assert "没有差别" in capsys.readouterr().out


def test_places_are_taken_over(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "places.csv"
    command = ["codes", "places", str(file), "--city", city.code]
    assert main([*command, "--dry-run"]) == 2
    file.write_text("名称,区域\n铁塔,火星\n")
    assert main([*command, "--dry-run"]) == 1
    file.write_text("名称,区域\n铁塔,东城区\n铁塔,西城区\n")
    assert main([*command, "--dry-run"]) == 0
    assert "新增 / added: 2\n  铁塔 dong\n  铁塔 xi\n" in capsys.readouterr().out
    file.write_text("名称,区域\n铁塔,东城区\n")
    assert main([*command, "--as", city.user(Role.SYSTEM_ADMIN).username]) == 2
    assert main([*command, "--as", "nobody", "--edition", "1"]) == 2
    admin = city.user(Role.SYSTEM_ADMIN).username
    assert main([*command, "--as", admin, "--edition", "1"]) == 0
    assert gazetteer(city.code).places == ()
    agree = ["--approve", "--as", city.user(Role.MANAGEMENT).username]
    other = tmp_path / "other.csv"
    other.write_text("名称,区域\n铁塔,西城区\n")
    assert main(["codes", "places", str(other), "--city", city.code, *agree]) == 2
    assert main([*command, "--approve", "--as", admin]) == 2
    assert main([*command, *agree]) == 0
    assert [place.area for place in gazetteer(city.code).places] == ["dong"]
    assert main([*command, *agree]) == 2


def test_a_city_must_be_named_where_there_are_several(
    city: City, other_city: City, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["codes", "areas", str(table), "--dry-run"]) == 2
    assert "--city" in capsys.readouterr().err
    assert main(["codes", "areas", str(table), "--city", "nowhere", "--dry-run"]) == 2
