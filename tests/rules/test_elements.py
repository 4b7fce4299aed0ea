"""五要素 by example: hints at what was not said."""

import pytest

from hotline.rules.elements import (
    Element,
    Told,
    holds_a_grievance,
    missing,
    speaks_of_a_minor,
)

WHOLE = "我是和平路12号的业主，昨晚十点楼下烧烤摊油烟很大，希望城管来处理。"


def test_nothing_is_missing_where_all_five_are_said() -> None:
    assert missing(Told(text=WHOLE)) == ()


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        (Told(text="路灯坏"), (Element.WHO, Element.WHEN, Element.WHAT, Element.WANTED)),
        (Told(text="每晚都有人放音乐吵得睡不着，请处理", where="和平路"), (Element.WHO,)),
        (Told(text="每晚都有人放音乐吵得睡不着，请处理", who=True), (Element.WHERE,)),
        (Told(text="我家昨天停水了，和平小区三栋", who=True), (Element.WANTED,)),
        (Told(text="我要求把小区门口的路灯修好"), (Element.WHEN,)),
    ],
)
def test_what_is_not_said_is_named(told: Told, lacks: tuple[Element, ...]) -> None:
    assert missing(told) == lacks


def test_minors_and_grievances_are_asked_about() -> None:
    assert speaks_of_a_minor("孩子在幼儿园被打") and not speaks_of_a_minor("老人摔倒")
    assert holds_a_grievance("物业一直没人管，要投诉") and not holds_a_grievance("有人落水了")
