"""统一社会信用代码 by its check sign (GB 32100-2015)."""

import pytest

from hotline.rules.credit_code import ALPHABET, clean, is_sound


def test_real_codes_are_sound_however_they_are_typed() -> None:
    # of public bodies and firms known to everybody
    for code in ("91110000802100433B", "9144030071526726XG", "12100000400010275N"):
        assert is_sound(code), code
    assert is_sound(clean(" 9111 0000-8021 00433b"))


@pytest.mark.parametrize(
    "code", ["", "9111000080210043", "91110000802100433I", "９1110000600007310F"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert not is_sound(code)


def test_one_wrong_sign_is_always_found() -> None:
    code = "91110000802100433B"
    for at in range(len(code)):
        for sign in ALPHABET:
            if sign != code[at]:
                assert not is_sound(code[:at] + sign + code[at + 1 :])
