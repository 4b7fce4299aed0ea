"""A list that people work from as a page: narrowed and ordered by its address, paged by key, live.

The state of a list stands in its address alone. What live refresh compares is read before the
lines, so that a step taken in between is shown once too often rather than never.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk import narrowing, rows
from hotline.desk.batch_link import batch_url
from hotline.desk.gate import Desk
from hotline.desk.narrowing import Narrowing
from hotline.desk.rows import Row
from hotline.desk.shell import count_zh, show, standing
from hotline.handling.queries import Listed, Page
from hotline.handling.queues import queries as queues

SOONEST, LATEST = 5, 3600
"""Seconds between which a page may ask by itself for the next turn of a light."""


class ListPage(msgspec.Struct, frozen=True, kw_only=True):
    """One list: its place in the navigation, its queue, its template and what it may be asked.

    `tabs` are queues with their titles; the first stands open where the address names none."""

    place: str
    queue: str
    shape: Narrowing = Narrowing()
    tabs: Mapping[str, Any] = {}
    counted: bool = False

    @property
    def template(self) -> str:
        """The page of that place."""
        return f"desk/{self.place.replace('-', '_')}.html"


Line = Callable[[Listed], Row]
Lines = Callable[[Page], Sequence[Row]]


def show_list(
    request: HttpRequest,
    desk: Desk,
    at: ListPage,
    line: Line | None = None,
    *,
    lines: Lines | None = None,
    **more: Any,
) -> HttpResponse:
    """The list as its address asks for it; a form sent leads to its address."""
    sent, narrowed = request.GET.dict(), None
    if request.method == "POST":
        found = narrowing.address(desk, request.POST, at.shape)
        if isinstance(found, str):
            return HttpResponseRedirect(f"{reverse(f'desk:{at.place}')}?{found}")
        sent, narrowed = request.POST.dict(), found
    narrowed = narrowed or narrowing.read(desk, sent, at.shape)
    tab = sent.get("tab", "") if sent.get("tab", "") in at.tabs else ""
    queue = tab or at.queue
    around = standing(desk, queue, at.tabs if at.counted else ())
    page = queues.listed(desk.who, queue, narrowed.asked, sent.get("after", ""))
    shown = lines(page) if lines else [line(one) for one in page.lines] if line else []
    query = narrowing.page_query(sent, at.shape)
    context = {
        "rows": shown,
        "count": page.count_zh,
        "total": page.count,
        "after": page.after,
        "paged": "after" in sent,
        "key": rows.key(),
        "back": f"{reverse(f'desk:{at.place}')}?{query}" if query else request.path,
        "live_list": queue,
        "turns": turns(desk, shown),
        "tab": tab,
        "tabs": _tabs(at, tab, around),
    }
    more |= {"page_query": query, "batch_url": batch_url(desk, at.place, query)}
    context |= narrowed.context(desk) | more
    status = narrowed.refusal.status if narrowed.refusal else 200
    return show(request, desk, at.template, at.place, context, status, around)


def turns(desk: Desk, shown: Sequence[Row]) -> int:
    """Seconds until the next light on the page turns; 0 when none does within the hour."""
    moments = [row.glow.turns for row in shown if row.glow.turns]
    left = (_soonest(moments) - desk.who.now).total_seconds() if moments else LATEST + 1
    return max(SOONEST, int(left) + 1) if left <= LATEST else 0


def _soonest(moments: Sequence[datetime]) -> datetime:
    return min(moments)


def _tabs(at: ListPage, here: str, around: queues.Standing) -> list[dict[str, Any]]:
    first = next(iter(at.tabs), "")
    return [
        {
            "url": f"?tab={name}" if name != first else "?",
            "title": title,
            "here": name == (here or first),
            "count": count_zh(around.counts.get(name, 0)) if at.counted else "",
            "name": name if at.counted else "",
        }
        for name, title in at.tabs.items()
    ]
