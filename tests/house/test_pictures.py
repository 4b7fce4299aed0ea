"""Pictures and the papers that show them: each exists, is small, and is shown somewhere."""

import re
from pathlib import Path

import pytest

from tests.house.lint import ROOT

PICTURES = ROOT / "docs" / "pictures"
ONE, TOGETHER = 80_000, 1_000_000  # bytes
LINES = 120
PAPERS = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs" / "handbook").glob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|<img[^>]+src=\"([^\"]+)\"")


def _named(paper: Path) -> list[Path]:
    """Files of ours that the paper leads to or shows."""
    found = [a or b for a, b in LINK.findall(paper.read_text())]
    return [(paper.parent / one).resolve() for one in found if "://" not in one]


def test_pictures_are_small() -> None:
    sizes = {one.name: one.stat().st_size for one in PICTURES.iterdir()}
    assert not {name: size for name, size in sizes.items() if size > ONE}, "scripts/screenshots.py"
    assert sum(sizes.values()) <= TOGETHER


def test_every_picture_is_shown() -> None:
    shown = {one for paper in PAPERS for one in _named(paper)}
    assert not set(PICTURES.iterdir()) - shown, "show them, or take them out of screenshots.py"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_paper_names_exists(paper: Path) -> None:
    assert not [str(one) for one in _named(paper) if not one.exists()]


def test_the_handbook_has_pages_of_one_page_each_and_an_index_of_all() -> None:
    pages = set((ROOT / "docs" / "handbook").glob("*.md"))
    index = ROOT / "docs" / "handbook" / "README.md"
    assert pages - {index} <= set(_named(index))
    assert not [p.name for p in pages if p.read_text().count("\n") > LINES]
