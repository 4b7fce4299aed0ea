"""通知设置: who is told of what, by which way, in which words; and what could not be delivered.

What was not delivered names no case: whoever looks after mail and SMS sees none (三员).
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from msgspec.structs import replace

from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling.notices import line as sending
from hotline.handling.notices import queries, wishing
from hotline.handling.notices.table import THINGS, VARIABLES, WAYS, WHOMS, Line, Thing, Way, Whom
from hotline.handling.notices.ways.registry import open_ways
from hotline.handling.paging import COUNT_BOUND
from hotline.people import queries as people
from hotline.rules.refusal import Refusal
from hotline.web.permission import page

HERE = "admin-notices"


@page(permission="notices.manage")
@staff
def table(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The city's table, changed as a whole."""
    before = queries.table(desk.actor.city)
    lines, wrong = dict(before), {}
    if request.method == "POST":
        lines = {key: _typed(request, key, line) for key, line in before.items()}
        wrong = wishing.set_table(desk.actor, before, lines)
        if not wrong:
            return HttpResponseRedirect(reverse(f"desk:{HERE}") + "?kept=1")
    context = {
        "lines": [_shown(key, line, wrong.get(key)) for key, line in lines.items()],
        "ways": tuple(Way),
        "shut": [way for way in Way if way not in open_ways()],
        "variables": " ".join(f"{{{one}}}" for one in VARIABLES),
        "wrong": len(wrong),
        "kept": not wrong and "kept" in request.GET,
    }
    status = next(iter(wrong.values())).status if wrong else 200
    return show(request, desk, "desk/admin/notices.html", HERE, context, status=status)


def _name(key: tuple[Thing, Whom]) -> str:
    return f"{key[0]}-{key[1]}"


def _typed(request: HttpRequest, key: tuple[Thing, Whom], line: Line) -> Line:
    """A line as it was typed; one that the form did not bring stays as it is."""
    text = request.POST.get(f"text-{_name(key)}")
    if text is None:
        return line
    ticked = request.POST.getlist(f"ways-{_name(key)}")
    return replace(line, text=text, ways=frozenset(way for way in Way if way in ticked))


def _shown(key: tuple[Thing, Whom], line: Line, refusal: Refusal | None) -> dict[str, Any]:
    return {
        "name": _name(key),
        "line": line,
        "ways": [
            {"way": way, "possible": way in line.possible, "on": way in line.ways} for way in Way
        ],
        "refusal": refusal,
    }


@page(permission="notices.manage")
@staff
def undelivered(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What could not be delivered, why, and the button that sends it again."""
    if request.method == "POST":
        asked = request.POST.get("id", "")
        with suppress(ValueError):  # what is no id names nothing
            sending.send_again(desk.actor, None if asked == "all" else UUID(asked))
        return HttpResponseRedirect(reverse("desk:admin-undelivered"))
    after = request.GET.get("after", "")
    rows, key, count = queries.dead(desk.actor, after)
    names = {str(row.id): row.name for row in people.users(desk.actor)} if rows else {}
    context = {
        "lines": [
            {
                "row": row,
                "thing": THINGS[row.thing],
                "way": WAYS[row.way],
                "whom": names.get(row.user_id) or WHOMS[row.whom].zh,
            }
            for row in rows
        ],
        "after": key,
        "paged": bool(after),
        "count": f"{count}" if count <= COUNT_BOUND else f"{COUNT_BOUND:,}+",
    }
    return show(request, desk, "desk/admin/undelivered.html", HERE, context)
