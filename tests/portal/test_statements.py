"""How many statements each page costs: the same for one row and for fifty, never over the budget.

The baseline is checked in. HOTLINE_BASELINE=write rewrites it, so that a change shows as a diff.
"""

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from hotline import ledger
from hotline.handling import actions
from hotline.ledger import recent
from hotline.rules.case import commands as c
from tests.fixtures import pictures
from tests.fixtures.people import City, done
from tests.portal.visitor import TYPED, Visitor, call, complete

BASELINE = Path(__file__).with_name("statements.json")
BUDGET = 12
_serial = itertools.count(1)
Visit = Callable[[Visitor], HttpResponse]


def fresh() -> dict[str, Any]:
    """A key of its own for every form, or the second would be answered from the first."""
    return {"key": f"k{next(_serial)}"}


def photo() -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile("信.pdf", pictures.PDF)


PAGES: dict[str, Visit] = {
    "home": lambda v: v.get(""),
    "report": lambda v: v.get("report/"),
    "report sent": lambda v: v.post("report/", TYPED | fresh()),
    "enter": lambda v: v.get("progress/"),
    "enter sent": lambda v: v.post("progress/", {"number": "261122-0000001-9", "code": "x"}),
    "case": lambda v: v.get("progress/case/"),
    "withdraw": lambda v: v.get("progress/withdraw/"),
    "rate": lambda v: v.get("progress/rate/"),
    "supplement sent": lambda v: v.post("progress/supplement/", {"text": "又来了"} | fresh()),
    "photos sent": lambda v: v.post("progress/files/", fresh() | {"files": [photo()]}),
    "remind sent": lambda v: v.post("progress/remind/", fresh()),
}


def cost(city: City, name: str, rows: int) -> int:
    """Statements of the page for a case with so many supplements; the second visit counts."""
    counts = []
    for _ in range(2):
        citizen = Visitor(city)
        if name not in ("enter", "enter sent"):
            citizen.enter(_case(citizen, city, name, rows))
        recent.forget()  # not as in a storm of calls
        with ledger.count_statements() as counted:
            answer = PAGES[name](citizen)
        assert answer.status_code in (200, 303, 422 if name == "enter sent" else 200)
        counts.append(counted.count)
    return counts[-1]


def _case(citizen: Visitor, city: City, name: str, rows: int) -> str:
    case = call(city)
    for _ in range(rows):
        done(actions.perform(citizen_by(city), case, c.Supplement(text="补充")))
    if name == "rate":
        complete(city, case)
    return case


def citizen_by(city: City) -> actions.By:
    from hotline.rules.actor import citizen_actor
    from hotline.rules.words import Face

    return actions.By(actor=citizen_actor(city.code), face=Face.PORTAL)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_what_the_baseline_says(city: City, name: str) -> None:
    one, fifty = cost(city, name, 1), cost(city, name, 50)
    assert one == fifty, "the number of statements grows with the rows"
    assert one <= BUDGET
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    if os.environ.get("HOTLINE_BASELINE") == "write":
        known[name] = one
        BASELINE.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    assert known.get(name) == one, f"{name}: {one} statements; HOTLINE_BASELINE=write accepts it"
