"""批量处理: one act on thousands of cases. Drawn up from a list or search, tried without touching
anything, confirmed, then done by the courier case by case; past batches with who, what, how many.

A person sees their own; who audits sees all, without what was typed. What may be done in bulk at
all, and how it is done: `handling.batches`.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import reverse
from django.views.decorators.http import require_POST

from hotline import ledger
from hotline.desk import choices, forms, many
from hotline.desk.batch_words import ACT_WORDS, facts, shown
from hotline.desk.exports import XLSX
from hotline.desk.gate import Desk, staff
from hotline.desk.sheet import Column, Sheet
from hotline.desk.shell import show
from hotline.desk.taking_out import Taker, mark
from hotline.handling.batches import jobs
from hotline.handling.batches import queries as kept
from hotline.handling.batches.acts import acts
from hotline.handling.batches.jobs import Drawn, State
from hotline.people import queries as people
from hotline.people.actions import note_readings
from hotline.rules.case.edges import Edge
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.speech import spoken, tell

NO_ACT = Refusal(
    code=Code.WRONG_ROLE,
    message=say("您的角色没有可以批量办理的事项。"),
    advice=say("请逐件办理，或请有权限的同事批量办理。"),
)
COLUMNS = (
    Column(name=say("工单号"), width=20),
    Column(name=say("没有办成的原因"), width=60),
    Column(name=say("怎么办"), width=60),
)


@page(permission="batches")
@staff
def batches(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The newest batches, one's own or for who audits everybody's."""
    rows = kept.listed(desk.who)
    names = kept.names(rows) if kept.audits(desk.who) else {}
    lines = [(shown(row), names.get(row.user_id, "")) for row in rows]
    context = {"lines": lines, "audits": kept.audits(desk.who)}
    return show(request, desk, "desk/batches.html", "batches", context)


@page(permission="batches")
@staff
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Chooses what is done to the cases that a list sent here, and draws the batch up."""
    sent = request.POST if request.method == "POST" else request.GET
    given = acts(desk.actor)
    chosen = many.chosen(desk, sent) if given else NO_ACT
    if isinstance(chosen, Refusal):
        return _form(request, desk, sent, None, refusal=chosen)
    given = kept.open_to(desk.who, given, [one.case for one in chosen.picks])
    edge = next((one for one in given if one.name == sent.get("act")), None)
    refusal = None if chosen.picks else jobs.NOTHING
    if len(chosen.picks) > jobs.MOST:
        refusal = jobs.TOO_MANY
    if request.method == "POST" and edge and sent.get("do") == "draw" and not refusal:
        found = _drawn(desk, sent, edge, chosen)
        if not isinstance(found, Refusal):
            return HttpResponseRedirect(reverse("desk:batch", args=[found]))
        refusal = found
    return _form(request, desk, sent, chosen, given, edge=edge, refusal=refusal)


def _drawn(desk: Desk, sent: QueryDict, edge: Edge, chosen: many.Chosen) -> UUID | Refusal:
    typed = sent.copy()
    typed["leg"] = "-"  # each case has its own
    command = forms.read(edge.command, typed, desk)
    if isinstance(command, Refusal):
        return command
    legs = edge.subject == "leg"
    picks = [one if legs else jobs.Pick(one.case) for one in chosen.picks]
    about = str(chosen.about)
    return jobs.draw_up(desk.by(), Drawn(command=command, picks=picks, about=about))


def _form(
    request: HttpRequest,
    desk: Desk,
    sent: QueryDict,
    chosen: many.Chosen | None,
    given: Sequence[Edge] = (),
    *,
    edge: Edge | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "chosen": chosen,
        "count": len(chosen.picks) if chosen else 0,
        "acts": given,
        "none": chosen is not None and bool(chosen.picks) and not given,
        "edge": edge,
        "refusal": refusal,
        "carried": _carried(sent),
        "choices": choices.lists(desk.who.world, *sorted(set(forms.COMBOS.values()))),
    }
    if edge:
        at = forms.At(desk=desk, title=edge.zh, officers=_officers(desk), leave_out=("leg",))
        own = bool(sent.get("do")) or request.method == "GET"
        wrong = refusal if refusal and refusal.field else None
        context["form"] = forms.form(edge.command, at, sent if own else None, wrong)
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/batch_new.html", "batches", context, status)


def _carried(sent: QueryDict) -> list[tuple[str, str]]:
    """What the page sends on: where the cases come from."""
    query = sent.get("query") or sent.urlencode()
    kept_on = [("from", sent.get("from", "")), ("query", query if not sent.getlist("pick") else "")]
    kept_on += [("back", sent.get("back", ""))] if sent.get("back") else []
    return [*kept_on, *(("pick", one) for one in sent.getlist("pick"))]


def _officers(desk: Desk) -> tuple[tuple[str, str], ...]:
    found = people.users(desk.actor, unit=desk.actor.unit).filter(disabled=False)
    return tuple((str(user.id), user.name) for user in found[:200])


@page(permission="batches")
@staff
def batch(request: HttpRequest, desk: Desk, batch_id: UUID) -> HttpResponse:
    """One batch: how far it is, what was refused and why; begun, paused, ended, tried again."""
    row = kept.one(desk.who, batch_id)
    if row is None:
        return show(request, desk, "desk/missing.html", "batches", {}, 404)
    own = row.user_id == desk.actor.id
    if request.method == "POST" and own:
        found = _steered(desk, row, request.POST.get("do", ""))
        if not isinstance(found, Refusal):
            return HttpResponseRedirect(reverse("desk:batch", args=[found]))
        return _page(request, desk, row, own=own, refusal=found)
    return _page(request, desk, row, own=own)


def _steered(desk: Desk, row: Any, what: str) -> UUID | Refusal:
    """The batch to look at now."""
    by, command = desk.by(), kept.asked(row)
    match what:
        case "begin":
            jobs.begin(by, row.id)
        case "pause":
            jobs.pause(by, row.id)
        case "cancel":
            jobs.cancel(by, row.id)
        case "again" if command is not None:
            picks = kept.again(row)
            about = str(say("再试：{about}", about=row.about))
            drawn = Drawn(command=command, picks=picks, about=about, origin=row.id)
            return jobs.draw_up(by, drawn)
        case _:
            pass
    found: UUID = row.id
    return found


def _page(
    request: HttpRequest, desk: Desk, row: Any, *, own: bool, refusal: Refusal | None = None
) -> HttpResponse:
    told = shown(row)
    looked = row.state not in (State.TRYING, State.RUNNING)
    command = kept.asked(row) if own else None
    context = {
        "told": told,
        "row": row,
        "own": own,
        "name": kept.names([row]).get(row.user_id, ""),
        "facts": facts(desk, command) if command else (),
        "reasons": kept.reasons(row) if looked else (),
        "refused": list(kept.refused(desk.who, row)) if looked else (),
        "not_done": row.would_not + row.refused,
        "shown": kept.SHOWN,
        "outsourced": desk.actor.outsourced,
        "again": own and bool(row.asked) and row.state in jobs.OVER,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/batch.html", "batches", context, status)


@page(permission="batches")
@staff
def progress(request: HttpRequest, desk: Desk, batch_id: UUID) -> HttpResponse:
    """How far a batch is, for the page's script."""
    row = kept.one(desk.who, batch_id)
    if row is None:
        return HttpResponse(status=404)
    one = shown(row).one
    words = {"done": one["done"], "total": one["total"], "state": one["state"]}
    where = reverse("desk:batch", args=[row.id])
    return JsonResponse(words | {"words": spoken(one["words"]), "url": where})


@page(permission="batches")
@staff
@require_POST
def refused(request: HttpRequest, desk: Desk, batch_id: UUID) -> HttpResponse:
    """All that was refused, as Excel; on record as taken out. Outsourced staff take nothing out."""
    row = kept.one(desk.who, batch_id)
    if row is None or desk.actor.outsourced:
        return HttpResponseRedirect(reverse("desk:batches"))
    lines = list(kept.refused(desk.who, row, jobs.MOST))
    seen = [(one.case, ("export",)) for one in lines if one.number]
    note_readings(desk.actor, seen, page=say("导出批量处理未办成清单"))
    taker = Taker(who=desk.who, username=desk.signed.username, at=ledger.clock.wall())
    about = say("{act}；{about}", act=ACT_WORDS[row.command], about=row.about)
    sheet = Sheet(say("未办成清单"), mark(taker), about, COLUMNS)
    with sheet:
        for one in lines:
            sheet.write([one.number or say("（不在查看范围内）"), one.said, one.advice])
    stamp = desk.who.world.calendar.local(taker.at)
    name = tell("批量处理未办成{stamp:%Y%m%d-%H%M}.xlsx", stamp=stamp)
    sent: Any = FileResponse(sheet.file, as_attachment=True, filename=name, content_type=XLSX)
    return sent


def handed_over(desk: Desk, drawn: Drawn) -> HttpResponse | Refusal:
    """More lines than one screen holds: they become a batch, to be confirmed there."""
    found = jobs.draw_up(desk.by(), drawn)
    if isinstance(found, Refusal):
        return found
    return HttpResponseRedirect(reverse("desk:batch", args=[found]))
