"""现场划分职责: units ordered to the place, for those who rule and for the units that are to come;
one screen with what is to be divided, who came, and the outcome.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline import ledger
from hotline.desk import rows
from hotline.desk.case import Seen
from hotline.desk.directory import proposal
from hotline.desk.gate import Desk, staff
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.desk.ruling import decide
from hotline.handling.queries import Listed
from hotline.handling.timeline import lines
from hotline.rules.case import on_site as site
from hotline.rules.case.edges import RULERS
from hotline.rules.case.state import UnderReview
from hotline.rules.text import joined, say
from hotline.rules.words import RequestKind
from hotline.web.permission import page

MEETINGS = ListPage(place="site-meetings", queue="on_site")
_SAID = (
    site.SiteMeetingOrdered,
    site.AttendanceRecorded,
    site.DutyDivided,
    site.SiteMeetingCancelled,
)


@page(permission="case.act")
@staff
def meetings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Meetings that wait for their outcome, the earliest due first."""
    return show_list(request, desk, MEETINGS, lambda line: _row(desk, line))


def _row(desk: Desk, line: Listed) -> Row:
    """A meeting with the units that are to come."""
    url = reverse("desk:site-meeting", args=[line.case.id, line.request.request])
    label = say("划分") if RULERS & desk.actor.roles else say("登记到场")
    names = joined("、", (desk.who.world.units.name(unit) for unit in line.request.units))
    return rows.request_row(desk, line, unit=names, acts=(Act(label=label, url=url, key="o"),))


@page(permission="case.act")
@staff
def meeting(request: HttpRequest, desk: Desk, case_id: UUID, request_id: str) -> HttpResponse:
    """One meeting."""
    kinds = (site.RecordAttendance, site.DivideDuty, site.CancelSiteMeeting)
    return decide(request, desk, case_id, request_id, RequestKind.ON_SITE, kinds, _part)


def _part(
    desk: Desk, seen: Seen, asked: UnderReview, events: Sequence[ledger.Recorded]
) -> dict[str, Any]:
    """Who is to come and who came, and what was said of it so far."""
    world = desk.who.world
    told = zip(events, lines(events, seen.covers, world), strict=True)
    return {
        "lines": [
            line
            for one, line in told
            if isinstance(one.event, _SAID) and one.event.request == asked.id
        ],
        "coming": [
            (world.units.name(unit), unit in asked.came, unit in asked.absent)
            for unit in asked.units
        ],
        "proposal": proposal(desk.who, seen.state),
        "glow": rows.glow(desk, asked.filed_at, asked.due_at),
        "place_url": reverse("desk:site-meetings"),
    }
