"""Batches over the API: drawn up once per key, tried, begun; refusals with their codes."""

from collections.abc import Iterator

import pytest

from hotline.handling.batches import working
from hotline.handling.batches.models import BatchRow
from hotline.handling.models import LegRow
from hotline.rules.words import Role
from tests.api.conftest import CityApi
from tests.fixtures.people import City
from tests.handling.steps import matter, register


@pytest.fixture(autouse=True)
def _alone(db: None) -> Iterator[None]:
    """Batches of other tests are out of the way."""
    BatchRow.objects.all().delete()
    yield
    BatchRow.objects.all().delete()


def _worked() -> None:
    while working.step():
        pass


def test_one_command_on_many_cases(city: City, city_api: CityApi) -> None:
    cases = register(city, matter(), matter(), matter(topic="zj/wy", area="xi/renmin"))
    api = city_api(Role.LIAISON)
    asked = {"command": "Sign", "cases": cases}
    drawn = api.post("/batches", asked, key="k")
    assert (drawn.status_code, drawn.json()["state"]) == (201, "trying")
    batch = drawn.json()["id"]
    assert api.post("/batches", asked, key="k").json()["id"] == batch, "the same request again"
    other = api.post("/batches", asked | {"cases": cases[:1]}, key="k")
    assert other.json()["code"] == "key_reused"
    other = api.post("/batches", asked | {"cases": [*cases[:2], *register(city)]}, key="k")
    assert other.json()["code"] == "key_reused", "as many, but other cases"
    _worked()
    tried = api.get(f"/batches/{batch}").json()
    assert (tried["state"], tried["would"], tried["would_not"]) == ("tried", 2, 1)
    assert [(one["case"], one["code"]) for one in tried["cases"]] == [(cases[2], "not_found")]
    assert [one["cases"] for one in tried["reasons"]] == [1]
    assert api.post(f"/batches/{batch}/begin").json()["state"] == "running"
    _worked()
    assert api.get(f"/batches/{batch}").json()["did"] == 2
    assert LegRow.objects.filter(city=city.code, state="signed").count() == 2
    assert api.post(f"/batches/{batch}/begin").status_code == 409


def test_what_is_refused(city: City, city_api: CityApi) -> None:
    cases = register(city)
    api, other = city_api(Role.LIAISON), city_api(Role.DISPATCHER)
    for body, status, field in (
        ({"command": "Reply", "cases": cases}, 422, "command"),
        ({"command": "Dispatch", "cases": cases}, 403, "command"),
        ({"command": "Reassign", "cases": cases}, 422, "body.officer"),
        ({"command": "Sign", "cases": []}, 422, "cases"),
        ({"command": "Sign", "cases": ["x"]}, 422, "cases[0]"),
    ):
        answer = api.post("/batches", body)
        assert (answer.status_code, answer.json()["field"]) == (status, field), answer.json()
    assert (
        api.post("/batches", {"command": "Sign", "cases": cases}, key="k" * 300).status_code == 422
    )
    batch = api.post("/batches", {"command": "Sign", "cases": cases}).json()["id"]
    for path in (f"/batches/{batch}", "/batches/x"):
        assert other.get(path).status_code == 404
        assert other.post(f"{path}/begin").status_code == 404
    assert api.post(f"/batches/{batch}/fly").status_code == 404
    assert api.post(f"/batches/{batch}/cancel").json()["state"] == "cancelled"
