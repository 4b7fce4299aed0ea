"""督办看板: what each unit and each officer is behind with, every figure leading to its list; and
the register of documents (督办台账) taken out as a sheet (`registers`)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline import ledger
from hotline.desk import exporting, exports, registers
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.desk.taking_out import Taker
from hotline.handling.board import queries as board
from hotline.people import queries as people
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.reading import is_id

LISTS = {
    "late": say("超期"),
    "soon": say("将到期"),
    "bouncing": say("反复退单"),
    "silent": say("久无进展"),
    "press_open": say("未答复督办"),
}
DOUBTS = {board.DOUBTS: say("疑点")}
"""Counted for those who may open the list of doubts."""
PRESSING = ("late", "press_open")
"""What puts a unit on the board at once; who has only the rest of it is one press away."""


@page(permission="supervise")
@staff
def behind(request: HttpRequest, desk: Desk) -> HttpResponse:
    """By unit, those below it counted in, and by officer; as far as the reader sees."""
    units, whole = desk.who.world.units, bool(request.GET.get("all"))
    may_doubt = desk.may("completion.doubt")
    lists = LISTS | DOUBTS if may_doubt else LISTS
    found = board.by_unit(desk.who, doubts=may_doubt)
    pressing = [one for one in found if any(one.counts.get(name) for name in PRESSING)]
    shown = found if whole else pressing or found
    lines = [
        {
            "title": units.name(one.unit),
            "cells": [
                {"n": one.counts.get(name, 0), "title": title, "url": _list(name, one.unit)}
                for name, title in lists.items()
            ],
        }
        for one in shown
    ]
    context = {
        "heads": list(lists.values()),
        "units": lines,
        "left": len(found) - len(shown),
        "officers": _officers(desk, board.by_officer(desk.who)),
    }
    return show(request, desk, "desk/behind.html", "behind", context)


def _list(name: str, unit: str = "", officer: str = "") -> str:
    """The list that a figure counts."""
    if name == board.DOUBTS:
        return f"{reverse('desk:doubts')}?{urlencode({'unit': unit})}"
    at = "desk:supervision" if name.startswith("press") else "desk:watch"
    asked = {"tab": name, "unit": unit, "officer": officer}
    return f"{reverse(at)}?{urlencode({key: value for key, value in asked.items() if value})}"


def _officers(desk: Desk, hands: Sequence[board.Hand]) -> list[dict[str, Any]]:
    names = _names(desk, [one.officer for one in hands])
    return [
        {
            "name": names.get(one.officer, say("已停用的账号")),
            "unit": desk.who.world.units.name(one.unit),
            "running": one.running,
            "late": one.late,
            "soon": one.soon,
            "late_url": _list("late", one.unit, one.officer),
            "soon_url": _list("soon", one.unit, one.officer),
        }
        for one in hands
    ]


def _names(desk: Desk, ids: Sequence[str]) -> dict[str, str]:
    wanted = [one for one in ids if is_id(one)]
    return {str(user.id): user.name for user in people.users(desk.actor).filter(id__in=wanted)}


@page(permission="supervise")
@staff
def register(request: HttpRequest, desk: Desk) -> HttpResponse:
    """督办台账 as Excel, all documents in sight: up to five thousand are written while one waits,
    more of them in the background (`exports`). Outsourced staff take nothing out."""
    if request.method != "POST" or desk.actor.outsourced:
        return HttpResponseRedirect(reverse("desk:supervision"))
    wanted = board.documents(desk.who, registers.MOST)
    if len(wanted) <= exporting.MOST:
        return _sheet(desk, wanted)
    refused = exports.ask(desk, exports.REGISTER, len(wanted))
    if isinstance(refused, Refusal):
        return exports.mine(request, desk, refused)
    return HttpResponseRedirect(reverse("desk:exports"))


def _sheet(desk: Desk, wanted: Sequence[board.Key]) -> HttpResponse:
    """Written while one waits, and sent."""
    taker = Taker(who=desk.who, username=desk.signed.username, at=ledger.clock.wall())
    with registers.begin(taker) as sheet:
        for _ in registers.fill(taker, wanted, sheet):
            pass
    return exports.sent(desk, sheet.file, taker.at, registers.file_name)
