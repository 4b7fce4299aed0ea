"""审计: who read whose personal data, and who signed in; for the audit administrator.

Filters by person, day and case; newest first, paged by key. The audit administrator sees a case's
number and nothing else of it.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from hotline.desk.admin.queries import case_by_number, case_numbers, log_page
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling.files.showing import FILE
from hotline.people import queries
from hotline.rules.numbering import check
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.web.permission import page

FIELDS = {
    "name": say("姓名"), "phone": say("电话"), "address": say("地址"),
    "words": say("诉求内容"), "text": say("诉求内容"), "caller": say("诉求人"),
    "files": say("附件"), "print": say("打印"), "duty_phone": say("值班电话"),
}  # fmt: skip
RESULTS = {
    "in": say("登录成功"),
    "wrong": say("用户名或密码错误"),
    "blocked": say("输错过多被拒"),
    "shut": say("账号锁定或停用"),
}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One reading in the list."""

    row: Any
    number: str
    unit: str
    fields: str
    purpose: str


@page(permission="audit.read")
@staff
def access(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Readings of personal data."""
    typed = _typed(request, "q", "number", "since", "until")
    since, until = _day(desk, typed["since"], "since"), _day(desk, typed["until"], "until")
    case = _case(desk, typed["number"])
    context = typed | {"refusal": _first(since, until, case)}
    rows = queries.access_log(
        desk.actor,
        since=since if isinstance(since, datetime) else None,
        until=until + timedelta(days=1) if isinstance(until, datetime) else None,
    )
    if not isinstance(rows, Refusal):
        if typed["q"]:
            rows = rows.filter(Q(user_name__icontains=typed["q"]) | Q(unit=typed["q"]))
        if isinstance(case, UUID):
            rows = rows.filter(case_id=case)
        if context["refusal"]:
            rows = rows.none()
        listing = log_page(rows, request.GET.get("after", ""))
        numbers = case_numbers(desk.actor, {row.case_id for row in listing.rows})
        context |= {"page": listing, "lines": [_line(desk, row, numbers) for row in listing.rows]}
    return _show(request, desk, "access", "admin-access", typed, context)


def _line(desk: Desk, row: Any, numbers: dict[UUID, str]) -> Reading:
    fields = joined("、", dict.fromkeys(FIELDS.get(name, name) for name in row.fields))
    unit = desk.who.world.units.name(row.unit)
    kind, _, of = row.purpose.partition(" ")
    purpose = joined(" ", (FIELDS["files"], of)) if kind == FILE and of else row.purpose
    number = numbers.get(row.case_id, "")
    return Reading(row=row, number=number, unit=unit, fields=fields, purpose=purpose)


@page(permission="audit.read")
@staff
def sign_ins(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Attempts to sign in and how they ended."""
    typed = _typed(request, "q", "result", "since", "until")
    since, until = _day(desk, typed["since"], "since"), _day(desk, typed["until"], "until")
    context = typed | {"refusal": _first(since, until), "results": RESULTS}
    rows = queries.sign_in_log(desk.actor)
    if not isinstance(rows, Refusal):
        wanted = Q()
        if typed["q"]:
            wanted &= Q(username__icontains=typed["q"]) | Q(address=typed["q"])
        if typed["result"] in RESULTS:
            wanted &= Q(result=typed["result"])
        wanted &= Q(at__gte=since) if isinstance(since, datetime) else Q()
        wanted &= Q(at__lt=until + timedelta(days=1)) if isinstance(until, datetime) else Q()
        rows = rows.none() if context["refusal"] else rows.filter(wanted)
        listing = log_page(rows, request.GET.get("after", ""))
        lines = [(row, RESULTS.get(row.result, row.result)) for row in listing.rows]
        context |= {"page": listing, "lines": lines}
    return _show(request, desk, "sign_ins", "admin-sign-ins", typed, context)


def _typed(request: HttpRequest, *names: str) -> dict[str, Any]:
    return {name: request.GET.get(name, "").strip()[:60] for name in names}


def _show(
    request: HttpRequest,
    desk: Desk,
    template: str,
    here: str,
    typed: dict[str, Any],
    context: dict[str, Any],
) -> HttpResponse:
    context |= {
        "paged": "after" in request.GET,
        "query": urlencode({key: value for key, value in typed.items() if value}),
    }
    status = context["refusal"].status if context["refusal"] else 200
    return show(request, desk, f"desk/admin/{template}.html", here, context, status)


def _first(*found: object) -> Refusal | None:
    return next((one for one in found if isinstance(one, Refusal)), None)


def _day(desk: Desk, text: str, field: str) -> datetime | Refusal | None:
    """The beginning of the day typed, in the city's zone; None for an empty field."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        zone = ZoneInfo(desk.who.world.calendar.zone)
        if 2000 <= day.year <= 2100:
            return datetime(day.year, day.month, day.day, tzinfo=zone)
    except ValueError:
        pass
    return Refusal(
        code=Code.INVALID,
        message=say("日期“{text}”无效。", text=text[:20]),
        advice=say("请写作 2026-02-13。"),
        field=field,
    )


def _case(desk: Desk, typed: str) -> UUID | Refusal | None:
    if not typed:
        return None
    number = check(typed)
    found = case_by_number(desk.actor, number) if number else None
    return found or Refusal(
        code=Code.NOT_FOUND,
        message=say("没有工单“{typed}”。", typed=typed[:30]),
        advice=say("请核对工单号，如 260213-0001234-1。"),
        field="number",
    )
