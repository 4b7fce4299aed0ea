"""Hints from words: what is told round about is heard, what is taken back is not."""

import re

import pytest

from hotline.rules.detectors.detect import Hints, detect
from hotline.rules.detectors.lexicon import FIGURATIVE, KINDS, LINES, NAMED, TELLS
from hotline.rules.detectors.signs import AGE, CROWD
from hotline.rules.words import EmergencyLine, Kind, Tag, Urgency


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("厨房着火了", {Tag.DANGER}),
        ("没有人受伤，路灯坏了", set()),
        ("没有发生火灾", set()),
        ("气死了", set()),
        ("再不管我就同归于尽", {Tag.THREAT}),
        ("三百名业主围堵售楼处", {Tag.GROUP}),
        ("暴雨", {Tag.WEATHER}),
        ("小学生", {Tag.MINOR}),
        ("路灯不亮", set()),
        ("今天天气", set()),
        ("爷爷嘴唇发紫，怎么推都推不醒", {Tag.DANGER}),
        ("火锅店的油烟太大", set()),
    ],
)
def test_tags(text: str, tags: set[Tag]) -> None:
    assert {one.tag for one in detect(text).tags} == tags


def test_lines_name_their_words_and_titles_do_not_run_into_texts() -> None:
    hints = detect("车祸", "没有", "起火 冒烟")
    fire = {one.line: one.words for one in hints.lines}[EmergencyLine.FIRE_119]
    assert set(fire) >= {"起火", "冒烟"}
    assert EmergencyLine.TRAFFIC_122 in {one.line for one in hints.lines}
    assert not detect("夜市烧烤摊占人行道，油烟飘进家里").lines


def test_a_letter_needs_more_than_one_chance_word() -> None:
    word = "楼道里有股怪味"
    letter = "尊敬的领导您好。我们小区的物业费去年涨了。停车位不够用。路灯也常坏。垃圾两天才清。"
    assert detect(word).tags
    assert not detect(letter * 3 + word).tags


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("触电了", Urgency.CRITICAL),
        ("下暴雨，全小区停电", Urgency.URGENT),
        ("小学生", Urgency.ORDINARY),
        ("", Urgency.ORDINARY),
    ],
)
def test_the_graver_tag_decides_haste(text: str, urgency: Urgency) -> None:
    assert detect(text).urgency is urgency


def test_nothing_said_gives_no_hint() -> None:
    assert detect("", " 。 ") == Hints()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我要投诉这家店", Kind.COMPLAINT),
        ("不是投诉，只是咨询公积金", Kind.CONSULT),
        ("建议在路口增设红绿灯", Kind.SUGGESTION),
        ("这家店无证经营", Kind.REPORT),
        ("有人晕倒了", Kind.HELP),
        ("感谢民警帮我找回钱包", Kind.PRAISE),
        ("没有发生火灾", None),
    ],
)
def test_kinds(text: str, kind: Kind | None) -> None:
    assert detect(text).kind is kind


def test_what_was_taken_back_is_no_reason() -> None:
    hints = detect("没有人受伤，但是楼道起火了")
    named = {word for one in (*hints.tags, *hints.lines) for word in one.words}
    assert "起火" in named
    assert not any("受伤" in word or word == "没有" for word in (*named, *hints.kind_words))


def test_no_pattern_repeats_without_end() -> None:
    """Ten thousand digits in a row were tried from each of them: seconds for one text."""
    every = (*TELLS.values(), *LINES.values(), *KINDS.values(), FIGURATIVE, NAMED, CROWD, AGE)
    for pattern in every:
        assert not re.search(r"[\])d.][*+]|\{\d*,\}", pattern.pattern), pattern.pattern[:60]
