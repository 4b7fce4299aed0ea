"""docs/lifecycle.md says what is run, because it is printed by it."""

import re
import runpy
import sys
from pathlib import Path

import pytest

from hotline.rules.case import checklists, lifecycle_doc
from hotline.rules.case.evolve import EVENT_TYPES
from hotline.rules.case.table import EDGES
from hotline.rules.case.timers import timers
from tests.rules.case.states import LEGS, STAGES

ROOT = Path(__file__).parents[3]
ON_DISK = ROOT / "docs" / "lifecycle.md"


def test_the_file_on_disk_is_what_is_printed() -> None:
    """Differs? `python -m hotline.rules.case.lifecycle_doc > docs/lifecycle.md`, and read it."""
    assert ON_DISK.read_text("utf-8") == lifecycle_doc.document()


def test_it_is_printed_by_the_command_it_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, lifecycle_doc.__name__)
    runpy.run_module(lifecycle_doc.__name__, run_name="__main__")
    assert capsys.readouterr().out == ON_DISK.read_text("utf-8")


def test_it_leaves_nothing_out() -> None:
    text = lifecycle_doc.document()
    for edge in EDGES:
        assert f"`{edge.name}`" in text
        assert all(guard.__doc__ for guard in edge.guards), edge.name
    assert all(f"`{kind.__name__}`" in text and kind.__doc__ for kind in EVENT_TYPES)


def test_every_timer_a_case_sets_is_explained() -> None:
    made = [story() for story in (*STAGES.values(), *LEGS.values())]
    names = {name.partition(":")[0] for story in made for name in timers(story.case)}
    assert names <= set(lifecycle_doc.WAITS)


def test_the_checklists_name_files_that_exist() -> None:
    named = re.findall(r"`((?:hotline|tests)/[^`*<]+)`", repr(checklists.CHECKLISTS))
    missing = [name for name in named if not (ROOT / name).exists()]
    assert named
    assert missing == []
