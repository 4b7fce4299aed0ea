"""The rulebooks that come with the platform: sound, cited, and the same cases under each."""

import runpy
import sys
from datetime import datetime
from pathlib import Path

import pytest

from hotline.rules import rulebook_models
from hotline.rules.rulebook import CaseFacts
from hotline.rules.rulebook_names import FlagName, LimitName, NumberName
from hotline.rules.rulebook_reading import MODELS, model
from hotline.rules.words import Kind, Urgency

ON_DISK = Path(__file__).parents[2] / "docs" / "rulebooks.md"

# product.md §4: consult, help and suggestion, complaint and report.
CITED = {
    "national": ("5wd", "10wd", "15wd"),
    "beijing": ("7d", "7d", "7d"),
    "guangdong": ("2wd", "10wd", "15wd"),
    "sichuan": ("3wd", "7wd", "15wd"),
}


@pytest.mark.parametrize("name", MODELS)
def test_handling_limits_are_those_cited(name: str) -> None:
    book = model(name)
    limits = (
        book.limit(LimitName.HANDLE, CaseFacts(kind=kind, urgency=Urgency.ORDINARY)).duration
        for kind in (Kind.CONSULT, Kind.HELP, Kind.COMPLAINT)
    )
    assert tuple(map(str, limits)) == CITED[name]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(
    ("urgency", "dispatch", "handle"),
    [(Urgency.CRITICAL, "1h", "2h"), (Urgency.URGENT, "2h", "24h")],
)
def test_urgent_orders_are_alike_everywhere(
    name: str, urgency: Urgency, dispatch: str, handle: str
) -> None:
    """DB11/T 2021-2022: dispatched in 1 h or 2 h, answered in 2 h or 24 h."""
    book, facts = model(name), CaseFacts(kind=Kind.HELP, urgency=urgency)
    assert str(book.limit(LimitName.DISPATCH, facts).duration) == dispatch
    assert str(book.limit(LimitName.HANDLE, facts).duration) == handle


@pytest.mark.parametrize("name", MODELS)
def test_the_promise_never_ends_before_dispatch_and_handling_do(name: str) -> None:
    book = model(name)
    at = {one.said: rulebook_models.due_of(book, one) for one in rulebook_models.EXAMPLES}
    assert at["投诉，对诉求人的承诺"] > at["投诉"]
    assert at["咨询，对诉求人的承诺"] > at["咨询"]


@pytest.mark.parametrize("name", MODELS)
def test_every_name_is_settled_and_every_clause_has_its_source(name: str) -> None:
    book = model(name)
    assert {clause.name for clause in book.limits} == set(LimitName)
    assert {clause.name for clause in book.numbers} == set(NumberName)
    assert {clause.name for clause in book.flags} == set(FlagName)
    assert all(one.source for one in (*book.limits, *book.numbers, *book.flags))


def test_the_same_case_ends_at_different_times() -> None:
    before_festival = next(o for o in rulebook_models.EXAMPLES if o.said == "春节前的咨询")
    ends = {name: rulebook_models.due_of(model(name), before_festival) for name in MODELS}
    assert {name: f"{end:%m-%d}" for name, end in ends.items()} == {
        "national": "02-27",
        "beijing": "02-24",  # the seventh day is in the holiday, and rolls forward
        "guangdong": "02-24",
        "sichuan": "02-25",
    }
    assert all(isinstance(end, datetime) and end.hour == 17 for end in ends.values())


def test_the_page_on_disk_is_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Differs? `python -m hotline.rules.rulebook_models > docs/rulebooks.md`, and read it."""
    monkeypatch.delitem(sys.modules, rulebook_models.__name__)
    runpy.run_module(rulebook_models.__name__, run_name="__main__")
    assert capsys.readouterr().out == ON_DISK.read_text("utf-8") == rulebook_models.document()
