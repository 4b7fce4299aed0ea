"""The lint rules of this house, as data: what each forbids, why, and how to make an exception.

A rule looks at one file and returns what it found. Each carries a planted violation, and
test_lint.py checks that the tree is clean, that the plant is caught, and that the note is there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Check = Callable[[str, str], list[str]]
"""(path inside the checkout, text) -> findings, each `line: what`."""


@dataclass(frozen=True)
class Rule:
    """One rule. `allowed` is the only way to an exception: path -> the reason, in review."""

    name: str
    danger: str
    exception: str
    where: Callable[[str], bool]
    check: Check
    plant: tuple[str, str]
    allowed: Mapping[str, str] = field(default_factory=dict)

    def findings(self, path: str, text: str) -> list[str]:
        """What this rule says about one file."""
        if path in self.allowed or not self.where(path):
            return []
        return [f"{path}:{found} [{self.name}]" for found in self.check(path, text)]


def python(path: str) -> bool:
    """Any Python file."""
    return path.endswith(".py")


def product(path: str) -> bool:
    """Python of the product, migrations apart (they are history)."""
    return python(path) and path.startswith("hotline/") and "/migrations/" not in path


def outside_ledger(path: str) -> bool:
    """Product code that is not the ledger's."""
    return product(path) and not path.startswith("hotline/ledger/")


def template(path: str) -> bool:
    """HTML of the product, and Python, where small pieces of HTML are sometimes written."""
    return path.startswith("hotline/") and path.endswith((".html", ".py"))


def anything(path: str) -> bool:
    """Every text file of the checkout."""
    return not path.startswith("requirements/")
