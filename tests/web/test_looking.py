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
