"""Whose matter it is, five elements, two matters of one call, a new fact: at the registration form
and on the case page."""

import re

from hotline.handling import actions
from hotline.handling.models import CallerRow, CaseRow
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, matter, register

FIRM = "91110000802100433B"
CALL = {
    "channel": "phone",
    "nature": "matter",
    "caller_phone": PHONE,
    "caller_name": "王建国",
    "matter": "0",
    "m0-kind": "complaint",
    "m0-text": "孩子在和平路被打，学校一直没人管",
    "m0-topic": "占道经营",
    "m0-area": "dong/heping",
    "m0-urgency": "ordinary",
    "m0-way": "accept",
}


def _case(response: object) -> str:
    found = re.search(r"[0-9a-f-]{36}", str(response["Location"]))  # type: ignore[index]
    assert found
    return str(CaseRow.objects.get(contact=found[0]).id)


def test_who_is_represented_is_covered_clicked_and_printed(city: City) -> None:
    agent, officer = Seat(city.user(Role.AGENT)), Seat(city.user(Role.OFFICER))
    told = CALL | {"relation": "guardian", "authorised": "true", "behalf_name": "李小明",
                   "behalf_phone": "13900001111", "enterprise": "清河商贸",
                   "m0-tags": "minor"}  # fmt: skip
    wrong = agent.post("/desk/register", told | {"credit_code": FIRM[:-1] + "C"})
    assert wrong.status_code == 422 and "统一社会信用代码" in words(wrong)
    where = agent.post("/desk/register", told | {"credit_code": FIRM})
    case = _case(where)
    caller = CallerRow.objects.get(stream_id=case)
    assert (caller.behalf_name, caller.credit_code) == ("李小明", FIRM)
    shown = agent.text(f"/desk/cases/{case}")
    assert "监护人 · 已经本人同意" in shown and "涉企" in shown and "涉及未成年人" in shown
    assert "李** 139****1111" in shown and "清*** 9*" in shown and "李小明" not in shown
    clicked = agent.post(f"/desk/cases/{case}/show/behalf", **{"HX-Request": "true"})
    assert "李小明 13900001111" in words(clicked)
    guarded = Seat(city.user(Role.SUPERVISOR))
    assert "李** 139****1111" in guarded.text(f"/desk/cases/{case}")
    assert guarded.post(f"/desk/cases/{case}/show/behalf",
                        **{"HX-Request": "true"}).status_code == 404  # fmt: skip
    assert officer.get(f"/desk/cases/{case}").status_code == 404, "not dispatched yet"
    management = Seat(city.user(Role.MANAGEMENT))
    assert management.post(f"/desk/cases/{case}/print", {"form": "order"}).status_code == 200


def test_words_are_looked_at_while_they_are_typed(city: City) -> None:
    agent = Seat(city.user(Role.AGENT))
    asked = {"n": "0", "m0-text": CALL["m0-text"], "m0-way": "HandOver", "m0-urgency": "ordinary"}
    seen = words(agent.post("/desk/register/elements", asked))
    assert "诉求目的：没有说到" in seen and "像是涉及未成年人" in seen and "另立一件" in seen
    tagged = words(agent.post("/desk/register/elements", asked | {"m0-tags": "minor"}))
    assert "请选“特急”" in tagged
    [case] = register(city, matter(text="路灯坏了，请修", triage=None, dispatch=False))
    before = Seat(city.user(Role.PRE_REVIEWER)).text(f"/desk/cases/{case}")
    assert "五要素没有说到 何时" in before


def test_a_danger_with_a_grievance_becomes_two_cases_in_one_step(city: City) -> None:
    agent = Seat(city.user(Role.AGENT))
    away = CALL | {"m0-way": "HandOver", "m0-line": "110", "second": "0"}
    form = agent.post("/desk/register", away)
    assert form.status_code == 200 and form.content.decode().count(CALL["m0-text"]) == 2
    both = away | {"matter": ["0", "1"]} | {
        name.replace("m0", "m1"): value for name, value in CALL.items() if name.startswith("m0")
    }  # fmt: skip
    both.pop("second")
    agent.post("/desk/register", both)
    rows = list(CaseRow.objects.filter(city=city.code).order_by("number"))
    assert [row.stage for row in rows] == ["handed_over", "accepted"]
    assert rows[1].number in agent.text(f"/desk/cases/{rows[0].id}")
    assert "险情和诉求分别办理" in agent.text(f"/desk/cases/{rows[1].id}")


def test_a_new_fact_is_a_case_of_its_own_linked_to_the_old_one(city: City) -> None:
    agent = Seat(city.user(Role.AGENT))
    assert "无理重复诉求（告知最终答复）" not in agent.text("/desk/register")
    [old] = register(city, matter(triage=None, dispatch=False))
    number = CaseRow.objects.get(id=old).number
    history = words(agent.post("/desk/register/caller", {"caller_phone": PHONE}))
    assert "催办" in history and "另立一单" not in history
    early = agent.post("/desk/register", CALL | {"m0-again": old})
    assert early.status_code == 409 and "还没有结案" in words(early)
    done(actions.perform(city.by(Role.AGENT), old, c.AnswerDirectly(answer="已答复。")))
    history = words(agent.post("/desk/register/caller", {"caller_phone": PHONE}))
    assert "有新情况，另立一单" in history
    assert f"工单 {number} 的新情况" in agent.text(f"/desk/register?again={old}")
    turned = words(agent.post("/desk/register", CALL | {"again": old}))
    assert f"工单 {number} 的新情况" in turned
    assert f"工单 {number} 的新情况" not in words(
        agent.post("/desk/register", CALL | {"m0-again": old, "apart": "0"})
    )
    new = _case(agent.post("/desk/register", CALL | {"m0-again": old}))
    assert number in agent.text(f"/desk/cases/{new}")
    page = agent.text(f"/desk/cases/{old}")
    assert CaseRow.objects.get(id=new).number in page and "有新情况，另立一单" in page
