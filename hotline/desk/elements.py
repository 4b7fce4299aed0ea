"""五要素 beside the matter being typed, and what else its words should make one think of: a minor,
a danger that holds a grievance too. Hints; nothing of it stops a registration.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hotline.desk.gate import Desk, staff
from hotline.handling.models import CallerRow, CaseTextRow
from hotline.rules.case.state import Case
from hotline.rules.case.table import BEFORE_DISPATCH
from hotline.rules.elements import (
    Element,
    Told,
    holds_a_grievance,
    missing,
    speaks_of_a_minor,
)
from hotline.rules.text import joined
from hotline.rules.words import Tag, Urgency
from hotline.web.permission import page

LONGEST = 10_000


@page(permission="contact.register")
@staff
@require_POST
def elements(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the n-th matter does not say yet; by POST, for it is personal."""
    typed = request.POST
    prefix = f"m{typed.get('n', '')[:10]}-"
    text = typed.get(prefix + "text", "")[:LONGEST]
    told = Told(
        text=text,
        where=typed.get(prefix + "address", "")[:500] + typed.get(prefix + "area", "")[:200],
        who=any(typed.get(name, "").strip() for name in ("caller_name", "anonymous")),
    )
    tags = typed.getlist(prefix + "tags")
    context = {
        "asked": bool(text.strip()),
        "elements": chips(told),
        "minor": Tag.MINOR.value not in tags and speaks_of_a_minor(text),
        "is_minor": Tag.MINOR.value in tags,
        "ordinary": typed.get(prefix + "urgency", "") in ("", Urgency.ORDINARY.value),
        "both": typed.get(prefix + "way") == "HandOver" and holds_a_grievance(text),
    }
    return render(request, "desk/parts/elements.html", context)


def chips(told: Told) -> list[dict[str, Any]]:
    """The five, each with whether it is there."""
    lacking = missing(told)
    return [{"zh": one.zh, "there": one not in lacking} for one in Element]


def of_case(case: Case, words: CaseTextRow | None, caller: CallerRow | None) -> str:
    """What an intake still lacks, for whoever pre-reviews it; "" where nothing, or once it is
    dispatched. `words` and `caller` as far as the reader has them in the open."""
    if words is None or case.stage not in BEFORE_DISPATCH:
        return ""
    told = Told(
        text=f"{words.title}\n{words.text}",
        where=words.address + case.area,
        who=case.anonymous or bool(caller and caller.name),
    )
    return joined("、", (one.zh for one in missing(told)))
