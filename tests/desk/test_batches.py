"""批量处理 at the desk: from a list to a dry run, confirmed, done, with what was refused."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from uuid import UUID

import pytest

from hotline.desk import bulk
from hotline.handling import actions
from hotline.handling.batches import working
from hotline.handling.batches.models import BatchRow
from hotline.handling.models import CaseRow, LegRow
from hotline.people.models import AccessRow
from hotline.rules.case import commands as c
from hotline.rules.case.mass import OpenEvent
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register


@pytest.fixture(autouse=True)
def _alone(db: None) -> Iterator[None]:
    """Batches of other tests are out of the way."""
    BatchRow.objects.all().delete()
    yield
    BatchRow.objects.all().delete()


def _worked() -> None:
    while working.step():
        pass


def test_a_whole_list_is_dispatched_after_a_dry_run(city: City) -> None:
    cases = register(city, *(matter(dispatch=False) for _ in range(3)))
    register(city, matter(dispatch=False, topic="", title="没有目录"))
    seat = Seat(city.user(Role.DISPATCHER))
    assert "批量处理全部 4 件" in seat.text("/desk/dispatch")
    link = "/desk/batches/new?from=dispatch&kind=complaint"
    said = seat.text(link)
    assert "批量处理 4 件" in said and "条件：诉求类型：投诉" in said
    body = {"from": "dispatch", "query": "kind=complaint", "act": "Dispatch"}
    offered = words(seat.post("/desk/batches/new", body))
    assert "主办单位" in offered and "更正紧急程度" not in offered, (
        "no case of the list is open to it"
    )
    wrong = seat.post("/desk/batches/new", body | {"do": "draw", "lead": "月球"})
    assert (wrong.status_code, "没有名为“月球”的单位" in words(wrong)) == (422, True)
    where = seat.post("/desk/batches/new", body | {"do": "draw"})["Location"]
    figures = seat.get(f"{where}/progress").json()
    assert (figures["state"], figures["total"], figures["done"]) == ("running", 4, 0)
    _worked()
    said = seat.text(where)
    assert "开始办理 3 件" in said and "不能办理 1 件" in said
    assert not LegRow.objects.filter(city=city.code).exists()
    assert seat.post(where, {"do": "begin"}).status_code == 302
    done(actions.perform(city.by(Role.DISPATCHER), cases[0], c.Dispatch()))
    _worked()
    said = seat.text(where)
    assert "已办理 2 件，未办成 2 件" in said
    assert CaseRow.objects.get(id=cases[0]).number in said
    assert LegRow.objects.filter(city=city.code).count() == 3
    sheet = b"".join(seat.post(f"{where}/refused.xlsx").streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(sheet)) as packed:
        text = "".join(packed.read(name).decode() for name in packed.namelist() if "xl/" in name)
    assert CaseRow.objects.get(id=cases[0]).number in text
    assert AccessRow.objects.filter(city=city.code, page="导出批量处理未办成清单").count() == 2
    again = seat.post(where, {"do": "again"})["Location"]
    assert again != where and "再试：" in seat.text(again)


def test_ticked_lines_and_what_a_screen_does_not_hold(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = register(city, matter(), matter(), matter())
    seat = Seat(city.user(Role.LIAISON))
    ticked = {"from": "inbox", "pick": [f"{one}.L1", f"{two}.L1", "胡说"], "back": "/desk/inbox"}
    assert "批量处理 2 件" in words(seat.post("/desk/batches/new", ticked))
    officer = city.user(Role.OFFICER).id
    act = {"act": "Reassign", "do": "draw", "officer": officer}
    where = seat.post("/desk/batches/new", ticked | act)["Location"]
    _worked()
    said = seat.text(where)
    assert "可以办理 2 件" in said and "承办员（urban）" in said
    monkeypatch.setattr(bulk, "MOST", 1)
    many = seat.post("/desk/inbox/sign", {"key": "k", "pick": [f"{one}.L1", f"{two}.L1"]})
    _worked()
    assert "可以办理 2 件" in seat.text(many["Location"])
    none = seat.post("/desk/inbox/reassign", {"key": "k", "pick": [f"{one}.L1", f"{two}.L1"]})
    assert "没有选择承办人" in words(none)
    seat.post(where, {"do": "begin"})
    assert "暂停" in seat.text(where)
    for what, state in (("pause", "已暂停"), ("cancel", "已停止"), ("", "已停止")):
        seat.post(where, {"do": what})
        assert state in seat.text(where)


def test_orders_already_sent_out_are_brought_under_an_event(city: City) -> None:
    """From the event's page: the same matter in the same place, its head named already."""
    head, same, other = register(city, matter(), matter(), matter(area="xi/renmin"))
    opened = OpenEvent(name="烧烤一条街", script="今晚联合执法。")
    done(actions.perform(city.by(Role.DISPATCHER), head, opened))
    seat = Seat(city.user(Role.DISPATCHER))
    page = seat.get(f"/desk/events/{head}").content.decode()
    [link] = re.findall(r'href="(/desk/batches/new[^"]*)"', page)
    form = seat.get(unescape(link)).content.decode()
    assert f'value="{CaseRow.objects.get(id=head).number}"' in form
    query = unescape(link).partition("?")[2]
    body = {"from": "find", "query": query, "act": "Merge", "do": "draw"}
    body |= {"parent": CaseRow.objects.get(id=head).number}
    where = seat.post("/desk/batches/new", body)["Location"]
    _worked()
    seat.post(where, {"do": "begin"})
    _worked()
    found = CaseRow.objects.filter(parent=head).values_list("id", flat=True)
    assert {str(id) for id in found} == {same}
    assert "批量并入" not in Seat(city.user(Role.TEAM_LEADER)).text(f"/desk/events/{head}")
    assert str(other) not in page


def test_who_sees_a_batch_and_who_may_give_one(city: City) -> None:
    register(city)
    seat, where = Seat(city.user(Role.OFFICER)), "/desk/batches/new?from=inbox&tab=sign"
    body = {"from": "inbox", "query": "tab=sign", "act": "Sign", "do": "draw"}
    batch = seat.post("/desk/batches/new", body)["Location"]
    assert "收件箱（待签收）" in seat.text("/desk/batches")
    auditor = Seat(city.user(Role.AUDIT_ADMIN))
    assert "承办员（urban）" in auditor.text("/desk/batches")
    assert "开始办理" not in auditor.text(batch)
    auditor.post(batch, {"do": "cancel"})
    assert BatchRow.objects.get(id=UUID(batch[-36:])).state == "trying", "reading only"
    other = Seat(city.user(Role.LIAISON))
    assert "还没有批量处理" in other.text("/desk/batches")
    assert other.get(batch).status_code == 404
    assert other.get(f"{batch}/progress").status_code == 404
    assert "没有可以批量办理的事项" in auditor.text(where, 403)
    assert "没有可办理的工单" in seat.text("/desk/batches/new?from=moon", 404)
    assert seat.get("/desk/batches/new?from=inbox&w=x").status_code == 422
    assert "批量处理 1 件" in seat.text("/desk/batches/new?from=find&kind=complaint")
    leader = Seat(city.user(Role.LEADER))
    assert leader.get("/desk/batches").status_code == 403
