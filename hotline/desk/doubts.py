"""疑点办结: the list of doubts that wait for a person, and the screen on which one is decided, with
request and answer side by side and the cases it points to, as far as the reader sees them.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline import ledger
from hotline.desk import acting, rows
from hotline.desk.case import missing, request_part, see
from hotline.desk.case_view import Tried, allowed
from hotline.desk.forms import At, form
from hotline.desk.gate import Desk, staff
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Glow, Row, zh
from hotline.desk.shell import show
from hotline.handling import queries
from hotline.handling.checking import queries as checked
from hotline.handling.queries import Listed
from hotline.handling.streams import case_ref
from hotline.handling.timeline import Line, lines
from hotline.people.cover import Cover
from hotline.rules.case.flags import CompletionFlagged, DecideFlag, is_party
from hotline.rules.case.leg_events import ReplyFiled
from hotline.rules.case.state import Flag
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.replies.findings import in_words
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Face, Sign
from hotline.web.permission import page

DOUBTS = ListPage(place="doubts", queue="doubts")
SINCE = timedelta(days=90)
MOST_NEIGHBOURS = 3


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A case that a doubt points to; `answer` is "" where the reader may not see its words."""

    number: str
    url: str
    title: str
    answer: str


@page(permission="completion.doubt")
@staff
def doubts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The oldest first; beside them how many each unit had, and how many were borne out."""
    world = desk.who.world
    by_unit = [
        one | {"name": world.units.name(one["unit"])}
        for one in checked.doubts_by_unit(desk.who, desk.who.now - SINCE)
    ]
    return show_list(request, desk, DOUBTS, lambda line: _row(desk, line), by_unit=by_unit)


def _row(desk: Desk, line: Listed) -> Row:
    flag = line.request
    url = reverse("desk:doubt", args=[flag.case_id, flag.flag])
    return rows.row(
        desk,
        line,
        glow=Glow(words=rows.waited(desk, flag.flagged_at), at=flag.flagged_at),
        unit=desk.who.world.units.name(flag.unit),
        stage=zh(Sign, flag.sign),
        notes=(zh(CaseStage, line.case.stage),),
        request=flag.flag,
        at=flag.flagged_at,
        acts=(Act(label=say("认定"), url=url, key="o"),),
    )


@page(permission="completion.doubt")
@staff
def doubt(request: HttpRequest, desk: Desk, case_id: UUID, flag_id: str) -> HttpResponse:
    """One doubt, decided here."""
    tried = None
    if request.method == "POST":
        found = acting.attempt(request, desk, case_id, DecideFlag)
        if not isinstance(found, Refusal):
            return acting.onward(request, case_id, DecideFlag.__name__, found)
        tried = Tried(form=DecideFlag.__name__, typed=request.POST, refusal=found)
    seen = see(desk, case_id, say("疑点认定"), with_files=True)
    flag = seen.state.flag(flag_id) if seen else None
    if seen is None or flag is None:
        return missing(request, desk)
    events = ledger.read(case_ref(desk.actor.city, case_id))
    told = lines(events, seen.covers, desk.who.world)
    set_ = next(
        one.event
        for one in events
        if isinstance(one.event, CompletionFlagged) and one.event.flag == flag.id
    )
    context = request_part(desk, seen) | {
        "flag": flag,
        "unit": desk.who.world.units.name(flag.unit),
        "finding": in_words(set_.sign, set_.figures),
        "answer": _answer(events, told, flag),
        "neighbours": _neighbours(desk, set_.others),
        "unseen": len(set_.others),
        "tried": tried,
        **_form(desk, seen.state, flag, tried),
    }
    context["unseen"] -= len(context["neighbours"])
    status = tried.refusal.status if tried else 200
    return show(request, desk, "desk/doubt.html", "doubts", context, status)


def _answer(events: Sequence[ledger.Recorded], told: Sequence[Line], flag: Flag) -> Line | None:
    """The reply that stood when the doubt was set."""
    found = None
    for one, line in zip(events, told, strict=True):
        if isinstance(one.event, ReplyFiled) and one.event.leg == flag.leg:
            found = line
        if isinstance(one.event, CompletionFlagged) and one.event.flag == flag.id:
            break
    return found


def _neighbours(desk: Desk, others: Sequence[str]) -> list[Neighbour]:
    """Those in sight, the first few."""
    return [
        Neighbour(
            number=line.case.number,
            url=rows.case_url(line.case.id),
            title=line.title,
            answer=checked.answer_of(desk.actor.city, line.case.id)
            if desk.who.sight.covers(line.case).words is Cover.OPEN
            else "",
        )
        for line in queries.these(desk.who, others[:MOST_NEIGHBOURS])
    ]


def _form(desk: Desk, case: Any, flag: Flag, tried: Tried | None) -> dict[str, Any]:
    """The form, or why this person may not decide."""
    who = desk.who
    context = Context(now=who.now, actor=who.actor, face=Face.DESK, world=who.world)
    option = next((o for o in allowed(case, desk) if o.edge.command is DecideFlag), None)
    over = flag.borne_out is not None
    if option is None or over or option.refusal or is_party(flag.unit, context):
        return {"form": None, "over": over, "closed": option.refusal if option else None}
    at = At(desk=desk, title=option.edge.zh, begin={"flag": flag.id})
    typed, refusal = (tried.typed, tried.refusal) if tried else (None, None)
    return {"form": form(DecideFlag, at, typed, refusal), "over": False, "closed": None}
