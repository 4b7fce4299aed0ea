"""Rules about walls: who may read, who may write, whose clock counts, what points where."""

import ast
import re

from tests.house.lint import Rule, outside_ledger, product

TRANSACTIONS = {"atomic", "on_commit", "set_autocommit", "select_for_update", "savepoint"}
CLOCKS = {"now", "utcnow", "today", "localtime", "time"}
FLOORS = {
    "rules": 1, "ledger": 2, "people": 3, "handling": 4, "dispatching": 4, "knowledge": 4,
    "answering": 5, "oversight": 5, "sharing": 5, "web": 6,
    "desk": 7, "portal": 7, "api": 7, "demo": 7,
}  # fmt: skip
KEYS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def _attributes(text: str, names: set[str]) -> list[ast.Attribute]:
    return [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr in names
    ]


def _objects(path: str, text: str) -> list[str]:
    return [f"{node.lineno}: .objects" for node in _attributes(text, {"objects"})]


def _transaction(path: str, text: str) -> list[str]:
    found = [f"{node.lineno}: .{node.attr}" for node in _attributes(text, TRANSACTIONS)]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module in (
            "django.db",
            "django.db.transaction",
        ):
            found += [
                f"{node.lineno}: import {name.name}"
                for name in node.names
                if name.name in TRANSACTIONS | {"transaction"}
            ]
    return found


def _wall_clock(path: str, text: str) -> list[str]:
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in _attributes(text, CLOCKS)
        if ast.unparse(node.value) in ("datetime", "date", "datetime.datetime", "timezone", "time")
    ]


def _upward_key(path: str, text: str) -> list[str]:
    room = path.split("/")[1]
    found = []
    for node in ast.walk(ast.parse(text)):
        name = getattr(
            getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", "")
        )
        if not (isinstance(node, ast.Call) and name in KEYS and node.args):
            continue
        target = node.args[0]
        if isinstance(target, ast.Constant) and "." in str(target.value):
            other = str(target.value).split(".")[0].lower()
            if other != room and FLOORS.get(other, 0) >= FLOORS.get(room, 99):
                found.append(f"{node.lineno}: {target.value} is not below {room}")
    return found


def _mock(path: str, text: str) -> list[str]:
    marks = re.compile(r"^\s*(from unittest import mock|import mock|from unittest\.mock import)")
    return [f"{n}: {line}" for n, line in enumerate(text.split("\n"), 1) if marks.match(line)]


WALLS = (
    Rule(
        name="reads-in-queries",
        danger="A read that does not begin from the actor's sight shows what nobody may see.",
        exception="None: write the read in the room's queries.py, from the function that takes"
        " the actor.",
        where=lambda p: outside_ledger(p) and not p.endswith(("/queries.py", "/models.py")),
        check=_objects,
        plant=("hotline/desk/views.py", "CaseRow.objects.all()\n"),
    ),
    Rule(
        name="one-transaction",
        danger="A second transaction splits events from their rows: a crash between them lies.",
        exception="None: give the ledger a command.",
        where=outside_ledger,
        check=_transaction,
        plant=("hotline/handling/actions.py", "from django.db import transaction\n"),
    ),
    Rule(
        name="city-clock",
        danger="The wall clock in a rule breaks virtual time, tests and recomputation.",
        exception="What is not about the city (a doctor's report, a patience) goes in `allowed`.",
        where=outside_ledger,
        check=_wall_clock,
        plant=("hotline/desk/views.py", "datetime.now(UTC)\n"),
        allowed={
            "hotline/cli/certificate.py": "the end of a certificate on this machine",
            "hotline/cli/doctor.py": "compares the machine's clock with the database's",
            "hotline/cli/model.py": "when a model was trained",
            "hotline/lifeline.py": "the age of a file on this machine",
        },
    ),
    Rule(
        name="keys-point-down",
        danger="A string foreign key is an import that import-linter cannot see.",
        exception="None: turn the key round, or keep the identifier as a plain column.",
        where=lambda p: product(p) and p.count("/") >= 2,
        check=_upward_key,
        plant=("hotline/people/models.py", 'models.ForeignKey("handling.CaseRow", CASCADE)\n'),
    ),
    Rule(
        name="no-mocks",
        danger="A test against a stub of our own part restates the stub.",
        exception="None for our own parts. A foreign system gets a small real server in the test.",
        where=lambda p: p.startswith("tests/") and p.endswith(".py"),
        check=_mock,
        plant=("tests/desk/test_a.py", "from unittest import " + "mock\n"),
    ),
)
