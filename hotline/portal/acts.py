"""What a citizen does to the open case: add to it, remind, withdraw, rate."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from hotline.handling import actions
from hotline.portal import progress, queries
from hotline.portal.forms import GRADES, new_key, placed, read_rating, said, text
from hotline.portal.gate import Visit, remember, show, visited
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.case.repeats import ContestUnreasonable
from hotline.rules.refusal import Refusal
from hotline.rules.words import Solved
from hotline.web.permission import page
from hotline.web.reading import from_data


@page(permission="citizen.code")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def supplement(request: HttpRequest, visit: Visit) -> HttpResponse:
    """补充情况."""
    command = from_data(c.Supplement, {"text": text(request.POST.dict(), "text")})
    return _simple(request, visit, command, "supplement")


@page(permission="citizen.code")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def remind(request: HttpRequest, visit: Visit) -> HttpResponse:
    """催办."""
    command = from_data(c.Remind, {"words": text(request.POST.dict(), "words")})
    return _simple(request, visit, command, "remind")


@page(permission="citizen.code")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def contest(request: HttpRequest, visit: Visit) -> HttpResponse:
    """对无理重复诉求认定提出异议: what the desk can file for them, filed by themselves."""
    command = from_data(ContestUnreasonable, {"words": text(request.POST.dict(), "objection")})
    return _simple(request, visit, command, "contest", objects=True)


def _simple(
    request: HttpRequest,
    visit: Visit,
    command: Command | Refusal,
    name: str,
    *,
    objects: bool = False,
) -> HttpResponse:
    """Carries it out from the case page; refused, the page comes back with what was typed."""
    if visit.opened is None:
        return run_out(request, visit)
    if request.method != "POST":  # the address of a refused form, opened or reloaded by hand
        return visit.to("progress/case/")
    found = command if isinstance(command, Refusal) else _perform(request, visit, command)
    if isinstance(found, Refusal):
        slip = placed(found)
        if objects and slip.field == "words":  # the page has another field of that name
            slip = msgspec.structs.replace(slip, field="objection")
        return progress.case_page(request, visit, typed=request.POST.dict(), refusals=[slip])
    return onward(visit, name)


@page(permission="citizen.code")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """撤单, asked for once more because it cannot be undone."""
    own = queries.own(visit.who, visit.opened.case) if visit.opened else None
    if own is None:
        return run_out(request, visit)
    refusal = None
    if request.method == "POST":
        command = from_data(c.Withdraw, {"reason": text(request.POST.dict(), "words")})
        found = command if isinstance(command, Refusal) else _perform(request, visit, command)
        if not isinstance(found, Refusal):
            return onward(visit, "withdraw")
        refusal = placed(found)
        if refusal.field == "reason":
            refusal = msgspec.structs.replace(refusal, field="words")
    elif "Withdraw" not in progress.acts(own, visit):
        return visit.to("progress/case/")
    context = {
        "number": own.case.number,
        "key": request.POST.get("key") or new_key(),
        "typed": request.POST.dict(),
        **said([refusal] if refusal else []),
    }
    return show(request, visit, "withdraw", context, refusal.status if refusal else 200)


@page(permission="citizen.code")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def rate(request: HttpRequest, visit: Visit) -> HttpResponse:
    """评价: four questions, none answered beforehand, and room for words."""
    own = queries.own(visit.who, visit.opened.case) if visit.opened else None
    if own is None:
        return run_out(request, visit)
    if request.method != "POST":
        if "Rate" not in progress.acts(own, visit):
            return visit.to("progress/case/")
        start = {"solved": Solved.NOT.value} if "unsolved" in request.GET else {}
        return _rating(request, visit, start, [], own)
    command = read_rating(request.POST.dict())
    if isinstance(command, list):
        return _rating(request, visit, request.POST.dict(), command, own)
    found = _perform(request, visit, command)
    if isinstance(found, Refusal):
        return _rating(request, visit, request.POST.dict(), [placed(found)], own)
    return onward(visit, "rate")


def _rating(
    request: HttpRequest,
    visit: Visit,
    typed: Mapping[str, str],
    refusals: list[Refusal],
    own: queries.Own,
) -> HttpResponse:
    shown = said(refusals)
    context: dict[str, Any] = {
        "number": own.case.number,
        "typed": typed,
        "key": typed.get("key") or new_key(),
        **shown,
        "questions": [
            (field, question, choices, typed.get(field, ""), shown["wrong"].get(field))
            for field, (question, choices) in GRADES.items()
        ],
    }
    return show(request, visit, "rate", context, refusals[0].status if refusals else 200)


def _perform(request: HttpRequest, visit: Visit, command: Command) -> Any:
    case = visit.opened.case if visit.opened else ""
    return actions.perform(visit.by(request.POST.get("key", "")), case, command)


def onward(visit: Visit, name: str) -> HttpResponse:
    """Back to the case, which stays open for another half hour."""
    response = visit.to(f"progress/case/?done={name}")
    if visit.opened:
        remember(response, visit.opened)
    return response


def run_out(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Half an hour has passed: number and code again; what was typed is carried along."""
    if request.method != "POST":
        return visit.to("progress/")
    return progress.ask(request, visit, request.POST.dict() | {"run_out": "1"})
