"""Suggestions of topics and figures of dispatch over the API."""

from hotline.dispatching.topic_model import retraining
from hotline.rules.words import Role
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
