"""Whose number stands in a text that everybody reads."""

import pytest

from hotline.rules.personal_numbers import personal_numbers

CARD = "21010219900101123X"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("已联系您（13800000001）。", ("138****0001",)),
        ("138 0000 0001、138-0000-0001、+86 13800000001", ("138****0001",)),
        ("１３８０００００００１", ("１３８****０００１",)),
        (f"身份证{CARD}的王先生，电话13900000002", ("210***********123X", "139****0002")),
        ("", ()),
        ("已于3月12日修复，如有疑问请拨打0571-88000000或12345。", ()),
        ("工单202602130001234，金额13800元，面积13800000001234平方毫米", ()),
    ],
)
def test_told_by_their_form(text: str, found: tuple[str, ...]) -> None:
    assert personal_numbers(text) == found
