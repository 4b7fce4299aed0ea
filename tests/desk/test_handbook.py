"""手册 inside the desk: opens at one's own page, shows every paper, leads to no dead end."""

import re

import pytest

from hotline.desk.handbook import OF_ROLE, papers, rendered
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City


def test_every_role_of_the_desk_has_its_page() -> None:
    assert set(Role) - OF_ROLE.keys() == {Role.CITIZEN, Role.CLOCK}
    assert set(OF_ROLE.values()) <= papers().keys()


@pytest.mark.parametrize(("role", "title"), [(Role.OFFICER, "承办员"), (Role.AUDIT_ADMIN, "三员")])
def test_it_opens_at_the_readers_own_page(city: City, role: Role, title: str) -> None:
    seat = Seat(city.user(role))
    there = str(seat.get("/desk/handbook/")["Location"])
    assert f"<h1>{title}" in seat.get(there).content.decode()
    assert 'href="/desk/handbook/"' in seat.get(there).content.decode(), "and every page leads here"


def test_no_paper_leads_where_there_is_none(city: City) -> None:
    for paper in papers().values():
        for href in re.findall('href="([^"]*)"', paper.body):
            assert href.rpartition("/")[2] in papers(), (paper.name, href)
        assert "<img" not in paper.body and "](" not in paper.body
    assert Seat(city.user(Role.OFFICER)).get("/desk/handbook/nothing").status_code == 404


def test_markup_in_a_paper_is_words() -> None:
    assert "&lt;script&gt;" in rendered("<script>x</script>")
