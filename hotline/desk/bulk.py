"""批量签收: several legs of the inbox signed at once, each on its own.

Each leg is a command of its own with a key of its own (the same as its row's button has), so one
refused stops no other and a repeated request signs nothing twice. What was refused is listed with
its reason.
"""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk.gate import Desk, staff
from hotline.desk.rows import case_url
from hotline.desk.shell import show
from hotline.desk.signing import safe
from hotline.handling import actions, queries
from hotline.rules.case import commands as c
from hotline.rules.refusal import Refusal
from hotline.web.permission import page
from hotline.web.reading import from_data

MOST = 50
"""Legs at once: a page of the inbox."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One leg and how it went; `number` is "" where the case is out of sight."""

    number: str
    url: str
    refusal: Refusal | None = None


@page(permission="unit.inbox")
@staff
def sign(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Signs what was ticked, and says of each how it went."""
    back = safe(request, request.POST.get("back", "")) or reverse("desk:inbox")
    picked = dict.fromkeys(request.POST.getlist("pick")[:MOST])
    if request.method != "POST":
        return HttpResponseRedirect(reverse("desk:inbox"))
    tried = [
        found for pick in picked if (found := _signed(desk, pick, request.POST.get("key", "")))
    ]
    refused = [one for one in tried if one.refusal]
    context = {
        "signed": [one for one in tried if not one.refusal],
        "refused": refused,
        "back": back,
    }
    return show(request, desk, "desk/bulk.html", "inbox", context)


def _signed(desk: Desk, pick: str, key: str) -> Tried | None:
    """One leg signed or refused; None for what names no leg at all."""
    case, _, leg = pick.partition(".")
    try:
        case_id = UUID(case)
    except ValueError:
        return None
    command = from_data(c.Sign, {"leg": leg})
    found = (
        command
        if isinstance(command, Refusal)
        else actions.perform(desk.by(f"{key}-{case_id}{leg}"), case_id, command)
    )
    row = queries.case_row(desk.who, case_id)
    refusal = found if isinstance(found, Refusal) else None
    return Tried(number=row.number if row else "", url=case_url(case_id), refusal=refusal)
