"""导出 Excel: what stands on the sheet is read back; who took what out is on record."""

import io
import zipfile
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse

from hotline import ledger
from hotline.desk import exports
from hotline.handling.search import queries as search
from hotline.people.models import AccessRow
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.handling.steps import NAME, PHONE, WORDS, complete, matter, register

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ALL = {"sort": "oldest", "purpose": "月度分析", "personal": ["words", "address", "name", "phone"]}


def _parts(response: HttpResponse) -> dict[str, bytes]:
    assert response.status_code == 200, words(response)
    if not hasattr(response, "taken"):
        response.taken = b"".join(response.streaming_content)
    with zipfile.ZipFile(io.BytesIO(response.taken)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _sheet(response: HttpResponse) -> list[dict[str, str]]:
    """Rows by column letter, as text."""
    tree = ElementTree.fromstring(_parts(response)["xl/worksheets/sheet1.xml"])
    rows = []
    for row in tree.iterfind(".//m:row", NS):
        cells = {}
        for cell in row.iterfind("m:c", NS):
            column = cell.attrib["r"].rstrip("0123456789")
            cells[column] = "".join(cell.itertext())
        rows.append(cells)
    return rows


def _table(response: HttpResponse) -> list[dict[str, str]]:
    """Lines by the name of their column."""
    _, _, names, *lines = _sheet(response)
    return [{name: line.get(at, "") for at, name in names.items()} for line in lines]


def test_the_sheet_says_what_the_cases_say(city: City) -> None:
    one, _ = register(city, matter(title="第一件"), matter(topic="zj/wy", area="xi/renmin"))
    complete(city, one)
    response = Seat(city.user(Role.DISPATCHER)).post("/desk/find/export", {"sort": "oldest"})
    assert response["Content-Disposition"].startswith("attachment")
    first, second = sorted(_table(response), key=lambda line: line["状态"], reverse=True)
    assert (first["类型"], first["事项"], first["区域"]) == ("投诉", "占道经营", "和平街道")
    assert (first["承办单位"], first["状态"], first["是否超期"]) == ("城管局", "待回访", "否")
    assert first["办结时间"]
    assert (second["承办单位"], second["办结时间"]) == ("西城区政府", "")
    epoch = datetime(1899, 12, 30) + timedelta(days=float(first["登记时间"]))  # noqa: DTZ001
    local = city.world().calendar.local(ledger.clock.now()).replace(tzinfo=None)
    assert abs(epoch - local) < timedelta(minutes=10), "the city's own wall time"
    text = str(_sheet(response))
    assert not [held for held in (NAME, PHONE, WORDS, "和平路12号", "第一件") if held in text]


def test_every_sheet_and_every_printed_page_names_the_reader(city: City) -> None:
    register(city)
    response = Seat(city.user(Role.OFFICER)).post("/desk/find/export", {"kind": "complaint"})
    rows = _sheet(response)
    for said in ("承办员", "officer.urban", "城管局", f"{ledger.clock.wall():%Y-}"):
        assert said in rows[0]["A"]
    assert rows[1]["A"] == "条件：诉求类型：投诉"
    printed = _parts(response)["xl/worksheets/sheet1.xml"].decode()
    assert "<oddHeader>&amp;L" in printed
    assert printed.count("officer.urban") == 3


def test_ticked_fields_leave_in_clear_only_where_the_reader_sees_them(city: City) -> None:
    [case] = register(city)
    account = city.user(Role.DISPATCHER)
    [line] = _table(Seat(account).post("/desk/find/export", ALL))
    assert (line["诉求人"], line["联系电话"], line["地址"]) == (NAME, PHONE, "和平路12号")
    assert (line["标题"], line["诉求内容"]) == ("烧烤摊占道经营", WORDS)
    noted = AccessRow.objects.get(city=city.code, user_id=account.id, page="导出Excel")
    assert (str(noted.case_id), sorted(noted.fields)) == (
        case, ["address", "export", "name", "phone", "words"],
    )  # fmt: skip
    assert noted.purpose == "月度分析；条件：全部可见工单"
    masked = city.user(Role.ASSESSOR)
    [line] = _table(Seat(masked).post("/desk/find/export", ALL))
    assert line["联系电话"] == "138****8000"
    noted = AccessRow.objects.get(city=city.code, user_id=masked.id, page="导出Excel")
    assert "phone" not in noted.fields


def test_leaders_take_out_no_personal_field(city: City) -> None:
    register(city)
    [line] = _table(Seat(city.user(Role.LEADER)).post("/desk/find/export", ALL))
    assert [line[name] for name in ("标题", "诉求内容", "地址", "诉求人", "联系电话")] == [""] * 5


def test_what_the_reported_unit_must_not_see_is_not_taken_out(city: City) -> None:
    register(city, matter(confidential=True, reported_unit="urban"), matter())
    assert len(_table(Seat(city.user(Role.OFFICER)).post("/desk/find/export", ALL))) == 1
    lines = _table(Seat(city.user(Role.DISPATCHER)).post("/desk/find/export", ALL))
    secret = next(line for line in lines if "保密" in line["标签"])
    assert secret["联系电话"] == "138****8000"


def test_outsourced_staff_take_nothing_out(city: City) -> None:
    register(city)
    account = city.user(Role.AGENT)
    assert account.actor.outsourced
    response = Seat(account).post("/desk/find/export", {"sort": "newest"})
    assert response.status_code == 403
    assert "外包人员不能导出工单" in words(response)
    assert not AccessRow.objects.filter(city=city.code, user_id=account.id).exists()


def test_personal_fields_need_a_purpose_and_an_export_needs_cases(city: City) -> None:
    seat = Seat(city.user(Role.DISPATCHER))
    nothing = seat.post("/desk/find/export", {"sort": "newest"})
    assert (nothing.status_code, "没有可导出" in words(nothing)) == (404, True)
    register(city)
    response = seat.post("/desk/find/export", {"sort": "newest", "personal": "phone"})
    assert (response.status_code, "须写明用途" in words(response)) == (422, True)
    assert b'value="phone" checked' in response.content
    bad = seat.post("/desk/find/export", {"since": "昨天"})
    assert (bad.status_code, "无效" in words(bad)) == (422, True)
    assert seat.get("/desk/find/export").status_code == 302


def test_more_than_one_export_holds_is_refused(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    register(city, matter(), matter(), matter())
    monkeypatch.setattr(exports, "MOST", 2)
    response = Seat(city.user(Role.DISPATCHER)).post("/desk/find/export", {"sort": "newest"})
    assert (response.status_code, "请缩小范围" in words(response)) == (409, True)


def test_what_looks_like_a_formula_is_text(city: City) -> None:
    odd = '=HYPERLINK("http://x.example")'
    register(city, matter(title=odd, address="@SUM(1)"))
    response = Seat(city.user(Role.DISPATCHER)).post("/desk/find/export", ALL)
    [line] = _table(response)
    assert (line["标题"], line["地址"]) == (odd, "@SUM(1)")
    assert b"<f>" not in _parts(response)["xl/worksheets/sheet1.xml"]


def test_each_batch_costs_the_same_statements(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BATCH", 10)
    register(city, *(matter() for _ in range(20)))
    seat = Seat(city.user(Role.DISPATCHER))
    counts = []
    seat.post("/desk/find/export", ALL).close()
    for _ in range(2):
        with ledger.count_statements() as counted:
            assert len(_table(seat.post("/desk/find/export", ALL))) in (20, 30)
        counts.append(counted.count)
        register(city, *(matter() for _ in range(10)))
    assert counts[1] - counts[0] == 4, "cases, words, callers, and one record of the readings"
