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


def test_an_edition_is_drafted_and_another_person_decides(city: City, city_api: CityApi) -> None:
    api = city_api(Role.DISPATCHER)
    lines = [
        {"id": "1", "topic": "停水", "lead": "water", "limit": "3wd", "co_handlers": ["urban"]},
        {"id": "2", "topic": "gg/ts", "lead": "没有的局"},
        {"id": "3", "topic": "gg/ts", "lead": "urban", "effective_to": "上周"},
    ]
    draft = {"edition": "2030/1", "effective_from": "2030-01-01", "entries": lines}
    told = api.post("/directory/editions", draft | {"dry_run": True})
    assert (told.status_code, told.json()["drafted"], told.json()["entries"]) == (200, False, 1)
    faults = [(one["list"], one["line"], one["field"]) for one in told.json()["faults"]]
    assert faults == [("entries", 2, "lead"), ("entries", 3, "effective_to")]
    assert {one["kind"] for one in told.json()["checks"]} == {"gap"}
    refused = api.post("/directory/editions", draft)
    assert (refused.status_code, refused.json()["field"]) == (422, "entries[1].lead")
    assert "共 2 处" in refused.json()["detail"]
    tie = draft | {"entries": [lines[0], lines[0] | {"id": "2", "topic": "gg/ts"}]}
    checks = api.post("/directory/editions", tie | {"dry_run": True}).json()["checks"]
    assert (checks[0]["kind"], checks[0]["blocks"], checks[0]["entry"]) == ("conflict", True, "2")

    made = api.post("/directory/editions", draft | {"entries": lines[:1]}, key="k")
    assert (made.status_code, made.json()["drafted"], made.json()["faults"]) == (201, True, [])
    again = api.post("/directory/editions", draft | {"entries": lines[:1]}, key="k")
    assert (again.status_code, again.json()) == (201, made.json())
    assert api.post("/directory/editions", draft | {"entries": lines[:1]}).status_code == 409
    dry = api.post("/directory/editions", draft | {"entries": lines[:1], "dry_run": True}).json()
    assert dry["refused"].startswith("目录版本“2030/1”已经建立。")
    tried = api.post("/directory/try", {"topic": "gg/ts", "edition": "2030/1"}).json()
    assert (tried["unit"]["unit"], tried["entry"]["limit"]) == ("water", "3wd")

    _decided_on(city_api, draft | {"edition": "2030-2", "entries": lines[:1]})


def _decided_on(city_api: CityApi, own: dict[str, object]) -> None:
    """What the dispatcher drew up is approved; one's own is not."""
    head, path = city_api(Role.MANAGEMENT), "/directory/editions/2030/1"
    assert city_api(Role.EDITOR).post(f"{path}/approve").json()["code"] == "wrong_role"
    assert head.post(f"{path}/reject", {}).status_code == 422
    agreed = head.post(f"{path}/approve").json()
    assert (agreed["state"], agreed["in_force"]) == ("approved", False)
    assert (len(agreed["authors"]), agreed["approver"] != "") == (1, True)
    assert head.post(f"{path}/reject", {"reason": "缺项"}).status_code == 409
    assert head.post("/directory/editions/没有/approve").status_code == 404
    assert head.post(f"{path}/sideways").status_code == 404
    assert head.post("/directory/editions", own).status_code == 201
    assert head.post("/directory/editions/2030-2/approve").json()["code"] == "party"
