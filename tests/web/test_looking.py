"""The looker sees what it is there to see."""

from typing import Any

import pytest

from tests.web.looking import too_wide, unclean, walk

pytestmark = pytest.mark.browser

HIDDEN = (
    "<style>.blind:focus { outline: none }</style><main><a href='#'>1</a>"
    "<button class=blind>2</button><p><button>3</button></p></main>"
)
ORDER = "<main><button tabindex=2>1</button><br><button tabindex=1>2</button></main>"
TRAP = "<main><button id=a>1</button><button id=b>2</button></main>"
UPWARD = (
    "<main style='display: flex; flex-direction: column-reverse'>"
    "<button>1</button><button>2</button></main>"
)
WIDE = (
    "<!doctype html><html lang=zh><title>x</title>"
    "<main style='width: 800px'><img src=data:,></main>"
)


def test_the_walk_sees_hidden_focus(page: Any) -> None:
    page.set_content(HIDDEN)
    assert walk(page) == ["focus not seen: ['BUTTON 2']"]


def test_the_walk_sees_an_order_of_its_own_and_one_that_goes_up(page: Any) -> None:
    page.set_content(ORDER)
    assert walk(page)
    page.goto("about:blank")
    page.set_content(UPWARD)
    assert any(one.startswith("goes up again") for one in walk(page))


def test_the_walk_sees_a_trap(page: Any) -> None:
    page.set_content(TRAP)
    page.evaluate("void (a.onkeydown = (event) => event.preventDefault())")
    assert walk(page) == ["not reached: ['BUTTON b']"]


def test_axe_and_width_are_looked_at(page: Any) -> None:
    page.set_content(WIDE)
    assert any("image-alt" in one for one in unclean(page))
    assert len(too_wide(page)) == 2


PALE = "<main lang=zh><p{0}>深色</p><p style='color: {1}'>浅色</p>{2}</main>"
OVER = "<div style='position: absolute; inset: 0; background: #111'></div>"


def test_contrast_is_looked_at_where_colours_or_layers_are_new(page: Any) -> None:
    """What was clean before and stands alike is not asked again; all else is."""

    def pale(*parts: str) -> bool:
        page.goto("about:blank")
        page.set_content(PALE.format(*parts))
        return any("color-contrast" in one for one in unclean(page))

    assert not pale("", "#123456", "")
    assert not pale("", "#123456", "")
    assert page.locator("[data-unseen]").count() == 0
    assert pale("", "#eeeeee", "")
    assert pale("", "#eeeeee", ""), "a fault is found again"
    assert pale(" style='background: #111'", "#123456", "")
    page.goto("about:blank")
    page.set_content(PALE.format("", "#123456", OVER))
    unclean(page)
    assert page.locator("p[data-unseen]").count() == 2, "what is laid over is looked at"
