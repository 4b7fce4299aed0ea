"""The closed loop through the API alone, and what each answer carries."""

import json

from hotline.handling.streams import case_ref
from hotline.ledger import read
from hotline.rules.words import Role
from tests.api.conftest import CityApi
from tests.fixtures.people import City

MATTER = {
    "kind": "complaint",
    "topic": "cg/zd",
    "area": "dong/heping",
    "title": "烧烤摊占道经营",
    "text": "和平路口每晚有烧烤摊占道，油烟很大。",
    "address": "和平路12号",
    "triage": {"type": "Accept"},
    "dispatch": True,
}
CONTACT = {
    "channel": "phone",
    "matters": [MATTER],
    "caller_name": "王建国",
    "caller_phone": "13800138000",
}
REPLY = {
    "leg": "L1",
    "truth": "true",
    "solved": "solved",
    "internal_record": "已现场取缔",
    "public_answer": "您好，已责令摊主收摊。",
}
SAID = {
    "contacted": True,
    "solved": "solved",
    "result": "satisfied",
    "process": "satisfied",
    "called_in": True,
}


def test_a_case_goes_from_call_to_closing_over_http(city: City, city_api: CityApi) -> None:
    """登记、签收、首次联系、答复、审批、回访、结案，全程经接口。"""
    answer = city_api(Role.DISPATCHER).post("/contacts", CONTACT)
    assert answer.status_code == 201, answer.content
    registered = answer.json()
    [receipt] = registered["cases"]
    assert receipt["stage"] == "handling"
    assert len(registered["query_code"]) == 8
    case = receipt["case"]
    caller, head = city_api(Role.FOLLOW_UP_CALLER), city_api(Role.UNIT_HEAD)
    officer = city_api(Role.OFFICER)
    [mine] = officer.get("/queues/inbox").json()["lines"]
    assert mine["leg"]["leg"] == "L1"
    assert mine["title"] == "烧烤摊占道经营"
    for api, name, body in (
        (officer, "sign", {"leg": "L1"}),
        (officer, "record-first-contact", {"leg": "L1", "number": "13800138000"}),
        (officer, "reply", REPLY),
        (head, "approve-completion", {"request": "R1"}),
        (caller, "record-outcome", SAID),
        (caller, "close", {}),
    ):
        answer = api.post(f"/cases/{case}/{name}", body)
        assert answer.status_code == 200, answer.content
        receipt = answer.json()
    assert receipt["stage"] == "closed"
    last = read(case_ref(city.code, case))[-1]
    assert receipt["hash"] == last.hash.hex()
    assert receipt["version"] == last.version


def test_the_same_key_gives_the_same_receipt(city_api: CityApi) -> None:
    """同一幂等键重复提交：只有一件工单，回执相同；内容不同则拒绝。"""
    api = city_api(Role.DISPATCHER)
    first = api.post("/contacts", CONTACT, key="k1").json()
    again = api.post("/contacts", CONTACT, key="k1").json()
    assert not first["repeated"]
    assert again["repeated"]
    for receipt in (first, again):
        receipt.pop("repeated")
        receipt["cases"][0].pop("repeated")
    assert again == first
    other = api.post("/contacts", CONTACT | {"note": "别的"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    case = first["cases"][0]["case"]
    officer = city_api(Role.OFFICER)
    signed = officer.post(f"/cases/{case}/sign", {"leg": "L1"}, key="k2").json()
    assert officer.post(f"/cases/{case}/sign", {"leg": "L1"}, key="k2").json() == signed | {
        "repeated": True
    }


def test_reading_by_sight_covers_and_is_on_record(city: City, city_api: CityApi) -> None:
    """承办单位看到诉求内容，号码默认遮盖；要求明文则记入访问记录；别的单位看不到这件工单。"""
    registered = city_api(Role.DISPATCHER).post("/contacts", CONTACT).json()
    path = f"/cases/{registered['cases'][0]['case']}"
    officer = city_api(Role.OFFICER)
    seen = officer.get(path).json()
    assert seen["caller"] == {"name": "王**", "phone": "138****8000"}
    assert seen["words"]["text"] == MATTER["text"]
    assert seen["opened"] == ["address", "words"]
    assert [leg["leg"] for leg in seen["legs"]] == ["L1"]
    assert officer.get(path, open="phone").json()["caller"]["phone"] == "13800138000"
    from hotline.people.models import AccessRow

    fields = [row.fields for row in AccessRow.objects.filter(city=city.code).order_by("id")]
    assert fields == [["address", "words"], ["phone", "address", "words"]]
    stranger = city_api(Role.OFFICER, unit=city.units.water)
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/events").status_code == 404
    assert stranger.get(f"{path}/options").status_code == 404
    leader = city_api(Role.LEADER).get(path).json()
    assert leader["words"]["text"] == ""
    assert leader["caller"] == {"name": "", "phone": ""}


def test_the_timeline_tells_who_and_what_but_never_the_code(city_api: CityApi) -> None:
    registered = city_api(Role.DISPATCHER).post("/contacts", CONTACT).json()
    path = f"/cases/{registered['cases'][0]['case']}/events"
    timeline = city_api(Role.OFFICER).get(path).json()
    assert [one["type"] for one in timeline["events"]] == [
        "Registered",
        "Accepted",
        "LegDispatched",
    ]
    first = timeline["events"][0]
    assert first["by"]["role"] == "dispatcher"
    assert first["words"]["caller_phone"] == "138****8000"
    assert first["words"]["text"] == MATTER["text"]
    assert "query_digest" not in json.dumps(timeline)
    assert city_api(Role.LEADER).get(path).json()["events"][0]["words"] == {}


def test_options_say_what_may_be_done_and_why_not(city: City, city_api: CityApi) -> None:
    registered = city_api(Role.DISPATCHER).post("/contacts", CONTACT).json()
    path = f"/cases/{registered['cases'][0]['case']}/options"
    officer = {one["command"]: one for one in city_api(Role.OFFICER).get(path).json()["options"]}
    assert officer["Sign"]["open"]
    assert officer["Sign"]["leg"] == "L1"
    caller = {
        one["command"]: one for one in city_api(Role.FOLLOW_UP_CALLER).get(path).json()["options"]
    }
    assert caller["Close"]["refusal"]["code"] == "wrong_state"


def test_cases_are_found_by_number_phone_and_stage(city_api: CityApi) -> None:
    api = city_api(Role.DISPATCHER)
    receipt = api.post("/contacts", CONTACT).json()["cases"][0]
    for query in (
        {"number": receipt["number"]},
        {"phone": "138 0013 8000"},
        {"stage": "handling,closed"},
        {},
    ):
        found = api.get("/cases", **query).json()
        assert [line["case"]["id"] for line in found["lines"]] == [receipt["case"]], query
    assert api.get("/cases", stage="closed").json() == {"lines": [], "after": "", "count": 0}
    wrong = api.get("/cases", stage="done")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "stage")
