"""时限督办: what is late, about to be, without progress, or returned again and again; and which
units have most of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk import rows
from hotline.desk.gate import Desk, staff
from hotline.desk.narrowing import ALL, Narrowing
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.handling.queries import Listed
from hotline.handling.queues import queries as queues
from hotline.handling.queues.asked import Order
from hotline.rules.case.table import BY_NAME
from hotline.rules.phone_words import Rung
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Colour, SupervisionKind
from hotline.web.permission import page

TABS = {
    "late": say("已超期"),
    "soon": say("临期"),
    "silent": say("久无进展"),
    "bouncing": say("反复退单"),
}
OF_CASES = tuple(name for name in ALL if name != "light")
SHAPES = {
    "late": Narrowing(fields=(*OF_CASES, "officer")),
    "soon": Narrowing(fields=(*OF_CASES, "officer")),
    "silent": Narrowing(fields=("days", *ALL)),
    "bouncing": Narrowing(fields=ALL, orders=(Order.DUE, Order.URGENT, Order.NEWEST)),
}


@page(permission="supervise")
@staff
def watch(request: HttpRequest, desk: Desk) -> HttpResponse:
    """As far as the reader sees, the longest overdue first."""
    tab = request.GET.get("tab") or request.POST.get("tab") or "late"
    tab = tab if tab in TABS else "late"
    at = ListPage(place="watch", queue="late", shape=SHAPES[tab], tabs=TABS, counted=True)
    units = desk.who.world.units
    by_unit = [(units.name(unit), unit, over, soon) for unit, over, soon in _by_unit(desk, tab)]
    more = {
        "by_unit": by_unit,
        "over": sum(one[2] for one in by_unit),
        "soon": sum(one[3] for one in by_unit),
        "tab_title": TABS[tab],
        "press": _form(desk) if tab in ("late", "soon") else None,
    }
    return show_list(request, desk, at, lambda line: watched(desk, line), **more)


def _by_unit(desk: Desk, tab: str) -> Any:
    return queues.late_by_unit(desk.who) if tab in ("late", "soon") else ()


def presses(desk: Desk) -> bool:
    """Whether the reader issues 督办."""
    return bool(BY_NAME["IssueSupervision"].roles & desk.actor.roles)


def _form(desk: Desk) -> dict[str, Any] | None:
    """What the form above the lines offers, by which several are pressed at once."""
    if not presses(desk):
        return None
    kinds = [(one.value, one.zh) for one in SupervisionKind if one is not SupervisionKind.NOTICE]
    return {"kinds": kinds, "colours": [(one.value, one.zh) for one in Colour]}


def watched(desk: Desk, line: Listed) -> Row:
    """A line that somebody watches: whom to ring, and the case."""
    unit = line.leg.unit if line.leg else line.case.lead_unit
    see = Act(label=say("查看"), url=rows.case_url(line.case.id), primary=False, key="o")
    acts = (*ring(desk, unit), *_press(desk, line), *_help(desk, line), see)
    if line.leg:
        pick = f"{line.leg.case_id}.{line.leg.leg}" if presses(desk) else ""
        return rows.leg_row(desk, line, acts=acts, pick=pick)
    last = (say("{since}没有进展", since=rows.span(desk, line.case.last_at)),)
    return rows.row(desk, line, acts=acts, notes=last + rows.notes(line.case))


def to_be_rung(desk: Desk, line: Listed) -> Row:
    """An urgent order nobody has confirmed: which rung is rung now, how often in vain so far, and
    the screen on which to ring and write down who answered."""
    leg = line.leg
    url = reverse("desk:ring", args=[line.case.id, leg.leg])
    rung = next((one for one in Rung if one == leg.phone_rung), Rung.UNIT)
    said = (rung.zh, say("已打{n}次", n=leg.phone_rang) if leg.phone_rang else "")
    return rows.leg_row(
        desk,
        line,
        glow=rows.glow(desk, leg.dispatched_at, leg.phone_due),
        notes=tuple(word for word in said if word) + rows.notes(line.case),
        acts=(Act(label=say("打电话"), url=url, key="o"), *ring(desk, leg.unit)),
        pick="",
    )


def _help(desk: Desk, line: Listed) -> tuple[Act, ...]:
    """加派, for those who may bring in another unit."""
    if not BY_NAME["AddUnit"].roles & desk.actor.roles or line.case.stage != CaseStage.HANDLING:
        return ()
    url = f"{rows.case_url(line.case.id)}?open=AddUnit#act"
    return (Act(label=say("加派单位"), url=url, primary=False),)


def _press(desk: Desk, line: Listed) -> tuple[Act, ...]:
    """督办 of the leg, for those who may."""
    if line.leg is None or not presses(desk):
        return ()
    url = f"{rows.case_url(line.case.id)}?open=IssueSupervision-{line.leg.leg}#act"
    return (Act(label=say("督办"), url=url, primary=False),)


def ring(desk: Desk, unit: str) -> tuple[Act, ...]:
    """值班电话 of a unit, to be dialled from the row; nothing where the unit has none."""
    known = desk.who.world.units.get(unit)
    phone = known.duty_phone if known else ""
    if not phone:
        return ()
    dial = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return (Act(label=say("值班电话 {phone}", phone=phone), url=f"tel:{dial}"),)
