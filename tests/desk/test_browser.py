"""The desk in a real browser: by keyboard alone, with nothing lost, readable by everyone."""

import re
from typing import Any

import pytest

from hotline.desk.gate import COOKIE
from hotline.handling.models import CaseRow
from hotline.rules.words import Role
from tests.desk.seat import sit
from tests.fixtures.people import City
from tests.handling.steps import register

pytestmark = pytest.mark.browser


def _keys(page: Any, *keys: str) -> None:
    """Presses keys; a word of more than one character that is no key name is typed."""
    for key in keys:
        if key.startswith("="):
            page.keyboard.insert_text(key[1:])
        else:
            page.keyboard.press(key)


def test_a_call_with_two_matters_is_registered_by_keyboard_alone(
    city: City, page: Any, live_server: str
) -> None:
    """From the sign-in page on, without touching the mouse."""
    account = city.user(Role.TEAM_LEADER)
    register(city)
    page.goto("/desk/sign-in?next=/desk/register")
    if page.locator("select#city").count():
        page.select_option("select#city", city.code)
        page.focus("#username")
    _keys(page, f"={account.username}", "Tab", f"={account.password}", "Enter")
    page.wait_for_url(re.compile(r"^[^?]*/desk/register$"))
    _keys(page, "=13800138000")
    page.locator("#caller").get_by_text("烧烤摊占道经营").wait_for()
    _keys(page, "Tab", "=王建国", "Alt+1", "=夜里烧烤摊占道", "Tab")
    page.select_option(":focus", "complaint")
    _keys(page, "Tab", "=占道经营", "Tab", "=和平街道", "Tab", "=和平路12号")
    page.locator("#m0-unit").get_by_text("城管局").wait_for()
    page.locator("#m0-alike").get_by_text("登记后与它关联").wait_for()
    _keys(page, "Alt+l")
    assert page.is_checked("[name=m0-link]"), "the key ticks the box, not only goes to it"
    _keys(page, "Alt+n", "=家里停水两天", "Tab")
    page.select_option(":focus", "help")
    _keys(page, "Tab", "=gg/ts", "Tab", "=人民街道", "Control+Enter")
    page.wait_for_url(re.compile("/desk/register/[0-9a-f-]{36}"))
    assert page.get_by_text("已登记 2 件诉求").is_visible()
    found = CaseRow.objects.filter(city=city.code).order_by("number")
    assert [row.lead_unit for row in found] == ["urban", "urban", "water"]
    _keys(page, "n")
    page.wait_for_url("**/desk/register")
    assert page.input_value("#m0-text") == "", "an accepted draft is gone"


def test_what_was_typed_survives_refusal_reload_and_a_lost_connection(
    city: City, page: Any, live_server: str
) -> None:
    sit(page, live_server, city.user(Role.AGENT))
    page.goto("/desk/register")
    page.fill("#m0-text", "电梯坏了半个月")
    page.select_option("#m0-kind", "complaint")
    page.fill("#m0-topic", "没有的事项")
    page.keyboard.press("Control+Enter")
    page.locator("[data-refused]").wait_for()
    assert "没有名为“没有的事项”的事项" in page.inner_text("[data-refused]")
    assert page.input_value("#m0-text") == "电梯坏了半个月"
    page.fill("#m0-topic", "物业管理")
    page.wait_for_timeout(400)
    page.goto("/desk/find")
    page.goto("/desk/register")
    assert page.input_value("#m0-text") == "电梯坏了半个月", "the draft comes back"
    assert page.input_value("#m0-topic") == "物业管理"
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    page.get_by_text("连接中断，填写的内容都在").wait_for()
    page.context.set_offline(False)
    page.wait_for_url(re.compile("/desk/register/[0-9a-f-]{36}"))
    assert CaseRow.objects.filter(city=city.code).count() == 1


def test_what_was_typed_survives_a_resting_server_and_an_ended_session(
    city: City, page: Any, live_server: str
) -> None:
    account = city.user(Role.AGENT)
    sit(page, live_server, account)
    page.goto("/desk/register")
    page.fill("#m0-text", "路灯不亮")
    page.select_option("#m0-kind", "help")
    page.route("**/desk/register", lambda route: route.fulfill(status=503, body="<h1>x</h1>"))
    page.keyboard.press("Control+Enter")
    page.get_by_text("系统暂时无法使用，填写的内容都在").wait_for()
    page.unroute("**/desk/register")
    page.context.clear_cookies(name=COOKIE)
    page.get_by_text("登录已过期，内容没有提交但都在").wait_for()
    assert page.input_value("#m0-text") == "路灯不亮"
    sit(page, live_server, account, keep=True)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/desk/register/[0-9a-f-]{36}"))


def test_the_loop_is_walked_through_the_pages_by_its_people(
    city: City, page: Any, live_server: str
) -> None:
    """签收、联系、答复、审批、回访，各人在自己的列表里点第一个按钮。"""
    [case] = register(city)
    sit(page, live_server, city.user(Role.OFFICER))
    page.goto("/desk/inbox")
    _keys(page, "j", "s")
    page.get_by_text("签收已记录").wait_for()
    page.get_by_role("link", name="首次联系").click()
    page.get_by_role("button", name="记录首次联系").click()
    page.get_by_text("首次联系已记录").wait_for()
    page.goto(f"/desk/cases/{case}?open=Reply-L1")
    form = page.locator("#form-Reply-L1")
    form.locator("[name=truth][value=true]").check()
    form.locator("[name=solved][value=solved]").check()
    form.locator("[name=internal_record]").fill("已现场取缔")
    form.locator("[name=public_answer]").fill("您好，已责令摊主收摊。")
    page.keyboard.press("Control+Enter")
    page.get_by_text("答复已记录").wait_for()
    sit(page, live_server, city.user(Role.UNIT_HEAD))
    page.goto("/desk/approvals")
    _keys(page, "j", "o")
    page.get_by_role("button", name="审批办结").click()
    page.get_by_text("审批办结已记录").wait_for()
    sit(page, live_server, city.user(Role.FOLLOW_UP_CALLER))
    page.goto(f"/desk/follow-up/{case}")
    page.check("[name=called_in]")  # tests run at any hour, nobody is called at night
    _keys(page, "1", "2", "1", "1", "Enter")
    page.get_by_text("回访结果已记录").wait_for()
    assert CaseRow.objects.get(id=case).solved == "basically"
