"""派单统计: right at the first try, returns by topic, unit and dispatcher, time to dispatch, and
agreement with what the model proposed; on the city's own cases, as a page and as a sheet."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk.admin.asking import show_admin
from hotline.desk.admin.places import area_path
from hotline.desk.admin.shares import told
from hotline.desk.exports import XLSX
from hotline.desk.gate import Desk, staff
from hotline.desk.sheet import Cell, Column, Sheet
from hotline.desk.taking_out import Taker, mark
from hotline.dispatching.figures import queries
from hotline.dispatching.figures.queries import SHOWN, Figures, Line
from hotline.ledger import clock
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.speech import tell

HERE = "admin-dispatch-figures"
PERIODS = {"30": say("近30天"), "90": say("近90天"), "365": say("近一年")}
COLUMNS = (
    Column(name=say("分组"), width=10),
    Column(name=say("名称"), width=32),
    Column(name=say("派出"), width=8),
    Column(name=say("一次派准"), width=8),
    Column(name=say("一次派准率"), width=10),
    Column(name=say("区间（95%）"), width=14),
    Column(name=say("退单改派"), width=8),
    Column(name=say("退单率"), width=8),
    Column(name=say("区间（95%）"), width=14),
    Column(name=say("派单用时中位数（分）"), width=12),
    Column(name=say("模型判过"), width=8),
    Column(name=say("与首选一致"), width=8),
    Column(name=say("一致率"), width=8),
    Column(name=say("看过单位建议"), width=8),
    Column(name=say("采纳建议"), width=8),
    Column(name=say("采纳率"), width=8),
)


@page(permission="model.read")
@staff
def dispatch_figures(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The figures of a period that ends now."""
    days = _days(request)
    found = queries.figures(desk.actor, desk.who.now - timedelta(days=int(days)))
    groups = [
        {
            "title": title,
            "lines": [_shown(name(one.key), one) for one in lines[:SHOWN]],
            "more": max(0, len(lines) - SHOWN),
        }
        for title, name, lines in _groups(desk, found)
    ]
    context = {
        "days": days,
        "periods": PERIODS,
        "whole": _shown("", found.whole),
        "ninth": found.ninth,
        "in_five": told(found.in_five),
        "abstained": told(found.abstained),
        "groups": groups,
        "outsourced": desk.actor.outsourced,
    }
    return show_admin(request, desk, "dispatch_figures", HERE, context)


@page(permission="model.read")
@staff
def taken_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All lines as a sheet, marked with who took it out; outsourced staff take nothing out."""
    days = _days(request)
    if desk.actor.outsourced:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    found = queries.figures(desk.actor, desk.who.now - timedelta(days=int(days)))
    taker = Taker(who=desk.who, username=desk.signed.username, at=clock.wall())
    with Sheet(say("派单统计"), mark(taker), PERIODS[days], COLUMNS) as sheet:
        sheet.write(_cells(say("合计"), "", found.whole))
        for title, name, lines in _groups(desk, found):
            for one in lines:
                sheet.write(_cells(title, name(one.key), one))
    response = HttpResponse(sheet.file.read(), content_type=XLSX)
    sheet.file.close()
    filename = tell("派单统计{day:%Y%m%d}.xlsx", day=desk.who.now)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def _days(request: HttpRequest) -> str:
    days = request.GET.get("days", "")
    return days if days in PERIODS else "30"


def _groups(desk: Desk, found: Figures) -> Iterator[tuple[str, Callable[[str], str], list[Line]]]:
    world, people = desk.who.world, queries.names(desk.actor)
    yield say("按事项"), lambda code: area_path(world.topics, code) if code else "", found.by_topic
    yield say("按首派单位"), world.units.name, found.by_unit
    yield say("按派单人"), lambda id: people.get(id, say("系统自动")), found.by_dispatcher


def _shown(title: str, one: Line) -> dict[str, Any]:
    return {
        "title": title or say("（未填写）"),
        "right": told(one.right),
        "returned": told(one.returned),
        "agreed": told(one.agreed),
        "followed": told(one.followed),
        "minutes": one.minutes,
    }


def _cells(group: str, name: str, one: Line) -> list[Cell]:
    right, returned, agreed = told(one.right), told(one.returned), told(one.agreed)
    followed = told(one.followed)
    return [
        *(group, name, right.whole, right.part, right.value, right.bounds),
        *(returned.part, returned.value, returned.bounds),
        "" if one.minutes is None else f"{one.minutes:g}",
        *(agreed.whole, agreed.part, agreed.value),
        *(followed.whole, followed.part, followed.value),
    ]
