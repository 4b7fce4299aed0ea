"""The looker sees what it is there to see."""

from typing import Any

import pytest

from tests.web.looking import too_wide, unclean, walk

pytestmark = pytest.mark.browser


def test_the_walk_sees_hidden_focus_wrong_order_and_a_trap(page: Any) -> None:
    page.set_content(
        "<style>.blind:focus { outline: none }</style><main><a href='#'>1</a>"
        "<button class=blind>2</button><p><button id=up>3</button></p></main>"
    )
    assert walk(page) == ["focus not seen: ['BUTTON 2']"]
    page.set_content("<main><button tabindex=2>1</button><br><button tabindex=1>2</button></main>")
    assert "reached out of order" in walk(page)
    page.set_content("<main><button id=a>1</button><button id=b>2</button></main>")
    page.evaluate("a.onkeydown = (event) => event.preventDefault()")
    assert walk(page) == ["not reached: ['BUTTON b']"]
    page.set_content("<main style='display: flex; flex-direction: column-reverse'>"
                     "<button>1</button><button>2</button></main>")  # fmt: skip
    assert any(one.startswith("goes up again") for one in walk(page))


def test_axe_and_width_are_looked_at(page: Any) -> None:
    page.set_content("<html lang=zh><title>x</title><main style='width: 800px'><img src=x></main>")
    assert any("image-alt" in one for one in unclean(page))
    assert len(too_wide(page)) == 2
