"""Doing something to a case: one address for every command, and uncovering one personal field.

What was typed is never lost: a refusal brings the page back with the form open, filled in, and
the message beside the field. What was done leads on by redirect, so that a reload repeats nothing.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from hotline.desk import case as case_pages
from hotline.desk import files
from hotline.desk.case_view import Tried
from hotline.desk.forms import read
from hotline.desk.gate import Desk, staff
from hotline.desk.matters import petition
from hotline.desk.personal import UNCOVERS
from hotline.desk.rows import case_url
from hotline.desk.second_look import second_look
from hotline.desk.second_thoughts import UNDONE_BY
from hotline.desk.signing import safe
from hotline.desk.splitting import read_split
from hotline.handling import actions
from hotline.ledger import Outcome
from hotline.people.cover import Cover
from hotline.rules.case.commands import TellLegalRoute
from hotline.rules.case.fields import Command
from hotline.rules.case.leg_events import LegDispatched
from hotline.rules.case.table import BY_NAME
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import LegRole
from hotline.web.permission import page

STANDS_FOR = {("Dispatch", "unit"): "lead"}
"""Fields that the rules name otherwise than the form."""
FOLLOWED_BY = {"HandOver": "ConfirmHandOver"}
"""Commands after which the same person does the next one at once: its form stands open."""
FRAGMENT = "fragment"


@page(permission="case.act")
@staff
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, desk: Desk, case_id: UUID, name: str) -> HttpResponse:
    """Carries out the command of that name, if the rules allow it."""
    edge = BY_NAME.get(name)
    if edge is None or edge.subject == "new":
        return case_pages.missing(request, desk)
    if request.method == "GET":
        return HttpResponseRedirect(f"{case_url(case_id)}?{urlencode({'open': name})}#act")
    if edge.with_bytes:
        return _with_files(request, desk, case_id, name)
    found = attempt(request, desk, case_id, edge.command)
    if isinstance(found, Refusal):
        return _refused(request, desk, case_id, name, found)
    if request.POST.get(FRAGMENT):
        return render(request, "desk/parts/done.html", {"words": say("已{edge}", edge=edge.zh)})
    return onward(request, case_id, name, found)


def _with_files(request: HttpRequest, desk: Desk, case_id: UUID, name: str) -> HttpResponse:
    """Files have no form that is made from their command: bytes come with it."""
    found = files.add(request, desk, case_id)
    if not isinstance(found, Refusal):
        return onward(request, case_id, name, found)
    if found.code is Code.NOT_FOUND and not found.field:
        return case_pages.missing(request, desk)
    return case_pages.case_page(request, desk, case_id, no_upload=found)


def attempt(
    request: HttpRequest, desk: Desk, case_id: UUID, kind: type[Command]
) -> Outcome | Refusal:
    """The command read from the form and carried out."""
    name = kind.__name__
    typed = request.POST
    command = read_split(typed, desk) if name == "SplitMatter" else read(kind, typed, desk)
    if isinstance(command, Refusal):
        return command
    if isinstance(command, TellLegalRoute) and not command.matched:
        known = petition(desk, command.reference)
        command = msgspec.structs.replace(command, matched=known.get("matched", ""))
    if doubt := second_look(desk, case_id, command):
        return doubt
    found = actions.perform(desk.by(typed.get("key", "")), case_id, command)
    if isinstance(found, Refusal):
        field = STANDS_FOR.get((name, found.field), found.field)
        return msgspec.structs.replace(found, field=field)
    return found


def onward(request: HttpRequest, case_id: UUID, name: str, found: Outcome) -> HttpResponse:
    """Back to the list the person came from, or to the case, saying what was done."""
    answer: Any = found.answer if isinstance(found.answer, dict) else {}
    back = safe(request, request.POST.get("back", ""))
    told = {"done": name, "number": answer.get("number", "")}
    if unit := _sent_to(found):
        told["to"] = unit
    if name in UNDONE_BY:
        told["case"] = str(case_id)
    if name in FOLLOWED_BY and not back:
        told["open"] = FOLLOWED_BY[name]
    where = back or case_url(case_id)
    url = f"{where}{'&' if '?' in where else '?'}{urlencode(told)}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def _sent_to(found: Outcome) -> str:
    """The unit that leads from this step on; "" where none was sent the case."""
    legs = (one.event for one in found.events if isinstance(one.event, LegDispatched))
    return next((leg.unit for leg in legs if leg.role is LegRole.LEAD), "")


def _refused(
    request: HttpRequest, desk: Desk, case_id: UUID, name: str, refusal: Refusal
) -> HttpResponse:
    if request.POST.get(FRAGMENT):
        return render(request, "desk/parts/done.html", {"refusal": refusal}, status=refusal.status)
    if refusal.code is Code.NOT_FOUND and not refusal.field:
        return case_pages.missing(request, desk)
    target = request.POST.get("leg") or request.POST.get("request")
    form = "-".join(part for part in (name, target) if part)
    tried = Tried(form=form, typed=request.POST, refusal=refusal)
    return case_pages.case_page(request, desk, case_id, tried=tried)


@page(permission="case.read")
@staff
@require_POST
def uncover(request: HttpRequest, desk: Desk, case_id: UUID, field: str) -> HttpResponse:
    """Shows one covered personal field and writes that it was read."""
    if not request.headers.get("HX-Request"):
        return case_pages.case_page(request, desk, case_id, clicked=(field,))
    under = UNCOVERS.get(field, ())
    seen = case_pages.see(desk, case_id, say("点击查看"), under) if under else None
    if seen is None or min(getattr(seen.covers, one) for one in under) < Cover.ON_CLICK:
        return HttpResponse(status=404)
    found = case_pages.request_part(desk, seen, (field,))["personal"]
    one = next((one for one in found if one.field == field), None)
    context = {"one": one, "case_id": case_id}
    shown = render(request, "desk/parts/personal.html", context)
    return trigger_client_event(shown, "web:toast", {"value": gettext("查看已记入访问记录。")})
