"""可能重复 at the desk: while the agent types, on the case page, in the dispatcher's list."""

from typing import Any

import pytest
from django.db import connection

from hotline.handling import actions
from hotline.handling.alike import looking, usual
from hotline.handling.models import CaseRow
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, matter, register

OTHERS = ("路灯不亮", "井盖松动", "公交不准点", "医保怎么交", "树枝挡窗", "自来水发黄", "快递丢了")
TYPED = {
    "n": "0",
    "m0-text": "和平路口那个烧烤摊又占道了，每晚油烟大得很",
    "m0-address": "和平路12号",
}


@pytest.fixture
def met(city: City) -> str:
    """A case about the barbecue at the crossing, among others; what is usual is learned anew."""
    for what in OTHERS:
        register(city, matter(title=what, text=f"{what}，请处理。", address="", dispatch=False))
    [case] = register(city, matter(dispatch=False), caller_phone="13900139000")
    usual.forget()
    return case


def test_the_agent_is_told_why_and_the_ticked_one_is_linked(city: City, met: str) -> None:
    seat = Seat(city.user(Role.AGENT))
    found = words(seat.post("/desk/register/alike", TYPED | {"m0-link": met}))
    for word in (
        "可能重复",
        "烧烤摊占道经营",
        "同一地址：和平路12号",
        "文字相近：",
        "登记后与它关联",
    ):
        assert word in found
    assert "同一来电人" not in found
    own = words(seat.post("/desk/register/alike", TYPED | {"caller_phone": "13900139000"}))
    assert "同一来电人" in own and "不再登记，催办这件" in own
    assert words(seat.post("/desk/register/alike", {"n": "0", "m0-text": "您好"})) == ""
    form = {"channel": "phone", "nature": "matter", "caller_phone": PHONE, "matter": "0"}
    form |= {"m0-kind": "complaint", "m0-urgency": "ordinary", "m0-way": "accept", "m0-link": met}
    seat.post("/desk/register", form | TYPED | {"m0-topic": "cg/zd", "m0-area": "dong"})
    new = CaseRow.objects.filter(city=city.code).order_by("-id")[0]
    near = Seat(city.user(Role.DISPATCHER)).text(f"/desk/cases/{new.id}")
    assert CaseRow.objects.get(id=met).number in near


def test_the_dispatcher_merges_with_one_key(city: City, met: str) -> None:
    [new] = register(city, matter(title="烧烤占道", dispatch=False))
    seat = Seat(city.user(Role.DISPATCHER))
    number = CaseRow.objects.get(id=met).number
    assert f"/desk/cases/{new}/alike?brief" in seat.get("/desk/dispatch").content.decode()
    for address in (f"/desk/cases/{new}/alike?brief", f"/desk/cases/{new}/alike"):
        assert f"并入 {number}" in seat.text(address)
    seat.post(f"/desk/cases/{new}/do/Merge", {"parent": number, "reason": "同一件事"})
    assert str(CaseRow.objects.get(id=new).parent) == met
    assert seat.text(f"/desk/cases/{new}/alike") == "", "joined already"
    one = Seat(city.user(Role.AGENT)).post("/desk/register/alike", TYPED)
    assert f'value="{met}"' in one.content.decode(), "the parent of what was merged"


def test_confidential_cases_are_never_found(city: City, met: str) -> None:
    register(city, matter(confidential=True, reported_unit="urban", dispatch=False))
    seat = Seat(city.user(Role.AGENT))
    found = seat.post("/desk/register/alike", TYPED).content.decode()
    assert found.count("alike-0-") == 1, "one case only"
    done(actions.perform(city.by(Role.AGENT), met, c.Withdraw(reason="不投诉了")))
    assert words(seat.post("/desk/register/alike", TYPED)) == ""


def test_who_does_not_see_the_words_finds_nothing(city: City, met: str) -> None:
    """A leader sees the case and not what was said."""
    assert Seat(city.user(Role.LEADER)).text(f"/desk/cases/{met}/alike") == ""


def test_texts_are_found_either_way_and_a_slow_look_is_given_up(city: City, met: str) -> None:
    """By the index, and, where too many say so, among the newest; the latter ignores case too."""
    register(city, matter(title="APP停车缴费失败", text="APP缴费失败。", dispatch=False))
    for asked in ((("烧烤", "占道"), ("没有", "这个")), (("ap", "失败"),)):
        [one] = looking.told(city.code, asked, 5, None)
        [again] = looking.told(city.code, asked[:1], 5, 1.0, crowded=True)
        assert one == again and one.title
    with connection.execute_wrapper(_sleeping):
        assert looking.told(city.code, (("烧烤", "占道"),), 5, 0.001) == []
    assert CaseRow.objects.filter(city=city.code).exists(), "the connection is well"
    usual.forget()
    usual._ahead()
    usual._again(city.code)
    assert usual.usual(city.code)[1] == len(OTHERS) + 2


def _sleeping(execute: Any, text: str, params: Any, many: bool, context: Any) -> Any:
    if "handling_pairs" in text:
        text = text.replace("WHERE city", "WHERE pg_sleep(1) IS NOT NULL AND city")
    return execute(text, params, many, context)
