"""Columns and words of another system, as told on the command line."""

import pytest

from hotline.cli.matching import complete, said, told
from hotline.cli.trouble import Trouble
from hotline.handling.imports.mapping import Matching, guess
from tests.fixtures.people import City

HEADINGS = ("工单编号", "受理时间", "工单内容", "办理部门", "来源", "考核分值")


def test_columns_are_guessed_told_and_named_where_they_are_not_used() -> None:
    matching = guess(HEADINGS)
    assert matching.columns == {
        "number": "工单编号",
        "registered_at": "受理时间",
        "text": "工单内容",
        "unit": "办理部门",
        "channel": "来源",
    }
    assert said(matching, HEADINGS)[1] == "没有用到的列 / not used: 考核分值"
    complete(matching, HEADINGS)
    other = told(matching, "", HEADINGS, ["诉求内容=考核分值", "来源渠道=-"], [])
    assert (other.columns["text"], "channel" in other.columns) == ("考核分值", False)
    with pytest.raises(Trouble, match="--column 诉求内容=列名"):
        complete(Matching(columns={"number": "工单编号", "registered_at": "受理时间"}), HEADINGS)


def test_words_are_told_by_name_or_code(city: City) -> None:
    words = ["来源渠道:QQ=网站", "区域:市辖区=-", "承办单位:城管=城管局", "事项:占道=cg/zd"]
    found = told(Matching(), city.code, HEADINGS, [], words)
    assert found.words == {
        "channel": {"QQ": "web"},
        "area": {"市辖区": "-"},
        "unit": {"城管": "urban"},
        "topic": {"占道": "cg/zd"},
    }


@pytest.mark.parametrize(
    ("columns", "words", "fault"),
    [
        (["登记时间"], [], "应写作 --column"),
        (["登记日=受理时间"], [], "没有字段“登记日”"),
        (["登记时间=受理"], [], "表中没有“受理”列"),
        ([], ["来源渠道:QQ"], "应写作 --word"),
        ([], ["来源渠道:QQ=火星"], "来源渠道“火星”不存在"),
        ([], ["标题:甲=乙"], "标题“乙”不存在"),
    ],
)
def test_what_nobody_knows_is_named(
    city: City, columns: list[str], words: list[str], fault: str
) -> None:
    with pytest.raises(Trouble, match=fault):
        told(Matching(), city.code, HEADINGS, columns, words)
