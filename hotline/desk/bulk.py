"""Several lines of a list at once: 批量签收, 批量转派, 批量按目录派单, 批量督办.

Each is a command of its own with a key of its own (the same as its row's button has), so one
refused stops no other and a repeated request does nothing twice. What was refused is listed with
its reason. More lines than a screen holds become a batch (`batches`), confirmed after a dry run.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline import ledger
from hotline.desk.batches import handed_over
from hotline.desk.gate import Desk, staff
from hotline.desk.many import pick_of, ticked_in
from hotline.desk.rows import case_url
from hotline.desk.shell import show
from hotline.desk.signing import safe
from hotline.handling import actions, queries
from hotline.handling.batches.jobs import Drawn
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.case.state import Case, Leg
from hotline.rules.case.supervision import IssueSupervision
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.reading import from_data

MOST = 50
"""Lines at once: a page of a list."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One line and how it went; `number` is "" where the case is out of sight."""

    number: str
    url: str
    refusal: Refusal | None = None
    settled: bool = False
    """Refused, because what was asked for is already so."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to each line: its words on the page, and the command for a leg ("" = none)."""

    place: str
    title: str
    verb: str
    command: Callable[[str], Command | Refusal]
    mark: str = ""
    """Part of the key where rows have no button of their own for it."""
    settled: Callable[[Leg], bool] = lambda leg: False
    """Whether the leg is already what the step would make it: then nothing was refused."""


@page(permission="unit.inbox")
@staff
def sign(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Signs what was ticked, and says of each how it went."""
    return _each(request, desk, Batch(
        place="inbox", title=say("批量签收"), verb=say("签收"), settled=signed,
        command=lambda leg: from_data(c.Sign, {"leg": leg}),
    ))  # fmt: skip


def signed(leg: Leg) -> bool:
    """Whether it was signed before: by a colleague, or in another window."""
    return leg.signed_at is not None


@page(permission="unit.inbox")
@staff
def reassign(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Hands what was ticked to one officer of the unit."""
    officer = request.POST.get("officer", "")
    return _each(request, desk, Batch(
        place="inbox", title=say("批量转派"), verb=say("转派"), mark="r",
        command=lambda leg: (
            from_data(c.Reassign, {"leg": leg, "officer": officer}) if officer else NO_OFFICER
        ),
    ))  # fmt: skip


@page(permission="dispatch")
@staff
def dispatch(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Sends what was ticked to the unit that the directory names for each."""
    return _each(request, desk, Batch(
        place="dispatch", title=say("批量派单"), verb=say("派出"),
        command=lambda leg: from_data(c.Dispatch, {}),
    ))  # fmt: skip


@page(permission="supervise")
@staff
def press(request: HttpRequest, desk: Desk) -> HttpResponse:
    """督办 of each leg that was ticked, in the same words; who may is the rules' to say."""
    names = ("kind", "colour", "asks", "within", "leader")
    typed = {name: request.POST.get(name, "") for name in names}
    return _each(request, desk, Batch(
        place="watch", title=say("批量督办"), verb=say("督办"), mark="p",
        command=lambda leg: from_data(IssueSupervision, {"leg": leg} | typed),
    ))  # fmt: skip


NO_OFFICER = Refusal(
    code=Code.MISSING,
    message=say("没有选择承办人。"),
    advice=say("请先选择转给谁，再转派。"),
    field="officer",
)


def _each(request: HttpRequest, desk: Desk, batch: Batch) -> HttpResponse:
    home = reverse(f"desk:{batch.place}")
    if request.method != "POST":
        return HttpResponseRedirect(home)
    picked = dict.fromkeys(request.POST.getlist("pick"))
    if len(picked) > MOST:
        return _as_batch(request, desk, batch, tuple(picked))
    key = request.POST.get("key", "")
    tried = [found for pick in picked if (found := _one(desk, batch, pick, batch.mark + key))]
    context: dict[str, Any] = {
        "batch": batch,
        "did": [one for one in tried if not one.refusal],
        "settled": [one for one in tried if one.settled],
        "refused": [one for one in tried if one.refusal and not one.settled],
        "back": safe(request, request.POST.get("back", "")) or home,
    }
    return show(request, desk, "desk/bulk.html", batch.place, context)


def _as_batch(
    request: HttpRequest, desk: Desk, batch: Batch, picked: tuple[str, ...]
) -> HttpResponse:
    """The same act on more lines than are done while one waits."""
    command = batch.command("-")
    found: HttpResponse | Refusal
    if isinstance(command, Refusal):
        found = command
    else:
        picks = [pick for one in picked if (pick := pick_of(one))]
        about = str(ticked_in(batch.place))
        found = handed_over(desk, Drawn(command=command, picks=picks, about=about))
    if not isinstance(found, Refusal):
        return found
    context = {
        "batch": batch,
        "refused": [Tried(number="", url="", refusal=found)],
        "back": safe(request, request.POST.get("back", "")) or reverse(f"desk:{batch.place}"),
    }
    return show(request, desk, "desk/bulk.html", batch.place, context, found.status)


def _one(desk: Desk, batch: Batch, pick: str, key: str) -> Tried | None:
    """One line done or refused; None for what names no case at all."""
    case, _, leg = pick.partition(".")
    try:
        case_id = UUID(case)
    except ValueError:
        return None
    command = batch.command(leg)
    found = (
        command
        if isinstance(command, Refusal)
        else actions.perform(desk.by(f"{key}-{case_id}{leg}"), case_id, command)
    )
    row = queries.case_row(desk.who, case_id)
    refusal = found if isinstance(found, Refusal) else None
    return Tried(
        number=row.number if row else "",
        url=case_url(case_id),
        refusal=refusal,
        settled=bool(row and refusal) and _settled(desk, batch, case_id, leg),
    )


def _settled(desk: Desk, batch: Batch, case_id: UUID, leg_id: str) -> bool:
    state: Case = ledger.state_of(case_ref(desk.actor.city, case_id))
    leg = state.leg(leg_id)
    return leg is not None and leg.unit == desk.actor.unit and batch.settled(leg)
