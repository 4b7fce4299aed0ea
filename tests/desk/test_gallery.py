"""Every component in every state: names, roles, states, contrast; light, wall and large type."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from hotline.rules.words import Role
from tests.desk.seat import Seat, sit
from tests.fixtures.people import City
from tests.fixtures.serving import Served, serve
from tests.web.looking import look, walk

pytestmark = pytest.mark.repeats

PAGE = "/desk/gallery/"
THEMES = ["", "?theme=wall", "?type=large"]
COMPONENTS = {
    "tokens", "button", "field", "list", "light", "clock", "tree", "timeline", "person", "file",
    "dialog", "toast", "skeleton", "progress", "empty",
}  # fmt: skip


def test_it_is_there_in_debug_only(city: City, settings: Any) -> None:
    seat = Seat(city.user(Role.OFFICER))
    assert seat.get(PAGE).status_code == 404
    assert PAGE not in seat.get("/desk/inbox").content.decode()
    settings.DEBUG = True
    said = seat.get("/desk/inbox").content.decode()
    assert f'href="{PAGE}"' in said
    said = seat.get(PAGE).content.decode()
    assert not {one for one in COMPONENTS if f'id="{one}"' not in said}


@pytest.fixture(scope="module")
def workshop(django_db_setup: None) -> Iterator[Served]:
    """A server in debug."""
    with serve(HOTLINE_DEBUG="1") as served:
        yield served


@pytest.fixture
def shown(page: Any, workshop: Served, city: City) -> Any:
    """The gallery in a browser."""
    sit(page, workshop, city.user(Role.LIAISON))
    page.goto(workshop + PAGE)
    return page


@pytest.mark.browser
def test_it_is_clean_in_every_theme_and_walked_by_tab(shown: Any, workshop: Served) -> None:
    wrong = []
    for theme in THEMES:
        shown.goto(workshop + PAGE + theme)
        wrong += [(theme, one) for one in look(shown) + walk(shown)]
    assert not wrong


@pytest.mark.browser
def test_each_component_has_its_name_role_and_state(shown: Any) -> None:
    def part(name: str) -> Any:
        return shown.locator(f"#{name}")

    wrong = part("field").get_by_role("combobox", name="改派到")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description("没有名为“月球”的单位。请从列表中选择。")
    expect(part("field").get_by_role("group", name="单选")).to_be_visible()
    expect(part("field").get_by_role("textbox", name="必填文字")).to_have_attribute("required", "")
    expect(part("list").get_by_role("row")).to_have_count(4)
    expect(part("list").get_by_role("checkbox", name="选择 261026-0000100-8")).to_be_visible()
    expect(part("light").get_by_text("已超期5天")).to_be_visible()  # in words, not only in red
    part("clock").get_by_text("为什么是这一天").first.click()
    expect(part("clock").get_by_text("国办发〔2020〕53号")).to_be_visible()
    expect(part("timeline").get_by_role("list").first.get_by_role("listitem")).to_have_count(5)
    expect(part("timeline").get_by_text("派单后2天，规定至10月27日")).to_be_visible()
    expect(part("tree").locator(".tree .tree .tree > li")).to_have_count(1)
    expect(part("person").get_by_role("button")).to_have_count(1)
    expect(part("person").get_by_role("button", name="联系电话")).to_be_visible()
    expect(part("file").get_by_role("link", name="整改通知书.pdf")).to_be_visible()
    expect(part("file").get_by_role("img", name="现场照片.jpg")).to_be_visible()
    expect(part("file").get_by_text("内容不在您的查看权限内")).to_be_visible()
    expect(part("skeleton").get_by_role("status", name="正在载入")).to_be_visible()
    running = part("progress").get_by_role("progressbar", name="正在导出")
    expect(running).to_have_accessible_description("约还需 8 秒，可以离开本页。")
    assert running.evaluate("one => one.value / one.max") == 0.4
    expect(part("progress").get_by_text("1200 / 3000")).to_be_visible()
    expect(part("empty").get_by_role("link", name="清除条件")).to_be_visible()


@pytest.mark.browser
def test_a_toast_is_told_closed_and_gives_focus_back(shown: Any, workshop: Served) -> None:
    shown.get_by_role("link", name="做完了").click()
    toast = shown.get_by_role("status").filter(has_text="签收已记录")
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="关闭").press("Enter")
    expect(shown.locator(".toast")).to_have_count(0)
    expect(shown.locator("#main")).to_be_focused()
    shown.get_by_role("link", name="可以撤回").click()
    expect(shown.get_by_role("status").get_by_role("link", name="撤回退单")).to_be_visible()


@pytest.mark.browser
def test_the_dialog_is_clean_when_open(shown: Any) -> None:
    shown.locator("#dialog").get_by_role("button", name="撤单").click()
    dialog = shown.get_by_role("dialog", name="撤单")
    expect(dialog).to_have_accessible_description(
        "撤单后各单位的承办单全部终止，不能恢复；诉求人可以另行反映。"
    )
    assert look(shown) == []
    shown.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.browser
def test_the_wall_is_dark_and_large_type_is_larger(shown: Any, workshop: Served) -> None:
    def size() -> float:
        return float(shown.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))

    ordinary = size()
    shown.goto(f"{workshop}{PAGE}?type=large")
    assert size() >= ordinary * 1.3
    shown.goto(f"{workshop}{PAGE}?theme=wall")
    assert size() > ordinary
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 20, 32)"
