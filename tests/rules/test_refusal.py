"""Refusals (拒绝): each code has its HTTP status, the same on pages and in the API."""

import pytest

from hotline.rules.refusal import STATUS, Code, Refusal


@pytest.mark.parametrize(
    ("code", "status"),
    [(Code.SIGNED_OUT, 401), (Code.WRONG_ROLE, 403), (Code.NOT_FOUND, 404), (Code.INVALID, 422)],
)
def test_what_the_asker_did_wrong_has_a_status_of_its_own(code: Code, status: int) -> None:
    assert Refusal(code=code, message="不行").status == status


@pytest.mark.parametrize("code", sorted(set(Code) - set(STATUS)))
def test_everything_else_is_a_conflict_with_how_things_stand(code: Code) -> None:
    assert Refusal(code=code, message="不行").status == 409
