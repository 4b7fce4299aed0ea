"""Refusals (拒绝): each code has its HTTP status, the same on pages and in the API."""

import pytest

from hotline.rules.refusal import STATUS, Code, Refusal
from hotline.rules.text import Said, say


@pytest.mark.parametrize(
    ("code", "status"),
    [(Code.SIGNED_OUT, 401), (Code.WRONG_ROLE, 403), (Code.NOT_FOUND, 404), (Code.INVALID, 422)],
)
def test_what_the_asker_did_wrong_has_a_status_of_its_own(code: Code, status: int) -> None:
    assert Refusal(code=code, message="不行").status == status


@pytest.mark.parametrize("code", sorted(set(Code) - set(STATUS)))
def test_everything_else_is_a_conflict_with_how_things_stand(code: Code) -> None:
    assert Refusal(code=code, message="不行").status == 409


def test_both_sentences_in_one_stay_translatable() -> None:
    refusal = Refusal(code=Code.ALREADY, message=say("办过了。"), advice=say("不用再办。"))
    assert refusal.whole == "办过了。不用再办。"
    assert isinstance(refusal.whole, Said)
    assert Refusal(code=Code.ALREADY, message=say("办过了。")).whole == "办过了。"
