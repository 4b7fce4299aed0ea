"""紧急工单电话确认: who is to be rung now for one order, and what came of each call.

Numbers of people stay covered until they are asked for, which is on record; a unit's own number
is no secret. What is said by one button is an event of the case.
"""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline import ledger
from hotline.desk import acting, rows
from hotline.desk.case import Seen, missing, request_part, see
from hotline.desk.gate import Desk, staff
from hotline.desk.oversight import rosters
from hotline.desk.shell import show
from hotline.handling import actions
from hotline.handling.streams import case_ref
from hotline.handling.timeline import lines
from hotline.ledger import Outcome
from hotline.oversight import queries
from hotline.oversight.queries import Reached
from hotline.people.cover import mask_phone
from hotline.rules.case import phone
from hotline.rules.case.state import Leg
from hotline.rules.phone_words import Rang, Rung
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.reading import from_data, plainly

KEYS = {Rang.NO_ANSWER: "n", Rang.BUSY: "b", Rang.WRONG: "w", Rang.NOT_CONFIRMED: "r"}
EVENTS = (phone.OrderAcknowledged, phone.CallInVain, phone.PhoneUnanswered)
GONE = Refusal(
    code=Code.CONFLICT,
    message=say("值班人员刚换过班，所选的人已不在名单中。"),
    advice=say("请重新选择；打的是换班前的人，选“另外的人”并填写接听人。"),
    field="to",
)


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be rung: as the page shows them."""

    value: str
    unit: str
    name: str
    phone: str
    dial: str
    covered: bool


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One rung: whether it was, is or will be rung, and whom one finds there now."""

    rung: Rung
    here: bool
    past: bool
    offers: tuple[Offer, ...]


@page(permission="phone.ring")
@staff
def ring(request: HttpRequest, desk: Desk, case_id: UUID, leg_id: str) -> HttpResponse:
    """One urgent order: whom to ring on which rung, calls so far, and what came of this one."""
    seen = see(desk, case_id, say("电话确认"))
    leg = seen.state.leg(leg_id) if seen else None
    if seen is None or leg is None or leg.phone_due is None:
        return missing(request, desk)
    ladder, refusal = queries.ladder(desk.who, leg.unit), None
    if request.method == "POST" and not request.POST.get("show"):
        found = _carry_out(request, desk, case_id, leg, _to_ring(leg, ladder))
        if not isinstance(found, Refusal):
            name = "AcknowledgeOrder" if _confirmed(request) else "RecordCall"
            return acting.onward(request, case_id, name, found)
        refusal = found
    shown = bool(request.POST.get("show"))
    if shown:
        rosters.read(desk, case_id)
    context = request_part(desk, seen) | _part(desk, seen, leg, ladder, shown)
    context |= {"refusal": refusal, "typed": request.POST if refusal else {}}
    return show(
        request, desk, "desk/oversight/ring.html", "duty", context,
        refusal.status if refusal else 200,
    )  # fmt: skip


def _confirmed(request: HttpRequest) -> bool:
    return request.POST.get("rang") == "confirmed"


def _carry_out(
    request: HttpRequest, desk: Desk, case_id: UUID, leg: Leg, here: Any
) -> Outcome | Refusal:
    """The call that was told of: confirmed, or in vain."""
    sent = request.POST
    who = _whom(sent.get("to", ""), here)
    if isinstance(who, Refusal):
        return who
    name, number = (who.name or say("值班人员"), who.phone) if who else ("", "")
    data: dict[str, Any] = {
        "leg": leg.id,
        "by": sent.get("by", "").strip() or str(name),
        "number": sent.get("number", "").strip() or number,
    }
    kind: Any = phone.AcknowledgeOrder
    if not _confirmed(request):
        kind = phone.RecordCall
        data |= {"rang": sent.get("rang", ""), "climb": bool(sent.get("climb"))}
    elif not data["by"]:
        return Refusal(
            code=Code.MISSING,
            message=say("没有填写谁确认的。"),
            advice=say("请选择打给谁，或填写接听人。"),
            field="by",
        )
    command: Any = plainly(from_data(kind, data))
    if isinstance(command, Refusal):
        return command
    return actions.perform(desk.by(sent.get("key", "")), case_id, command)


def _whom(value: str, here: Any) -> Reached | Refusal | None:
    """Who was picked, by place and name: duty changes by the hour, and whoever stood in that place
    when the page was shown was rung, not who stands there now."""
    n, _, name = value.partition(".")
    if not n.isdigit():
        return None
    at = int(n) if len(n) < 4 else len(here)
    found = [one for one in (*here[at : at + 1], *here) if one.name == name]
    return found[0] if found else GONE


def _now(leg: Leg, ladder: Any) -> int:
    """Which of those offered is to be rung now: the first of this rung; the first of all where
    nobody is on it."""
    rungs = phone.RUNGS if leg.rung is phone.RUNGS[-1] else (leg.rung,)
    before = [one for rung in rungs[: rungs.index(leg.rung)] for one in ladder[rung]]
    return len(before) if ladder[leg.rung] else 0


def _to_ring(leg: Leg, ladder: Any) -> list[Reached]:
    """Whom the form offers: those of this rung; on the last one, everybody there is."""
    last = leg.rung is phone.RUNGS[-1]
    rungs = phone.RUNGS if last else (leg.rung,)
    return [one for rung in rungs for one in ladder[rung]]


def _part(desk: Desk, seen: Seen, leg: Leg, ladder: Any, shown: bool) -> dict[str, Any]:
    """The ladder as it stands, and what was told of calls so far."""
    events = ledger.read(case_ref(desk.actor.city, seen.row.id))
    told = lines(events, seen.covers, desk.who.world)
    steps = [
        Step(
            rung=rung,
            here=rung is leg.rung and leg.acknowledged_at is None,
            past=phone.RUNGS.index(rung) < phone.RUNGS.index(leg.rung),
            offers=tuple(_offer(desk, n, one, shown) for n, one in enumerate(ladder[rung])),
        )
        for rung in Rung
    ]
    own = reverse("desk:ring", args=[seen.row.id, leg.id])
    return {
        "leg": leg,
        "leg_unit": desk.who.world.units.name(leg.unit),
        "glow": rows.glow(desk, leg.dispatched_at, leg.rung_due or leg.phone_due),
        "steps": steps,
        "offers": [_offer(desk, n, one, shown) for n, one in enumerate(_to_ring(leg, ladder))],
        "first": _now(leg, ladder),
        "covered": any(one.covered for step in steps for one in step.offers),
        "calls": [
            line
            for one, line in zip(events, told, strict=True)
            if isinstance(one.event, EVENTS) and one.event.leg == leg.id
        ],
        "results": [(one.value, one.zh, KEYS[one].upper()) for one in Rang],
        "last": leg.rung is phone.RUNGS[-1],
        "own": own,
        "home": f"{reverse('desk:duty')}?tab=unacknowledged",
        "key": rows.key(),
    }


def _offer(desk: Desk, n: int, one: Reached, shown: bool) -> Offer:
    open_ = shown or not one.personal
    dial = "".join(sign for sign in one.phone if sign.isdigit() or sign == "+")
    return Offer(
        value=f"{n}.{one.name}",
        unit=desk.who.world.units.name(one.unit),
        name=one.name or say("单位值班电话"),
        phone=one.phone if open_ else mask_phone(one.phone),
        dial=dial if open_ else "",
        covered=not open_,
    )
