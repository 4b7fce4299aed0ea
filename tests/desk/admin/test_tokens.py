"""接口令牌 on pages: last use shown, ended with the password unless the holder keeps them."""

import pytest

from hotline.people import actions, queries
from hotline.people.authentication import actor_by_token
from hotline.people.by import By
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done


def test_the_page_tells_when_a_token_was_last_used(city: City) -> None:
    account = city.user(Role.INTEGRATOR)
    made = done(actions.make_token(By(actor=account.actor), account.id, "市监平台"))
    seat = Seat(account)
    assert "从未使用" in seat.text("/desk/admin/tokens")
    actor_by_token(f"Bearer {made.secret}")
    said = seat.text("/desk/admin/tokens")
    assert "从未使用" not in said
    assert "最近使用" in said
    assert "/api/v1/docs" in seat.get("/desk/admin/tokens").content.decode()


@pytest.mark.parametrize(("keep", "left"), [("", []), ("yes", ["市监平台"])])
def test_with_a_new_password_the_holder_decides(city: City, keep: str, left: list[str]) -> None:
    account = city.user(Role.INTEGRATOR)
    old = account.password
    done(actions.make_token(By(actor=account.actor), account.id, "市监平台"))
    seat = Seat(account)
    page = seat.get("/desk/password").content.decode()
    assert "市监平台" in page
    assert "保留我的接口令牌" in page
    new = "another horse 54321"
    typed = {"old": old, "new": new, "again": new, "keep_tokens": keep}
    assert seat.post("/desk/password", typed).status_code == 302
    assert [row.name for row in queries.tokens(account.actor, account.id)] == left
