"""地名: the city's gazetteer, looked through by name or area, and submitted whole from CSV.

A dry run shows what would change and every fault by row; a table with faults is not imported in
part. A list submitted waits, with what it changes, for another person of the management body. What
a name proposes can be tried here as agents see it at intake.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Do,
    carry_out,
    office,
    show_admin,
    text,
    why_not,
)
from hotline.desk.admin.code_table import sent
from hotline.desk.admin.drafts import Commands, draft_asks, draft_dos
from hotline.desk.admin.queries import names
from hotline.desk.gate import Desk, staff
from hotline.desk.placing import Proposed, proposed
from hotline.dispatching.place_table import PlaceTable, read_places
from hotline.people import actions
from hotline.people.by import By
from hotline.people.queries import gazetteer, places_draft
from hotline.rules.gazetteer import Gazetteer, Place, PlaceChanges, PlacesDraft, compare, plain
from hotline.rules.reference.gazetteer import (
    ApprovePlaces,
    DraftPlaces,
    PlacesCommand,
    RejectPlaces,
    WithdrawPlaces,
    decide,
)
from hotline.rules.reference.office import allowed, not_found
from hotline.rules.refusal import Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import Role
from hotline.web.permission import page

HERE = "admin-topics"
COMMANDS = Commands(approve=ApprovePlaces, reject=RejectPlaces, withdraw=WithdrawPlaces)
MOST = 200
"""So many places are listed; who looks for one types its name."""

SHOWN = 100
"""So many changes of a kind are listed; the rest is counted."""

Lists = tuple[tuple[str, int, tuple[str, ...]], ...]
"""(heading, how many, the first of them in words) of what a list changes."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One place; `twice` where another area has the same name."""

    place: Place
    area: str
    twice: bool


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A table beside the list in use."""

    table: PlaceTable
    text: str
    lists: Lists

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
    dos |= draft_dos(COMMANDS, actions.change_places)
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
    asks, waiting = _waiting(desk, known)
    open_ = {one.name for one in asks if one.closed is None}
    context |= {"refused": tried.refusal if tried and tried.name not in open_ else None, **waiting}
    return show_admin(request, desk, "places", HERE, context, tried=tried, asks=asks)


def _waiting(desk: Desk, known: Gazetteer) -> tuple[list[Ask], dict[str, Any]]:
    """The list that waits for approval: what can be done with it, and what it changes."""
    draft = places_draft(desk.actor)
    if draft is None:
        return [], {}
    author = names(desk.actor, {draft.author}).get(draft.author, say("系统初始化"))
    changes = in_words(compare(known.places, draft.places), desk.who.world.areas)
    return _asks(desk, known, draft), {"draft": draft, "author": author, "changes": changes}


def _asks(desk: Desk, known: Gazetteer, draft: PlacesDraft) -> list[Ask]:
    """批准 and 退回 for the second person, 撤回 for who submitted it; with why not."""
    state, number = msgspec.structs.replace(known, draft=draft), draft.number

    def closed(command: PlacesCommand) -> Refusal | None:
        return why_not(decide(state, command, office(desk)))

    mine = draft.author == desk.actor.id
    return draft_asks(number, COMMANDS, closed, take_back=say("撤回这份地名表") if mine else "")


def in_words(changes: PlaceChanges, areas: dict[str, str]) -> Lists:
    """What a list changes, under three headings; those without any are left out."""

    def said(place: Place) -> str:
        aliases = joined("、", place.aliases)
        parts = (place.name, place.kind.zh, area_path(areas, place.area), aliases)
        return joined("，", filter(None, parts))

    kinds = (
        (say("新增"), changes.added, said),
        (say("移出"), changes.gone, said),
    )
    changed = tuple(
        say("{was} → {now}", was=said(was), now=said(now)) for was, now in changes.changed[:SHOWN]
    )
    lists = [(word, len(all_), tuple(map(how, all_[:SHOWN]))) for word, all_, how in kinds]
    lists.insert(1, (say("改动"), len(changes.changed), changed))
    return tuple(one for one in lists if one[1])


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
    lists = in_words(compare(known.places, table.places), desk.who.world.areas)
    report.append(Report(table=table, text=content, lists=lists))
    if _stays(request, report[0]):
        return None
    name = text(request.POST, "edition")
    if not name:
        return not_found(say("版本"), say("（未填写）"), "edition")
    return actions.change_places(by, DraftPlaces(edition=name, places=table.places))
