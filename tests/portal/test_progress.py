"""查询进度: in by number and code, whatever way they are written; never by guessing."""

import re

import pytest
from django.core import signing

from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.people.models import AccessRow
from hotline.portal import gate, limits
from hotline.rules import numbering
from tests.fixtures.people import City
from tests.portal.visitor import Visitor, call, words


def credentials(city: City, case: str) -> tuple[str, str]:
    row = CaseRow.objects.get(id=case)
    return row.number, actions.query_code(city.code, str(row.contact))


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    limits.GUESSES.clear("127.0.0.1")


def test_number_and_code_are_taken_as_people_write_them(city: City) -> None:
    number, code = credentials(city, call(city))
    plain = number.replace("-", "")
    wide = plain.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    for typed in (number, plain, f" {plain[:6]} {plain[6:13]} {plain[13:]} ", wide):
        for said in (code, code.lower(), f" {code[:4]} {code[4:]} "):
            answer = Visitor(city).post("progress/", {"number": typed, "code": said})
            assert answer.status_code == 303, (typed, said)


def test_a_wrong_code_and_an_unknown_number_are_told_alike(city: City) -> None:
    number, code = credentials(city, call(city))
    unknown = numbering.compose(numbering.day_of(number), 9_999_999)
    answers = []
    for typed in ({"number": number, "code": "22222222"}, {"number": unknown, "code": code}):
        response = Visitor(city).post("progress/", typed)
        assert response.status_code == 404
        body = response.content.decode().replace(typed["number"], "").replace(typed["code"], "")
        answers.append(re.sub(r'value="[^"]{60,}"', "", body))
    assert answers[0] == answers[1]
    assert "没有查到" in answers[0]


def test_a_number_with_a_slip_is_said_to_have_one(city: City) -> None:
    response = Visitor(city).post("progress/", {"number": "261122-0000001-9", "code": "x"})
    assert response.status_code == 422
    assert "工单号不对" in words(response)
    assert 'value="261122-0000001-9"' in response.content.decode()


def test_guessing_ends_after_five_tries(city: City) -> None:
    number, code = credentials(city, call(city))
    citizen = Visitor(city)
    for _ in range(limits.CODES.most):
        citizen.post("progress/", {"number": number, "code": "22222222"})
    response = citizen.post("progress/", {"number": number, "code": code})
    assert response.status_code == 429
    assert response["Retry-After"]
    assert "输错次数过多" in words(response)
    assert "分钟后再试" in words(response)


def test_one_address_cannot_try_many_numbers(city: City) -> None:
    number, code = credentials(city, call(city))
    for _ in range(limits.GUESSES.most):
        limits.GUESSES.mark("127.0.0.1")
    response = Visitor(city).post("progress/", {"number": number, "code": code})
    assert response.status_code == 429


def test_a_code_of_another_city_opens_nothing(city: City, other_city: City) -> None:
    number, code = credentials(city, call(city))
    answer = Visitor(other_city).post("progress/", {"number": number, "code": code})
    assert answer.status_code == 404


def test_reading_a_case_is_on_record(city: City) -> None:
    case = call(city)
    citizen = Visitor(city)
    citizen.enter(case)
    assert not AccessRow.objects.filter(case_id=case).exists()
    citizen.get("progress/case/")
    [read] = AccessRow.objects.filter(case_id=case)
    assert (read.user_id, read.page) == ("citizen", "portal")
    assert set(read.fields) == {"words", "address"}


def test_another_case_is_asked_for_while_one_is_open_and_takes_its_place(city: City) -> None:
    one, other = call(city), call(city)
    citizen = Visitor(city)
    citizen.enter(one)
    assert "查询另一件" in citizen.text("progress/case/")
    number = CaseRow.objects.get(id=other).number
    refused = citizen.post("progress/", {"number": number, "code": "AAAA"})
    assert refused.status_code == 404
    assert 'aria-describedby="code-hint code-error" autofocus' in refused.content.decode()
    assert citizen.opened()["case"] == one, "a slip does not close the open one"
    citizen.enter(other)
    assert citizen.opened()["case"] == other


def test_leaving_closes_the_case(city: City) -> None:
    citizen = Visitor(city)
    case = call(city)
    citizen.enter(case)
    offered = citizen.text("progress/")
    assert CaseRow.objects.get(id=case).number in offered
    for said in ("回到这件", "查询另一件", "退出查询"):
        assert said in offered
    citizen.post("progress/leave/")
    assert "查询码" in citizen.text("progress/")
    assert citizen.get("progress/case/").status_code == 303


def test_a_forged_or_old_cookie_opens_nothing(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen = Visitor(city)
    citizen.enter(call(city))
    good = citizen.client.cookies[gate.COOKIE].value
    citizen.client.cookies[gate.COOKIE] = good[:-2] + "xx"
    assert citizen.get("progress/case/").status_code == 303
    citizen.client.cookies[gate.COOKIE] = signing.dumps({"city": city.code}, salt=gate.SALT)
    assert citizen.get("progress/case/").status_code == 303
    citizen.client.cookies[gate.COOKIE] = good
    assert citizen.get("progress/case/").status_code == 200
    monkeypatch.setattr(gate, "LASTS", -1)
    assert citizen.get("progress/case/").status_code == 303


def test_the_cookie_holds_no_code_and_no_words(city: City) -> None:
    citizen = Visitor(city)
    row = citizen.report()
    assert set(citizen.opened()) == {"city", "case", "fresh"}
    cookie = citizen.client.cookies[gate.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert row.number not in cookie.value
