"""Photos at the portal: with a report and later, seen again by who sent them and nobody else."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from hotline import ledger
from hotline.handling.files.store import store
from hotline.handling.models import CaseRow
from hotline.handling.streams import case_ref
from hotline.people.models import AccessRow
from hotline.portal import limits
from tests.fixtures import pictures as p
from tests.fixtures.people import City
from tests.portal.visitor import TYPED, Visitor, call, words


@pytest.fixture(autouse=True)
def own_store(tmp_path: Any, settings: Any) -> None:
    """A store of the test's own."""
    settings.FILES_DIR = tmp_path / "files"


def sent(content: bytes | None = None, name: str = "路灯.jpg") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, p.photo() if content is None else content, "image/jpeg")


def addresses(response: HttpResponse) -> list[str]:
    """Where the small pictures of the page lie."""
    return re.findall(r'<img src="([^"]+)"', response.content.decode())


def files_of(citizen: Visitor) -> int:
    """How many files the open case has."""
    state = ledger.state_of(case_ref(citizen.city.code, citizen.opened()["case"]))
    return int(state.files)


def test_a_report_with_two_photos_is_one_case_with_both(city: City) -> None:
    citizen = Visitor(city)
    form: dict[str, Any] = {**TYPED, "files": [sent(), sent()]}
    response = citizen.post("report/", form)
    assert (response.status_code, response["Location"]) == (303, f"{citizen.base}report/done/")
    assert "已收到 2 个文件" in citizen.text("report/done/")
    page = citizen.get("progress/case/")
    assert "您上传了 2 张照片" in words(page)
    assert len(addresses(page)) == 2
    for one in addresses(page):
        picture = citizen.client.get(one.replace("&amp;", "&"))
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
        assert picture["Cache-Control"] == "private, no-store"
        assert "sandbox" in picture["Content-Security-Policy"]
    again: dict[str, Any] = {**TYPED, "files": [sent(), sent()]}
    assert citizen.post("report/", again).status_code == 303
    assert CaseRow.objects.filter(city=city.code).count() == 1
    assert files_of(citizen) == 2


def test_what_is_no_photo_is_refused_with_the_rest_kept_and_no_case_made(city: City) -> None:
    citizen = Visitor(city)
    response = citizen.post("report/", {**TYPED, "files": [sent(), sent(p.HTML, "看我.jpg")]})
    assert response.status_code == 422
    said = words(response)
    assert "“看我.jpg”不是可以接收的文件" in said
    assert "和平路路灯不亮" in said
    assert not CaseRow.objects.filter(city=city.code).exists()
    assert not list(store().lying())


def test_an_input_left_empty_as_browsers_send_it_is_no_file(city: City) -> None:
    citizen = Visitor(city)
    empty = 'Content-Disposition: form-data; name="files"; filename=""\r\n'
    body = (
        encode_multipart(BOUNDARY, TYPED)
        .decode()
        .replace(
            f"--{BOUNDARY}--",
            f"--{BOUNDARY}\r\n{empty}Content-Type: text/plain\r\n\r\n\r\n--{BOUNDARY}--",
        )
    )
    where = citizen.base + "report/"
    answer = citizen.client.generic("POST", where, body, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 303
    assert "个文件" not in citizen.text("report/done/")


def test_photos_are_added_later_on_the_progress_page(city: City) -> None:
    case = call(city)
    citizen = Visitor(city)
    citizen.enter(case)
    response = citizen.post(
        "progress/files/", {"key": "p1", "files": [sent(), sent(p.PDF, "信.pdf")]}
    )
    assert response["Location"].endswith("progress/case/?done=files")
    page = words(citizen.get("progress/case/?done=files"))
    assert "文件已收到" in page
    assert "您上传了 1 张照片、1 个 PDF 文件" in page
    refused = citizen.post("progress/files/", {"key": "p2", "files": [sent(p.HTML)]})
    assert refused.status_code == 422
    assert "不是可以接收的文件" in words(refused)
    nothing = citizen.post("progress/files/", {"key": "p3"})
    assert "没有选择文件" in words(nothing)


@pytest.mark.parametrize("where", ["report/", "progress/files/"])
def test_forms_with_photos_are_counted_before_the_photos_are_looked_at(
    city: City, where: str
) -> None:
    citizen = Visitor(city)
    citizen.enter(call(city))
    limits.UPLOADS.clear("127.0.0.1")
    try:
        refused = {**TYPED, "text": "", "files": [sent(p.HTML)]}
        assert citizen.post(where, refused).status_code == 422
        for _ in range(limits.UPLOADS.most - 1):
            assert not limits.UPLOADS.take("127.0.0.1")
        response = citizen.post(where, {**TYPED, "files": [sent(p.HTML)]})
        assert response.status_code == 429
        assert "上传过多" in words(response)
        if where == "report/":
            assert citizen.post(where, TYPED).status_code == 303, "words alone are taken"
    finally:
        limits.UPLOADS.clear("127.0.0.1")


def test_who_has_another_case_open_gets_nothing(city: City) -> None:
    one, other = Visitor(city), Visitor(city)
    one.enter(call(city))
    one.post("progress/files/", {"key": "p1", "files": [sent()]})
    [picture] = addresses(one.get("progress/case/"))
    assert one.client.get(picture).status_code == 200
    assert other.client.get(picture).status_code == 303
    other.enter(call(city))
    assert other.client.get(picture).status_code == 404
    assert other.client.get(picture.partition("?")[0]).status_code == 404


def test_reading_is_on_record_once_for_the_page_and_each_time_it_is_larger(city: City) -> None:
    case = call(city)
    citizen = Visitor(city)
    citizen.enter(case)
    citizen.post("progress/files/", {"key": "p1", "files": [sent()]})
    [picture] = addresses(citizen.get("progress/case/"))
    citizen.client.get(picture)
    rows = AccessRow.objects.filter(city=city.code, case_id=case).order_by("id")
    assert [row.fields for row in rows] == [["words", "address", "files"]]
    citizen.client.get(picture.partition("?")[0])
    citizen.client.get(picture.replace("/thumb", "/view"))
    assert [row.fields for row in rows.all()][1:] == [["files"], ["files"]]


def test_a_form_longer_than_everything_is_refused_before_it_is_read(city: City) -> None:
    citizen = Visitor(city)
    response = citizen.client.post(citizen.base + "report/", {**TYPED}, CONTENT_LENGTH="999999999")
    assert response.status_code == 413
