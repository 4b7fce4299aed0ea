"""恶意扰乱 and 限制来电 over the API: as at the desk, with the same refusals."""

from datetime import timedelta

from hotline import ledger
from hotline.rules.words import Role
from tests.api.conftest import CityApi
from tests.api.test_loop import CONTACT
from tests.fixtures.people import City

NOTE = {"note": "接通后辱骂话务员"}


def test_a_call_is_warned_ended_and_its_number_restricted(city: City, city_api: CityApi) -> None:
    agent, head = city_api(Role.AGENT), city_api(Role.MANAGEMENT)
    abuse = CONTACT | {"nature": "harassment", "matters": []}
    contact = agent.post("/contacts", abuse).json()["contact"]
    assert agent.post(f"/contacts/{contact}/end").status_code == 409
    for n in (1, 2):
        warned = agent.post(f"/contacts/{contact}/warn", NOTE, key=f"w{n}").json()
        assert warned == {"contact": contact, "warnings": n, "ended": False}
    assert agent.post(f"/contacts/{contact}/end").json()["ended"] is True
    for path, status in (("none/warn", 404), (f"{contact}/shout", 404)):
        assert agent.post(f"/contacts/{path}").status_code == status
    until = (ledger.clock.now() + timedelta(days=7)).isoformat()
    ruling = {"contact": contact, "until": until, "reason": "一日三次辱骂"}
    assert agent.post("/numbers", ruling).status_code == 403
    assert agent.get("/numbers").status_code == 403
    for wrong, field in (({"phone": "13900001234"}, "phone"), ({"until": "明天"}, "until")):
        refused = head.post("/numbers", ruling | wrong)
        assert (refused.status_code, refused.json()["field"]) == (422, field)
    made = head.post("/numbers", ruling, key="k")
    [one] = made.json()["numbers"]
    assert (made.status_code, one["binds"], one["reason"]) == (201, True, "一日三次辱骂")
    assert head.post("/numbers", ruling, key="k").status_code == 201, "the same request again"
    assert CONTACT["caller_phone"] not in made.content.decode()
    assert agent.post("/contacts", CONTACT).json()["code"] == "restricted"
    lifted = head.post(f"/numbers/{one['number']}/lift", {"reason": "已道歉"}).json()
    assert [one["binds"] for one in lifted["numbers"]] == [False]
    assert head.post(f"/numbers/{one['number']}/lift", {"reason": "已道歉"}).status_code == 409
    again = city_api(Role.DISPATCHER).post("/contacts", CONTACT)
    assert again.status_code == 201, again.json()
