"""督办看板: what each unit and each officer is behind with, every figure leading to its list; and
the register of documents (督办台账) as a sheet."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline import ledger
from hotline.desk import rows
from hotline.desk.exporting import MOST
from hotline.desk.exports import XLSX
from hotline.desk.gate import Desk, staff
from hotline.desk.sheet import Cell, Column, Sheet
from hotline.desk.shell import show
from hotline.desk.taking_out import Taker, mark
from hotline.handling.board import queries as board
from hotline.people import queries as people
from hotline.people.actions import note_readings
from hotline.rules.case.supervision_guards import standing
from hotline.rules.text import say
from hotline.rules.words import Colour, SupervisionKind
from hotline.web.permission import page
from hotline.web.reading import is_id
from hotline.web.speech import tell

LISTS = {
    "late": say("超期"),
    "soon": say("将到期"),
    "bouncing": say("反复退单"),
    "silent": say("久无进展"),
    "press_open": say("未答复督办"),
}
DOUBTS = {board.DOUBTS: say("疑点")}
"""Counted for those who may open the list of doubts."""
COLUMNS = (
    Column(name=say("督办编号"), width=24),
    Column(name=say("督办方式"), width=12),
    Column(name=say("颜色"), width=7),
    Column(name=say("发出方式"), width=10),
    Column(name=say("被督办单位"), width=22),
    Column(name=say("现由谁答复"), width=22),
    Column(name=say("发出时间"), width=16),
    Column(name=say("答复期限"), width=16),
    Column(name=say("签收时间"), width=16),
    Column(name=say("答复时间"), width=16),
    Column(name=say("了结时间"), width=16),
    Column(name=say("升级次数"), width=9),
    Column(name=say("进展"), width=16),
)


@page(permission="supervise")
@staff
def behind(request: HttpRequest, desk: Desk) -> HttpResponse:
    """By unit, those below it counted in, and by officer; as far as the reader sees."""
    units = desk.who.world.units
    may_doubt = desk.may("completion.doubt")
    lists = LISTS | DOUBTS if may_doubt else LISTS
    lines = [
        {
            "title": units.name(one.unit),
            "cells": [
                {"n": one.counts.get(name, 0), "title": title, "url": _list(name, one.unit)}
                for name, title in lists.items()
            ],
        }
        for one in board.by_unit(desk.who, doubts=may_doubt)
    ]
    context = {
        "heads": list(lists.values()),
        "units": lines,
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
    """督办台账 as Excel: the newest five thousand documents in sight, nothing personal in them.
    Every case is put on record as taken out; outsourced staff take nothing out."""
    if request.method != "POST" or desk.actor.outsourced:
        return HttpResponseRedirect(reverse("desk:supervision"))
    taker = Taker(who=desk.who, username=desk.signed.username, at=ledger.clock.wall())
    found = board.registered(desk.who, "press_all", MOST)
    cases = dict.fromkeys(row.case_id for row, _ in found)
    note_readings(desk.actor, [(case, ("export",)) for case in cases], page=say("导出督办台账"))
    sheet = Sheet(say("督办台账"), mark(taker), say("全部可见督办，最新的在前"), COLUMNS)
    with sheet:
        for document, case in found:
            sheet.write(_line(desk, document, case))
    stamp = desk.who.world.calendar.local(taker.at)
    name = tell("督办台账{stamp:%Y%m%d-%H%M}.xlsx", stamp=stamp)
    sent: Any = FileResponse(sheet.file, as_attachment=True, filename=name, content_type=XLSX)
    return sent


def _line(desk: Desk, found: Any, case: Any) -> list[Cell]:
    units, calendar = desk.who.world.units, desk.who.world.calendar

    def local(at: Any) -> Any:
        return calendar.local(at).replace(tzinfo=None) if at else None

    return [
        f"{case.number}-{found.request}",
        rows.zh(SupervisionKind, found.kind),
        rows.zh(Colour, found.colour),
        say("自动") if found.by_rule else say("人工"),
        units.name(found.unit),
        units.name(found.addressed),
        local(found.filed_at),
        local(found.due_at),
        local(found.received_at),
        local(found.answered_at),
        local(found.ruled_at),
        found.rung,
        standing(found.state, found.received_at, found.answered_at),
    ]
