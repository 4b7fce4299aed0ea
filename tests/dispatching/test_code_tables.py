"""Code tables with the faults that official ones have: told by row, imported only with consent."""

from pathlib import Path

import pytest

from hotline.dispatching.code_tables import CodeTable, read_codes
from hotline.dispatching.place_table import read_places
from hotline.rules.gazetteer import Place, PlaceKind, compare

OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "codes" / "db44t2479-2024-appendix-a.csv"
PUBLISHED = """level_1_code,level_1_name,level_2_code,level_2_name,level_3_code,level_3_name,remark
01,天上,0101,云,010101,白云,高处的
01,天上,0101,云,010199,其他云,"逗号,也在"
01,天上,0102,风,010200,,没有细分
01,天上,0103,雨,010199,其他雨,代码印错
02,地上,0201,山,020101,高山,
02,地面,0201,山,020101,高山,又一次
"""
PRINTED = """一级代码,一级名称,二级代码,二级名称
1,水,11,河
,水,12,湖
1,水,,海
"""


def told(table: CodeTable) -> list[str]:
    return [str(fault.said) for fault in table.faults]


def test_a_table_of_a_standard_becomes_a_tree_with_its_faults_told() -> None:
    table = read_codes(PUBLISHED)
    assert not table.hopeless
    assert table.codes == {
        "01": "天上",
        "01/0101": "云",
        "01/0101/010101": "白云",
        "01/0101/010199": "其他云",
        "01/0102": "风",
        "01/0103": "雨",
        "01/0103/010199": "其他雨",
        "02": "地上",
        "02/0201": "山",
        "02/0201/020101": "高山",
    }
    assert told(table) == [
        "第 4 行：三级代码“010200”没有名称。略去该代码，诉求归在上级“风”。",
        "第 5 行：代码“010199”与第 3 行重复，上级不同。"
        "两个都导入：01/0101/010199 与 01/0103/010199。",
        "第 7 行：代码“02”重复，先叫“地上”，此处叫“地面”。保留“地上”。",
        "第 7 行：代码“020101”重复。保留“高山”。",
    ]


def test_headings_may_be_chinese_and_codes_missing() -> None:
    table = read_codes(PRINTED)
    assert table.codes == {"1": "水", "1/11": "河"}
    assert told(table) == [
        "第 3 行：一级没有代码。略去该行。",
        "第 4 行：二级没有代码。略去该级及以下。",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "表中没有一行代码。"),
        ("代码,名称\ncg\n", "第 2 行：要有代码和名称两列。"),
        ("cg,城管\ncg/a/b,树\n", "代码“cg/a/b”的上级“cg/a”不在表中。"),
        ("cg/,城管\n", "第 1 行：代码“cg/”无效，层级之间用一个 /。"),
        (f"cg,{'长' * 101}\n", f"第 1 行：名称“{'长' * 20}…”超过 100 个字。"),
        ("一级代码,一级名称\na/b,城管\n", "第 2 行：代码“a/b”中不能有 /。"),
    ],
)
def test_what_nobody_can_consent_to_keeps_the_table_out(text: str, fault: str) -> None:
    table = read_codes(text)
    assert fault in told(table)
    assert table.hopeless


def test_a_table_is_told_apart_from_the_list_in_use() -> None:
    changes = read_codes("a,甲\nb,新乙\nc,丙\n").beside({"a": "甲", "b": "乙", "d": "丁"})
    assert changes.added == {"c": "丙"}
    assert changes.renamed == {"b": ("乙", "新乙")}
    assert changes.retired == {"d": "丁"}


def test_the_official_table_of_a_province_is_read() -> None:
    if not OFFICIAL.exists():
        pytest.skip("shared/data/codes is not beside this checkout: nothing official to read")
    table = read_codes(OFFICIAL.read_text(encoding="utf-8"))
    depths = [code.count("/") for code in table.codes]
    assert [depths.count(depth) for depth in range(3)] == [14, 99, 502]
    assert not table.hopeless
    assert sum("没有名称" in one for one in told(table)) == 13
    assert sum("090499" in one for one in told(table)) == 1
    assert len(table.faults) == 14


AREAS = {"dong": "溪东区", "dong/nan": "南门街道", "xi": "溪西区", "xi/nan": "南门街道"}


def test_places_are_read_with_their_areas_by_code_name_or_path() -> None:
    table = read_places(
        "名称,类别,区域,别名\n"
        "人民路,道路,溪东区,\n"
        "人民路,road,xi/nan,老街、大马路\n"
        "铁塔,,溪西区/南门街道,\n",
        AREAS,
    )
    assert table.faults == ()
    assert table.places == (
        Place(name="人民路", area="dong", kind=PlaceKind.ROAD),
        Place(name="人民路", area="xi/nan", kind=PlaceKind.ROAD, aliases=("老街", "大马路")),
        Place(name="铁塔", area="xi/nan"),
    )
    held = (Place(name="铁塔", area="xi/nan"), Place(name="没了", area="xi"))
    changes = compare(held, table.places)
    assert (changes.added, changes.gone) == (table.places[:2], held[1:])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("桥,地标,溪东区,", "名称“桥”应有 2 至 40 个字"),
        ("铁塔,地标,南门街道,", "区域“南门街道”不止一个"),
        ("铁塔,地标,火星,", "区域“火星”不存在"),
        ("铁塔,河流,溪东区,", "类别“河流”应为"),
    ],
)
def test_a_place_with_a_fault_is_told_by_its_row(row: str, fault: str) -> None:
    table = read_places(f"名称,类别,区域,别名\n{row}\n大桥,地标,溪东区,\n大桥,,dong,\n", AREAS)
    first, second = (str(one.said) for one in table.faults)
    assert first.startswith("第 2 行：")
    assert fault in first
    assert second == "第 4 行：“大桥”在该区域已有一行。"
    assert "缺少" in str(read_places("a,b\n", AREAS).faults[0].said)
