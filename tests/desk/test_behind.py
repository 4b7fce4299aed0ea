"""督办看板、批量督办、督办台账：数字点开就是清单，一次督办几件，导出留记录。"""

import io
import re
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.streams import case_ref
from hotline.people.models import AccessRow
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import matter, pressing, register

BOARD = "/desk/supervision/board"


@pytest.fixture
def late(city: City) -> list[str]:
    """Two cases that were due long ago, of which the unit has signed one."""
    with ledger.clock.at(ledger.clock.now() - timedelta(days=60)):
        found = register(city, matter(title="夜里施工太吵"), matter(title="路灯不亮"))
        done(actions.perform(city.by(Role.OFFICER), found[0], c.Sign(leg="L1")))
        reassign = c.Reassign(leg="L1", officer=str(city.user(Role.OFFICER).id))
        done(actions.perform(city.by(Role.LIAISON), found[0], reassign))
    return found


def holder(city: City, case: str) -> str:
    """The unit that has it."""
    return str(ledger.state_of(case_ref(city.code, case)).lead.unit)


def documents(city: City, case: str) -> Any:
    """What presses it."""
    return ledger.state_of(case_ref(city.code, case)).documents


def test_every_figure_leads_to_as_many_lines(city: City, late: list[str]) -> None:
    """单位（含下级）和承办人各栏的数字，等于点开后的件数。"""
    supervisor = Seat(city.user(Role.SUPERVISOR))
    body = supervisor.get(BOARD).content.decode()
    links = re.findall(r'<a href="([^"]+)" aria-label="[^"]+">(\d+)</a>', body)
    assert len(links) >= 3
    assert any("officer=" in address for address, _ in links)
    for address, count in links:
        page = supervisor.get(address.replace("&amp;", "&")).content.decode()
        assert page.count("data-row=") == int(count), address


def test_a_unit_reads_of_itself_and_those_below_it(city: City, late: list[str]) -> None:
    """单位负责人只看到本单位和下级。"""
    unit = holder(city, late[0])
    own = Seat(city.user(Role.UNIT_HEAD, unit=unit)).text(BOARD)
    assert "超期" in own
    assert "各单位都没有积压" in Seat(city.user(Role.UNIT_HEAD, unit="market")).text(BOARD)


def test_several_are_pressed_at_once(city: City, late: list[str]) -> None:
    """在“已超期”里勾选两件，一次督办；没写要求的不发，并写明原因。"""
    supervisor = Seat(city.user(Role.SUPERVISOR))
    assert "督办所选" in supervisor.text("/desk/watch")
    picks = [f"{case}.L1" for case in late]
    form: dict[str, Any] = {"key": "k", "pick": picks, "kind": "order", "colour": "red"}
    assert "未督办 2 件" in words(supervisor.post("/desk/watch/press", form))
    form |= {"key": "k2", "asks": "请说明为何没有进展", "within": "24小时"}
    assert "已督办 2 件" in words(supervisor.post("/desk/watch/press", form))
    assert "已督办 2 件" in words(supervisor.post("/desk/watch/press", form)), (
        "once, though repeated"
    )
    for case in late:
        assert [one.document for one in documents(city, case)].count("order") == 1
    head = Seat(city.user(Role.UNIT_HEAD, unit=holder(city, late[0])))
    assert "督办所选" not in head.text("/desk/watch")
    assert "未督办 1 件" in words(head.post("/desk/watch/press", form | {"pick": picks[:1]}))


def test_the_head_finds_what_presses_the_unit_first(city: City) -> None:
    """单位负责人打开“办结审批”，先看到发给本单位的督办。"""
    [case] = register(city, matter(title="夜里施工太吵"))
    pressing(city, case)
    head = Seat(city.user(Role.UNIT_HEAD, unit=holder(city, case)))
    said = head.text("/desk/approvals")
    assert "收到的督办 1 件" in said
    assert said.index("收到的督办 1 件") < said.index("没有待审批的答复")
    other = Seat(city.user(Role.UNIT_HEAD, unit="market")).text("/desk/approvals")
    assert "收到的督办 1 件" not in other


def test_the_register_is_taken_out_as_a_sheet(city: City) -> None:
    """督办台账导出：只有单位看得到的督办，不含个人信息，记入访问记录。"""
    [case] = register(city, matter(title="夜里施工太吵"))
    pressing(city, case)
    number = ledger.state_of(case_ref(city.code, case)).number
    supervisor = Seat(city.user(Role.SUPERVISOR))
    assert "导出台账" in supervisor.text("/desk/supervision?tab=press_all")
    sent = supervisor.post("/desk/supervision/register.xlsx")
    book = ZipFile(io.BytesIO(b"".join(sent)))  # type: ignore[call-overload]
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith("xml"))
    assert f"{number}-D1" in text
    assert "夜里施工太吵" not in text
    assert AccessRow.objects.filter(city=city.code, page="导出督办台账").count() == 1
    assert supervisor.get("/desk/supervision/register.xlsx").status_code == 302
    other = Seat(city.user(Role.UNIT_HEAD, unit="market"))
    empty = b"".join(other.post("/desk/supervision/register.xlsx"))  # type: ignore[arg-type]
    assert number.encode() not in b"".join(
        ZipFile(io.BytesIO(empty)).read(name) for name in ZipFile(io.BytesIO(empty)).namelist()
    )
