"""时限督办: what is late and what is about to be, red first, and which units have most of it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from hotline.desk import rows
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling.queues import queries as queues
from hotline.web.permission import page

SOON = timedelta(days=1)


@page(permission="supervise")
@staff
def watch(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Running legs overdue, or due within a day, as far as the reader sees."""
    within = desk.who.now + SOON
    found = queues.late(desk.who, within, request.GET.get("after", ""))
    units = desk.who.world.units
    by_unit = [
        (units.name(unit), over, soon)
        for unit, over, soon in queues.late_by_unit(desk.who, within)
    ]
    context = {
        "rows": [rows.leg_row(desk, line) for line in found.lines],
        "by_unit": by_unit,
        "count": found.count_zh,
        "after": found.after,
        "paged": "after" in request.GET,
        "over": sum(over for _, over, _ in by_unit),
        "soon": sum(soon for _, _, soon in by_unit),
    }
    return show(request, desk, "desk/watch.html", "watch", context)
