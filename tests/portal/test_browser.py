"""The portal in a real browser: without JavaScript, at 360 px, in large type, clean under axe."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from hotline.handling import actions
from hotline.handling.models import CaseRow
from tests.fixtures.people import City
from tests.fixtures.serving import Served
from tests.portal.visitor import call, complete

pytestmark = [pytest.mark.browser, pytest.mark.repeats]
NARROW = {"width": 360, "height": 740}
# Cookies that mark who one is make no page: the limit of the slow line is on what is sent.
HEAVIEST = 200_000


@pytest.fixture
def plain(browser: Any, live_server: Served) -> Iterator[Page]:
    """A cheap phone: 360 px, no JavaScript."""
    context = browser.new_context(
        base_url=live_server, viewport=NARROW, java_script_enabled=False, locale="zh-CN"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def enter(page: Page, city: City, case: str) -> None:
    row = CaseRow.objects.get(id=case)
    page.goto(f"/c/{city.code}/progress/")
    page.fill("#number", row.number)
    page.fill("#code", actions.query_code(city.code, str(row.contact)))
    page.click("main .primary")


def test_the_whole_way_without_javascript(plain: Page, city: City) -> None:
    plain.goto(f"/c/{city.code}/")
    plain.click("text=我要反映问题")
    plain.click("main .primary")
    assert plain.locator(".error").count() == 3
    plain.check("input[value=help]")
    plain.fill("#text", "路灯不亮")
    plain.select_option("#area", "dong/heping")
    plain.fill("#phone", "13800138000")
    plain.click("main .primary")
    number = plain.locator(".ticket dd").first.inner_text()
    code = plain.locator(".ticket .code").inner_text()
    plain.click("text=查看进度")
    plain.click("text=退出查询")
    plain.fill("#number", number.replace("-", " "))
    plain.fill("#code", code.lower())
    plain.click("main .primary")
    assert "已收到" in plain.locator("h1").inner_text()
    plain.click("text=补充情况")
    plain.fill("#text", "在路口东边")
    plain.click("text=提交补充")
    assert "在路口东边" in plain.locator(".story").inner_text()
    plain.click("text=撤回诉求")
    plain.click("text=确认撤回")
    assert "您已撤回" in plain.locator("h1").inner_text()


def test_a_press_pressed_twice_is_one_case(page: Page, city: City) -> None:
    page.goto(f"/c/{city.code}/report/")
    page.check("input[value=help]")
    page.fill("#text", "路灯不亮")
    page.fill("#phone", "13800138000")
    page.locator("main .primary").dblclick()
    page.wait_for_url("**/done/")
    assert CaseRow.objects.filter(city=city.code).count() == 1


def test_a_half_written_report_survives_a_reload(page: Page, city: City) -> None:
    page.goto(f"/c/{city.code}/report/")
    page.check("input[value=complaint]")
    page.fill("#text", "写到一半")
    page.reload()
    assert page.input_value("#text") == "写到一半"
    assert page.is_checked("input[value=complaint]")


@pytest.mark.parametrize("large", [False, True], ids=["ordinary", "large"])
def test_every_page_is_clean_under_axe_and_fits(page: Page, city: City, large: bool) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    base = f"/c/{city.code}/"
    page.goto(base)
    if large:
        page.click("text=长辈版")
    case = call(city)
    for where in ("", "report/", "progress/"):
        page.goto(base + where)
        look(page, where or "home")
    page.goto(base + "report/")
    page.click("main .primary")
    look(page, "report refused")
    enter(page, city, case)
    look(page, "case")
    page.goto(base + "progress/withdraw/")
    look(page, "withdraw")
    complete(city, case)
    for where in ("progress/case/", "progress/rate/"):
        page.goto(base + where)
        look(page, where)
    page.click("main .primary")
    look(page, "rate refused")


def look(page: Page, name: str) -> None:
    """No violation of WCAG 2.1 AA, nothing beyond the right edge, targets large enough."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    beyond = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert beyond <= 0, f"{name} is {beyond} px too wide"
    small = page.evaluate(
        "[...document.querySelectorAll('main .button')]"
        ".filter(one => one.offsetHeight && one.offsetHeight < 44).length"
    )
    assert small == 0, f"{name} has buttons under 44 px"


def test_pages_are_light(page: Page, city: City) -> None:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(f"/c/{city.code}/report/", wait_until="networkidle")
    assert sum(sizes) < HEAVIEST


def test_keyboard_alone_reaches_everything(page: Page, city: City) -> None:
    page.goto(f"/c/{city.code}/report/")
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.name"))
    for wanted in ("kind", "text", "area", "address", "phone", "name", "anonymous"):
        assert wanted in reached
