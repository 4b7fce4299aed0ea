"""Founding a city and taking over calendar, topics and areas."""

from typing import Any

import pytest

from hotline.rules.reference import city
from hotline.rules.reference.city import (
    AdoptAreas,
    AdoptCalendar,
    AdoptTopics,
    City,
    FoundCity,
    SetSettings,
)
from hotline.rules.reference.office import decide_each
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.offices import office, refused

ADMIN = office(Role.SYSTEM_ADMIN)
FOUND = FoundCity(code="bj", name="滨江市")


def after(*commands: Any, state: City | None = None) -> City | Refusal:
    state = state or City()
    events = decide_each(city.decide, city.evolve, state, commands, ADMIN)
    if isinstance(events, Refusal):
        return events
    for event in events:
        state = city.evolve(state, event)
    return state


def test_a_city_is_founded_with_everything() -> None:
    result = after(
        FOUND,
        SetSettings(settings={"portal": "on", "sms": "off"}),
        SetSettings(settings={"sms": "on"}),
        AdoptCalendar(edition="CN2026", through=2026),
        AdoptTopics(edition="1", topics={"cg": "城市管理", "cg/lj": "环卫"}),
        AdoptAreas(edition="1", areas={"dong": "东城区"}),
    )
    assert result == City(
        code="bj",
        name="滨江市",
        settings={"portal": "on", "sms": "on"},
        calendar="CN2026",
        calendar_through=2026,
        topics_edition="1",
        topics={"cg": "城市管理", "cg/lj": "环卫"},
        areas_edition="1",
        areas={"dong": "东城区"},
    )


@pytest.mark.parametrize(
    ("commands", "code", "words"),
    [
        ([FOUND, FOUND], Code.ALREADY, "滨江市"),
        ([FoundCity(code="sh", name="x")], Code.WRONG_CITY, "sh"),
        ([FoundCity(code="bj", name="")], Code.MISSING, "城市名称"),
        ([SetSettings(settings={})], Code.NOT_FOUND, "bj"),
        ([FOUND, AdoptTopics(edition="1", topics={"a/b": "x"})], Code.INVALID, "a/b"),
        ([FOUND, AdoptTopics(edition="1", topics={"a": " "})], Code.MISSING, "a"),
        ([FOUND, AdoptAreas(edition="1", areas={"": "x"})], Code.MISSING, "区域代码"),
        ([FOUND, AdoptCalendar(edition="", through=2026)], Code.MISSING, "日历版本"),
        ([FOUND] + [AdoptCalendar(edition="1", through=2026)] * 2, Code.ALREADY, "日历 1"),
    ],
)
def test_refusals_name_what_is_wrong(commands: list[Any], code: Code, words: str) -> None:
    refused(after(*commands), code, words)


def test_only_the_system_administrator_may() -> None:
    refused(city.decide(City(), FOUND, office(Role.MANAGEMENT)), Code.WRONG_ROLE)
