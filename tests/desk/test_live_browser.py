"""A second browser shows what others do within five seconds, and nothing under the hand moves."""

import time
from typing import Any

import pytest

from hotline.handling import actions
from hotline.rules.case import commands as c
from hotline.rules.words import Role, Urgency
from tests.desk.seat import sit
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register

pytestmark = pytest.mark.browser

ASK = "document.dispatchEvent(new Event('visibilitychange'))"
TOP = "document.querySelectorAll('[data-row]')[20].getBoundingClientRect().top"


def test_a_change_is_shown_within_five_seconds_and_typing_goes_on(
    city: City, page: Any, live_server: str
) -> None:
    register(city, *(matter(title=f"第{n:02d}件") for n in range(20)))
    register(city, *(matter(title=f"第{n:02d}件") for n in range(20, 30)))
    sit(page, live_server, city.user(Role.OFFICER))
    page.goto("/desk/inbox")
    page.focus("#narrow-q")
    page.keyboard.insert_text("烧烤摊")
    page.keyboard.press("ArrowLeft")
    page.evaluate("window.scrollTo(0, 900)")
    held = page.locator("[data-row]").nth(20)
    name, before = held.get_attribute("data-row"), page.evaluate(TOP)
    [case] = register(city, matter(title="新来的特急件", urgency=Urgency.CRITICAL))
    begun = time.monotonic()
    page.locator(f'[data-row^="{case}"]').wait_for(state="attached", timeout=7000)
    taken = time.monotonic() - begun
    assert taken < 6, "five seconds and the time of a page"
    top = f"document.querySelector('[data-row=\"{name}\"]').getBoundingClientRect().top"
    assert abs(page.evaluate(top) - before) < 2, "what one reads stays where it was"
    assert page.evaluate("document.activeElement.id") == "narrow-q"
    page.keyboard.insert_text("们")
    assert page.input_value("#narrow-q") == "烧烤们摊", "and the caret too"
    first = page.locator("[data-row]").first.inner_text()
    assert "新来的特急件" in first, "and it stands where it belongs"
    assert page.locator('[data-count="sign"]').first.inner_text() == "31"
    assert page.locator("[data-stale]").is_hidden()


def test_a_line_in_use_stays_and_the_page_says_that_it_changed(
    city: City, page: Any, live_server: str
) -> None:
    one, two = register(city, matter(title="勾着的"), matter(title="没碰的"))
    sit(page, live_server, city.user(Role.OFFICER))
    page.goto("/desk/inbox")
    page.locator(f'[data-row^="{one}"] input[type=checkbox]').check()
    for case in (one, two):
        done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    page.evaluate(ASK)
    page.locator(f'[data-row^="{two}"] >> text=办理中').wait_for()
    assert page.locator(f'[data-row^="{one}"]').get_by_text("待签收").is_visible()
    assert page.locator(f'[data-row^="{one}"] input').first.is_checked()
    page.locator("[data-stale]:not([hidden])").wait_for()


def test_a_list_is_narrowed_without_a_reload_and_goes_back(
    city: City, page: Any, live_server: str
) -> None:
    register(city, matter(title="普通的"), matter(title="紧急的", urgency=Urgency.URGENT))
    sit(page, live_server, city.user(Role.OFFICER))
    page.goto("/desk/inbox")
    page.evaluate("window.untouched = true")
    page.keyboard.press("f")
    page.select_option("#find-urgency", "urgent")
    page.get_by_role("link", name="普通的").wait_for(state="detached")
    assert "urgency=urgent" in page.url
    assert page.evaluate("window.untouched")
    page.reload()
    assert page.locator("#find-urgency").input_value() == "urgent"
    assert page.get_by_role("link", name="紧急的").is_visible()
