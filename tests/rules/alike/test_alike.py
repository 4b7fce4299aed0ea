"""可能重复, by example: what is found, what is not, and the reasons that are given."""

from datetime import UTC, datetime, timedelta
from itertools import product

from hotline.rules.alike.keys import MOST_KEYS, crowded, keys, together
from hotline.rules.alike.likeness import LIKELY, LONGEST, Comparing, Likeness, reasons
from hotline.rules.alike.matter import Matter, Weights
from hotline.rules.alike.pool import Pool

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PLACES = ("光明路", "建设街", "翠湖苑", "学府路", "河畔里", "长青巷", "银杏道", "新华里")
TROUBLES = ("路灯整夜不亮", "垃圾没有人收", "井盖松动绊人", "电梯停用三天", "积水排不出去")
ORDINARY = [
    Matter(text=f"您好，我是{place}的居民，这里{trouble}，希望尽快处理。")
    for place in PLACES
    for trouble in TROUBLES
]
SMELL = Matter(
    id="new",
    title="化工厂夜里排放臭味",
    text="我是海棠雅苑的住户，附近化工厂夜里偷排，臭味刺鼻，开不了窗。",
    address="青山镇海棠雅苑3栋",
    area="dong/qingshan",
    caller="a",
    at=NOW,
)
AGAIN = Matter(
    id="old",
    title="海棠雅苑旁化工厂臭味扰民",
    text="化工厂一到夜里就偷排，海棠雅苑都是臭味，没法开窗睡觉。",
    address="青山镇海棠雅苑7栋",
    area="dong/qingshan",
    caller="b",
    at=NOW - timedelta(days=2),
)
USUAL = Weights([*ORDINARY, AGAIN])
TOLD = frozenset(pair for one in (*ORDINARY, AGAIN) for pair in one.pairs)


def like(other: Matter, one: Matter = SMELL) -> Likeness:
    return Comparing(one, USUAL).with_(other)


def changed(**more: object) -> Matter:
    values = {name: getattr(AGAIN, name) for name in AGAIN.__struct_fields__}
    return Matter(**(values | more))  # type: ignore[arg-type]


def test_the_same_matter_of_another_caller_is_likely_and_says_why() -> None:
    comparing = Comparing(SMELL, USUAL)
    found = comparing.with_(AGAIN)
    assert found.score > LIKELY and not found.same_caller
    said = "；".join(reasons(found, comparing.shared(AGAIN), "青山镇"))
    for reason in ("同一地点：青山镇海棠雅苑", "文字相近：", "化工厂", "相隔2天"):
        assert reason in said


def test_a_place_is_named_whole_and_the_number_of_a_house_is_no_place() -> None:
    for mine, theirs, place in (
        ("幸福里12号楼3单元", "东风苑8号楼3单元", ""),
        ("和平路112号烧烤店", "和平路113号烧烤店", ""),
        ("和平大马路112号", "和平大马路113号", "和平大马路"),
        ("和平大马路口", "和平大马路口东侧", "和平大马路口"),
    ):
        found = like(changed(address=theirs), changed(address=mine))
        assert found.place == place, (mine, theirs)


def test_another_matter_is_not_however_much_politeness_the_two_share() -> None:
    other = Matter(
        title="学校门口没有斑马线", text="您好，希望尽快处理，谢谢。", address="青山镇", at=NOW
    )
    assert like(other).score < 0.2
    assert Comparing(SMELL, USUAL).shared(other) == ("青山镇",)


def test_each_sign_raises_the_score_and_another_district_lowers_it() -> None:
    plain = changed(address="", area="", at=None)
    score = like(plain).score
    assert like(changed(area="", at=None)).score > score, "the place"
    assert like(changed(address="", at=None)).score > score, "the area"
    assert like(changed(address="", area="")).score > score, "of late"
    assert like(changed(address="", area="", at=None, caller="a")).score > score, "the caller"
    assert like(changed(address="", area="xi/nan", at=None)).score < score
    assert like(changed(area="xi/nan", address=SMELL.address)).same_address


def test_reasons_are_only_those_that_there_are() -> None:
    bare = Likeness(score=0.6, words=0.3)
    assert reasons(bare) == ()
    same = Likeness(score=1, words=1, place="青山镇", same_address=True, same_caller=True, days=0)
    assert reasons(same) == ("同一来电人", "同一地址：青山镇", "相隔不到1天")
    near = Likeness(score=0.7, words=0.3, same_area=True)
    assert reasons(near, area="青山镇") == ("同在青山镇",)


def test_an_area_is_near_only_from_the_street_down() -> None:
    wide = Matter(title=SMELL.title, area="dong", at=NOW)
    assert not like(changed(area="dong"), wide).same_area
    assert not like(changed(area="dong/qingshan"), wide).same_area
    assert like(changed(area="dong/qingshan")).same_area
    assert not like(changed(area="dong/qingshan/cun")).same_area


def test_what_is_shown_as_shared_is_cut() -> None:
    long = Matter(text="海棠雅苑旁边的化工厂夜里偷偷排放刺鼻的臭味")
    [run] = Comparing(long, USUAL).shared(long)
    assert len(run) == LONGEST


def test_words_are_looked_up_two_or_three_together_a_place_first() -> None:
    found = keys(SMELL, USUAL, 41)
    assert 0 < len(found) <= MOST_KEYS
    assert all(2 <= len(key) <= 3 for key in found)
    assert found[0][0] in SMELL.placed
    assert all(len(key) == 2 for key in keys(Matter(text=SMELL.text), USUAL, 41))
    assert not {pair for key in found for pair in key if pair.isdecimal()}
    assert len({pair for key in keys(SMELL, USUAL, 10_000) for pair in key} - TOLD) > 0
    assert {pair for key in found for pair in key} <= TOLD, "others nobody told"


def test_what_is_itself_among_the_usual_ones_is_looked_up_by_what_others_told() -> None:
    both = Weights([*ORDINARY, AGAIN, SMELL])
    used = {pair for key in keys(SMELL, both, 42) for pair in key}
    assert used and used <= TOLD


def test_common_words_are_not_looked_up_and_less_common_ones_only_the_rarest() -> None:
    assert keys(Matter(text="居民，希望尽快处理。"), USUAL, 0) == ()
    assert keys(Matter(text=""), USUAL, 0) == ()
    told = [Matter(text=f"海棠雅苑，偷排臭味，化工厂{n}") for n in "甲乙丙"]
    often, own = Weights(told + ORDINARY[:30]), Matter(text="海棠雅苑，化工厂，偷排臭味")
    assert len(keys(own, often, 33)) > 1
    for many, is_crowded in ((33 * 600, False), (33 * 10_000, True)):
        [only] = found = keys(own, often, many)
        assert len(only) > 1 and crowded(found, often, many) is is_crowded
    assert not crowded(keys(own, often, 33), often, 33), "several: the rarest are enough"


def test_combinations_that_differ_in_one_pair_are_looked_up_together() -> None:
    asked = (("a", "x"), ("a", "y"), ("b", "y"), ("b", "x"), ("c", "x"), ("p", "q", "r"))
    assert together(asked) == (
        (("a", "b"), ("x", "y")),
        (("c",), ("x",)),
        (("p",), ("q",), ("r",)),
    )
    meant = {key for one in together(keys(SMELL, USUAL, 41)) for key in product(*one)}
    assert meant == set(keys(SMELL, USUAL, 41))


def test_what_is_out_of_reach_is_known_before_more_is_read() -> None:
    comparing = Comparing(SMELL, USUAL)
    for other in (AGAIN, *ORDINARY):
        assert comparing.at_best(other) >= comparing.with_(other).score


def test_a_pool_finds_them_within_days_the_likeliest_first() -> None:
    pool = Pool(USUAL, timedelta(days=30))
    old = changed(id="older", at=NOW - timedelta(days=40))
    undated = changed(id="undated", at=None)
    for one in (old, AGAIN, undated, Matter(id="x", title="公交不准点", at=NOW)):
        pool.add(one)
    found = [other.id for other, _ in pool.find(SMELL, LIKELY)]
    assert found == ["old", "undated"]
    assert pool.find(SMELL, 1.0) == []
    assert Comparing(SMELL, USUAL).hint(AGAIN.told) > Comparing(SMELL, USUAL).hint("公交不准点")
