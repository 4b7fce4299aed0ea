"""Who may open which page: every route of the desk × every role, against the table in gate.py."""

from collections import Counter
from uuid import UUID

import pytest
from django.urls import reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from hotline.desk import urls
from hotline.desk.gate import MAY
from hotline.rules.words import Role
from hotline.web.permission import permission_of
from tests.desk.seat import Seat, words
from tests.fixtures.people import GIVEN, City

pytestmark = pytest.mark.repeats

NOWHERE = UUID(int=7)
OWN_WAY = {"sign-in", "sign-out", "password"}
FILLED = {"which": "stored", "unit_id": "urban", "name": "Sign", "field": "phone"}
LET_IN = 2
NARROWER = {"/desk/batches/new": (Role.AUDIT_ADMIN, Role.AGENT)}
"""Who audits draws no batch up; outsourced agents have no act that is given to many."""
FITTING: dict[type, object] = {
    UUIDConverter: NOWHERE,
    IntConverter: 1,
    StringConverter: "R1",
    SlugConverter: "agent",
}


def _routes() -> list[tuple[str, str]]:
    """(address, permission) of every page behind sign-in."""
    found = []
    for route in urls.urlpatterns:
        if route.name in OWN_WAY:
            continue
        names = route.pattern.converters
        given = {name: FILLED.get(name, FITTING[type(one)]) for name, one in names.items()}
        address = reverse(f"desk:{route.name}", kwargs=given)
        found.append((address, permission_of(route.callback) or ""))
    return found


def test_every_role_gets_what_the_table_gives_it(city: City) -> None:
    """403 exactly where the role lacks the permission; 404 where there is no such case. Of those
    who may, two are let in: the others would be shown the same."""
    wrong, let_in = [], Counter[str]()
    for role in GIVEN:
        seat = Seat(city.user(role))
        for address, permission in _routes():
            allowed = role in MAY[permission] and role not in NARROWER.get(address, ())
            let_in[address] += allowed
            if allowed and let_in[address] > LET_IN:
                continue
            status = seat.get(address).status_code
            if (status == 403) == allowed:
                wrong.append((role.value, address, status))
    assert not wrong


@pytest.mark.parametrize(("address", "permission"), _routes())
def test_nobody_signed_in_is_led_to_sign_in_and_back(
    client: object, db: None, address: str, permission: str
) -> None:
    response = client.get(address)  # type: ignore[attr-defined]
    if address in ("/desk/live", "/desk/watermark.svg"):
        assert response.status_code == 401, "asked by the page, not by a person"
        return
    assert response.status_code == 302
    assert response["Location"].startswith("/desk/sign-in")


def test_a_refused_page_says_who_may(city: City) -> None:
    seat = Seat(city.user(next(r for r in GIVEN if r.value == "officer")))
    said = seat.text("/desk/register", status=403)
    assert "可由话务员、班组长" in said
    response = seat.get(f"/desk/cases/{NOWHERE}")
    assert response.status_code == 404
    assert "没有这件工单，或您无权查看。" in words(response)
