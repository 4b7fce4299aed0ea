"""Pages that say what went wrong: in the look of their face, with what to do next, no stack."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory

from hotline.web import errors, language, outage
from hotline.web.plain import WORDS, refusal_page
from tests.fixtures.people import City
from tests.portal.visitor import Visitor
from tests.web.test_templates import INLINE

STATUS = {
    "not_text": 400,
    "too_long": 413,
    "length_missing": 411,
    "bad_request": 400,
    "forbidden": 403,
    "form_too_old": 403,
    "not_found": 404,
    "wrong_method": 405,
    "broken": 500,
    "database_gone": 503,
}


def _asked(path: str) -> HttpRequest:
    return RequestFactory().get(path)


@pytest.mark.parametrize("path", ["/desk/inbox", "/report/", "/c/binjiang/report/"])
@pytest.mark.parametrize("code", WORDS)
def test_every_refusal_keeps_the_look_and_leads_on(code: str, path: str) -> None:
    said = refusal_page(_asked(path), STATUS[code], code).content.decode()
    title, advice = WORDS[code]
    assert f"<h1>{title}</h1>" in said
    assert str(advice) in said
    home = {"/d": "/desk/", "/r": "/", "/c": "/c/binjiang/"}[path[:2]]
    assert f'href="{home}"' in said
    assert said.count('rel="stylesheet"') == 3
    assert not re.search(INLINE, said)
    assert "Traceback" not in said


def test_english_is_spoken_to_who_chose_it() -> None:
    request = _asked("/no-such-page")
    request.COOKIES[language.COOKIE] = "en"
    assert '<html lang="en"' in refusal_page(request, 404, "not_found").content.decode()


def test_large_type_stays_large() -> None:
    request = _asked("/no-such-page")
    request.COOKIES["type"] = "large"
    assert 'class="large"' in refusal_page(request, 404, "not_found").content.decode()


def test_a_fault_is_told_with_the_number_that_the_log_has(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        try:
            raise ValueError("secret detail")
        except ValueError:
            said = errors.broken(_asked("/desk/inbox")).content.decode()
    found = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", said)
    assert found
    assert "secret detail" not in said
    [line] = [one.getMessage() for one in caplog.records if found[0] in one.getMessage()]
    assert "GET /desk/inbox" in line
    assert "secret detail" in line


def test_an_outage_says_how_long_to_wait_and_offers_to_try_again() -> None:
    answer = outage.answer(_asked("/desk/inbox?tab=sign"), OperationalError("gone"))
    said = answer.content.decode()  # type: ignore[attr-defined]
    assert answer["Retry-After"] == "5"
    assert "约 5 秒后重试" in said
    assert 'href="/desk/inbox?tab=sign"' in said


def test_what_was_sent_is_not_offered_to_be_sent_again() -> None:
    request = RequestFactory().post("/desk/register")
    answer = outage.answer(request, OperationalError("gone"))
    assert "重试</a>" not in answer.content.decode()  # type: ignore[attr-defined]


def test_a_wrong_method_is_said_in_words(client: Client, db: None) -> None:
    answer = client.get("/type/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "请返回上一页" in answer.content.decode()


def test_forbidden_is_said_in_words() -> None:
    answer = errors.forbidden(_asked("/desk/inbox"), PermissionDenied())
    assert answer.status_code == 403
    assert "无权查看" in answer.content.decode()


def test_too_many_is_said_on_the_page_one_is_on(city: City) -> None:
    visitor = Visitor(city)
    for _ in range(7):
        answer = visitor.post("progress/", {"number": "260213-0001234-1", "code": "AAAAAAAA"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "工单号" in answer.content.decode()
