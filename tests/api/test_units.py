"""Suggestions of units over the API: the directory's answer with why, without a trace."""

from hotline.rules.words import Role
from tests.api.conftest import CityApi
from tests.fixtures.people import City


def test_a_request_gets_units_with_the_entry_and_why_not_the_others(
    city: City, city_api: CityApi
) -> None:
    api = city_api(Role.DISPATCHER)
    asked = {
        "topic": "sc/sp",
        "object": "大润发超市",
        "text": "大润发超市的面包发霉",
        "kind": "complaint",
    }
    found = api.post("/units/suggest", asked).json()
    assert found["objects"] == ["大润发超市"]
    first = found["units"][0]
    assert (first["unit"], first["entry"], first["refused"]) == ("market", "8", "")
    assert {one["entry"] for one in first["passed_over"]} == {"条目 6（市场监管局）"}
    silent = api.post("/units/suggest", {"topic": "sq", "area": "dong"}).json()
    assert [(one["unit"], one["last_resort"]) for one in silent["units"]] == [("east", True)]
    assert api.post("/units/suggest", {"topic": "没有"}).status_code == 422
    assert api.post("/units/suggest", {"x": 1}).status_code == 422
    assert city_api(Role.OFFICER).post("/units/suggest", {}).status_code == 403
