"""A word that is in very many cases is found by walking through them: the same lines either way."""

from typing import Any

import pytest
from django.db import connection

from hotline.handling.queries import Page, reader
from hotline.handling.search import queries as search
from hotline.handling.search.asked import Asked, Sort
from hotline.ledger import count_statements
from hotline.rules.words import Role
from tests.fixtures.people import City
from tests.handling.steps import matter, register


def _page(who: Any, asked: Asked, after: str = "") -> Page:
    found = search.find(who, asked, after)
    assert isinstance(found, Page)
    return found


@pytest.mark.parametrize("sort", list(Sort))
def test_walking_finds_what_looking_up_finds(
    city: City, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [matter(text=f"第{n}盏路灯不亮" if n % 3 else "井盖松动") for n in range(12)]
    register(city, *texts)
    who = reader(city.by(Role.DISPATCHER).actor)
    asked = Asked(words=("路灯", "不亮"), sort=sort)
    looked_up = _page(who, asked)
    monkeypatch.setattr(search, "OFTEN", 2)
    with count_statements() as counted:
        walked = _page(who, asked)
    assert [line.case.id for line in walked.lines] == [line.case.id for line in looked_up.lines]
    assert walked.count == looked_up.count == 8
    assert any("IS NOT NULL" in text for text in counted.texts), "it did not walk"


def test_it_walks_only_where_words_alone_are_asked_of_a_whole_city(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(city, *(matter(text="路灯不亮") for _ in range(4)))
    monkeypatch.setattr(search, "OFTEN", 1)
    unit, centre = (reader(city.by(r).actor) for r in (Role.OFFICER, Role.DISPATCHER))
    for who, asked in (
        (unit, Asked(words=("路灯",))),
        (centre, Asked(words=("路灯",), kind="complaint")),
    ):
        with count_statements() as counted:
            assert _page(who, asked).count == 4
        assert not any('stream_id" = ("handling_case"' in text for text in counted.texts)


def test_no_plan_is_kept_for_what_a_page_asks(city: City) -> None:
    """A plan for any stage reads all cases to count the few that wait: a million took a second."""
    register(city, matter())
    who = reader(city.by(Role.DISPATCHER).actor)
    for _ in range(9):
        _page(who, Asked(stage="handling"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s",
            ['%FROM "handling_case"%'],
        )
        assert cursor.fetchall() == []
