"""Nothing typed is lost: by a tab that is closed, a server that is killed, a session that ended."""

import os
import re
import signal
from typing import Any

import pytest

from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat, sit
from tests.fixtures.people import City, done
from tests.fixtures.serving import serve
from tests.handling.steps import PHONE, register

pytestmark = pytest.mark.browser


def _type_two(page: Any) -> None:
    """A call with two matters, typed into the form."""
    page.fill("#contact-caller_phone", PHONE)
    page.fill("#m0-text", "夜里烧烤摊占道")
    page.select_option("#m0-kind", "complaint")
    page.keyboard.press("Alt+n")
    page.fill("#m1-text", "家里停水两天")
    page.select_option("#m1-kind", "help")
    page.focus("#m1-address")
    page.keyboard.type("和平路12号")


def _is_all_there(page: Any) -> None:
    assert page.input_value("#contact-caller_phone") == PHONE
    assert page.input_value("#m0-text") == "夜里烧烤摊占道"
    assert page.input_value("#m0-kind") == "complaint"
    assert page.input_value("#m1-text") == "家里停水两天"
    assert page.input_value("#m1-address") == "和平路12号", "the last letter too"


def test_a_closed_tab(city: City, page: Any, live_server: str) -> None:
    """Closed right after the last letter; another tab has it all."""
    sit(page, live_server, city.user(Role.AGENT))
    page.goto("/desk/register")
    _type_two(page)
    page.close()
    again = page.context.new_page()
    again.goto("/desk/register")
    _is_all_there(again)
    assert "已恢复上次没有提交的内容" in again.inner_text("[data-draft-note]")
    again.keyboard.press("Control+Enter")
    again.wait_for_url(re.compile("/desk/register/[0-9a-f-]{36}"))
    assert CaseRow.objects.filter(city=city.code).count() == 2
    again.goto("/desk/register")
    assert again.input_value("#m0-text") == "", "what was accepted is no draft"


@pytest.mark.faults
def test_a_killed_server(city: City, page: Any) -> None:
    """It says so, and sends by itself what was typed as soon as the server is back."""
    with serve() as served:
        sit(page, served, city.user(Role.AGENT))
        page.goto(f"{served}/desk/register")
        _type_two(page)
        os.killpg(served.pid, signal.SIGKILL)
    page.keyboard.press("Control+Enter")
    page.get_by_text("连接中断，填写的内容都在").wait_for()
    with serve(int(served.rpartition(":")[2])):
        page.wait_for_url(re.compile("/desk/register/[0-9a-f-]{36}"))
    assert CaseRow.objects.filter(city=city.code).count() == 2
    assert all("htmx:" in one for one in page.complaints)  # that nobody answered
    page.complaints.clear()


def test_an_ended_session(city: City, page: Any, live_server: str) -> None:
    """Noticed by sending: signed in again in another window, it is sent from where it stands."""
    account = city.user(Role.OFFICER)
    [case] = register(city)
    for command in (c.Sign(leg="L1"), c.RecordFirstContact(leg="L1", number=PHONE)):
        done(actions.perform(city.by(Role.OFFICER), case, command))
    sit(page, live_server, account)
    page.goto(f"/desk/cases/{case}?open=Reply-L1")
    form = page.locator("#form-Reply-L1")
    form.locator("[name=truth][value=true]").check()
    form.locator("[name=solved][value=solved]").check()
    form.locator("[name=internal_record]").fill("已现场取缔")
    form.locator("[name=public_answer]").fill("您好，已责令摊主收摊。")
    _end_session(page, account)
    page.keyboard.press("Control+Enter")
    page.get_by_text("登录已过期，内容没有提交但都在").wait_for()
    assert form.locator("[name=public_answer]").input_value() == "您好，已责令摊主收摊。"
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口登录").click()
    _sign_in(opened.value, city, account)
    form.locator("[name=public_answer]").press("Control+Enter")
    page.get_by_text("答复已记录").wait_for()


def test_an_ended_session_noticed_by_reloading(city: City, page: Any, live_server: str) -> None:
    """Signed in again, one is back on the page with everything typed."""
    account = city.user(Role.AGENT)
    sit(page, live_server, account)
    page.goto("/desk/register")
    _type_two(page)
    _end_session(page, account)
    page.reload()
    _sign_in(page, city, account)
    page.wait_for_url(re.compile("/desk/register$"))
    _is_all_there(page)


def _end_session(page: Any, account: Any) -> None:
    """Ends the session on the server; the browser still has its cookie, as after half an hour."""
    seat = Seat(account)
    [cookie] = [one for one in page.context.cookies() if one["name"] == "hotline_desk"]
    seat.client.cookies["hotline_desk"] = cookie["value"]
    seat.post("/desk/sign-out")


def _sign_in(page: Any, city: City, account: Any) -> None:
    if page.locator("select#city").count():
        page.select_option("select#city", city.code)
    page.fill("#username", account.username)
    page.fill("#password", account.password)
    page.click("main .primary")
    page.wait_for_url(lambda url: "/desk/sign-in" not in url)
