"""Signs of a reply's own words and photos, by example; how well they tell is measured in bench/."""

import pytest

from hotline.rules.replies import pictures
from hotline.rules.replies.findings import Finding, in_words
from hotline.rules.replies.likeness import likeness, sketch
from hotline.rules.replies.relevance import FEWEST_TEXTS, background, relevance
from hotline.rules.replies.signs import MANY, of_answers, of_photos, of_words
from hotline.rules.replies.texts import pairs, substance
from hotline.rules.words import Sign

KEY = b"a city"
NOISE = "和平路口每晚有烧烤摊占道经营，油烟很大，居民无法开窗，希望城管部门尽快处理。"
ABOUT_NOISE = (
    "经城管执法队员连续三晚到和平路口现场查看，烧烤摊占道经营情况属实，油烟确实影响居民。"
    "执法队员已当场责令摊主收摊，暂扣炉具两台，并与社区约定每晚八点到十一点定点值守。"
    "对屡劝不改的摊主，已立案并处以罚款，同时协调市场管理方在附近划出夜市经营区域。"
)
ABOUT_WATER = (
    "经自来水公司技术人员上门检测，您家水压偏低系小区加压泵房一台变频器故障所致，现已更换，"
    "五楼以上水压恢复正常，水质抽检合格，后续将每季度对该泵房设备进行一次全面检修保养。"
    "如再次出现压力不足，可直接拨打泵房门口公示的抢修电话，值班人员半小时内到场查看。"
)
USUAL = background(
    f"第{n}号小区居民反映{what}，希望有关部门处理，地点在{n}号楼附近，时间是每天晚上。"
    for n in range(FEWEST_TEXTS)
    for what in (("物业收费", "供暖不热", "道路破损", "噪音扰民")[n % 4],)
)


def test_a_text_is_its_pairs_across_no_punctuation() -> None:
    assert pairs("占道，油烟") == {"占道", "油烟"}
    assert pairs("。") == frozenset()


def test_an_answer_to_the_point_stands_out_and_one_to_another_matter_does_not() -> None:
    own, other = relevance(NOISE, ABOUT_NOISE, USUAL), relevance(NOISE, ABOUT_WATER, USUAL)
    assert own and not own.weak and own.shared > 10
    assert other and other.weak and other.margin < own.margin
    [finding] = of_words(NOISE, ABOUT_WATER, USUAL)
    assert finding.sign is Sign.OFF_POINT
    assert finding.figures == {"asked": other.asked, "shared": other.shared}
    assert of_words(NOISE, ABOUT_NOISE, USUAL) == ()


@pytest.mark.parametrize(
    ("request_", "answer"), [("漏水", ABOUT_WATER), (NOISE, "已责令摊主收摊，现场恢复畅通。")]
)
def test_what_is_too_short_is_not_judged(request_: str, answer: str) -> None:
    assert relevance(request_, answer, USUAL) is None
    assert of_words(request_, answer, USUAL) == ()


def test_where_few_requests_are_known_nothing_is_judged() -> None:
    assert relevance(NOISE, ABOUT_WATER, background([NOISE])) is None
    assert background([]).length == 0


@pytest.mark.parametrize(
    "answer",
    [
        "网友：您好！留言已收悉",
        "您好，您反映的问题已转交相关单位调查处置。感谢您对我们工作的支持！2019年9月12日",
        "“UU008582” 你好！2019年2月18日",
    ],
)
def test_set_phrases_and_passing_on_say_nothing(answer: str) -> None:
    assert len(substance(answer)) < 5
    assert of_words(NOISE, answer, USUAL) == (Finding(sign=Sign.EMPTY),)


def test_the_same_answer_with_another_number_in_it_is_nearly_the_same() -> None:
    mine, theirs = sketch(ABOUT_NOISE, KEY), sketch(ABOUT_NOISE.replace("两台", "三台"), KEY)
    assert likeness(mine, mine) == 1.0
    assert 0.8 <= likeness(mine, theirs) < 1.0
    assert likeness(mine, sketch(ABOUT_WATER, KEY)) < 0.1
    assert likeness(mine, sketch(ABOUT_NOISE, b"another city")) < 0.1
    assert sketch("已收摊。", KEY) == b"" and likeness(mine, b"") == 0.0


def test_many_near_answers_are_a_sign_and_a_few_are_not() -> None:
    mine, other = sketch(ABOUT_NOISE, KEY), sketch(ABOUT_WATER, KEY)
    known = [(f"c{n}", mine) for n in range(MANY)]
    assert of_answers(mine, [*known[1:], ("w", other)]) == ()
    [finding] = of_answers(mine, [*known, ("w", other)])
    assert finding.figures == {"answers": MANY} and finding.others == ("c0", "c1", "c2")


def test_a_photo_is_known_again_and_a_plain_surface_is_like_none() -> None:
    points = [(row * 37 + column * column * 11) % 251 for row in range(8) for column in range(9)]
    look = pictures.look(points)
    brighter = pictures.look([min(255, one + 4) for one in points])
    assert len(look) == 16 and pictures.apart(look, brighter) == 0
    assert pictures.apart("0" * 16, "f" * 16) == 64
    assert pictures.look([7] * 72) == "" and pictures.bands("") == []
    near = f"{int(look, 16) ^ 0b111:016x}"
    assert pictures.apart(look, near) == 3
    assert set(pictures.bands(look)) & set(pictures.bands(near))
    with pytest.raises(ValueError, match="71 points"):
        pictures.look([0] * 71)


def test_a_photo_used_in_another_case_is_a_sign() -> None:
    mine = ["00ff00ff00ff00ff", "f0f0f0f00f0f0f0f"]
    known = [("c1", "00ff00ff00ff00fe"), ("c1", "00ff00ff00ff00ff"), ("c2", "0123456789abcdef")]
    [finding] = of_photos(mine, known)
    assert finding.figures == {"photos": 1, "cases": 1} and finding.others == ("c1",)
    assert of_photos(mine, known[2:]) == ()


@pytest.mark.parametrize("sign", list(Sign))
def test_every_sign_has_its_words(sign: Sign) -> None:
    assert in_words(sign, {})


def test_what_the_citizen_says_is_told_exactly() -> None:
    both = in_words(Sign.AGAINST_CITIZEN, {"solved": 1, "contacted": 1})
    assert "没有联系、没有解决" in both
    assert "没有解决" in in_words(Sign.AGAINST_CITIZEN, {"solved": 1})
