"""Files of a refused form: listed in the form that comes back, for its visitor, for an hour."""

import os
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from hotline import ledger
from hotline.handling.files import drafts
from hotline.handling.files.store import store
from hotline.handling.models import CaseRow
from hotline.handling.streams import case_ref
from hotline.rules.case.files import MOST_FILES
from tests.fixtures import pictures as p
from tests.fixtures.people import City
from tests.portal.visitor import TYPED, Visitor, call, words

WRONG = {**TYPED, "text": ""}


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> Path:
    """A store of the test's own."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def sent(name: str = "路灯.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, p.photo() if content is None else content, "image/jpeg")


def kept(response: HttpResponse) -> list[str]:
    """The hidden fields of files that are chosen already."""
    html = response.content.decode()
    return [unescape(one) for one in re.findall(r'name="kept" value="([^"]+)"', html)]


def places(response: HttpResponse) -> list[str]:
    """The remove buttons of those files."""
    return re.findall(r'name="drop" value="([^"]+)"', response.content.decode())


def lying(root: Path) -> list[Path]:
    """The bytes of drafts."""
    return list((root / "drafts").glob("??/??/*"))


def only_case(city: City) -> Any:
    """The state of the city's one case."""
    row = CaseRow.objects.get(city=city.code)
    return ledger.state_of(case_ref(city.code, row.id))


def test_a_refused_report_keeps_its_photos_and_sends_them_when_it_is_mended(
    city: City, own_store: Path
) -> None:
    citizen = Visitor(city)
    refused = citizen.post("report/", {**WRONG, "files": [sent(), sent("杆.jpg")]})
    assert refused.status_code == 422
    said = words(refused)
    assert "没有填写要反映的内容" in said
    assert "路灯.jpg" in said
    assert "杆.jpg" in said
    assert len(kept(refused)) == 2
    for one in lying(own_store):
        assert p.photo() not in one.read_bytes(), "sealed"
        assert one.stat().st_mode & 0o77 == 0
    assert not list(store().lying()), "the journal's files are elsewhere"
    mended = citizen.post("report/", {**TYPED, "kept": kept(refused), "files": [sent("三.jpg")]})
    assert mended.status_code == 303
    assert "lost" not in mended["Location"]
    assert only_case(city).files == 3
    twice = citizen.post("report/", {**TYPED, "kept": kept(refused), "files": [sent("三.jpg")]})
    assert twice.status_code == 303
    assert "lost" not in twice["Location"]
    assert only_case(city).files == 3


def test_what_is_no_photo_does_not_cost_the_others(city: City) -> None:
    citizen = Visitor(city)
    refused = citizen.post("report/", {**TYPED, "files": [sent(), sent("看我.jpg", p.HTML)]})
    assert "“看我.jpg”不是可以接收的文件" in words(refused)
    assert len(kept(refused)) == 1
    assert citizen.post("report/", {**TYPED, "kept": kept(refused)}).status_code == 303
    assert only_case(city).files == 1


def test_the_remove_button_works_without_scripts_and_loses_nothing_else(
    city: City, own_store: Path
) -> None:
    citizen = Visitor(city)
    refused = citizen.post("report/", {**WRONG, "files": [sent("一.jpg"), sent("二.jpg")]})
    first = places(refused)[0]
    form = {**TYPED, "kept": kept(refused), "drop": first, "files": [sent("三.jpg")]}
    shown = citizen.post("report/", form)
    assert shown.status_code == 200
    said = words(shown)
    assert "还没有提交成功" not in said
    assert "一.jpg" not in said
    assert "二.jpg" in said
    assert "三.jpg" in said
    assert "和平路路灯不亮" in said
    assert first not in {one.name for one in lying(own_store)}
    assert not CaseRow.objects.filter(city=city.code).exists()


def test_kept_files_are_of_that_form_only(city: City) -> None:
    citizen, other = Visitor(city), Visitor(city)
    refused = citizen.post("report/", {**WRONG, "files": [sent()]})
    tokens = kept(refused)
    stolen = other.post("report/", {**TYPED, "key": "another", "kept": tokens})
    assert stolen.status_code == 422
    assert "1 个文件没有保留下来" in words(stolen)
    forged = citizen.post("report/", {**TYPED, "kept": [tokens[0][:-2] + "xx"]})
    assert "1 个文件没有保留下来" in words(forged)


def test_after_an_hour_they_are_gone_and_the_form_says_so(city: City, own_store: Path) -> None:
    citizen = Visitor(city)
    refused = citizen.post("report/", {**WRONG, "files": [sent()]})
    [one] = lying(own_store)
    assert drafts.sweep() == 0
    old = time.time() - drafts.LASTS - 5
    os.utime(one, (old, old))
    half = one.with_name(f".{one.name}.1.abcd")
    half.write_bytes(b"cut off")
    os.utime(half, (old, old))
    assert drafts.sweep() == 2
    assert not lying(own_store)
    late = citizen.post("report/", {**TYPED, "kept": kept(refused)})
    assert late.status_code == 422
    assert "1 个文件没有保留下来" in words(late)
    assert citizen.post("report/", TYPED).status_code == 303


def test_a_full_store_keeps_no_more_and_says_it(
    city: City, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_BYTES", 10)
    refused = Visitor(city).post("report/", {**WRONG, "files": [sent()]})
    assert not kept(refused)
    assert not lying(own_store)
    assert "1 个文件没有保留下来" in words(refused)


def test_of_too_many_the_first_stay(city: City) -> None:
    many = [sent(f"{n}.pdf", p.PDF) for n in range(MOST_FILES + 2)]
    refused = Visitor(city).post("report/", {**TYPED, "files": many})
    assert f"选了 {MOST_FILES + 2} 个文件，最多 {MOST_FILES} 个" in words(refused)
    assert len(kept(refused)) == MOST_FILES


def test_on_the_case_page_too(city: City) -> None:
    citizen = Visitor(city)
    citizen.enter(call(city))
    form = {"key": "pf", "files": [sent(), sent("看我.jpg", p.HTML)]}
    refused = citizen.post("progress/files/", form)
    assert refused.status_code == 422
    assert 'value="pf"' in refused.content.decode(), "the form they are bound to"
    response = citizen.post("progress/files/", {"key": "pf", "kept": kept(refused)})
    assert response.status_code == 303
    assert only_case(city).files == 1


def test_a_visit_that_ran_out_carries_them_to_number_and_code_and_back(city: City) -> None:
    case = call(city)
    citizen = Visitor(city)
    asked = citizen.post("progress/files/", {"key": "pf", "files": [sent()]})
    assert "离开太久" in words(asked)
    row = CaseRow.objects.get(id=case)
    wrong = {"key": "pf", "kept": kept(asked), "number": row.number, "code": "AAAA"}
    again = citizen.post("progress/", wrong)
    assert again.status_code == 404
    from hotline.handling import actions

    code = actions.query_code(city.code, str(row.contact))
    shown = citizen.post("progress/", {**wrong, "kept": kept(again), "code": code})
    assert shown.status_code == 200
    assert 'value="pf"' in shown.content.decode()
    assert citizen.post("progress/files/", {"key": "pf", "kept": kept(shown)}).status_code == 303
    assert only_case(city).files == 1
