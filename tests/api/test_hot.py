"""热点 and 可能重复 over the API: as at the desk, with the same sight and the same refusals."""

from hotline.api.openapi_hot import DUPLICATE, EXAMPLES
from hotline.rules.words import Role
from tests.api.conftest import CityApi
from tests.fixtures.people import City
from tests.handling.steps import matter, register
from tests.oversight.raising import raised

NOWHERE = "01900000-0000-7000-8000-000000000000"


def test_hot_events_are_read_decided_on_and_merged(city: City, city_api: CityApi) -> None:
    cases = register(city, *(matter(dispatch=False) for _ in range(3)))
    [hidden] = register(city, matter(confidential=True, reported_unit="urban", dispatch=False))
    event = raised(city, [*cases, hidden])
    api, leader = city_api(Role.DISPATCHER), city_api(Role.LEADER)
    [one] = api.get("/hot-events").json()["events"]
    assert (one["id"], one["name"], one["state"], one["cases"]) == (
        event,
        "和平路口油烟",
        "raised",
        3,
    )
    assert one["figures"] == {"seen": 3, "people": 3, "expected": 0.15, "days": 7, "lift": 1.0}
    assert one["ids"] == [] and one["curve"][-1]["cases"] == 3 and len(one["curve"]) == 28
    read = api.get(f"/hot-events/{event}").json()
    assert set(read["ids"]) == set(cases), "no confidential one"
    assert leader.get(f"/hot-events/{event}").json()["name"] == "", "no words, no name"
    officer = city_api(Role.OFFICER)
    assert officer.get("/hot-events").json() == {"events": []}
    assert officer.get(f"/hot-events/{event}").status_code == 404

    def step(name: str, body: object = None, by: Role = Role.DISPATCHER) -> int:
        found = city_api(by).post(f"/hot-events/{event}/{name}", body)
        return int(found.status_code)

    assert step("confirm", by=Role.AGENT) == 403 and step("shout") == 404
    for name, example in EXAMPLES.items():
        assert step(name, example) == 200, name
    assert step("confirm") == 200 and step("confirm") == 409
    assert step("dismiss", {"reason": ""}) == 422 and step("merge", {"head": cases[0]}) == 422
    assert step("cases", {"removed": [cases[2]]}) == 200
    for unseen in (hidden, NOWHERE):
        assert step("cases", {"added": [cases[2], unseen]}) == 404, "none or out of sight: the same"
    assert step("merge", {"head": cases[0], "cases": [cases[2]]}) == 422, "no longer in it"
    merge = {"head": cases[0], "cases": cases[:2]}
    merged = api.post(f"/hot-events/{event}/merge", merge, key="m").json()
    assert merged == {"merged": [cases[1]], "refused": []}
    [again] = api.post(f"/hot-events/{event}/merge", merge).json()["refused"]
    assert again["case"] == cases[1] and again["detail"]
    assert api.get(f"/hot-events/{event}").json()["head"] == cases[0]


def test_the_settings_are_read_by_who_decides_and_keeps(city_api: CityApi) -> None:
    held = city_api(Role.MANAGEMENT).get("/hot-events/settings").json()
    assert (held["hot"]["window"], held["alike"]["days"]) == (7, 180)
    assert city_api(Role.OFFICER).get("/hot-events/settings").status_code == 403


def test_duplicates_are_searched_with_reasons(city: City, city_api: CityApi) -> None:
    first, second = register(city, *(matter(dispatch=False, **DUPLICATE) for _ in range(2)))
    api = city_api(Role.AGENT)
    found = api.post("/duplicates/search", DUPLICATE | {"area": "dong"}).json()["cases"]
    assert {one["id"] for one in found} == {first, second}
    assert found[0]["score"] > 0.5 and "同一地址：和平路口" in found[0]["reasons"]
    assert api.post("/duplicates/search").json() == {"cases": []}
    for wrong in ({"area": "没有"}, {"x": 1}):
        assert api.post("/duplicates/search", wrong).status_code == 422
    assert city_api(Role.OFFICER).post("/duplicates/search", DUPLICATE).status_code == 403
    [like] = api.get(f"/cases/{first}/alike").json()["cases"]
    assert (like["id"], like["open"], like["parent"]) == (second, True, "")
    assert city_api(Role.OFFICER).get(f"/cases/{first}/alike").status_code == 404
