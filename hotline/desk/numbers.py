"""恶意扰乱 on the desk: warnings and the end of a call; 限制来电, ruled and lifted by management.

Nobody reads a number here: a caller is restricted by a call on record, or by a number typed, and
the list shows its covered form.
"""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from hotline import ledger
from hotline.desk import rows
from hotline.desk.admin.asking import Ask, Do, Typed, carry_out, field, onward, show_admin, text
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling.numbers import actions, queries
from hotline.handling.streams import contact_ref
from hotline.people.by import By
from hotline.people.queries import users
from hotline.rules import disruption
from hotline.rules.context import Context
from hotline.rules.disruption import EndCall, WarnDisruption
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Face, Nature
from hotline.web.permission import page
from hotline.web.reading import from_data, plainly

COMMANDS = {"warn": WarnDisruption, "end": EndCall}
LENGTHS = (
    ("7", say("7天")),
    ("30", say("30天")),
    ("90", say("90天")),
    ("180", say("180天")),
    ("364", say("一年")),
)
DID = {"restrict": say("已限制来电，即刻生效。"), "lift": say("已解除限制。")}


class Disturbing(msgspec.Struct, frozen=True, kw_only=True):
    """A call that disturbs: warnings so far and wanted; `before_end` why it cannot end yet."""

    warnings: int
    due: int
    over: bool
    before_end: Refusal | None


def disturbing(desk: Desk, contact: UUID) -> Disturbing | None:
    """That call, if it is one that disturbs and this person's to follow. One statement."""
    state = ledger.state_of(contact_ref(desk.actor.city, contact))
    if state is None or state.nature is not Nature.HARASSMENT:
        return None
    context = _context(desk)
    refusal = disruption.permitted(state, context)
    if refusal and refusal.code is Code.WRONG_ROLE:
        return None
    return Disturbing(
        warnings=state.warnings,
        due=disruption.wanted(context),
        over=state.ended_at is not None,
        before_end=disruption.enough(state, context),
    )


def _context(desk: Desk) -> Context:
    return Context(now=desk.who.now, actor=desk.actor, face=Face.DESK, world=desk.who.world)


def restricted(desk: Desk, phone: str) -> datetime | None:
    """Until when calls of the number are restricted; None where they are not, or no longer."""
    until = queries.restricted_until(desk.actor.city, phone, desk.who.world.reference)
    return until if until and desk.who.now < until else None


@page(permission="contact.register")
@staff
@require_POST
def disturbed(request: HttpRequest, desk: Desk, contact: UUID, name: str) -> HttpResponse:
    """A warning, or the end of the call, on record."""
    kind = COMMANDS.get(name)
    if kind is None:
        return HttpResponse(status=404)
    note = request.POST.get("note", "").strip()
    found: object = plainly(from_data(kind, {"note": note} if note else {}))
    if isinstance(found, WarnDisruption | EndCall):
        found = actions.disturbed(desk.by(request.POST.get("key", "")), contact, found)
    if not isinstance(found, Refusal):
        return onward(request, reverse("desk:registered", args=[contact]))
    context = {
        "rows": [],
        "refusal": found,
        "disturbing": disturbing(desk, contact),
        "contact": contact,
        "key": rows.key(),
    }
    return show(request, desk, "desk/registered.html", "register", context, found.status)


@page(permission="number.restrict")
@staff
def numbers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """限制来电: what holds and held, numbers that disturb, to rule and to lift."""
    dos: dict[str, Do] = {
        "restrict": lambda by, typed: _restrict(desk, by, typed),
        "lift": lambda by, typed: actions.lift(by, text(typed, "number"), text(typed, "reason")),
    }
    found = carry_out(request, desk, dos, reverse("desk:numbers"))
    if isinstance(found, HttpResponse):
        return found
    held = queries.restrictions(desk.who)
    names = {str(row.id): row.name for row in users(desk.actor)} if held else {}
    context: dict[str, Any] = {
        "restrictions": [
            {
                "one": one,
                "binds": queries.binds(one.row, desk.who.now),
                "by": names.get(one.row.by, ""),
            }
            for one in held
        ],
        "disturbing": queries.disturbing(desk.who),
        "watermarked": True,
    }
    asks = [_restrict_ask(request.GET.get("contact", ""))]
    bound = [one for one in held if queries.binds(one.row, desk.who.now)]
    if bound:
        asks.append(_lift_ask(bound))
    did = DID.get(request.GET.get("did", ""), "")
    context |= {"done": did} if did else {}
    if found and found.name not in {ask.name for ask in asks}:
        context["lost"] = found.refusal
    return show_admin(request, desk, "numbers", "numbers", context, tried=found, asks=asks)


def _restrict_ask(contact: str) -> Ask:
    who = (
        (field("contact", "", "hidden", value=contact),)
        if contact
        else (field("phone", say("号码"), "tel", required=True, longest=32),)
    )
    hint = say("限制的是来电，不是人：网上、来信、来访照常；说有人身危险的，话务员照样受理。")
    return Ask(
        name="restrict",
        title=say("限制这次来电的号码") if contact else say("限制一个号码"),
        submit=say("裁定限制"),
        hint=hint,
        fields=(
            *who,
            field("days", say("限制多久"), "select", required=True, choices=LENGTHS),
            field("reason", say("理由和依据"), "area", required=True, longest=2000),
        ),
        open=bool(contact),
    )


def _lift_ask(bound: list[queries.Restricted]) -> Ask:
    which = tuple((one.row.digest, one.shown or say("（号码已删除）")) for one in bound)
    return Ask(
        name="lift",
        title=say("解除限制"),
        submit=say("解除"),
        fields=(
            field("number", say("号码"), "select", required=True, choices=which),
            field("reason", say("解除理由"), "area", required=True, longest=2000),
        ),
    )


def _restrict(desk: Desk, by: By, typed: Typed) -> object:
    days = text(typed, "days")
    if days not in dict(LENGTHS):
        return Refusal(
            code=Code.MISSING,
            message=say("没有选择限制多久。"),
            advice=say("请选择期限。"),
            field="days",
        )
    until, reason = _end_of(desk, int(days)), text(typed, "reason")
    contact = text(typed, "contact")
    if not contact:
        return actions.restrict(by, text(typed, "phone"), until, reason)
    try:
        return actions.restrict_caller(by, UUID(contact), until, reason)
    except ValueError:
        return actions.NO_CALL


def _end_of(desk: Desk, days: int) -> datetime:
    """Midnight after that many days: the last day is whole."""
    zone = ZoneInfo(desk.who.world.editions.zone)
    last = desk.who.now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last, time(0), zone)
