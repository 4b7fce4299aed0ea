"""What no honest client sends: a refusal with a code, nothing stored, nothing broken for others."""

import json
from typing import Any

import pytest

from hotline.handling.models import CaseRow, ContactRow
from hotline.people import actions
from hotline.people.by import By
from hotline.people.models import AccessRow
from hotline.rules.words import Role
from tests.api.conftest import Api, CityApi
from tests.api.test_loop import CONTACT, MATTER
from tests.fixtures.people import City, done


def _sent(**changes: object) -> bytes:
    return json.dumps(CONTACT | changes).encode()


BAD: dict[str, tuple[bytes, int, str]] = {
    "a time without a zone": (_sent(received_at="2026-02-13T16:30:00"), 422, "received_at"),
    "before Christ, in UTC": (_sent(received_at="0001-01-01T00:00:00+14:00"), 422, "received_at"),
    "the end of days": (_sent(received_at="9999-12-31T23:59:59-12:00"), 422, "received_at"),
    "a number with a line end": (_sent(caller_phone="13800138000\n"), 422, "caller_phone"),
    "tags without end": (
        _sent(matters=[MATTER | {"tags": ["group"] * 1000}]),
        422,
        "matters[0].tags",
    ),
    "half a character": (b'{"channel": "\\ud83d"}', 400, ""),
    "not a number": (_sent().replace(b'"phone"', b"NaN", 1), 400, ""),
    "a huge number": (_sent().replace(b'"phone"', b"9" * 400, 1), 422, "channel"),
    "deeper than any form": (b'{"channel":' + b'{"a":' * 9000, 422, "channel"),
    "a field with a name like a book": (_sent(**{"k" * 300_000: 1}), 422, "k" * 200),
    "a marked beginning": (b"\xef\xbb\xbf" + _sent(), 400, ""),
    "another script's digits": (_sent(caller_phone="１３８"), 422, "caller_phone"),
    "a value in capitals": (_sent(channel="PHONE"), 422, "channel"),
}


@pytest.mark.parametrize(("body", "status", "field"), BAD.values(), ids=BAD)
def test_what_cannot_be_meant_is_refused(
    city: City, city_api: CityApi, body: bytes, status: int, field: str
) -> None:
    answer = city_api(Role.DISPATCHER).post("/contacts", body)
    problem = answer.json()
    assert (answer.status_code, problem["field"]) == (status, field), problem
    assert problem["detail"]
    assert problem["advice"]
    assert len(answer.content) < 2000
    assert not CaseRow.objects.filter(city=city.code).exists()
    assert list(ContactRow.objects.filter(city=city.code)) == []


def test_a_plus_sign_is_no_number_to_call(city: City, city_api: CityApi) -> None:
    answer = city_api(Role.DISPATCHER).post("/contacts", CONTACT | {"caller_phone": "+"})
    assert answer.status_code == 201
    assert not CaseRow.objects.get(city=city.code).reachable


def test_finding_by_telephone_is_on_record(city: City, city_api: CityApi) -> None:
    city_api(Role.DISPATCHER).post("/contacts", CONTACT)
    found = city_api(Role.AGENT).get("/cases", phone="13800138000").json()["lines"]
    assert len(found) == 1
    assert AccessRow.objects.filter(city=city.code, fields=["phone"]).count() == 1


def _token(city: City, role: Role) -> Any:
    account = city.user(role)
    return done(actions.make_token(By(actor=account.actor), account.id, "将撤销"))


def test_a_revoked_token_gets_no_stored_answer(city: City) -> None:
    """The answer kept with a key is the holder's, who is no longer known by this token."""
    made = _token(city, Role.DISPATCHER)
    api = Api(made.secret)
    assert api.post("/contacts", CONTACT, key="k").status_code == 201
    account = city.user(Role.DISPATCHER)
    done(actions.revoke_token(By(actor=account.actor), account.id, made.id))
    assert api.post("/contacts", CONTACT, key="k").status_code == 401
    assert CaseRow.objects.filter(city=city.code).count() == 1


def test_a_linked_confidential_case_leaves_no_trace_for_whom_it_reports(
    city: City, city_api: CityApi
) -> None:
    """城管局办理的工单与举报城管局的保密工单关联、拆分，城管局看不到任何编号。"""
    api = city_api(Role.DISPATCHER)
    secret = MATTER | {"topic": "zj", "confidential": True, "reported_unit": city.units.urban}
    answer = api.post("/contacts", CONTACT | {"matters": [MATTER, secret]}).json()
    plain, hidden = answer["cases"]
    api.post(f"/cases/{plain['case']}/link", {"other": hidden["case"]})
    part = api.post(f"/cases/{plain['case']}/split-matter", {"matter": secret}).json()
    officer, path = city_api(Role.OFFICER), f"/cases/{plain['case']}"
    told = officer.get(path).content + officer.get(path + "/events").content
    assert plain["number"].encode() in told
    for trace in (hidden["case"], hidden["number"], part["case"], part["number"]):
        assert trace.encode() not in told
