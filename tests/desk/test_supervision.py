"""督办 at the desk: sent by the clock and by hand, received, answered, judged, climbing."""

import re
from datetime import timedelta
from typing import Any

import pytest

from hotline import ledger
from hotline.handling.streams import case_ref
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City
from tests.handling.steps import matter, register

BOARD, OWN = "/desk/supervision", "/desk/pressed"
ORDER = {
    "leg": "L1",
    "kind": "order",
    "colour": "red",
    "asks": "请说明为何没有进展",
    "within": "24小时",
}


def state(city: City, case: str) -> Any:
    """The case as its journal says."""
    return ledger.state_of(case_ref(city.code, case))


def test_an_order_is_given_on_the_case_answered_by_the_unit_and_judged(city: City) -> None:
    """督办员发督办单；单位签收、答复；督办员退回一次，再答复后销号。"""
    [case] = register(city, matter(title="夜里施工太吵"))
    supervisor = Seat(city.user(Role.SUPERVISOR))
    holder = state(city, case).lead.unit
    unit = Seat(city.user(Role.LIAISON, unit=holder))
    assert "督办方式" in supervisor.text(f"/desk/cases/{case}?open=IssueSupervision-L1")
    supervisor.post(f"/desk/cases/{case}/do/IssueSupervision", ORDER)
    one = f"{BOARD}/{case}/D1"
    assert "夜里施工太吵" in supervisor.text(f"{BOARD}?tab=press_open")
    assert "待签收" in unit.text(OWN)
    assert "请说明为何没有进展" in unit.text(one)
    unit.post(f"/desk/cases/{case}/do/ReceiveSupervision", {"request": "D1"})
    assert "已签收，待答复" in unit.text(OWN)
    unit.post(one, {"command": "AnswerSupervision", "request": "D1", "answer": "今天进场"})
    assert "没有要办的督办" in unit.text(OWN)
    assert "夜里施工太吵" in supervisor.text(BOARD)
    back = {"command": "SendBackAnswer", "request": "D1", "reason": "请附照片", "within": "2小时"}
    supervisor.post(one, back)
    assert "请附照片" in unit.text(one)
    unit.post(one, {"command": "AnswerSupervision", "request": "D1", "answer": "照片已附"})
    assert "照片已附" in supervisor.text(one)
    supervisor.post(one, {"command": "AcceptAnswer", "request": "D1"})
    assert "没有待审核的督办答复" in supervisor.text(BOARD)
    assert "已销号" in supervisor.text(f"{BOARD}?tab=press_all")
    assert "这件督办已销号" in unit.text(one)
    assert "督办销号" in unit.text(f"/desk/cases/{case}")


def test_two_documents_of_one_leg_have_a_form_each_that_names_its_document(city: City) -> None:
    [case] = register(city, matter())
    supervisor = Seat(city.user(Role.SUPERVISOR))
    for kind in ("order", "talk"):
        supervisor.post(f"/desk/cases/{case}/do/IssueSupervision", ORDER | {"kind": kind})
    page = supervisor.get(f"/desk/cases/{case}").content.decode()
    assert re.findall(r'id="form-(CancelSupervision[^"]*)"', page) == [
        "CancelSupervision-D1",
        "CancelSupervision-D2",
    ]
    assert "主办单 约谈提醒" in page and "主办单 督办单" in page


def test_the_clock_reminds_gives_notice_and_lets_it_climb(city: City) -> None:
    """黄灯提醒，到期通知，逾期升级；三日后督办单页“已升级”里有它。"""
    [case] = register(city, matter(title="路灯不亮"))
    lead = state(city, case).lead
    late = lead.limit.due_at + timedelta(minutes=1)
    ledger.fire_due(late, city=city.code)
    reminder, notice = state(city, case).documents
    assert (reminder.document, notice.document) == ("reminder", "notice")
    with ledger.clock.at(late):
        assert "超期通知" in Seat(city.user(Role.LIAISON, unit=lead.unit)).text(OWN)
    later = notice.due_at + timedelta(minutes=1)
    ledger.fire_due(later, city=city.code)
    with ledger.clock.at(later):
        supervisor = Seat(city.user(Role.SUPERVISOR))
        assert "路灯不亮" in supervisor.text(f"{BOARD}?tab=press_climbed")
        assert "督办逾期未答复，已升级" in supervisor.text(f"/desk/cases/{case}")
        answer = {"command": "AnswerSupervision", "request": "D2", "answer": "正在抢修"}
        liaison = Seat(city.user(Role.LIAISON, unit=lead.unit))
        assert liaison.post(f"{BOARD}/{case}/D2", answer).status_code >= 400
        head = Seat(city.user(Role.UNIT_HEAD, unit=lead.unit))
        head.post(f"{BOARD}/{case}/D2", answer)
        assert "正在抢修" in supervisor.text(f"{BOARD}/{case}/D2")


@pytest.mark.parametrize("path", ["D9", "R1"])
def test_another_document_is_not_found(city: City, path: str) -> None:
    [case] = register(city, matter())
    Seat(city.user(Role.SUPERVISOR)).text(f"{BOARD}/{case}/{path}", 404)


def test_another_unit_sees_nothing_of_it(city: City) -> None:
    """督办只给当事单位和督办员看。"""
    [case] = register(city, matter(title="夜里施工太吵"))
    Seat(city.user(Role.SUPERVISOR)).post(f"/desk/cases/{case}/do/IssueSupervision", ORDER)
    other = Seat(city.user(Role.LIAISON, unit="market"))
    assert "夜里施工太吵" not in other.text(f"{OWN}?tab=press_own")
    other.text(f"{BOARD}/{case}/D1", 404)
