"""打印: what stands on the paper is read back and looked at; every printing is on record."""

import io
from typing import Any

import pypdfium2
import pytest
from django.http import HttpResponse

from hotline.desk.printed.paper import GETA, Cell, Paper, label, wrap
from hotline.handling import actions
from hotline.ledger import clock
from hotline.people.models import AccessRow
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import NAME, PHONE, WORDS, complete, matter, pressing, register


def _pages(pdf: bytes) -> list[str]:
    opened = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in opened]


def _flat(pdf: bytes) -> str:
    return "".join("".join(_pages(pdf)).split())


def _print(city: City, role: Role, case: str, **sent: str) -> HttpResponse:
    return Seat(city.user(role)).post(f"/desk/cases/{case}/print", {"form": "order", **sent})


def _ink(pdf: bytes, page: int = 0) -> float:
    """How much of a page is dark: text that is there, and not boxes for missing signs."""
    picture: Any = pypdfium2.PdfDocument(pdf)[page].render(scale=1).to_pil().convert("L")
    dark = sum(picture.histogram()[:128])
    return dark / (picture.width * picture.height)


def test_the_order_says_what_the_case_says(city: City) -> None:
    case, _ = register(city, matter(), matter(topic="zj/wy", area="xi/renmin"))
    complete(city, case)
    response = _print(city, Role.OFFICER, case)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    said = _flat(response.content)
    for part in ("诉求工单", "城管局", "烧烤摊占道经营", WORDS, "主办单／", "办理经过",
                 "已责令摊主收摊", "138****8000", "承办人", "officer.urban"):  # fmt: skip
        assert part in said, part
    assert PHONE not in said
    assert NAME not in said
    assert 0.02 < _ink(response.content) < 0.2
    assert len(response.content) < 150_000, "a subset of the fonts, not the fonts"
    assert b"NotoSerifSC" in response.content


def test_a_tick_uncovers_for_those_who_may_and_is_on_record(city: City) -> None:
    [case] = register(city)
    said = _flat(_print(city, Role.OFFICER, case, clear="1").content)
    assert NAME in said
    assert PHONE in said
    [read] = AccessRow.objects.filter(city=city.code, case_id=case, page="打印：诉求工单")
    assert {"print", "name", "phone", "words", "address"} == set(read.fields)
    masked = _flat(_print(city, Role.ASSESSOR, case, clear="1").content)
    assert PHONE not in masked


def test_a_printing_that_shows_nothing_personal_is_on_record_too(city: City) -> None:
    [case] = register(city)
    said = _flat(_print(city, Role.LEADER, case).content)
    assert WORDS not in said
    assert "诉求内容不在您的查看权限内" in said
    [read] = AccessRow.objects.filter(city=city.code, case_id=case)
    assert read.fields == ["print"]


def test_the_answer_is_a_letter(city: City) -> None:
    [case] = register(city)
    early = _print(city, Role.DISPATCHER, case, form="answer")
    assert early.status_code == 409
    assert "还没有答复" in words(early)
    complete(city, case)
    response = _print(city, Role.DISPATCHER, case, form="answer", clear="1")
    said = _flat(response.content)
    for part in ("关于您反映事项的答复", f"{NAME}：", "现答复如下", "已责令摊主收摊", "城管局"):
        assert part in said, part
    assert "dispatcher" not in said, "an account is nothing for citizens"
    assert _print(city, Role.LEADER, case, form="answer").status_code == 403


def test_the_document_of_supervision_says_what_was_asked_and_by_when(city: City) -> None:
    """督办单：编号、要求、期限、签收和答复；没有这份督办的，不打印。"""
    [case] = register(city)
    pressing(city, case)
    page = Seat(city.user(Role.SUPERVISOR)).text(f"/desk/supervision/{case}/D1")
    assert "打印督办单" in page
    response = _print(city, Role.LIAISON, case, form="supervision", request="D1")
    said = _flat(response.content)
    for part in ("督办单", "-D1", "城管局", "督办要求", "答复期限", "督办等级"):
        assert part in said, part
    assert NAME not in said
    assert _print(city, Role.LIAISON, case, form="supervision", request="D9").status_code == 404


def test_what_is_out_of_sight_is_not_printed(city: City) -> None:
    [case] = register(city, matter(confidential=True, reported_unit=city.units.urban))
    assert _print(city, Role.OFFICER, case).status_code == 404
    said = _flat(_print(city, Role.DISPATCHER, case, clear="1").content)
    assert "【保密】" in said
    assert NAME not in said


def test_erased_words_are_not_on_paper(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    done(actions.erase(city.by(Role.SECURITY_ADMIN), case, "本人申请"))
    said = _flat(_print(city, Role.DISPATCHER, case).content)
    assert WORDS not in said
    assert "已按规定删除" in said
    assert _print(city, Role.DISPATCHER, case, form="answer").status_code == 403


def test_outsourced_staff_and_unknown_forms(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    [case] = register(city)
    assert _print(city, Role.OFFICER, case, form="x").status_code == 404
    back = Seat(city.user(Role.OFFICER)).get(f"/desk/cases/{case}/print")
    assert back["Location"] == f"/desk/cases/{case}"
    page = Seat(city.user(Role.OFFICER)).get(f"/desk/cases/{case}").content.decode()
    assert f"/desk/cases/{case}/print" in page
    assert 'value="answer"' not in page


def test_a_long_case_runs_on_over_pages(city: City) -> None:
    [case] = register(city, matter(text="路灯不亮，夜里很黑。" * 190))
    for n in range(25):
        done(actions.perform(city.by(Role.AGENT), case, c.Remind(words=f"第{n}次催办")))
    pdf = _print(city, Role.DISPATCHER, case).content
    pages = _pages(pdf)
    assert len(pages) >= 3
    assert "".join(pages).count("灯") == 190, "nothing is lost at a break"
    for n, page in enumerate(pages, 1):
        assert f"第{n}页共{len(pages)}页" in "".join(page.split())
        assert _ink(pdf, n - 1) > 0.002


def _each(text: str) -> float:
    return float(sum(1 if sign.isascii() else 2 for sign in text))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("一二三四五", ["一二三四", "五"]),
        ("一二三四。五", ["一二三", "四。五"]),
        ("一二三（四）", ["一二三", "（四）"]),
        ("工单12345号", ["工单", "12345号"]),
        ("123456789012", ["12345678", "9012"]),
        ("一\n二", ["一", "二"]),
        ("一二三四 五", ["一二三四", "五"]),
    ],
)
def test_lines_break_as_chinese_does(text: str, lines: list[str]) -> None:
    assert wrap(text, 8, _each) == lines


def test_a_sign_without_type_is_seen_to_be_missing() -> None:
    paper = Paper("试", "印", clock.wall())
    paper.row(label("姓名"), Cell(text="\U00020bb7某\x07"))
    made = paper.finished()
    assert GETA + "某" in "".join(_pages(made))
    assert io.BytesIO(made).read(4) == b"%PDF"
