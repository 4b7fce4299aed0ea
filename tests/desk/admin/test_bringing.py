"""A system administrator brings in the orders of another system."""

import io
import re

from openpyxl import load_workbook

from hotline import ledger
from hotline.handling.imports import working
from hotline.handling.imports.models import ImportRow, SourceRow
from hotline.handling.models import CaseRow
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.handling.imports.files import as_csv, as_xlsx, orders
from tests.handling.imports.test_imports import NOW

PLACE = "/desk/admin/imports"


def _uploaded(seat: Seat, **more: str) -> str:
    odd = orders({"工单编号": "OLD-1"}, {"工单编号": "OLD-2", "所属区域": "老城片"})
    file = as_csv(odd)
    file.name = "历史工单.csv"
    sent = seat.post(PLACE, {"file": file, **more})
    assert sent.status_code == 302, words(sent)
    return sent["Location"]


def _columns(page: str) -> dict[str, str]:
    """The form's selects as they stand."""
    found = re.findall(r'<select id="[^"]*" name="((?:column|platform)[^"]*)">(.*?)</select>', page)
    chosen = {}
    for name, options in found:
        if hit := re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options):
            chosen[name] = hit.group(1) or hit.group(2)
    return chosen


def _work() -> None:
    with ledger.clock.at(NOW):
        while working.step():
            pass


def test_a_file_is_mapped_tried_and_taken_over(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    assert "还没有导入过" in seat.text(PLACE)
    here = _uploaded(seat)
    page = seat.get(here).content.decode()
    assert "和平路口每晚有烧烤摊占道。" in page
    columns = _columns(page)
    assert columns["column-number"] == "工单编号"
    seat.post(here, {**columns, "do": "check"})
    assert "正在试运行" in seat.text(here)
    assert seat.get(f"{here}/progress").json()["state"] == "running"
    _work()
    said = seat.text(here)
    assert "将建立 1" in said and "不能导入 1" in said
    assert "区域“老城片”没有对应。" in said
    assert not CaseRow.objects.filter(city=city.code).exists()

    word = {"word-area-0": "老城片", "code-area-0": "东城区 dong"}
    seat.post(here, {**columns, **word, "do": "check", "name": "旧系统"})
    _work()
    assert "不能导入 0" in seat.text(here)
    seat.post(here, {"do": "import"})
    _work()
    said = seat.text(here)
    assert "导入完成" in said and "已建立 2" in said
    assert CaseRow.objects.filter(city=city.code, area="dong").count() == 2

    sheet = load_workbook(io.BytesIO(b"".join(seat.get(f"{here}/report")))).active  # type: ignore
    lines = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [(line[0], line[1], line[2]) for line in lines] == [
        (2, "OLD-1", "已建立"), (3, "OLD-2", "已建立"),
    ]  # fmt: skip
    again = _uploaded(seat, matching="旧系统")
    seat.post(again, {"do": "check", **_columns(seat.get(again).content.decode())})
    _work()
    assert "已在系统中 1" in seat.text(again)


def test_a_file_that_is_no_table_says_what_to_do(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    file = io.BytesIO(b"\xd0\xcf\x11\xe0old")
    file.name = "x.xls"
    assert "请另存为 .xlsx" in words(seat.post(PLACE, {"file": file}))
    assert "没有选择文件" in words(seat.post(PLACE, {}))
    broken = as_xlsx(orders()).getvalue()[:-200]
    file = io.BytesIO(broken)
    file.name = "x.xlsx"
    assert "无法读取这个文件" in words(seat.post(PLACE, {"file": file}))
    assert not ImportRow.objects.filter(city=city.code).exists()


def test_who_may_not_and_who_is_of_another_city(city: City, other_city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    here = _uploaded(seat)
    assert Seat(city.user(Role.DISPATCHER)).get(here).status_code == 403
    stranger = Seat(other_city.user(Role.SYSTEM_ADMIN))
    assert stranger.get(here)["Location"] == PLACE
    stranger.post(here, {"do": "cancel"})
    assert ImportRow.objects.get(city=city.code).state == "new"
    seat.post(here, {"do": "cancel"})
    assert "已取消" in seat.text(here)


def test_a_case_is_found_by_the_number_it_had(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    here = _uploaded(seat)
    seat.post(here, {**_columns(seat.get(here).content.decode()), "do": "check"})
    _work()
    seat.post(here, {"do": "import"})
    _work()
    case = SourceRow.objects.get(city=city.code, number="OLD-1").case_id
    sent = Seat(city.user(Role.DISPATCHER)).post("/desk/find", {"q": "OLD-1"})
    assert sent["Location"].endswith(str(case))
