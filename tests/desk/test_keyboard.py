"""By keyboard alone: Tab reaches every control in the order it is seen, focus is visible, nothing
traps it, the skip link skips, Escape closes a dialog and gives focus back."""

from typing import Any

import pytest

from hotline.handling import actions
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import sit
from tests.fixtures.people import City, done
from tests.handling.steps import complete, matter, register
from tests.web.looking import ENLARGED, WIDE, walk

pytestmark = [pytest.mark.browser, pytest.mark.repeats]

PAGES = (
    (Role.AGENT, "/desk/register"),
    (Role.DISPATCHER, "/desk/dispatch"),
    (Role.DISPATCHER, "/desk/cases/{waiting}?open=Dispatch"),
    (Role.OFFICER, "/desk/inbox"),
    (Role.LIAISON, "/desk/cases/{handled}"),
    (Role.FOLLOW_UP_CALLER, "/desk/follow-up/{completed}"),
    (Role.SUPERVISOR, "/desk/watch"),
    (Role.SUPERVISOR, "/desk/find?stage=handling"),
    (Role.SYSTEM_ADMIN, "/desk/admin/units"),
)


@pytest.fixture
def known(city: City) -> dict[str, str]:
    """Cases for the pages."""
    [handled] = register(city)
    done(actions.perform(city.by(Role.OFFICER), handled, c.Sign(leg="L1")))
    [waiting] = register(city, matter(dispatch=False))
    [completed] = register(city)
    complete(city, completed)
    return {"handled": handled, "waiting": waiting, "completed": completed}


@pytest.mark.parametrize("size", [WIDE, ENLARGED], ids=["wide", "200 %"])
def test_tab_walks_through_every_control_in_order_and_is_seen(
    city: City, known: dict[str, str], page: Any, live_server: str, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    wrong = []
    for role, path in PAGES:
        sit(page, live_server, city.user(role))
        page.goto(path.format(**known))
        wrong += [(path, one) for one in walk(page)]
    assert not wrong


def test_tab_walks_through_the_portal(city: City, page: Any) -> None:
    wrong = []
    for where in ("", "report/", "progress/"):
        page.goto(f"/c/{city.code}/{where}")
        wrong += [(where, one) for one in walk(page)]
    assert not wrong


def test_the_skip_link_is_first_is_seen_and_leads_to_the_page(
    city: City, known: dict[str, str], page: Any, live_server: str
) -> None:
    sit(page, live_server, city.user(Role.OFFICER))
    page.goto("/desk/inbox")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "跳到正文"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def _asks_for_good(page: Any, live_server: str, city: City, case: str) -> Any:
    """撤单 typed and sent by keyboard; the dialog that asks once more."""
    sit(page, live_server, city.user(Role.TEAM_LEADER))
    page.goto(f"/desk/cases/{case}?open=Withdraw")
    page.fill("#Withdraw-reason", "诉求人来电撤回")
    page.focus("#form-Withdraw [data-submit]")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="撤单")
    dialog.wait_for()
    return dialog


def test_what_cannot_be_undone_asks_once_more_and_escape_goes_back(
    city: City, known: dict[str, str], page: Any, live_server: str
) -> None:
    dialog = _asks_for_good(page, live_server, city, known["waiting"])
    assert "不能恢复" in dialog.inner_text()
    assert page.locator(":focus").inner_text() == "先不", "the safe way is under the finger"
    for _ in range(5):
        page.keyboard.press("Tab")
        where = (
            "document.activeElement === document.body || document.activeElement.closest('dialog')"
        )
        assert page.evaluate(f"Boolean({where})"), "the page behind is out of reach"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q", "nor by its shortcuts"
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.closest('form').id") == "form-Withdraw"
    assert page.input_value("#Withdraw-reason") == "诉求人来电撤回"
    assert page.locator(".badge", has_text="已撤单").count() == 0


def test_what_cannot_be_undone_is_done_after_saying_yes(
    city: City, known: dict[str, str], page: Any, live_server: str
) -> None:
    dialog = _asks_for_good(page, live_server, city, known["waiting"])
    dialog.get_by_role("button", name="撤单").press("Enter")
    page.get_by_role("status").get_by_text("撤单已记录").wait_for()
    assert "done=" not in page.url, "told once"


def test_a_step_that_can_be_taken_back_leads_to_how(
    city: City, known: dict[str, str], page: Any, live_server: str
) -> None:
    sit(page, live_server, city.user(Role.LIAISON))
    page.goto(f"/desk/cases/{known['handled']}?open=FileReturn-L1")
    form = page.locator("#form-FileReturn-L1")
    form.locator("[name=reason]").select_option("not_duty")
    form.locator("[name=explanation]").fill("不归本单位")
    form.locator("[data-submit]").press("Enter")
    toast = page.get_by_role("status").filter(has_text="退单已记录")
    toast.wait_for()
    toast.get_by_role("link", name="撤回退单").press("Enter")
    page.wait_for_url("**open=WithdrawReturn**")
    assert page.get_by_role("button", name="撤回退单").is_visible()


def test_uncovering_says_that_it_is_on_record(
    city: City, known: dict[str, str], page: Any, live_server: str
) -> None:
    sit(page, live_server, city.user(Role.OFFICER))
    page.goto(f"/desk/cases/{known['handled']}")
    page.locator("#personal-phone button").press("Enter")
    page.get_by_text("13800138000").wait_for()
    page.get_by_role("status").filter(has_text="查看已记入访问记录").wait_for()


def test_a_slow_answer_shows_a_skeleton_and_a_quick_one_does_not(
    city: City, known: dict[str, str], page: Any, live_server: str
) -> None:
    sit(page, live_server, city.user(Role.AGENT))
    held: list[Any] = []
    page.goto("/desk/register")
    skeleton = page.locator('[data-skeleton-of="caller"]')
    assert not skeleton.is_visible()
    page.route("**/desk/register/caller", lambda route: held.append(route))
    page.fill("#contact-caller_phone", "13800138000")
    skeleton.wait_for()
    assert page.get_attribute("#caller", "aria-busy") == "true"
    held[0].continue_()
    page.locator("#caller").get_by_text("烧烤摊占道经营").first.wait_for()
    assert not skeleton.is_visible()
