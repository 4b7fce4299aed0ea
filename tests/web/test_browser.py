"""Chromium meets the platform: the plain pages are readable and break no policy of their own."""

import pytest
from playwright.sync_api import Page


@pytest.mark.browser
def test_missing_page_is_said_in_chinese(page: Page) -> None:
    answer = page.goto("/no-such-page")
    assert answer is not None
    assert answer.status == 404
    assert page.title() == "没有找到 · 12345"
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


@pytest.mark.browser
def test_the_policy_is_enforced(page: Page) -> None:
    page.goto("/no-such-page")
    page.evaluate("document.body.setAttribute('onclick', 'window.ran = true')")
    page.locator("h1").click()
    assert page.evaluate("window.ran") is None
    complaints = page.complaints  # type: ignore[attr-defined]
    assert any("Content Security Policy" in text for text in complaints)
    complaints.clear()
