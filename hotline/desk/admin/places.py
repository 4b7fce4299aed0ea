"""地名: the city's gazetteer, looked through by name or area, and taken whole from CSV.

A dry run shows what would be new and gone and every fault by row; a table with faults is not
imported in part. What a name proposes can be tried here as agents see it at intake.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk.admin.asking import Do, carry_out, office, show_admin, text
from hotline.desk.admin.code_table import sent
from hotline.desk.gate import Desk, staff
from hotline.desk.placing import Proposed, proposed
from hotline.dispatching.place_table import PlaceTable, read_places
from hotline.people import actions
from hotline.people.by import By
from hotline.people.queries import gazetteer
from hotline.rules.gazetteer import Gazetteer, Place, plain
from hotline.rules.reference.gazetteer import AdoptPlaces
from hotline.rules.reference.office import allowed, not_found
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Role
from hotline.web.permission import page

HERE = "admin-topics"
MOST = 200
"""So many places are listed; who looks for one types its name."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One place; `twice` where another area has the same name."""

    place: Place
    area: str
    twice: bool


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A table beside the list in use."""

    table: PlaceTable
    text: str
    new: int
    gone: int

    @property
    def faults(self) -> tuple[str, ...]:
        """The first faults in words."""
        return tuple(fault.said for fault in self.table.faults[:MOST])


@page(permission="topics.read")
@staff
def places(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list, what an address would propose, and the import."""
    known = gazetteer(desk.actor.city, desk.who.world.reference)
    report: list[Report] = []
    dos: dict[str, Do] = {"places": lambda by, typed: _bring(request, desk, by, known, report)}
    found = carry_out(request, desk, dos, reverse("desk:admin-places"))
    if isinstance(found, HttpResponse) and not (report and _stays(request, report[0])):
        return found
    tried = None if isinstance(found, HttpResponse) else found
    wanted = request.GET.get("q", "").strip()
    offered = proposed(desk, wanted) if wanted else Proposed()
    lines = list(islice(_lines(desk, known, plain(wanted), offered.names), MOST + 1))
    context: dict[str, Any] = {
        "q": wanted,
        "lines": lines[:MOST],
        "more": len(lines) > MOST,
        "total": len(known.places),
        "edition": known.edition,
        "proposed": offered,
        "report": report[0] if report else None,
        "pasted": report[0].text if report else text(request.POST, "csv") if tried else "",
        "typed_edition": text(request.POST, "edition") if report or tried else "",
        "may": allowed(office(desk), Role.SYSTEM_ADMIN),
    }
    return show_admin(request, desk, "places", HERE, context, tried=tried)


def _lines(desk: Desk, known: Gazetteer, wanted: str, named: tuple[str, ...]) -> Iterator[Line]:
    """Places whose name, alias or area holds what was typed, or that stand in it as an address."""
    areas = desk.who.world.areas
    for place in known.places:
        line = Line(
            place=place,
            area=area_path(areas, place.area),
            twice=len(known.by_name[plain(place.name)]) > 1,
        )
        own = {plain(name) for name in (place.name, *place.aliases)}
        told = plain(f"{place.name} {' '.join(place.aliases)} {line.area} {place.area}")
        if wanted in told or own.intersection(named):
            yield line


def area_path(areas: dict[str, str], code: str) -> str:
    """溪东区 › 鹤清街道: an area with what stands above it."""
    parts = code.split("/")
    names = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    return " › ".join(areas.get(prefix, prefix) for prefix in names)


def _stays(request: HttpRequest, report: Report) -> bool:
    return "dry" in request.POST or bool(report.table.faults)


def _bring(
    request: HttpRequest, desk: Desk, by: By, known: Gazetteer, report: list[Report]
) -> object:
    content = sent(request, by)
    if isinstance(content, Refusal):
        return content
    table = read_places(content, desk.who.world.areas)
    new, gone = table.beside(known.places)
    report.append(Report(table=table, text=content, new=new, gone=gone))
    if _stays(request, report[0]):
        return None
    name = text(request.POST, "edition")
    if not name:
        return not_found(say("版本"), say("（未填写）"), "edition")
    return actions.adopt_places(by, AdoptPlaces(edition=name, places=table.places))
