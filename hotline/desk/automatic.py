"""自动派单 at the desk: what the machine means to send and who may hold it back, and what it sent
that waits for a review (抽样复核)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from hotline.desk import rows
from hotline.desk.gate import Desk, staff
from hotline.desk.narrowing import Narrowing
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.handling.queries import Listed
from hotline.rules.automatic import REVIEW_WITHIN
from hotline.rules.text import say
from hotline.web.permission import page

REVIEWS = ListPage(
    place="automatic", queue="automatic", shape=Narrowing(fields=("kind", "area", "unit"))
)


@page(permission="automatic.review")
@staff
def reviews(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the machine sent and was drawn for review, the oldest first."""
    return show_list(request, desk, REVIEWS, lambda line: review_row(desk, line))


def review_row(desk: Desk, line: Listed) -> Row:
    """One of them: right by one press, wrong with the unit and the reason on its page."""
    case = line.case
    late = desk.who.now - case.auto_from > REVIEW_WITHIN
    glow = rows.Glow(
        colour="red" if late else "",
        words=say("复核超期") if late else rows.waited(desk, case.auto_from),
        at=case.auto_from,
    )
    acts = (
        Act(label=say("派对了"), post="ReviewAutomatic", fields=(("right", "true"),), key="d"),
        Act(
            label=say("派错了"),
            url=f"{rows.case_url(case.id)}?open=ReviewAutomatic#act",
            primary=False,
        ),
    )
    return rows.row(desk, line, glow=glow, acts=acts)


def planned(desk: Desk, case: Any) -> str:
    """When the machine sends the case where, in words; "" where it does not."""
    if not case.plan_at:
        return ""
    world = desk.who.world
    due = world.calendar.local(case.plan_at)
    return say("将于{time}自动派给{unit}", time=f"{due:%H:%M}",
               unit=world.units.name(case.plan_unit))  # fmt: skip


def hold_back() -> Act:
    """What keeps a case from being sent by the machine."""
    return Act(label=say("拦下"), post="HoldBack", primary=False)
