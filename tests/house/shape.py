"""Rules about shape: sizes, names, empty files, what stands unfinished."""

import ast
import re

from tests.house.lint import Rule, anything, product, python

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|services?)(_|$)")


def _long_file(path: str, text: str) -> list[str]:
    lines = text.count("\n")
    return [f"1: {lines} lines"] if lines >= LONGEST_FILE else []


def _long_function(path: str, text: str) -> list[str]:
    return [
        f"{node.lineno}: {node.name} has {length} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := (node.end_lineno or 0) - node.lineno) >= LONGEST_FUNCTION
    ]


def _no_docstring(path: str, text: str) -> list[str]:
    return [] if ast.get_docstring(ast.parse(text)) else ["1: no module docstring"]


def _vague(path: str, text: str) -> list[str]:
    found = [f"1: {part}" for part in path.removesuffix(".py").split("/") if VAGUE.search(part)]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name).lower()
            if VAGUE.search(snake):
                found.append(f"{node.lineno}: {node.name}")
    return found


def _unfinished(path: str, text: str) -> list[str]:
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    return [
        f"{n}: {line.strip()}" for n, line in enumerate(text.split("\n"), 1) if marks.search(line)
    ]


SHAPE = (
    Rule(
        name="short-files",
        danger="A file nobody can hold in the head is where rules hide from each other.",
        exception="None: split by meaning. Generated data belongs in TOML or JSON.",
        where=lambda p: python(p) or p.endswith((".html", ".css", ".js", ".md")),
        check=_long_file,
        plant=("hotline/desk/a.py", "\n" * 400),
        allowed={
            "CHANGELOG.md": "grows by one line per change and is read from the top",
            "docs/lifecycle.md": "printed from the tables, a line for each rule",
            "docs/stories.md": "printed from the stories that run as tests, one for each rule",
        },
    ),
    Rule(
        name="short-functions",
        danger="A long function mixes levels; its branches are tested together or not at all.",
        exception="None: name the steps.",
        where=python,
        check=_long_function,
        plant=("hotline/desk/a.py", "def f():\n" + "    pass\n" * 40),
    ),
    Rule(
        name="docstrings",
        danger="An empty file, or one that does not say what it assumes, is a riddle for the next.",
        exception="Migrations.",
        where=product,
        check=_no_docstring,
        plant=("hotline/desk/__init__.py", ""),
    ),
    Rule(
        name="names",
        danger="`utils`, `helpers`, `manager`, `service` say nothing and so collect everything.",
        exception="A word of the domain (a citizen's public service) goes in `allowed`.",
        where=lambda p: python(p) and not p.startswith("tests/house/"),
        check=_vague,
        plant=("hotline/desk/a.py", '"""Odds."""\nclass CaseManager: ...\n'),
        allowed={"tests/conftest.py": "replaces a fixture of pytest-django under its own name"},
    ),
    Rule(
        name="unfinished",
        danger="A promise in a comment is kept by nobody; an issue is.",
        exception="None: file an issue, or do it.",
        where=lambda p: anything(p) and p != "tests/house/shape.py",
        check=_unfinished,
        plant=("docs/a.md", "TODO: later\n"),
    ),
)
