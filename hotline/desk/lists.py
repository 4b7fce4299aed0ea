"""The queues: what waits for whom, the clock that runs out first on top, the action in the row."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk import rows
from hotline.desk.automatic import hold_back, planned
from hotline.desk.directory import proposal
from hotline.desk.gate import Desk, staff
from hotline.desk.narrowing import Narrowing
from hotline.desk.pressing import document_row
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.desk.suggested import suggestions_of
from hotline.handling.queries import Listed, Page
from hotline.handling.queues import queries as queues
from hotline.handling.queues.asked import Order
from hotline.people import queries as people
from hotline.rules.case.edges import LIAISONS
from hotline.rules.text import say
from hotline.rules.words import CaseStage, RequestKind
from hotline.web.permission import page

OF_CASES = ("light", "kind", "urgency", "area")
TRIAGE = ListPage(
    place="triage",
    queue="triage",
    shape=Narrowing(
        fields=OF_CASES, orders=(Order.DUE, Order.HANDED_OVER, Order.URGENT, Order.NEWEST)
    ),
)
DISPATCH = ListPage(place="dispatch", queue="dispatch", shape=Narrowing(fields=OF_CASES))
INBOX = ListPage(
    place="inbox",
    queue="inbox",
    tabs={
        "inbox": say("全部在办"),
        "sign": say("待签收"),
        "handling": say("办理中"),
        "disputed": say("退单审核中"),
        "held": say("已挂起"),
        "replied": say("待审批"),
        "helping": say("协办"),
        "down": say("下派"),
    },
    counted=True,
)
RULINGS = ListPage(place="rulings", queue="rulings")
REVIEWS = ListPage(place="reviews", queue="reviews")
EXTENSIONS = ListPage(place="extensions", queue="extensions")
APPROVALS = ListPage(
    place="approvals",
    queue="approvals",
    shape=Narrowing(fields=OF_CASES),
    tabs={
        "approvals": say("待审批"),
        "approvals_late": say("审批超期"),
        "late": say("已超期"),
        "soon": say("临期"),
    },
    counted=True,
)
FOLLOW_UP = ListPage(
    place="follow-up",
    queue="follow_up",
    shape=Narrowing(fields=("light", "kind", "urgency", "area", "unit")),
    tabs={"follow_up": say("待回访"), "expired": say("到期回访")},
    counted=True,
)
NO_ENTRY = say("目录没有适用的条目")
"""The reason that stands in the record where 兜底单位 is dispatched to with one key."""
PRESSED_FIRST = 5
"""督办 of the unit that its head finds before everything else."""
SAMPLES = ListPage(
    place="samples", queue="samples", shape=Narrowing(fields=("kind", "area", "unit"))
)


@page(permission="contact.register")
@staff
def triage(request: HttpRequest, desk: Desk) -> HttpResponse:
    """待处置、退回补录、移交待确认."""
    return show_list(request, desk, TRIAGE, lambda line: triage_row(desk, line))


def triage_row(desk: Desk, line: Listed) -> Row:
    """A case that waits for the front desk, with what is to be done to it."""
    url = rows.case_url(line.case.id)
    label, command = {
        CaseStage.REGISTERED: (say("处置"), "Accept"),
        CaseStage.SENT_BACK: (say("补录"), "CompleteIntake"),
    }.get(line.case.stage, (say("确认移交"), "ConfirmHandOver"))
    act = Act(label=label, url=f"{url}?open={command}#act", key="o")
    return rows.row(desk, line, glow=rows.at_the_desk(desk, line.case), acts=(act,))


@page(permission="dispatch")
@staff
def dispatch(request: HttpRequest, desk: Desk) -> HttpResponse:
    """待派单, each with the unit that the directory proposes."""
    return show_list(request, desk, DISPATCH, lambda line: dispatch_row(desk, line))


def dispatch_row(desk: Desk, line: Listed) -> Row:
    """An accepted case with the directory's proposal, to be dispatched from the row."""
    proposed = proposal(desk.who, line.case)
    url = rows.case_url(line.case.id)
    by_hand = Act(label=say("指定单位"), url=f"{url}?open=Dispatch#act", key="e", primary=False)
    acts: tuple[Act, ...] = (by_hand,)
    if proposed.fits:
        acts = (Act(label=say("按目录派单"), post="Dispatch", key="d"), by_hand)
    elif proposed.last_resort:
        why = (("reason", str(NO_ENTRY)),)
        last = Act(label=say("派给兜底单位"), post="DispatchToLastResort", fields=why, key="d")
        acts = (last, by_hand)
    extra: tuple[Act, ...] = (
        Act(label=say("退回补录"), url=f"{url}?open=SendBackForCompletion#act", primary=False),
        Act(label=say("并单"), url=f"{url}?open=Merge#act", primary=False),
    )
    notes = rows.notes(line.case)
    if by_itself := planned(desk, line.case):
        notes, extra = (by_itself, *notes), (hold_back(), *extra)
    pick = str(line.case.id) if proposed.fits else ""
    glow = rows.at_the_desk(desk, line.case)
    like = reverse("desk:case-alike", args=[line.case.id])
    return rows.row(
        desk, line, glow=glow, proposal=proposed, acts=acts + extra, pick=pick, alike=like,
        suggests=suggestions_of(line.case), notes=notes,
    )  # fmt: skip


@page(permission="unit.inbox")
@staff
def inbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The unit's running legs by state."""
    tab = request.GET.get("tab") or request.POST.get("tab") or ""
    empty = INBOX.tabs.get(tab, INBOX.tabs["inbox"])
    return show_list(
        request,
        desk,
        INBOX,
        lambda line: rows.leg_row(desk, line, acts=rows.inbox_acts(desk, line)),
        empty=empty,
        officers=_officers(desk),
        reassigns=rows.may_reassign(desk),
    )


def _officers(desk: Desk) -> list[tuple[str, str]]:
    """Whom those of the reader's unit who hand out work may hand it to; one statement."""
    if not LIAISONS & desk.actor.roles:
        return []
    found = people.users(desk.actor, unit=desk.actor.unit).filter(disabled=False)
    return [(str(user.id), user.name) for user in found[:200]]


@page(permission="dispatch")
@staff
def rulings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """退单审核: returns that wait for a ruling."""
    return _requests(request, desk, RULINGS, "ruling", say("审核"))


@page(permission="dispatch")
@staff
def extensions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """延期审核: extensions that wait for a ruling; none of them is overdue meanwhile."""
    return _requests(request, desk, EXTENSIONS, "extension", say("审核"))


@page(permission="rehandle.review")
@staff
def reviews(request: HttpRequest, desk: Desk) -> HttpResponse:
    """重办复核: what units claim against the fault they handle a case again for."""
    return _requests(request, desk, REVIEWS, "review", say("复核"))


def _requests(
    request: HttpRequest, desk: Desk, shown: ListPage, screen: str, label: str
) -> HttpResponse:
    """A list of requests under review, each leading to the screen on which it is decided."""

    def line_row(line: Listed) -> Row:
        url = reverse(f"desk:{screen}", args=[line.case.id, line.request.request])
        return rows.request_row(desk, line, acts=(Act(label=label, url=url, key="o"),))

    return show_list(request, desk, shown, line_row)


@page(permission="unit.inbox")
@staff
def approvals(request: HttpRequest, desk: Desk) -> HttpResponse:
    """办结审批: replies that wait for the unit's head, by the clock that still runs meanwhile; and
    what of the unit and those below it is late or about to be."""

    def lines(page: Page) -> Sequence[Row]:
        legs = [line.leg for line in page.lines]
        waiting = queues.open_requests(desk.who, RequestKind.COMPLETION, legs)
        return [_approval_row(desk, line, waiting) for line in page.lines]

    first = queues.listed(desk.who, "press_inbox")
    pressed = [document_row(desk, line) for line in first.lines[:PRESSED_FIRST]]
    more: dict[str, Any] = {"pressed": pressed, "pressed_count": first.count_zh}
    return show_list(request, desk, APPROVALS, lines=lines, **more)


def _approval_row(desk: Desk, line: Listed, waiting: dict[object, str]) -> Row:
    request = waiting.get((line.leg.case_id, line.leg.leg))
    if request is None or line.leg.unit != desk.actor.unit:
        return rows.leg_row(desk, line, acts=rows.inbox_acts(desk, line), pick="")
    url = reverse("desk:approval", args=[line.case.id, request])
    act = Act(label=say("审批"), url=url, key="o")
    return rows.leg_row(desk, line, acts=(act,), pick="")


@page(permission="follow_up")
@staff
def follow_up(request: HttpRequest, desk: Desk) -> HttpResponse:
    """待回访; followed up as unsolved; and what the citizen added to after rating."""

    def line_row(line: Listed) -> Row:
        case = line.case
        tried = (say("已拨{attempts}次", attempts=case.attempts),) if case.attempts else ()
        on_time = (say("办结超期"),) if case.on_time is False else ()
        added = (say("评价后又补充"),) if case.added_at else ()
        return rows.row(
            desk,
            line,
            glow=rows.to_call(desk, case),
            notes=added + tried + on_time + rows.notes(case),
            acts=rows.follow_up_acts(line),
        )

    return show_list(request, desk, FOLLOW_UP, line_row)


@page(permission="sample.check")
@staff
def samples(request: HttpRequest, desk: Desk) -> HttpResponse:
    """抽查: completions for citizens who left no number, drawn for a check by staff."""

    def line_row(line: Listed) -> Row:
        case = line.case
        url = rows.case_url(case.id)
        waits = rows.Glow(words=rows.waited(desk, case.sample_from), at=case.sample_from)
        act = Act(label=say("抽查"), url=f"{url}?open=CheckSample#act", key="o")
        return rows.row(desk, line, glow=waits, acts=(act,))

    return show_list(request, desk, SAMPLES, line_row)
