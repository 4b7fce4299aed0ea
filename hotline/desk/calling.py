"""回访: one screen with the number, what was asked and answered, the tries so far, and the outcome
by three keys; all other cases of the same citizen that wait, so that one call covers them."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline import ledger
from hotline.desk import acting, rows
from hotline.desk.case import Seen, missing, request_part, see
from hotline.desk.case_view import Tried, allowed, public_answer
from hotline.desk.forms import At, form
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling import queries
from hotline.handling.streams import case_ref
from hotline.people.cover import Cover
from hotline.rules.case import commands as c
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import AttemptResult, CaseStage
from hotline.web.permission import page

TRIES = (
    (AttemptResult.NO_ANSWER, "n"),
    (AttemptResult.BUSY, "b"),
    (AttemptResult.OFF, "f"),
    (AttemptResult.REFUSED, "e"),
    (AttemptResult.LATER, "l"),
)
KINDS = {kind.__name__: kind for kind in (c.RecordOutcome, c.TryFollowUp)}


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """One try so far."""

    at: Any
    result: str


@page(permission="follow_up")
@staff
def call(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """The call about one case."""
    tried = None
    if request.method == "POST":
        kind = KINDS.get(request.POST.get("command", ""), c.RecordOutcome)
        found = acting.attempt(request, desk, case_id, kind)
        if not isinstance(found, Refusal):
            return acting.onward(request, case_id, kind.__name__, found)
        tried = Tried(form=kind.__name__, typed=request.POST, refusal=found)
    seen = see(desk, case_id, say("回访"))
    if seen is None:
        return missing(request, desk)
    context = request_part(desk, seen) | _call_part(desk, seen, tried)
    status = tried.refusal.status if tried else 200
    return show(request, desk, "desk/call.html", "follow-up", context, status)


def _call_part(desk: Desk, seen: Seen, tried: Tried | None) -> dict[str, Any]:
    state = seen.state
    mine = tried if tried and tried.form == "RecordOutcome" else None
    closed = {o.edge.name: o.refusal for o in allowed(state, desk) if o.edge.name in KINDS}
    outcome = form(
        c.RecordOutcome,
        At(desk=desk, title=say("回访结果"), hint=_off_hours(closed.get("TryFollowUp"))),
        mine.typed if mine else None,
        mine.refusal if mine else None,
    )
    others = _others(desk, seen)
    back = reverse("desk:call", args=[others[0].id]) if others else reverse("desk:follow-up")
    return {
        "tried": tried,
        "outcome": outcome,
        "closed": closed,
        "tries": [(term.value, term.zh, key.upper()) for term, key in TRIES],
        "past": [Past(at=one.at, result=one.result.zh) for one in state.attempts],
        "answer": _answer(desk, seen),
        "unit": desk.who.world.units.name(state.lead.unit) if state.lead else "",
        "others": others,
        "onward": back,
    }


def _off_hours(no_try: Refusal | None) -> str:
    """Said above the answers while nobody may be rung: then only incoming calls are recorded."""
    if no_try is None or no_try.code is not Code.TOO_LATE:
        return ""
    return say("{why}现在只记录诉求人自己来电说的结果。", why=no_try.message)


def _answer(desk: Desk, seen: Seen) -> str:
    """The public answer of this round: the case's own (merged), or the lead's approved reply."""
    if seen.covers.words is not Cover.OPEN:
        return ""
    return public_answer(seen.state, ledger.read(case_ref(desk.actor.city, seen.row.id)))


def _others(desk: Desk, seen: Seen) -> list[rows.Row]:
    """The same citizen's other cases that wait for a call."""
    phone = seen.caller.phone if seen.caller else ""
    return [
        rows.row(desk, line)
        for line in queries.history(desk.who, phone)
        if line.case.stage == CaseStage.COMPLETED and line.case.id != seen.row.id
    ]
