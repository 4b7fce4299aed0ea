"""The tree keeps every house rule; every house rule catches what it is there for."""

import subprocess

import pytest

from tests.house.lint import ROOT, Rule
from tests.house.outside import OUTSIDE
from tests.house.shape import SHAPE
from tests.house.walls import WALLS

pytestmark = pytest.mark.repeats

RULES = (*SHAPE, *WALLS, *OUTSIDE)
SUFFIXES = (".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".sh", ".in")


def _files() -> dict[str, str]:
    """What git knows or would add: path -> text."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    named = ("Makefile", ".ci/run", "scripts/set-up")
    return {
        path: (ROOT / path).read_text()
        for path in listed
        if (path.endswith(SUFFIXES) or path in named) and (ROOT / path).is_file()
    }


FILES = _files()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_tree_is_clean(rule: Rule) -> None:
    found = [line for path, text in FILES.items() for line in rule.findings(path, text)]
    assert not found, f"{rule.danger}\nException: {rule.exception}\n" + "\n".join(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_catches_its_plant_and_has_a_note(rule: Rule) -> None:
    path, text = rule.plant
    assert rule.findings(path, text)
    assert not rule.findings(path, '"""Fine."""\n')
    assert len(rule.danger) > 30
    assert len(rule.exception) > 10


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_exceptions_are_still_needed(rule: Rule) -> None:
    for path, reason in rule.allowed.items():
        assert len(reason) > 10
        assert path in FILES or path == "CHANGELOG.md", f"{path} is gone: drop its exception"
