"""通知: what happened that concerns the reader, newest first, and how they want to be told.

A line says which case and what to do; the case is behind it, within sight as ever. Opening it
through its line marks it read. The count beside the bell is part of the shell's one statement.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from hotline.desk.gate import Desk, staff
from hotline.desk.rows import case_url
from hotline.desk.shell import show
from hotline.handling.notices import hot, queries, wishing
from hotline.handling.notices.table import STANDARD, THINGS, Thing, Way, Whom
from hotline.handling.notices.ways.registry import open_ways
from hotline.handling.notices.wishing import Wish
from hotline.handling.paging import COUNT_BOUND
from hotline.rules.refusal import Refusal
from hotline.web.permission import page


@page(permission="signed_in")
@staff
def notices(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The reader's notices; by POST all that were on the page are read."""
    if request.method == "POST":
        until = parse_datetime(request.POST.get("until", ""))
        if until is not None and until.tzinfo is not None:
            wishing.mark_read(desk.actor, None, until)
        return HttpResponseRedirect(reverse("desk:notices"))
    after = request.GET.get("after", "")
    rows, key, count = queries.mine(desk.who, after)
    context = {
        "lines": [{"row": row, "thing": THINGS[row.thing]} for row in rows],
        "until": rows[0].at.isoformat() if rows else "",
        "some": any(row.read_at is None for row in rows),
        "after": key,
        "paged": bool(after),
        "count": f"{count}" if count <= COUNT_BOUND else f"{COUNT_BOUND:,}+",
    }
    return show(request, desk, "desk/notices.html", "notices", context)


@page(permission="signed_in")
@staff
def notice(request: HttpRequest, desk: Desk, notice_id: UUID) -> HttpResponse:
    """From a line to its case, or to the hot event; the line is read by that."""
    row = queries.one_of_mine(desk.who, notice_id)
    if row is None:
        return HttpResponseRedirect(reverse("desk:notices"))
    wishing.mark_read(desk.actor, row.id, row.at)
    event = hot.event_of(row)
    return HttpResponseRedirect(
        reverse("desk:hot", args=[event]) if event else case_url(row.case_id)
    )


@page(permission="signed_in")
@staff
def wishes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where to, when not, and of what not: one's own."""
    refusal: Refusal | None = None
    typed: Wish | None = None
    if request.method == "POST":
        typed = _typed(request, desk)
        refusal = wishing.set_wish(desk.actor, typed)
        if refusal is None:
            return HttpResponseRedirect(reverse("desk:notice-wishes") + "?kept=1")
    wish = typed or _kept(queries.wish(desk.actor.city, desk.actor.id))
    context = {
        "wish": wish,
        "things": _things(desk, wish),
        "ways": [way for way in Way if way in open_ways()],
        "email_open": Way.EMAIL in open_ways(),
        "sms_open": Way.SMS in open_ways(),
        "refusal": refusal,
        "kept": not refusal and "kept" in request.GET,
    }
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/notice_wishes.html", "notices", context, status=status)


def _mine(desk: Desk) -> list[Thing]:
    """The things of which somebody with these roles may be told at all."""
    roles = desk.actor.roles
    told = {thing for thing, whom in STANDARD if whom is not Whom.CITIZEN and whom.role in roles}
    return [thing for thing in Thing if thing in told]


def _things(desk: Desk, wish: Wish) -> list[dict[str, Any]]:
    ways = [way for way in Way if way in open_ways()]
    return [
        {
            "thing": thing,
            "ways": [
                {"way": way, "name": f"{thing}:{way}", "on": f"{thing}:{way}" not in wish.off}
                for way in ways
            ],
        }
        for thing in _mine(desk)
    ]


def _typed(request: HttpRequest, desk: Desk) -> Wish:
    """What was typed. A box that is not ticked is one that is off; what the page did not show stays
    as it was."""
    shown = {f"{thing}:{way}" for thing in _mine(desk) for way in open_ways()}
    before = set(queries.wish(desk.actor.city, desk.actor.id).off)
    on = set(request.POST.getlist("on"))
    names = ("email", "phone", "quiet_from", "quiet_to", "digest")
    said = {name: request.POST.get(name, "")[:200] for name in names}
    return Wish(**said, off=frozenset((shown - on) | (before - shown)))


def _kept(row: Any) -> Wish:
    quiet = row.quiet_from != row.quiet_to
    return Wish(
        email=row.email,
        phone=row.phone,
        quiet_from=_clock(row.quiet_from) if quiet else "",
        quiet_to=_clock(row.quiet_to) if quiet else "",
        digest=_clock(row.digest) if row.digest >= 0 else "",
        off=frozenset(row.off),
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
