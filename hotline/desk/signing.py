"""Signing in and out, and changing one's password.

A refusal comes back on the same page with what was typed (never the password). After signing in
one is led to where one was going, if that is a page of the desk.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hotline.desk import wall
from hotline.desk.gate import COOKIE, HOME, set_cookie, signed_in
from hotline.people import actions, queries
from hotline.people.authentication import Signed
from hotline.people.by import By
from hotline.people.queries import cities
from hotline.people.sign_in import sign_in as begin
from hotline.people.sign_in import sign_out as end
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Face
from hotline.web.permission import page
from hotline.web.visitor import address


@page(permission="open")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page."""
    known = cities()
    typed = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {
        "cities": known,
        "city": typed.get("city", ""),
        "username": typed.get("username", ""),
        "next": safe(request, typed.get("next", "")),
        "changed": "changed" in request.GET,
        "out": "out" in request.GET,
    }
    if request.method != "POST":
        return render(request, "desk/sign_in.html", context)
    found = _begin(request, known)
    if isinstance(found, Refusal):
        context["refusal"] = found
        return render(request, "desk/sign_in.html", context, status=found.status)
    secret, signed = found
    where = reverse("desk:password") if signed.must_change else context["next"] or reverse(HOME)
    response = HttpResponseRedirect(where)
    set_cookie(response, secret)
    return response


def _begin(request: HttpRequest, known: dict[str, str]) -> tuple[str, Signed] | Refusal:
    username, password = request.POST.get("username", ""), request.POST.get("password", "")
    city = request.POST.get("city", "") or (next(iter(known)) if len(known) == 1 else "")
    for value, field, word in (
        (city in known and city, "city", say("城市")),
        (username.strip(), "username", say("用户名")),
        (password, "password", say("密码")),
    ):
        if not value:
            return Refusal(
                code=Code.MISSING,
                message=say("没有填写{word}。", word=word),
                advice=say("请填写{word}后登录。", word=word),
                field=field,
            )
    opened = begin(city, username, password, address=address(request))
    return opened if isinstance(opened, Refusal) else (opened.secret, opened.signed)


@page(permission="signed_in")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session of this browser; harmless when it had ended."""
    end(request.COOKIES.get(COOKIE, ""))
    response = HttpResponseRedirect(reverse("desk:sign-in") + "?out")
    response.delete_cookie(COOKIE, path="/desk/")
    wall.forget(response)
    return response


@page(permission="signed_in")
def password(request: HttpRequest) -> HttpResponse:
    """One's own password; the first page of an account whose password was set by another."""
    signed = signed_in(request)
    if isinstance(signed, Refusal):
        return HttpResponseRedirect(reverse("desk:sign-in"))
    context: dict[str, Any] = {
        "signed": signed,
        "tokens": [token.name for token in queries.tokens(signed.actor, signed.actor.id)],
        "keep_tokens": bool(request.POST.get("keep_tokens")),
    }
    if request.method != "POST":
        return render(request, "desk/password.html", context)
    refusal = _change(request, signed)
    if refusal:
        context["refusal"] = refusal
        return render(request, "desk/password.html", context, status=refusal.status)
    return HttpResponseRedirect(reverse(HOME))


def _change(request: HttpRequest, signed: Signed) -> Refusal | None:
    old, new = request.POST.get("old", ""), request.POST.get("new", "")
    if new != request.POST.get("again", ""):
        return Refusal(
            code=Code.INVALID,
            message=say("两次输入的新密码不一致。"),
            advice=say("请重新输入新密码。"),
            field="again",
        )
    by = By(actor=signed.actor, face=Face.DESK)
    session = request.COOKIES.get(COOKIE, "")
    keep = bool(request.POST.get("keep_tokens"))
    found = actions.change_password(by, old, new, session=session, keep_tokens=keep)
    return found if isinstance(found, Refusal) else None


def safe(request: HttpRequest, where: str) -> str:
    """`where` if it is a page of the desk on this host, else ""."""
    fine = where.startswith("/desk/") and url_has_allowed_host_and_scheme(
        where, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return where if fine else ""
