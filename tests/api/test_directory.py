"""The dispatch directory over the API: read, tried out, drafted, approved by another person."""

from hotline.rules.words import Role
from tests.api.conftest import CityApi
from tests.fixtures.people import City


def test_the_edition_in_force_is_read_and_tried(city: City, city_api: CityApi) -> None:
    api = city_api(Role.EDITOR)
    whole = api.get("/directory").json()
    assert (whole["edition"], whole["effective_from"]) == ("2026-1", "2021-01-01")
    assert (whole["count"], whole["after"], len(whole["entries"])) == (10, "", 10)
    assert api.get("/directory", after="8").json()["entries"][0]["id"] == "9"
    found = api.get("/directory", topic="zj", unit="housing").json()["entries"]
    assert {one["id"] for one in found} == {"10", "4", "5"}
    inside = api.get("/directory", area="xi").json()["entries"]
    assert [(one["id"], one["lead"]["unit"], one["area"]) for one in inside] == [
        ("5", "west", "xi")
    ]
    assert inside[0]["co_handlers"][0]["unit"] == "housing"
    unknown = api.get("/directory", unit="没有")
    assert (unknown.status_code, unknown.json()["field"]) == (422, "unit")
    [one] = api.get("/directory/editions").json()["editions"]
    assert (one["edition"], one["state"], one["in_force"]) == ("2026-1", "approved", True)

    tried = api.post("/directory/try", {"topic": "sc/sp", "text": "大润发超市的面包发霉"}).json()
    assert (tried["entry"]["id"], tried["object"]) == ("8", "大润发超市")
    assert tried["unit"]["unit"] == "market"
    assert [(one["entry"], one["why"]) for one in tried["passed_over"]] == [
        ("6", "条目 8 更具体。")
    ]
    silent = api.post("/directory/try", {"topic": "sq", "area": "dong"}).json()
    assert (silent["unit"]["unit"], silent["last_resort"], silent["entry"]) == ("east", True, None)
    assert api.post("/directory/try", {}).json()["detail"] == "没有填写事项。"
    assert api.post("/directory/try", {"text": "停水"}).status_code == 422
    assert api.post("/directory/try", {"topic": "sq", "edition": "没有"}).status_code == 404
    officer = city_api(Role.OFFICER)
    assert officer.get("/directory").status_code == 403
    assert officer.get("/directory/editions").status_code == 403
    assert officer.post("/directory/try", {"topic": "sq"}).status_code == 403
