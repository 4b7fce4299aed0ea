"""值班表: a unit keeps who is to be rung for each hour; who watches over it sees who is not."""

from itertools import pairwise
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from hotline.desk import rows
from hotline.desk.admin.asking import office, onward
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.oversight import actions, queries
from hotline.people.actions import note_readings
from hotline.rules.oversight.duty_phone import (
    DAY,
    DayKind,
    Gap,
    Hours,
    Line,
    SetDutyRoster,
    clock,
    gaps,
    may_keep,
    on_duty,
)
from hotline.rules.refusal import Refusal
from hotline.rules.text import joined, say
from hotline.web.permission import page

SPARE, MOST = 3, 40


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the form as it is typed."""

    n: int
    name: str = ""
    phone: str = ""
    start: str = ""
    end: str = ""
    days: tuple[str, ...] = ()
    now: bool = False


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of day: pieces of 24 hours, each with its place in minutes and whether covered."""

    kind: DayKind
    pieces: tuple[tuple[int, int, bool], ...]
    gaps: str


@page(permission="duty.roster")
@staff
def roster(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The roster of one's own unit: its lines, what they leave open, and who is on duty now."""
    unit, refusal = desk.actor.unit, None
    if request.method == "POST":
        found = actions.set_roster(
            desk.by(request.POST.get("key", "")), _command(request.POST, unit)
        )
        if not isinstance(found, Refusal):
            return onward(request, f"{reverse('desk:roster')}?did=roster")
        refusal = found
    kept = queries.roster(desk.who, unit)
    now = on_duty(kept.hours, desk.who.now, desk.who.world.calendar)
    typed = _typed(request.POST) if refusal else _stored(kept, now)
    known = desk.who.world.units.get(unit)
    context = {
        "unit": known,
        "kept": kept,
        "lines": typed,
        "kinds": tuple(DayKind),
        "head_name": request.POST.get("head_name", "") if refusal else _head(kept, "name"),
        "head_phone": request.POST.get("head_phone", "") if refusal else _head(kept, "phone"),
        "bars": bars(kept.hours),
        "open": gaps(kept.hours),
        "on_duty": joined("、", (kept.people[n].name for n in now if kept.people)),
        "refusal": refusal,
        "closed": may_keep(unit, office(desk)),
        "key": rows.key(),
        "done": say("值班表已更新。") if request.GET.get("did") == "roster" else "",
        "watermarked": bool(kept.people),
    }
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/oversight/roster.html", "roster", context, status)


def _head(kept: queries.Kept, name: str) -> str:
    return getattr(kept.head, name) if kept.head else ""


def _stored(kept: queries.Kept, now: tuple[int, ...]) -> list[Typed]:
    known = [
        Typed(
            n=n,
            name=person.name,
            phone=person.phone,
            start=clock(hours.start),
            end=clock(hours.end),
            days=tuple(hours.days),
            now=n in now,
        )
        for n, (hours, person) in enumerate(zip(kept.hours, kept.people, strict=False))
    ]
    return known + [Typed(n=len(known) + n) for n in range(SPARE if known else 2 * SPARE)]


def _typed(sent: QueryDict) -> list[Typed]:
    """Lines as they were sent, empty ones too, so that a refusal loses nothing."""
    return [
        Typed(
            n=n,
            name=sent.get(f"name-{n}", "").strip(),
            phone=sent.get(f"phone-{n}", "").strip(),
            start=sent.get(f"start-{n}", "").strip(),
            end=sent.get(f"end-{n}", "").strip(),
            days=tuple(sent.getlist(f"days-{n}")),
        )
        for n in range(MOST + SPARE)
        if f"name-{n}" in sent
    ]


def _command(sent: QueryDict, unit: str) -> SetDutyRoster:
    known = {kind.value: kind for kind in DayKind}
    return SetDutyRoster(
        unit=unit,
        lines=tuple(
            Line(
                days=tuple(known[day] for day in one.days if day in known),
                start=one.start,
                end=one.end,
                name=one.name,
                phone=one.phone,
            )
            for one in _typed(sent)
            if one.name or one.phone
        ),
        head_name=sent.get("head_name", "").strip(),
        head_phone=sent.get("head_phone", "").strip(),
    )


def bars(hours: tuple[Hours, ...]) -> tuple[Bar, ...]:
    """Each kind of day as pieces of 24 hours, to be drawn."""
    found = []
    for kind in DayKind:
        marks = sorted({0, DAY} | {one.start for one in hours} | {one.end for one in hours})
        pieces = tuple(
            (start, end - start, any(one.holds(kind, start) for one in hours))
            for start, end in pairwise(marks)
        )
        left = [gap for gap in gaps(hours) if gap.kind is kind]
        found.append(Bar(kind=kind, pieces=pieces, gaps=said(left)))
    return tuple(found)


def said(left: list[Gap]) -> str:
    """Gaps of one kind of day in words; "" for none."""
    return joined("、", (str(gap) for gap in left)) if left else ""


@page(permission="duty.phones")
@staff
def coverage(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which units nobody can reach at this hour, and where rosters leave hours open; no numbers."""
    found = queries.coverage(desk.who)
    lines = [
        {
            "one": one,
            "above": desk.who.world.units.name(one.unit.parent) if one.unit.parent else "",
            "gaps": [
                (kind.zh, said([gap for gap in one.gaps if gap.kind is kind]))
                for kind in DayKind
                if any(gap.kind is kind for gap in one.gaps)
            ],
        }
        for one in found
    ]
    context: dict[str, Any] = {
        "lines": lines,
        "silent": sum(not one.now for one in found),
        "open": sum(bool(one.gaps) for one in found),
        "heads": sum(not one.has_head for one in found),
        "kept": sum(one.kept for one in found),
    }
    return show(request, desk, "desk/oversight/coverage.html", "coverage", context)


def read(desk: Desk, case_id: Any) -> None:
    """That numbers of people on duty were shown for a case, on record before they are."""
    note_readings(desk.actor, [(case_id, ("duty_phone",))], page=say("电话确认"))
