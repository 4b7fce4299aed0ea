"""What stands in the place of personal data."""

import pytest

from hotline.people.cover import (
    Cover,
    Covers,
    mask_address,
    mask_name,
    mask_phone,
    mask_words,
    shown,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("张三丰", "张**"), ("张", "*"), ("", ""), (" 李四 ", "李*")],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000001", "138****0001"),
        ("+86 138 0000 0001", "+86 138 **** 0001"),
        ("024-12345678", "024-****5678"),
        ("12345678", "******78"),
        ("13800000001 13900000002", "138******** *******0002"),
        ("13800000001-801", "138*******1-801"),
        ("12345", "***45"),
        ("110", "***"),
        ("", ""),
        ("匿名", "匿名"),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("和平区南京街12号3单元501室", "和平区南京街**号*单元***室"),
        ("十三纬路二十号", "十三纬路**号"),
        ("和平区", "和平区"),
    ],
)
def test_addresses(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_numbers_inside_words() -> None:
    told = "我是13800000001，身份证21010219900101123X，单号202602130001234。"
    assert mask_words(told) == "我是138****0001，身份证210***********123X，单号202602130001234。"
    assert mask_words("电话+86 13800000001。") == "电话+86 138****0001。"
    assert mask_words("138 0000 0001、138-0000-0001") == "138 **** 0001、138-****-0001"
    assert mask_words("１３８０００００００１") == "１３８****０００１"


@pytest.mark.parametrize("cover", list(Cover))
@pytest.mark.parametrize("clicked", [True, False])
def test_a_value_is_shown_only_when_open_or_asked_for(cover: Cover, clicked: bool) -> None:
    in_clear = cover is Cover.OPEN or (cover is Cover.ON_CLICK and clicked)
    for field, value, masked in [
        ("phone", "13800000001", "138****0001"),
        ("name", "张三", "张*"),
        ("address", "1号", "*号"),
        ("words", "漏水", ""),
    ]:
        expected = value if in_clear else "" if cover is Cover.HIDDEN else masked
        assert shown(value, field, cover, clicked=clicked) == expected


def test_what_is_open_is_to_be_logged() -> None:
    covers = Covers(name=Cover.MASKED, phone=Cover.ON_CLICK, words=Cover.OPEN)
    assert covers.open_fields() == ("words",)
    assert covers.open_fields(clicked=("phone", "name")) == ("phone", "words")


def test_two_roles_see_what_either_sees() -> None:
    one = Covers(name=Cover.MASKED, phone=Cover.OPEN)
    other = Covers(name=Cover.OPEN, words=Cover.ON_CLICK)
    assert one.most(other) == Covers(name=Cover.OPEN, phone=Cover.OPEN, words=Cover.ON_CLICK)
    assert one.least(other) == Covers(name=Cover.MASKED)
