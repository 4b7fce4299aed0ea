"""Every rule of the lifecycle, told in Chinese and run: one test for each story."""

from pathlib import Path

import pytest

from tests.stories import printed
from tests.stories.reading import Told, stories
from tests.stories.running import run

STORIES = stories()


@pytest.mark.parametrize("told", STORIES, ids=[told.rule for told in STORIES])
def test_story(told: Told) -> None:
    run(told)


def test_there_are_enough_and_no_rule_twice() -> None:
    rules = [told.rule for told in STORIES]
    assert len(rules) >= 80
    assert len(set(rules)) == len(rules)


def test_the_document_is_what_is_printed() -> None:
    """Differs? `python -m tests.stories.printed > docs/stories.md`, and read it."""
    on_disk = Path(__file__).parents[2] / "docs" / "stories.md"
    assert on_disk.read_text("utf-8") == printed.document()
