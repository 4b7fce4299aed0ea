"""Which unit settled the closest earlier cases: likeness of texts, nearness of places."""

from hotline.rules.precedent import Past, likeness, votes


def past(id: str, unit: str, words: str, area: str = "dong/heping") -> Past:
    return Past(id=id, number=id, unit=unit, topic="cg", area=area, words=words)


def test_likeness_is_of_pairs_of_characters() -> None:
    assert likeness("路灯不亮", "路 灯不亮") == 1
    assert likeness("路灯不亮", "自来水发黄") == 0
    assert likeness("", "路灯") == 0
    assert 0.4 < likeness("和平路路灯不亮", "和平路的路灯坏了") < 0.7


def test_units_are_ranked_by_their_closest_cases() -> None:
    words = "和平路口夜市占道摆摊油烟大"
    found = votes(
        words,
        "dong/heping",
        [
            past("1", "urban", "和平路口夜市占道摆摊，油烟太大"),
            past("2", "heping", "夜市占道摆摊，油烟大"),
            past("3", "heping", "夜市占道摆摊，油烟大", area="dong"),
            past("4", "xi", "和平路口夜市占道摆摊油烟大", area="xi"),
            past("5", "urban", "自来水发黄"),
            past("6", "", "和平路口夜市占道摆摊油烟大"),
            past("7", "east", "和平路口夜市占道摆摊", area="dong/jiefang"),
        ],
    )
    assert [one.unit for one in found] == ["heping", "urban", "east", "xi"]
    assert [case.id for case, _ in found[0].cases] == ["2", "3"]
    assert found[3].cases[0][1] == 1.0
    assert found[3].weight == 0.35
    assert votes(words, "", [past("9", "xi", words, area="xi")])[0].weight == 1.0
