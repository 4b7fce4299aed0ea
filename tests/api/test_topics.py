"""Suggestions of topics and figures of dispatch over the API."""

from hotline.dispatching.topic_model import retraining
from hotline.rules.words import Role
from tests.api.besides import record
from tests.api.conftest import CityApi
from tests.fixtures.people import City


def test_a_text_gets_topics_and_the_figures_are_read_by_few(city: City, city_api: CityApi) -> None:
    api, words = city_api(Role.MANAGEMENT), {"text": "小区停水两天了"}
    none = api.post("/topics/suggest", words).json()
    assert (none["candidates"], none["model"]) == ([], "")
    version = retraining.retrain(city.code).made.card.version
    found = api.post("/topics/suggest", words).json()
    assert (found["model"], found["abstained"]) == (version, True)
    assert found["candidates"][0]["topic"] == "gg/ts"
    assert found["candidates"][0]["name"] == "停水"
    assert api.post("/topics/suggest", {"text": 3}).status_code == 422
    model = api.get("/topics/model").json()
    assert (model["running"], model["versions"][0]["made"]) == (version, "topics")
    figures = api.get("/dispatching/figures?days=30").json()
    assert figures["whole"]["right"] == {"part": 0, "whole": 0, "low": 0.0, "high": 1.0}
    assert api.get("/dispatching/figures?days=0").status_code == 422
    assert city_api(Role.OFFICER).get("/topics/model").status_code == 403
    _decided_on(city, city_api, version)


def _decided_on(city: City, city_api: CityApi, first: str) -> None:
    """Another model is adopted, and the first gone back to with a reason."""
    api, other, never = city_api(Role.MANAGEMENT), record(city, "20300101-b"), "20300101-c"
    record(city, never)
    asked = {"version": other, "reason": "试用"}
    assert city_api(Role.DISPATCHER).post("/topics/model/adopt", asked).status_code == 403
    assert city_api(Role.OFFICER).post("/topics/model/adopt", asked).status_code == 403
    assert api.post("/topics/model/adopt", {"version": "没有"}).status_code == 404
    assert api.post("/topics/model/adopt", asked, key="a").json()["running"] == other
    assert api.post("/topics/model/adopt", asked, key="a").json()["running"] == other
    assert api.post("/topics/model/adopt", asked).json()["code"] == "already"
    without = api.post("/topics/model/adopt", {"version": first})
    assert (without.status_code, without.json()["field"]) == (422, "reason")
    unused = api.post("/topics/model/roll-back", {"version": never, "reason": "不准"})
    assert (unused.status_code, unused.json()["code"]) == (409, "wrong_state")
    assert api.post("/topics/model/roll-back", {"version": first}).status_code == 422
    back = api.post("/topics/model/roll-back", {"version": first, "reason": "认得不准"}).json()
    assert back["running"] == first
    assert api.post("/topics/model/sideways", asked).status_code == 404


def test_automatic_dispatch_is_switched_by_the_management(city: City, city_api: CityApi) -> None:
    head, dispatcher = city_api(Role.MANAGEMENT), city_api(Role.DISPATCHER)
    rules = {"bar": 0.96, "share": 20, "grace": 5}
    assert dispatcher.post("/automatic-dispatch/settings", rules).status_code == 403
    assert head.post("/automatic-dispatch/settings", {**rules, "bar": 0.5}).status_code == 422
    shown = head.post("/automatic-dispatch/settings", rules).json()
    assert (shown["settings"], shown["topics"]) == (rules, [])
    refused = head.post("/automatic-dispatch/on", {"topic": "gg/ts"})
    assert refused.status_code == 409
    assert "少于50件" in refused.json()["detail"]
    off = {"topic": "gg/ts", "reason": "暂停"}
    assert dispatcher.post("/automatic-dispatch/off", off).status_code == 409
    assert dispatcher.get("/automatic-dispatch").json() == shown
    assert head.post("/automatic-dispatch/sideways", off).status_code == 404
    assert city_api(Role.OFFICER).get("/automatic-dispatch").status_code == 403
