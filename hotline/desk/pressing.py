"""督办: the documents that press units, for who supervises and for the units that answer them.

A document is decided on at one screen, whoever opens it: the unit receives and answers there, the
supervisor accepts, sends back or cancels.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from msgspec.structs import replace

from hotline import ledger
from hotline.desk import clocks, rows
from hotline.desk.case import Seen
from hotline.desk.gate import Desk, staff
from hotline.desk.narrowing import Narrowing
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.desk.ruling import decide
from hotline.handling.queries import Listed
from hotline.handling.queues.asked import Order
from hotline.handling.timeline import lines
from hotline.rules.case import supervision as v
from hotline.rules.case.state import Document, UnderReview
from hotline.rules.case.supervision_guards import standing
from hotline.rules.text import say
from hotline.rules.words import Colour, RequestKind, RequestState, SupervisionKind
from hotline.web.permission import page

_FIELDS = ("light", "kind", "urgency", "area", "unit")
SUPERVISION = ListPage(
    place="supervision",
    queue="press_answered",
    shape=Narrowing(fields=_FIELDS, orders=(Order.DUE, Order.NEWEST, Order.URGENT)),
    tabs={
        "press_answered": say("已答复，待审核"),
        "press_climbed": say("逾期未答复，已升级"),
        "press_open": say("全部未答复"),
        "press_all": say("督办台账"),
    },
    counted=True,
)
PRESSED = ListPage(
    place="pressed",
    queue="press_inbox",
    shape=Narrowing(fields=("light", "kind", "urgency", "area")),
    tabs={
        "press_inbox": say("待签收、待答复"),
        "press_waiting": say("已答复，待审核"),
        "press_own": say("全部"),
    },
    counted=True,
)
_COMMANDS = (
    v.ReceiveSupervision,
    v.AnswerSupervision,
    v.AcceptAnswer,
    v.SendBackAnswer,
    v.CancelSupervision,
)


@page(permission="supervise")
@staff
def supervision(request: HttpRequest, desk: Desk) -> HttpResponse:
    """督办单 as far as the reader sees: answers to be judged, what is late, what has climbed; and
    the register of all."""
    return _shown(request, desk, SUPERVISION)


@page(permission="unit.inbox")
@staff
def pressed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """督办 that the unit has to receive and answer, the time that runs out first on top."""
    return _shown(request, desk, PRESSED)


def _shown(request: HttpRequest, desk: Desk, at: ListPage) -> HttpResponse:
    """A register begins with the newest, what waits with what runs out first."""
    tab = request.GET.get("tab") or request.POST.get("tab") or ""
    if tab in ("press_all", "press_own"):
        at = replace(at, shape=replace(at.shape, orders=(Order.NEWEST, Order.URGENT)))
    return show_list(request, desk, at, lambda line: document_row(desk, line))


def document_row(desk: Desk, line: Listed) -> Row:
    """A document with what the reader does next about it."""
    found, units = line.request, desk.who.world.units
    url = reverse("desk:document", args=[line.case.id, found.request])
    waits = found.state == RequestState.FILED and found.due_at
    over = rows.Glow(words=say("已发出{since}", since=rows.span(desk, found.filed_at)))
    notes = (
        rows.zh(Colour, found.colour),
        say("自动") if found.by_rule else "",
        say("升级{rung}次", rung=found.rung) if found.rung else "",
        standing(found.state, found.received_at, found.answered_at),
    )
    return rows.row(
        desk,
        line,
        glow=rows.glow(desk, found.filed_at, found.due_at) if waits else over,
        unit=units.name(found.unit),
        stage=rows.zh(SupervisionKind, found.kind),
        notes=tuple(note for note in notes if note),
        acts=_acts(desk, found, url),
        request=found.request,
        at=found.filed_at,
    )


def _acts(desk: Desk, found: Any, url: str) -> tuple[Act, ...]:
    see = Act(label=say("查看"), url=url, primary=False, key="o")
    if found.state != RequestState.FILED:
        return (see,)
    if desk.actor.unit in {found.unit, found.addressed} and not found.answered_at:
        return _own_acts(found, url)
    judges = found.answered_at and desk.may("supervise")
    return (Act(label=say("审核"), url=url, key="o"),) if judges else (see,)


def _own_acts(found: Any, url: str) -> tuple[Act, ...]:
    """签收 at once from the row, 答复 on the document's screen; a reminder asks for no answer."""
    fields = (("request", found.request),)
    receive = Act(label=say("签收"), post="ReceiveSupervision", fields=fields, key="s")
    answer = Act(label=say("答复"), url=url, key="o")
    if found.kind == SupervisionKind.REMINDER:
        return (receive,)
    return (answer,) if found.received_at else (receive, answer)


@page(permission="case.read")
@staff
def document(request: HttpRequest, desk: Desk, case_id: UUID, request_id: str) -> HttpResponse:
    """One document: what was asked, answered and decided, and what the reader may do."""
    return decide(
        request, desk, case_id, request_id, RequestKind.SUPERVISION, _COMMANDS, _document_part
    )


def _document_part(
    desk: Desk, seen: Seen, asked: UnderReview, events: Sequence[ledger.Recorded]
) -> dict[str, Any]:
    """The document, what has happened to it, and the clocks of the leg that it presses."""
    world, leg = desk.who.world, seen.state.leg(asked.leg)
    if not isinstance(asked, Document):
        return {}
    told = lines(events, seen.covers, world)
    steps = [
        line
        for one, line in zip(events, told, strict=True)
        if getattr(one.event, "request", "") == asked.id
    ]
    return {
        "unit": world.units.name(asked.unit),
        "document": asked,
        "number": f"{seen.state.number}-{asked.id}",
        "standing": standing(asked.state, asked.received_at, asked.answered_at),
        "rule": say("办理规则自动发出") if asked.by_rule else "",
        "issued": steps[0] if steps else None,
        "steps": steps[1:],
        "clocks": clocks.of_leg(seen.state, leg, world, desk.who.now) if leg else [],
        "printable": not desk.actor.outsourced,
        "home": reverse("desk:supervision" if desk.may("supervise") else "desk:pressed"),
    }
