"""Files over the API: sent, listed, fetched, refused like on pages."""

import json
from typing import Any

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hotline import ledger
from hotline.handling import actions
from hotline.handling.files import attaching
from hotline.people.models import AccessRow
from hotline.rules.case import commands as c
from hotline.rules.refusal import Refusal
from hotline.rules.words import Role
from tests.api.conftest import ROOT, Api, CityApi
from tests.fixtures import pictures as p
from tests.fixtures.people import City, done
from tests.handling.steps import register


@pytest.fixture(autouse=True)
def own_store(tmp_path: Any, settings: Any) -> None:
    """A store of the test's own."""
    settings.FILES_DIR = tmp_path / "files"


def post(api: Api, case: str, *contents: bytes, key: str = "", **more: str) -> Any:
    """Files as a form."""
    files = [SimpleUploadedFile("现场.jpg", content, "image/jpeg") for content in contents]
    headers = {"authorization": f"Bearer {api.secret}"} | ({"idempotency-key": key} if key else {})
    where = f"{ROOT}/cases/{case}/files"
    return api.client.post(where, {**more, "files": files}, headers=headers)


def test_sent_listed_and_fetched(city: City, city_api: CityApi) -> None:
    [case] = register(city)
    api = city_api(Role.AGENT)
    answer = post(api, case, p.photo(), p.PDF, key="k")
    assert (answer.status_code, answer.json()["events"]) == (200, ["FilesAttached"])
    assert post(api, case, p.photo(), p.PDF, key="k").json()["repeated"]
    found = api.get(f"/cases/{case}/files").json()
    [photo, document] = found["files"]
    assert (photo["kind"], photo["place"], document["media"]) == (
        "photo",
        [31.2304, 121.4737],
        "application/pdf",
    )
    described = json.loads(api.get("/openapi.json").content)
    schema = {"$ref": "#/components/schemas/Files", "components": described["components"]}
    jsonschema.validate(found, schema)
    whole = api.get(f"/cases/{case}/files/{photo['id']}")
    assert (whole.content, whole["Content-Type"]) == (p.photo(), "image/jpeg")
    thumb = api.get(f"/cases/{case}/files/{photo['id']}", part="thumb")
    assert 0 < len(thumb.content) < len(whole.content)
    rows = AccessRow.objects.filter(city=city.code, case_id=case)
    assert [row.fields for row in rows] == [["files"]] * 3


def test_a_unit_s_evidence_and_its_group(city: City, city_api: CityApi) -> None:
    [case] = register(city)
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    api = city_api(Role.OFFICER)
    assert post(api, case, p.PDF, group="contact", leg="L1").status_code == 200
    [one] = api.get(f"/cases/{case}/files").json()["files"]
    assert one["group"] == "contact"
    wrong = post(api, case, p.PDF, group="proof", leg="L1")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "group")
    assert post(api, case, p.PDF, leg="L9", group="contact").status_code == 404


def test_refused_as_the_action_refuses(city: City, city_api: CityApi) -> None:
    [case] = register(city)
    answer = post(city_api(Role.AGENT), case, p.HTML)
    refused = attaching.attach(city.by(Role.AGENT), case, [p.upload(p.HTML)])
    assert isinstance(refused, Refusal)
    assert (answer.status_code, answer.json()["detail"]) == (refused.status, refused.message)
    assert post(city_api(Role.AGENT), case).json()["code"] == "missing"
    assert post(city_api(Role.LEADER), case, p.PDF).status_code == 403
    assert post(city_api(Role.AGENT), "none", p.PDF).status_code == 404
    wrong = city_api(Role.AGENT).post(f"/cases/{case}/files", {"files": []})
    assert (wrong.status_code, wrong["Accept"]) == (415, "multipart/form-data")


def test_out_of_sight_there_are_none(city: City, city_api: CityApi) -> None:
    [case] = register(city)
    post(city_api(Role.AGENT), case, p.photo())
    [one] = city_api(Role.AGENT).get(f"/cases/{case}/files").json()["files"]
    water = city_api(Role.OFFICER, unit=city.units.water)
    for path in (f"/cases/{case}/files", f"/cases/{case}/files/{one['id']}", "/cases/x/files/y"):
        assert water.get(path).status_code == 404
    leader = city_api(Role.LEADER)
    [seen] = leader.get(f"/cases/{case}/files").json()["files"]
    assert (seen["open"], seen["name"], seen["taken_at"]) == (False, "", "")
    assert leader.get(f"/cases/{case}/files/{one['id']}").status_code == 404
    assert (
        city_api(Role.AGENT).get(f"/cases/{case}/files/{one['id']}", part="key").status_code == 404
    )


def test_files_cost_one_read_and_one_write_like_any_command(city: City, city_api: CityApi) -> None:
    [case] = register(city)
    api = city_api(Role.AGENT)
    post(api, case, p.PDF)
    with ledger.count_statements() as counted:
        assert post(api, case, *[p.PDF] * 5).status_code == 200
    assert counted.count == 2


def test_keys_of_files_leave_by_no_address(city: City, city_api: CityApi) -> None:
    [case] = register(city)
    post(city_api(Role.AGENT), case, p.PDF)
    timeline = city_api(Role.DISPATCHER).get(f"/cases/{case}/events").content.decode()
    assert "FilesAttached" in timeline
    assert '"private"' not in timeline
    assert '"key"' not in timeline
