"""恶意扰乱 at the desk: warnings, the end of the call, 限制来电 ruled, shown, lifted."""

import re
from datetime import timedelta
from typing import Any

import pytest

from hotline import ledger
from hotline.handling.models import CaseRow, ContactRow
from hotline.handling.numbers.models import NumberRow
from hotline.rules.words import Role
from tests.desk.seat import Seat, sit, words
from tests.fixtures.people import City
from tests.handling.steps import PHONE

ABUSE = {"channel": "phone", "nature": "harassment", "caller_phone": PHONE, "note": "辱骂"}
ORDINARY = {
    "channel": "phone",
    "nature": "matter",
    "caller_phone": PHONE,
    "matter": "0",
    "m0-kind": "complaint",
    "m0-text": "每晚占道",
    "m0-topic": "占道经营",
    "m0-area": "dong/heping",
    "m0-urgency": "ordinary",
    "m0-way": "accept",
}


def _disturb(seat: Seat) -> str:
    """The address of the page of a call of abuse."""
    return str(seat.post("/desk/register", ABUSE)["Location"])


def test_two_warnings_then_the_call_may_be_ended(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    where = _disturb(seat)
    assert "已警告 0 次，满 2 次可以结束通话" in seat.text(where)
    early = seat.post(f"{where}/end", {"note": ""})
    assert early.status_code == 409
    assert "已警告 0 次，满 2 次才能结束通话" in words(early)
    for _ in range(2):
        assert seat.post(f"{where}/warn", {"note": "继续辱骂"})["Location"] == where
    assert seat.post(f"{where}/end")["Location"] == where
    assert "通话已结束并记录" in seat.text(where)
    row = ContactRow.objects.get(city=city.code)
    assert (row.warnings, row.ended) == (2, True)
    other = Seat(city.user(Role.PRE_REVIEWER))
    assert "已警告" not in other.text(where)
    assert seat.post(f"{where}/praise").status_code == 404


def _restrict(city: City, agent: Seat) -> Seat:
    """The management body restricts whoever made the call of abuse."""
    _disturb(agent)
    management = Seat(city.user(Role.MANAGEMENT))
    page = management.get("/desk/numbers").content.decode()
    found = re.search(r"\?contact=([0-9a-f-]+)", page)
    assert found
    ruled = {"do": "restrict", "contact": found[1], "days": "7", "reason": "三次辱骂"}
    assert management.post("/desk/numbers", ruled).status_code == 302
    return management


def test_a_restricted_caller_is_shown_and_held_but_danger_gets_through(city: City) -> None:
    agent = Seat(city.user(Role.AGENT))
    management = _restrict(city, agent)
    listed = management.text("/desk/numbers")
    assert "138****8000" in listed and "三次辱骂" in listed and "限制中" in listed
    assert PHONE not in listed
    shown = words(agent.post("/desk/register/caller", {"caller_phone": PHONE}))
    assert "这个号码经裁定限制来电" in shown
    held = agent.post("/desk/register", ORDINARY)
    assert held.status_code == 409
    assert "照常受理" in words(held) and "每晚占道" in held.content.decode()
    assert agent.post("/desk/register", {**ORDINARY, "m0-urgency": "urgent"}).status_code == 302
    assert agent.post("/desk/register", {**ORDINARY, "channel": "visit"}).status_code == 302
    assert CaseRow.objects.filter(city=city.code).count() == 2


def test_it_is_lifted_by_hand_or_by_time(city: City) -> None:
    agent = Seat(city.user(Role.AGENT))
    management = _restrict(city, agent)
    with ledger.clock.at(ledger.clock.now() + timedelta(days=9)):
        assert agent.post("/desk/register", ORDINARY).status_code == 302
    digest = NumberRow.objects.get(city=city.code).digest
    lift = {"do": "lift", "number": digest, "reason": "已经道歉"}
    assert management.post("/desk/numbers", lift).status_code == 302
    assert agent.post("/desk/register", {**ORDINARY, "m0-text": "路灯不亮"}).status_code == 302
    again = management.post("/desk/numbers", lift)
    assert again.status_code == 409 and "没有限制" in words(again)


def test_a_number_is_typed_with_a_length_and_a_reason(city: City) -> None:
    management = Seat(city.user(Role.MANAGEMENT))
    typed = {"do": "restrict", "phone": "139 0000 1234", "days": "30", "reason": ""}
    assert "没有填写理由" in words(management.post("/desk/numbers", typed))
    assert "没有选择限制多久" in words(management.post("/desk/numbers", {**typed, "days": "9999"}))
    assert "没有来电号码" in words(
        management.post("/desk/numbers", {**typed, "phone": "", "reason": "辱骂"})
    )
    assert "没有这次来电" in words(
        management.post("/desk/numbers", {**typed, "contact": "x", "reason": "辱骂"})
    )
    assert management.post("/desk/numbers", {**typed, "reason": "辱骂"}).status_code == 302
    assert "139 **** 1234" in management.text("/desk/numbers?did=restrict")
    assert Seat(city.user(Role.AGENT)).get("/desk/numbers").status_code == 403


@pytest.mark.browser
def test_the_call_is_warned_and_ended_by_keys(city: City, page: Any, live_server: str) -> None:
    """按 W 警告两次，按 E 结束：每一键都是它说的那件事。"""
    agent = city.user(Role.AGENT)
    where = _disturb(Seat(agent))
    sit(page, live_server, agent)
    page.goto(where)
    for n in (1, 2):
        page.keyboard.press("w")
        page.wait_for_selector(f"text=已警告 {n} 次")
    page.keyboard.press("e")
    page.wait_for_selector("text=通话已结束并记录")
    row = ContactRow.objects.get(city=city.code)
    assert (row.warnings, row.ended) == (2, True)
