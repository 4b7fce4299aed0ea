"""Tables as cities have them: odd encodings, Excel, titles above the heading, other headings."""

import io

import pytest
import xlsxwriter

from hotline.dispatching.code_tables import read_codes
from hotline.dispatching.place_table import read_places
from hotline.dispatching.table_file import Fault, decode, one_kind, text_of
from hotline.dispatching.unit_table import UnitTable, read_units
from hotline.rules.refusal import Refusal
from hotline.rules.units import Unit, UnitKind, UnitTree

AREAS = {"dong": "东区", "dong/he": "河口镇", "xi": "西区", "xi/he": "河口镇"}
UNITS = UnitTree(
    units={
        one.id: one
        for one in (
            Unit(id="e", name="东区政府", kind=UnitKind.DISTRICT, area="dong"),
            Unit(id="e1", name="水务局", kind=UnitKind.BUREAU, parent="e"),
            Unit(id="w", name="西区政府", kind=UnitKind.DISTRICT, area="xi"),
            Unit(id="w1", name="水务局", kind=UnitKind.BUREAU, parent="w"),
        )
    }
)
HEAD = "代码,名称,类别,上级,区域,值班电话,简称\n"


def said(faults: tuple[Fault, ...]) -> list[str]:
    return [str(one.said) for one in faults]


def units(rows: str, head: str = HEAD) -> UnitTable:
    return read_units(head + rows, AREAS, UNITS)


def test_a_table_may_have_a_title_other_headings_and_empty_rows() -> None:
    table = units("\n\n z1 ,一所,社区,东区政府,东区河口镇\nz2,二所,企业,,\n",
                  "单位一览表\n单位编码,单位名称,单位类型,上级单位,所属区域\n")  # fmt: skip
    assert said(table.faults) == []
    assert list(table.added.items()) == [("z1", "一所"), ("z2", "二所")]
    assert [one.kind for one in table.commands if hasattr(one, "kind")] == [
        UnitKind.VILLAGE,
        UnitKind.UTILITY,
    ]
    places = read_places("地名;类型;所属街道;俗称\n金桂花园;小区;dong;老桂园，桂园\n", AREAS)
    assert places.faults == ()
    assert places.places[0].aliases == ("老桂园", "桂园")
    codes = read_codes("序号,事项编码,事项名称,备注\n1,cg,城管,x\n2,cg/lj,垃圾,\n")
    assert (codes.faults, codes.codes) == ((), {"cg": "城管", "cg/lj": "垃圾"})


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("\nz,一所,企,,,,\n", "第 3 行：类别“企”应为"),
        ("z,一所,社区村居,水务局,,,\n", "第 2 行：上级“水务局”不止一个，请写它的代码。"),
        ("z,一所,社区村居,,河口镇,,\n", "第 2 行：区域“河口镇”不止一个"),
        ("z,一所,社区村居,,,,\nz,二所,社区村居,,,,\n", "第 3 行：代码“z”与第 2 行重复。"),
        (
            "a,甲所,社区村居,b,,,\nb,乙所,社区村居,a,,,\n",
            "第 2 行：上级绕成了一圈：甲所 → 乙所 → 甲所。",
        ),
        ("z,东区政府,区县,,,,\n", "第 2 行：同一上级之下已有单位“东区政府”。"),
        (f"z,{'长' * 101},社区村居,,,,\n", "第 2 行：单位名称有 101 个字"),
        (f"z,{'长' * 20_000},社区村居,,,,\n", "第 2 行：有一格超过"),
        (f"z,{'长' * 200_000},社区村居,,,,\n", "第 2 行：不是 CSV 的写法"),
        ("z,一\0所,社区村居,,,,\n", "第 2 行：有看不见的控制字符"),
        ("", "表中没有一行单位"),
    ],
)
def test_what_would_be_refused_later_is_told_with_its_row(rows: str, fault: str) -> None:
    table = units(rows)
    assert any(one.startswith(fault) for one in said(table.faults)), said(table.faults)


def test_headings_that_say_something_else_are_not_taken_for_rows() -> None:
    assert said(read_units("", AREAS, UNITS).faults) == ["表是空的。"]
    told = said(read_units("甲,乙\n1,2\n", AREAS, UNITS).faults)
    assert told == ["第 1 行：缺少“代码”“名称”“类别”列，这一行有的是：甲、乙。"]
    assert "各级要有代码和名称两列" in said(read_codes("一级代码,二级代码\na,b\n").faults)[0]
    assert "第一行应是表头" in said(read_codes("事项分类表\n").faults)[0]


def test_a_file_is_read_whatever_the_spreadsheet_saved() -> None:
    text = "代码,名称\ncg,城管\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        found = decode(text.encode(encoding))
        assert isinstance(found, str)
        assert read_codes(found).codes == {"cg": "城管"}
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for at, row in enumerate((("代码", "名称"), ("090499", "其他"), (12, "数"))):
        sheet.write_row(at, 0, row)
    book.close()
    found = text_of(file.getvalue())
    assert isinstance(found, str)
    assert read_codes(found).codes == {"090499": "其他", "12": "数"}
    assert isinstance(text_of(b"PK\x03\x04 no workbook"), Refusal)
    assert isinstance(text_of(b"\x81\xff\xff"), Refusal)


def test_a_kind_is_told_by_a_part_that_only_one_has() -> None:
    assert one_kind("企业", UnitKind) is UnitKind.UTILITY
    assert one_kind("bureau", UnitKind) is UnitKind.BUREAU
    assert one_kind("部门", UnitKind) is None
    assert one_kind("", UnitKind) is None
