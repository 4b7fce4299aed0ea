"""附件 in a real browser: chosen, dropped, pasted; refused beside the form; clean under axe."""

import base64
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from hotline.desk.gate import COOKIE
from hotline.handling import actions
from hotline.people.sign_in import Opened, sign_in
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.fixtures import pictures as p
from tests.fixtures.people import City, done
from tests.handling.steps import register

pytestmark = pytest.mark.browser

GIVE = """([text, how]) => {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "截图.jpg", { type: "image/jpeg" }));
  const at = document.querySelector("#files h2");
  at.dispatchEvent(how === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_a_photo_is_chosen_dropped_and_pasted(
    city: City, page: Any, live_server: str, tmp_path: Path
) -> None:
    [case] = register(city)
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    account = city.user(Role.OFFICER)
    opened = sign_in(city.code, account.username, account.password)
    assert isinstance(opened, Opened)
    cookie = {"name": COOKIE, "value": opened.secret, "url": f"{live_server}/desk/"}
    page.context.add_cookies([cookie])
    page.goto(f"/desk/cases/{case}")
    page.set_input_files("#upload-files", files=[_file("假.jpg", p.HTML)])
    page.click("#files [data-submit]")
    page.locator("#files [data-upload-refused]").wait_for()
    assert "不是可以接收的文件" in page.inner_text("#files [data-upload-refused]")
    page.select_option("#upload-group", "contact")
    page.set_input_files("#upload-files", files=[_file("现场.jpg", p.photo())])
    page.click("#files [data-submit]")
    page.locator("#files .thumb img").first.wait_for()
    assert page.locator("#files h3").all_inner_texts() == ["联系记录"]
    text = base64.b64encode(p.photo((400, 300))).decode()
    for count, how in ((2, "drop"), (3, "paste")):
        page.evaluate(GIVE, [text, how])
        page.locator("#files .thumb img").nth(count - 1).wait_for()
    for picture in page.locator("#files img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") > 0
    found = Axe().run(page).response["violations"]
    assert not [one for one in found if one["impact"] in ("serious", "critical")], found
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}
