"""Homes of those who look after the whole: 值班 for who is on duty, 全市概况 for the city's
leadership, 结案回看 for assessors and inspectors. Figures lead to the cases they are made of."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk import rows
from hotline.desk.gate import Desk, staff
from hotline.desk.lists import dispatch_row, triage_row
from hotline.desk.narrowing import Narrowing
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.desk.shell import show
from hotline.desk.watching import to_be_rung, watched
from hotline.handling.overview import queries as figures
from hotline.handling.queries import Listed
from hotline.handling.queues.asked import Order
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Satisfied, Solved
from hotline.web.permission import page

DUTY = ListPage(
    place="duty",
    queue="hand_overs",
    shape=Narrowing(fields=("kind", "urgency", "area")),
    tabs={
        "hand_overs": say("移交待确认"),
        "urgent_unsigned": say("紧急未签收"),
        "unacknowledged": say("紧急未电话确认"),
        "desk_late": say("热线环节超期"),
    },
    counted=True,
)
READING = ListPage(
    place="reading",
    queue="closed_unsolved",
    shape=Narrowing(
        fields=("kind", "urgency", "area", "unit"), orders=(Order.NEWEST, Order.URGENT)
    ),
    tabs={
        "closed_unsolved": say("未解决"),
        "closed_dissatisfied": say("不满意"),
        "closed": say("全部已结案"),
    },
)


@page(permission="duty.board")
@staff
def duty(request: HttpRequest, desk: Desk) -> HttpResponse:
    """移交 that no emergency line has taken over yet, urgent orders that no unit has signed or
    confirmed by phone, and
    what waits at the hotline's own desk beyond its limit."""

    def line_row(line: Listed) -> Row:
        if line.leg and request.GET.get("tab") == "unacknowledged":
            return to_be_rung(desk, line)
        if line.leg:
            return watched(desk, line)
        accepted = line.case.stage == CaseStage.ACCEPTED
        return dispatch_row(desk, line) if accepted else triage_row(desk, line)

    return show_list(request, desk, DUTY, line_row)


@page(permission="case.review")
@staff
def reading(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Closed cases, what the citizen called unsolved first."""

    def line_row(line: Listed) -> Row:
        case = line.case
        closed = rows.Glow(
            words=say("{since}前结案", since=rows.span(desk, case.closed_at)), at=case.closed_at
        )
        said = (
            rows.zh(Solved, case.solved) if case.solved else say("没有评价"),
            rows.zh(Satisfied, case.satisfied) if case.satisfied else "",
            say("办结超期") if case.on_time is False else "",
        )
        notes = tuple(word for word in said if word) + rows.notes(case)
        see = Act(label=say("阅读"), url=rows.case_url(case.id), key="o")
        return rows.row(desk, line, glow=closed, notes=notes, acts=(see,))

    return show_list(request, desk, READING, line_row)


@page(permission="city.overview")
@staff
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was raised today and in seven days, by district and by topic, with what became of it."""
    calendar = desk.who.world.calendar
    midnight = calendar.local(desk.who.now).replace(hour=0, minute=0, second=0, microsecond=0)
    week, before = midnight - timedelta(days=6), midnight - timedelta(days=13)
    since = {"today": midnight, "week": week, "before": before}
    parts = [
        {
            "title": title,
            "name": name,
            "lines": [
                _line(desk, name, one, since)
                for one in figures.by_part(desk.who, name, since=since)
            ],
        }
        for name, title in (("area", say("按区域")), ("topic", say("按事项")))
    ]
    context = {
        "parts": parts,
        "from_day": week.date(),
        "standing": [
            {
                "title": title,
                "url": _found(stage=stage) if stage else _found(light="late"),
                "count": count,
            }
            for (title, stage), count in zip(
                _STANDING,
                figures.under_way(desk.who, [stage for _, stage in _STANDING]),
                strict=True,
            )
        ],
    }
    return show(request, desk, "desk/overview.html", "overview", context)


_STANDING = (
    (say("待派单"), CaseStage.ACCEPTED),
    (say("办理中"), CaseStage.HANDLING),
    (say("待回访"), CaseStage.COMPLETED),
    (say("承诺已超期"), ""),
)
"""What is under way now: title and stage, "" for the overdue."""


def _line(desk: Desk, name: str, one: figures.Part, since: Any) -> dict[str, Any]:
    known = desk.who.world.areas if name == "area" else desk.who.world.topics
    none = say("未填区域") if name == "area" else say("未分类")
    day, week = since["today"].date(), since["week"].date()
    part = {name: one.code}
    return {
        "title": known.get(one.code, one.code) or none,
        "one": one,
        "rises": one.week > one.before,
        "govern_url": f"{reverse('desk:governance')}?{urlencode(part)}"
        if one.code and desk.may("governance.read")
        else "",
        "today_url": _found(since=day, **part) if one.code else "",
        "week_url": _found(since=week, **part) if one.code else "",
        "late_url": _found(since=week, light="late", **part) if one.code else "",
        "unsolved_url": _found(since=week, solved=Solved.NOT, **part) if one.code else "",
    }


def _found(**asked: Any) -> str:
    """The cases of a figure, as a search."""
    query = urlencode({name: str(value) for name, value in asked.items() if value})
    return f"{reverse('desk:find')}?{query}"
