"""Photos from a phone: without scripts two inputs, with them gathered, shown, made smaller."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hotline import ledger
from hotline.handling.models import CaseRow
from hotline.handling.streams import case_ref
from tests.fixtures import pictures as p
from tests.fixtures.people import City
from tests.fixtures.serving import Served

pytestmark = pytest.mark.browser
NARROW = {"width": 360, "height": 740}
SLOW = "Object.defineProperty(navigator, 'connection', {value: {effectiveType: '2g'}})"


@pytest.fixture
def plain(browser: Any, live_server: Served) -> Iterator[Page]:
    """A cheap phone: 360 px, no JavaScript."""
    context = browser.new_context(
        base_url=live_server, viewport=NARROW, java_script_enabled=False, locale="zh-CN"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def photo(name: str, content: bytes) -> Any:
    """As the camera of a phone gives it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def files(city: City) -> int:
    """Of the city's only case."""
    case = CaseRow.objects.get(city=city.code)
    return int(ledger.state_of(case_ref(city.code, case.id)).files)


def write(page: Any, city: City) -> None:
    """The form without its photos."""
    page.goto(f"/c/{city.code}/report/")
    page.check("input[value=help]")
    page.fill("#text", "路灯不亮")
    page.fill("#phone", "13800138000")


def test_without_scripts_both_inputs_are_sent_and_more_later(plain: Page, city: City) -> None:
    write(plain, city)
    plain.set_input_files("[data-camera]", files=[photo("拍.jpg", p.photo())])
    plain.set_input_files(
        "[data-gallery]", files=[photo("1.jpg", p.photo()), photo("2.jpg", p.photo())]
    )
    assert plain.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    plain.click("main .primary")
    assert "已收到 3 个文件" in plain.inner_text(".ticket")
    plain.click("text=查看进度")
    plain.click("text=补充照片、录音或 PDF")
    plain.set_input_files("[data-gallery]", files=[photo("3.jpg", p.photo())])
    plain.click("form[action$='progress/files/'] .primary")
    assert "文件已收到" in plain.inner_text("main")
    assert plain.locator(".gallery img").count() == 4
    assert files(city) == 4


def test_with_scripts_shots_gather_and_a_slow_line_makes_them_smaller(
    page: Any, city: City
) -> None:
    page.set_viewport_size(NARROW)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 31.2304, "longitude": 121.4737})
    page.add_init_script(SLOW)
    write(page, city)
    page.fill("#address", "和平路口")
    page.click("[data-position]")
    expect(page.locator("#address")).to_have_value("和平路口（定位 31.23040, 121.47370）")
    large = p.noisy((1700, 900))
    assert len(large) > 300_000
    for name in ("一.jpg", "二.jpg"):
        page.set_input_files("[data-camera]", files=[photo(name, large)])
        page.locator(f".chosen li:has-text('{name}')").wait_for()
    page.set_input_files("[data-gallery]", files=[photo("三.jpg", p.photo())])
    page.locator(".chosen li").nth(2).wait_for()
    page.click(".chosen li:nth-child(2) button")
    sizes = page.evaluate("[...document.querySelector('[data-gallery]').files].map((f) => f.size)")
    assert len(sizes) == 2
    assert sizes[0] < len(large)
    found = Axe().run(page).response["violations"]
    assert not [one for one in found if one["impact"] in ("serious", "critical")], found
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.click("main .primary")
    page.locator(".ticket").wait_for()
    assert files(city) == 2
