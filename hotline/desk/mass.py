"""群体事件 on the desk: which ones a call may join, all of late (the hot matters with them), one
with its callers."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hotline.desk import hot, rows
from hotline.desk.batch_link import batch_url
from hotline.desk.case import missing
from hotline.desk.choices import AREAS, TOPICS, resolve
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show, standing
from hotline.handling.batches.acts import acts
from hotline.handling.mass import queries
from hotline.rules.case.commands import Merge
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage
from hotline.web.permission import page


@page(permission="contact.register")
@staff
def offered(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Events that the matter being typed may join, what to say, and the one key for it."""
    n = request.GET.get("n", "")[:10]
    prefix, world = f"m{n}-", desk.who.world
    codes = []
    for name, kind in (("topic", TOPICS), ("area", AREAS)):
        code = resolve(world, kind, request.GET.get(prefix + name, ""), prefix + name)
        codes.append("" if isinstance(code, Refusal) else code)
    found = [one for one in queries.open_events(desk.who) if _fits(one, *codes)]
    context = {"events": [_shown(desk, one) for one in found], "n": n}
    return render(request, "desk/parts/events.html", context)


def _fits(event: Any, topic: str, area: str) -> bool:
    return _related(event.topic, topic) and _related(event.area, area)


def _related(one: str, other: str) -> bool:
    """Whether one is the other or lies in it; what is not known yet fits everything."""
    return not one or not other or f"{one}/".startswith(f"{other}/") or _within(other, one)


def _within(inner: str, outer: str) -> bool:
    return f"{inner}/".startswith(f"{outer}/")


def _shown(desk: Desk, event: Any) -> dict[str, Any]:
    world = desk.who.world
    return {
        "row": event,
        "topic": world.topics.get(event.topic, event.topic),
        "area": world.areas.get(event.area, event.area),
    }


def scripts(desk: Desk, cases: Sequence[Any]) -> list[Any]:
    """What to read out to somebody whose cases just joined events; no statement without any."""
    heads = {case.parent for case in cases if case.parent}
    return [one for one in queries.open_events(desk.who) if one.case_id in heads] if heads else []


@page(permission="case.read")
@staff
def events(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The events of late with the number of their callers, after the hot matters of late."""
    found = [
        _shown(desk, event) | {"callers": callers} for event, callers in queries.events(desk.who)
    ]
    settings_url = reverse("desk:events-settings") if desk.may("events.settings") else ""
    context = {"events": found, "hot": hot.board(desk), "settings_url": settings_url}
    counted = standing(desk, "hot")
    return show(request, desk, "desk/events.html", "events", context, found=counted)


def _merging(desk: Desk, event: Any) -> str:
    """Where orders already sent out about the same are brought under it, many at once."""
    asked = {"stage": CaseStage.HANDLING.value, "topic": event.topic, "area": event.area}
    more = {"act": Merge.__name__, "parent": event.number}
    may = any(edge.command is Merge for edge in acts(desk.actor))
    return batch_url(desk, "find", urlencode(asked | more)) if may else ""


@page(permission="case.read")
@staff
def event(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """One event: what callers are told, how many called and when, who cannot wait."""
    found = queries.event(desk.who, case_id)
    if found is None:
        return missing(request, desk)
    hours = queries.by_hour(desk.who, case_id)
    callers = queries.callers(desk.who, case_id)
    alone = queries.cannot_wait(desk.who, case_id)
    context = _shown(desk, found) | {
        "callers": callers,
        "hours": hours,
        "peak": max((n for _, n in hours), default=1),
        "alone": [rows.row(desk, line) for line in alone],
        "case_url": rows.case_url(case_id),
        "merge_url": _merging(desk, found) if found.open else "",
    }
    return show(request, desk, "desk/event.html", "events", context)
