"""The queues: what waits for whom, the clock that runs out first on top, the action in the row."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk import rows
from hotline.desk.directory import proposal
from hotline.desk.gate import Desk, staff
from hotline.desk.rows import Act, Row
from hotline.desk.shell import places, show
from hotline.handling.queries import Listed, Page
from hotline.handling.queues import queries as queues
from hotline.rules.words import CaseStage, LegRole, LegState, RequestKind, Role
from hotline.web.permission import page

TABS: dict[str, tuple[str, Q]] = {
    "": ("全部在办", Q()),
    "sign": ("待签收", Q(state=LegState.DISPATCHED)),
    "handling": ("办理中", Q(state=LegState.SIGNED)),
    "disputed": ("退单审核中", Q(state=LegState.DISPUTED)),
    "replied": ("待审批", Q(state=LegState.REPLIED)),
    "helping": ("协办", Q(role=LegRole.CO_HANDLING)),
    "down": ("下派", Q(role=LegRole.HANDED_DOWN)),
}


@page(permission="signed_in")
@staff
def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Straight to the list where this person's work waits."""
    first = {
        Role.FOLLOW_UP_CALLER: "follow-up",
        Role.SUPERVISOR: "watch",
        Role.LEADER: "watch",
        Role.DUTY_MANAGER: "watch",
        Role.DISPATCHER: "dispatch",
        Role.PRE_REVIEWER: "triage",
        Role.CITY_REVIEWER: "rulings",
        Role.MANAGEMENT: "rulings",
        Role.UNIT_HEAD: "approvals",
        Role.SYSTEM_ADMIN: "admin-units",
        Role.SECURITY_ADMIN: "admin-people",
        Role.AUDIT_ADMIN: "admin-access",
        Role.EDITOR: "admin-directory",
    }
    named = next((first[role] for role in first if role in desk.actor.roles), "")
    open_to = [place.name for place in places(desk)]
    if named in open_to or open_to:
        where = named if named in open_to else open_to[0]
        return HttpResponseRedirect(reverse(f"desk:{where}"))
    return show(request, desk, "desk/nothing.html", "", {})


@page(permission="contact.register")
@staff
def triage(request: HttpRequest, desk: Desk) -> HttpResponse:
    """待处置、退回补录、移交待确认."""
    found = queues.triage_queue(desk.who, request.GET.get("after", ""))
    return _list(request, desk, "triage", found, lambda line: _triage_row(desk, line))


def _triage_row(desk: Desk, line: Listed) -> Row:
    url = rows.case_url(line.case.id)
    label, command = {
        CaseStage.REGISTERED: ("处置", "Accept"),
        CaseStage.SENT_BACK: ("补录", "CompleteIntake"),
    }.get(line.case.stage, ("确认移交", "ConfirmHandOver"))
    waited = rows.Glow(words=rows.waited(desk, line.case.registered_at))
    act = Act(label=label, url=f"{url}?open={command}#act")
    return rows.row(desk, line, glow=waited, acts=(act,))


@page(permission="dispatch")
@staff
def dispatch(request: HttpRequest, desk: Desk) -> HttpResponse:
    """待派单, each with the unit that the directory proposes."""
    found = queues.dispatch_queue(desk.who, request.GET.get("after", ""))
    return _list(request, desk, "dispatch", found, lambda line: _dispatch_row(desk, line))


def _dispatch_row(desk: Desk, line: Listed) -> Row:
    proposed = proposal(desk.who, line.case)
    url = rows.case_url(line.case.id)
    by_hand = Act(label="指定单位", url=f"{url}?open=Dispatch#act", primary=False)
    acts: tuple[Act, ...] = (by_hand,)
    if proposed.fits:
        acts = (Act(label="按目录派单", post="Dispatch", key="d"), by_hand)
    extra = (
        Act(label="退回补录", url=f"{url}?open=SendBackForCompletion#act", primary=False),
        Act(label="并单", url=f"{url}?open=Merge#act", primary=False),
    )
    return rows.row(desk, line, proposal=proposed, acts=acts + extra)


@page(permission="unit.inbox")
@staff
def inbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The unit's running legs by state."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    found = queues.inbox(desk.who, request.GET.get("after", ""), where=TABS[tab][1])
    context = {
        "tabs": [
            {"url": f"?tab={name}" if name else "?", "title": title, "here": name == tab}
            for name, (title, _) in TABS.items()
        ],
        "empty": TABS[tab][0],
    }

    def line_row(line: Listed) -> Row:
        return rows.leg_row(desk, line, acts=rows.inbox_acts(desk, line))

    return _list(request, desk, "inbox", found, line_row, **context)


@page(permission="dispatch")
@staff
def rulings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """退单审核: returns that wait for a ruling."""
    found = queues.requests(desk.who, RequestKind.RETURN, request.GET.get("after", ""))

    def line_row(line: Listed) -> Row:
        url = reverse("desk:ruling", args=[line.case.id, line.request.request])
        return rows.request_row(desk, line, acts=(Act(label="审核", url=url, key="o"),))

    return _list(request, desk, "rulings", found, line_row)


@page(permission="unit.inbox")
@staff
def approvals(request: HttpRequest, desk: Desk) -> HttpResponse:
    """办结审批: replies that wait for the unit's head."""
    found = queues.requests(
        desk.who, RequestKind.COMPLETION, request.GET.get("after", ""), unit=desk.actor.unit
    )

    def line_row(line: Listed) -> Row:
        url = reverse("desk:approval", args=[line.case.id, line.request.request])
        return rows.request_row(desk, line, acts=(Act(label="审批", url=url, key="o"),))

    return _list(request, desk, "approvals", found, line_row)


@page(permission="follow_up")
@staff
def follow_up(request: HttpRequest, desk: Desk) -> HttpResponse:
    """待回访, and followed up as unsolved."""
    found = queues.follow_up_queue(desk.who, request.GET.get("after", ""))

    def line_row(line: Listed) -> Row:
        case = line.case
        tried = (f"已拨{case.attempts}次",) if case.attempts else ()
        on_time = ("办结超期",) if case.on_time is False else ()
        waited = rows.Glow(words=rows.waited(desk, case.completed_at), at=case.completed_at)
        return rows.row(
            desk,
            line,
            glow=waited,
            notes=tried + on_time + rows.notes(case),
            acts=rows.follow_up_acts(line),
        )

    return _list(request, desk, "follow-up", found, line_row)


def _list(
    request: HttpRequest,
    desk: Desk,
    name: str,
    found: Page,
    line_row: Callable[[Listed], Any],
    **more: Any,
) -> HttpResponse:
    template = f"desk/{name.replace('-', '_')}.html"
    context = {
        "rows": [line_row(line) for line in found.lines],
        "count": found.count_zh,
        "total": found.count,
        "after": found.after,
        "paged": "after" in request.GET,
        "key": rows.key(),
        "back": request.get_full_path(),
    }
    return show(request, desk, template, name, context | more)
