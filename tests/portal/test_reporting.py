"""反映问题: written once, kept when refused, number and code shown to whoever wrote it."""

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.models import CallerRow, CaseRow, CaseTextRow
from hotline.handling.streams import case_ref
from hotline.portal import limits
from tests.fixtures.people import City
from tests.portal.visitor import TYPED, Visitor, words


def test_a_report_becomes_a_case_with_number_and_code(city: City) -> None:
    citizen = Visitor(city)
    row = citizen.report()
    assert (row.stage, row.channel, row.kind, row.area) == (
        "registered",
        "web",
        "help",
        "dong/heping",
    )
    text = CaseTextRow.objects.get(stream_id=row.id)
    assert text.text == "和平路路灯不亮，\n孩子放学很危险。"
    caller = CallerRow.objects.get(stream_id=row.id)
    assert (caller.name, caller.phone) == ("王建国", "138 0013 8000")
    shown = citizen.text("report/done/")
    code = actions.query_code(city.code, str(row.contact))
    assert row.number in shown
    assert f"{code[:4]} {code[4:]}" in shown
    events = ledger.read(case_ref(city.code, row.id))
    assert events[0].hash.hex() in shown
    assert events[0].envelope.face == "portal"


def test_slips_are_said_together_and_nothing_typed_is_lost(city: City) -> None:
    citizen = Visitor(city)
    typed = {"address": "和平路12号", "name": "王建国", "phone": "12x", "area": "dong/heping"}
    response = citizen.post("report/", typed | {"key": "k9"})
    assert response.status_code == 422
    said, html = words(response), response.content.decode()
    assert "没有选择诉求类型。" in said
    assert "没有填写要反映的内容。" in said
    assert "联系电话“12x”不像是电话号码。" in said
    for value in ('value="和平路12号"', 'value="王建国"', 'value="12x"', 'value="k9"'):
        assert value in html
    assert '<option value="dong/heping" selected>' in html
    for field in ("kind", "text", "phone"):
        assert f'<a href="#{field}">' in html, "the summary leads to the field"
        assert f'id="{field}-error"' in html
    assert html.count("autofocus") == 1
    assert 'id="kind" tabindex="-1" autofocus' in html, "the first that is wrong"
    assert not CaseRow.objects.filter(city=city.code).exists()


@pytest.mark.parametrize("phone", ["138 1234", "1380013800", "１３８１２３４"])
def test_a_mobile_number_that_lost_digits_is_asked_for_again(city: City, phone: str) -> None:
    response = Visitor(city).post("report/", TYPED | {"phone": phone})
    assert response.status_code == 422
    assert "不像是电话号码" in words(response)


@pytest.mark.parametrize("phone", ["13800138000", "0571-8812345", "8812345", "+1 (415) 555-0100"])
def test_mobile_fixed_and_foreign_numbers_are_taken(city: City, phone: str) -> None:
    assert Visitor(city).post("report/", TYPED | {"phone": phone}).status_code == 303


def test_a_text_too_long_comes_back_whole(city: City) -> None:
    response = Visitor(city).post("report/", TYPED | {"text": "长" * 10_001})
    assert response.status_code == 422
    assert "最多 10000 个字" in words(response)
    assert "长" * 10_001 in response.content.decode()


def test_sent_twice_it_is_one_case(city: City) -> None:
    citizen = Visitor(city)
    first = citizen.report()
    assert citizen.report() == first
    assert CaseRow.objects.filter(city=city.code).count() == 1
    other = citizen.post("report/", TYPED | {"text": "另一件事"})
    assert other.status_code == 422
    assert "另一件事" in other.content.decode()


def test_anonymous_leaves_no_name_and_needs_no_phone(city: City) -> None:
    citizen = Visitor(city)
    assert citizen.post("report/", TYPED | {"phone": ""}).status_code == 422
    row = citizen.report(phone="", anonymous="on", confidential="on")
    assert row.anonymous
    assert not row.reachable
    assert row.confidential
    assert CallerRow.objects.get(stream_id=row.id).name == ""
    assert "没有留电话" in citizen.text("report/done/")


def test_number_and_code_are_for_the_browser_that_wrote(city: City) -> None:
    row = Visitor(city).report()
    other = Visitor(city)
    assert other.get("report/done/").status_code == 303
    other.enter(str(row.id))
    assert other.get("report/done/").status_code == 303


def test_an_unknown_kind_or_area_is_refused(city: City) -> None:
    response = Visitor(city).post("report/", TYPED | {"kind": "x", "area": "nowhere"})
    assert response.status_code == 422
    assert "没有选择区域。" in words(response)


def test_too_often_from_one_address_keeps_what_was_typed(city: City) -> None:
    citizen = Visitor(city)
    limits.REPORTS.clear("127.0.0.1")
    try:
        for _ in range(limits.REPORTS.most):
            limits.REPORTS.mark("127.0.0.1")
        response = citizen.post("report/", TYPED)
        assert response.status_code == 429
        assert response["Retry-After"]
        assert "和平路12号" in response.content.decode()
        assert not CaseRow.objects.filter(city=city.code).exists()
    finally:
        limits.REPORTS.clear("127.0.0.1")


def test_the_form_of_another_city_is_its_own(city: City, other_city: City) -> None:
    citizen = Visitor(city)
    row = citizen.report()
    stranger = Visitor(other_city)
    stranger.client = citizen.client
    assert stranger.get("progress/case/").status_code == 303
    assert CaseRow.objects.get(id=row.id).city == city.code


def test_an_unknown_city_is_not_found(db: None) -> None:
    from django.test import Client

    assert Client().get("/c/nowhere/").status_code == 404


def test_whom_one_writes_for_and_which_firm_are_taken_down_sealed(city: City) -> None:
    citizen = Visitor(city)
    told = {"behalf_name": "李小明", "behalf_phone": "139 0000 1111", "enterprise": "清河商贸"}
    refused = citizen.post("report/", TYPED | told | {"credit_code": "91110000802100433C"})
    assert refused.status_code == 422
    assert 'id="credit_code-error"' in refused.content.decode()
    asked = citizen.post("report/", TYPED | told)
    assert 'id="relation-error"' in asked.content.decode()
    case = citizen.report(**told, relation="guardian", authorised="on")
    caller = CallerRow.objects.get(stream_id=case.id)
    assert (caller.behalf_name, caller.enterprise) == ("李小明", "清河商贸")
    assert "enterprise" in case.tags
