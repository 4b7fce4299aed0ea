"""Beside the form of an answer: templates to put in, what evidence it wants, and what the citizen
will read, exactly as the portal shows it, with what in it should be looked at once more.

All of it proposes; what is refused, the rules refuse when the answer is filed.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hotline import ledger
from hotline.desk.gate import Desk, staff
from hotline.handling import queries
from hotline.handling.streams import case_ref
from hotline.handling.wordings.queries import usable
from hotline.rules.case.files import EVIDENCE
from hotline.rules.case.state import Case, Leg
from hotline.rules.personal_names import personal_names
from hotline.rules.personal_numbers import personal_numbers
from hotline.rules.replies.evidence import lacking, wanted
from hotline.rules.replies.variables import blanks, filled, values
from hotline.rules.text import joined, say
from hotline.web.permission import page

LONGEST = 10_000


@page(permission="reply.templates")
@staff
@require_safe
def aids(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Templates filled in for this case, and which evidence stands and which is still wanted."""
    row = queries.case_row(desk.who, case_id)
    state: Case | None = ledger.state_of(case_ref(desk.actor.city, case_id)) if row else None
    leg = state.leg(request.GET.get("leg", "")) if state else None
    if state is None or leg is None or leg.unit != desk.actor.unit:
        return HttpResponse(status=404)
    world = desk.who.world
    known = values(state, leg, world, desk.who.now)
    rows = usable(desk.who, leg.unit, state.topic)
    context = {
        "leg": leg.id,
        "templates": [
            {
                "id": one.id,
                "title": one.title,
                "about": world.topics.get(one.topic, say("全部事项")),
                "own": bool(one.unit),
                "text": filled(one.text, known),
            }
            for one in rows
        ],
        "evidence": _evidence(state, leg, {group for one in rows for group in one.asks}),
    }
    return render(request, "desk/parts/reply_aids.html", context)


def _evidence(state: Case, leg: Leg, asked: set[str]) -> list[dict[str, Any]]:
    """Each group, whether it is wanted and whether something shows it."""
    wants = wanted(state, leg, [one for one in EVIDENCE if one.value in asked])
    short = lacking(wants, leg)
    return [
        {"zh": one.zh, "wanted": one in wants, "lacking": one in short, "held": one in leg.proofs}
        for one in EVIDENCE
        if one in wants or one in leg.proofs
    ]


@page(permission="reply.templates")
@staff
@require_POST
def look(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The answer as the portal will show it, and what in it should be looked at once more."""
    answer = request.POST.get("public_answer", "").replace("\r\n", "\n").strip()[:LONGEST]
    context = {"answer": answer, "notes": doubts_of(answer)}
    return render(request, "desk/parts/reply_look.html", context)


def doubts_of(answer: str) -> list[str]:
    """What a citizen should perhaps not read, in words; nothing is decided by it."""
    found = (
        (say("还没填的变量：{what}，不能提交。"), blanks(answer)),
        (say("像个人号码：{what}，提交时要确认。"), personal_numbers(answer)),
        (say("像个人姓名：{what}，请确认可以公开。"), personal_names(answer)),
    )
    return [say(words.template, what=joined("、", what)) for words, what in found if what]
