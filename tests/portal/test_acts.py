"""补充、催办、撤回、评价: by the citizen alone, as the rules allow, nothing typed lost."""

import re

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.handling.streams import case_ref
from hotline.portal.gate import COOKIE
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.fixtures.people import City, done
from tests.portal.visitor import Visitor, call, complete, words

GRADES = {"contacted": "yes", "solved": "solved", "result": "satisfied", "process": "basically"}


@pytest.fixture
def case(city: City) -> str:
    return call(city)


@pytest.fixture
def citizen(city: City, case: str) -> Visitor:
    found = Visitor(city)
    found.enter(case)
    return found


def state(city: City, case: str) -> object:
    return ledger.state_of(case_ref(city.code, case))


def test_a_supplement_is_kept_in_the_citizens_words(
    citizen: Visitor, city: City, case: str
) -> None:
    answer = citizen.post("progress/supplement/", {"text": "昨晚又来了。", "key": "s1"})
    assert answer.status_code == 303
    seen = words(citizen.client.get(answer["Location"]))
    assert "已收到您补充的情况" in seen
    assert "昨晚又来了。" in seen
    again = citizen.post("progress/supplement/", {"text": "昨晚又来了。", "key": "s1"})
    assert again.status_code == 303
    assert ledger.state_of(case_ref(city.code, case)).supplements == 1


def test_an_empty_supplement_is_refused_beside_its_field(citizen: Visitor) -> None:
    answer = citizen.post("progress/supplement/", {"text": "  ", "key": "s1"})
    assert answer.status_code == 422
    assert "没有填写诉求内容" in words(answer)


@pytest.mark.parametrize("where", ["supplement", "remind"])
def test_the_address_of_a_refused_form_opened_again_leads_to_the_case(
    citizen: Visitor, where: str
) -> None:
    answer = citizen.get(f"progress/{where}/")
    assert answer.status_code == 303
    assert answer["Location"].endswith("/progress/case/")


def test_a_reminder_needs_no_words(citizen: Visitor, case: str) -> None:
    assert citizen.post("progress/remind/", {"key": "r1"}).status_code == 303
    assert CaseRow.objects.get(id=case).reminders == 1


def test_withdrawing_is_asked_once_more(citizen: Visitor, case: str) -> None:
    assert "不能恢复" in citizen.text("progress/withdraw/")
    assert CaseRow.objects.get(id=case).stage == "handling"
    answer = citizen.post("progress/withdraw/", {"words": "已自行解决", "key": "w1"})
    assert answer.status_code == 303
    assert CaseRow.objects.get(id=case).stage == "withdrawn"
    assert "您已撤回" in citizen.text("progress/case/")
    assert citizen.get("progress/withdraw/").status_code == 303


def test_rating_asks_all_four_and_fills_in_none(citizen: Visitor, city: City, case: str) -> None:
    complete(city, case)
    assert "checked" not in citizen.get("progress/rate/").content.decode()
    answer = citizen.post("progress/rate/", {"solved": "not", "words": "第二天又来了", "key": "e1"})
    assert answer.status_code == 422
    said, html = words(answer), answer.content.decode()
    assert said.count("没有回答") >= 3
    assert 'value="not" checked' in html
    assert "第二天又来了" in said
    assert citizen.post("progress/rate/", GRADES | {"key": "e1"}).status_code == 303
    row = CaseRow.objects.get(id=case)
    assert (row.stage, row.solved, row.satisfied) == ("followed_up", "solved", "satisfied")
    assert "感谢您的评价" in citizen.text("progress/case/")


def test_not_solved_yet_leads_to_the_rating(citizen: Visitor, city: City, case: str) -> None:
    complete(city, case)
    assert "仍未解决" in citizen.text("progress/case/")
    html = citizen.get("progress/rate/?unsolved=1").content.decode()
    assert 'name="solved" value="not" checked' in html
    citizen.post("progress/rate/", GRADES | {"solved": "not", "key": "e1"})
    assert "您表示没有解决，我们正在核实" in citizen.text("progress/case/")


def test_one_rates_once(citizen: Visitor, city: City, case: str) -> None:
    complete(city, case)
    citizen.post("progress/rate/", GRADES | {"key": "e1"})
    assert citizen.get("progress/rate/").status_code == 303
    answer = citizen.post("progress/rate/", GRADES | {"solved": "not", "key": "e2"})
    assert answer.status_code == 409
    assert "已经评价过" in words(answer)


def test_a_closed_case_offers_to_report_anew(citizen: Visitor, city: City, case: str) -> None:
    complete(city, case)
    citizen.post("progress/rate/", GRADES | {"key": "e1"})
    done(actions.perform(city.by(Role.FOLLOW_UP_CALLER), case, c.Close()))
    seen = citizen.text("progress/case/")
    assert "再次反映" in seen
    assert "补充情况" not in seen
    number = CaseRow.objects.get(id=case).number
    form = citizen.get(f"report/?about={number}").content.decode()
    assert f"关于工单 {number}" in form
    signed = re.search(r'name="again" value="([^"]+)"', form)
    assert signed
    fresh = citizen.report(again=signed[1], key="again-1")
    linked = ledger.state_of(case_ref(city.code, fresh.id))
    assert linked.links == (case,)
    assert ledger.state_of(case_ref(city.code, case)).links == (str(fresh.id),)
    forged = citizen.report(again=signed[1] + "x", key="again-2")
    assert not ledger.state_of(case_ref(city.code, forged.id)).links
    citizen.enter(case)
    refused = citizen.post("progress/supplement/", {"text": "还有", "key": "s9"})
    assert refused.status_code == 409
    assert "还有" in refused.content.decode() or "当前状态" in words(refused)


def test_what_was_typed_survives_a_visit_that_ran_out(citizen: Visitor, case: str) -> None:
    del citizen.client.cookies[COOKIE]
    answer = citizen.post("progress/supplement/", {"text": "昨晚又来了。", "key": "s1"})
    assert answer.status_code == 200
    assert "请再输一次工单号和查询码" in words(answer)
    assert 'value="昨晚又来了。"' in answer.content.decode()
    row = CaseRow.objects.get(id=case)
    code = actions.query_code(citizen.city.code, str(row.contact))
    back = citizen.post("progress/", {"number": row.number, "code": code, "text": "昨晚又来了。"})
    assert back.status_code == 200
    assert "昨晚又来了。" in words(back)
    assert citizen.get("progress/case/").status_code == 200


@pytest.mark.parametrize("where", ["withdraw", "rate", "supplement", "remind"])
def test_nothing_is_done_without_number_and_code(city: City, case: str, where: str) -> None:
    stranger = Visitor(city)
    stranger.post(f"progress/{where}/", GRADES | {"text": "x", "words": "x", "key": "k"})
    row = CaseRow.objects.get(id=case)
    assert (row.stage, row.reminders) == ("handling", 0)


def test_the_size_of_type_is_remembered(city: City) -> None:
    citizen = Visitor(city)
    assert 'class="large"' not in citizen.get("").content.decode()
    answer = citizen.post("type/", {"type": "large", "next": citizen.base + "report/"})
    assert answer["Location"] == citizen.base + "report/"
    assert 'class="large"' in citizen.get("").content.decode()
    citizen.post("type/", {"type": "ordinary"})
    assert 'class="large"' not in citizen.get("").content.decode()


def test_nobody_is_led_to_another_site(city: City) -> None:
    citizen = Visitor(city)
    for where in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = citizen.post("type/", {"type": "large", "next": where})
        assert answer["Location"] == citizen.base


@pytest.mark.parametrize(
    ("where", "field"), [("supplement/", "text"), ("remind/", "words"), ("withdraw/", "words")]
)
def test_words_too_long_are_told_at_their_field(city: City, where: str, field: str) -> None:
    citizen = Visitor(city)
    citizen.enter(call(city))
    response = citizen.post(f"progress/{where}", {field: "长" * 10_001, "key": "k1s"})
    assert response.status_code == 422
    html = response.content.decode()
    assert f'id="{field}-error"' in html
    assert f'<a href="#{field}">' in html
    assert html.count("autofocus") == 1
