"""The case page: left the request, centre the timeline, right what this person can do now."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from hotline import ledger
from hotline.desk import (
    again,
    alike,
    case_view,
    clocks,
    elements,
    files,
    first_accepting,
    personal,
    rows,
)
from hotline.desk.case_view import Tried
from hotline.desk.choices import AREAS, TOPICS, UNITS, lists
from hotline.desk.directory import proposal
from hotline.desk.gate import Desk, staff
from hotline.desk.oversight import governing_offer as governing
from hotline.desk.printed.kinds import offered
from hotline.desk.shell import show
from hotline.handling import queries
from hotline.handling.actions import NO_CASE
from hotline.handling.files import showing
from hotline.handling.models import CallerRow, CaseTextRow
from hotline.handling.streams import case_ref
from hotline.handling.timeline import lines
from hotline.handling.timeline import officers as handed_to
from hotline.ledger import Recorded
from hotline.people import queries as people
from hotline.people.actions import note_access
from hotline.people.cover import Cover, Covers
from hotline.rules.case.decide import Option
from hotline.rules.case.events import Reminded, Supplemented
from hotline.rules.case.state import Case
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Role, Tag
from hotline.web.permission import page
from hotline.web.reading import is_id

PAGE = say("工单页")
READINGS = 200
"""Readings of personal data looked at for who has read it."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A case as one reader gets it."""

    row: Any
    state: Case
    covers: Covers
    words: CaseTextRow | None
    caller: CallerRow | None

    @property
    def open_words(self) -> CaseTextRow | None:
        """The citizen's words where they may be shown in full."""
        return self.words if self.covers.words is Cover.OPEN else None


@page(permission="case.read")
@staff
def case(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """One case."""
    return case_page(request, desk, case_id)


def missing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """404 in the desk's frame: no such case, or not for this reader; nobody learns which."""
    return show(request, desk, "desk/missing.html", "", {"refusal": NO_CASE}, status=404)


def see(
    desk: Desk,
    case_id: UUID,
    where: str,
    clicked: Sequence[str] = (),
    *,
    with_files: bool = False,
    also: Sequence[str] = (),
) -> Seen | None:
    """The case within sight; the reading of what is shown in clear is on record before it is, and
    `also` what is done with it besides."""
    row = queries.case_row(desk.who, case_id)
    if row is None:
        return None
    covers = desk.who.sight.covers(row)
    words = queries.words(row.id) if covers.words > Cover.HIDDEN else None
    caller = queries.caller(row.id) if max(covers.name, covers.phone) > Cover.HIDDEN else None
    state: Case = ledger.state_of(case_ref(desk.actor.city, case_id))
    read = covers.open_fields(clicked=tuple(clicked))
    if with_files and state.files and "words" in read:  # small pictures are part of that page
        read = (*read, showing.FIELD)
    note_access(desk.actor, [row.id], (*read, *also), page=where)
    return Seen(row=row, state=state, covers=covers, words=words, caller=caller)


def case_page(
    request: HttpRequest,
    desk: Desk,
    case_id: UUID,
    *,
    tried: Tried | None = None,
    clicked: Sequence[str] = (),
    no_upload: Refusal | None = None,
) -> HttpResponse:
    """The page, with a refused form open, what was clicked uncovered, why files were not taken."""
    seen = see(desk, case_id, PAGE, clicked, with_files=True)
    if seen is None:
        return missing(request, desk)
    world, now, state = desk.who.world, desk.who.now, seen.state
    events = ledger.read(case_ref(desk.actor.city, case_id))
    found = case_view.allowed(state, desk)
    names, by_unit = officers(desk, state, found, events)
    doing = case_view.doing(state, desk, found, seen.open_words, by_unit, tried)
    told = lines(events, seen.covers, world, names)
    context = request_part(desk, seen, clicked) | {
        "doing": doing,
        "stranded": case_view.stranded(doing, tried, desk),
        "proposal": proposal(desk.who, state) if state.stage is CaseStage.ACCEPTED else None,
        "legs": case_view.legs(state, desk, names),
        "timeline": first_accepting.among(told, first_accepting.steps(state, world, now)),
        "later": [line for one, line in zip(events, told, strict=True) if _said_later(one)],
        **clocks.of_case(state, world, now),
        "asks": case_view.requests(state, desk, case_id),
        "near": _near(desk, seen),
        "receipt": _receipt(events),
        "tried": tried,
        "open": tried.form if tried else request.GET.get("open", ""),
        "choices": lists(world, UNITS, TOPICS, AREAS),
        "readers": _readers(desk, seen.row),
        "no_upload": no_upload,
        **files.part(desk, seen.row, state, seen.covers, events, found),
        **offered(desk, seen, clicked),
    }
    refusal = tried.refusal if tried else no_upload
    return show(request, desk, "desk/case.html", "", context, refusal.status if refusal else 200)


def _next_to_it(desk: Desk, state: Case) -> dict[str, Any]:
    """Whether cases like it are looked for, and whether a new one may be linked to it."""
    return {
        "looks_alike": state.stage in alike.CURRENT,
        "may_again": state.stage in again.OVER and desk.may("contact.register"),
    }


def request_part(desk: Desk, seen: Seen, clicked: Sequence[str] = ()) -> dict[str, Any]:
    """The citizen's words and person under their covers, and what the case is."""
    title, text, withheld = case_view.told(seen.words, seen.covers)
    shows_party = seen.caller is not None and seen.covers.words is Cover.OPEN
    return {
        "case": seen.state,
        "row": rows.row(desk, queries.Listed(case=seen.row, title=title)),
        "case_id": seen.row.id,
        "title": case_view.heading(title, text, seen.state.kind),
        "text": text,
        "withheld": withheld,
        "personal": personal.personal(seen.words, seen.caller, seen.covers, clicked),
        "reported_party": seen.caller.reported_party if seen.caller and shows_party else "",
        "watermarked": seen.covers.words > Cover.HIDDEN,
        "govern": governing.offered(desk, seen.state.topic),
        "lacks": elements.of_case(seen.state, seen.open_words, seen.caller),
        "minor": Tag.MINOR in seen.state.tags,
        **_next_to_it(desk, seen.state),
        "key": rows.key(),
    }


def officers(
    desk: Desk, state: Case, found: Sequence[Option], events: Sequence[Recorded]
) -> tuple[Mapping[str, str], Mapping[str, tuple[tuple[str, str], ...]]]:
    """Names of the officers on the legs and in the timeline, and whom each unit may reassign to;
    one statement, none when nobody is asked for."""
    named = {one for one in {leg.officer for leg in state.legs} | handed_to(events) if is_id(one)}
    legs = [state.leg(o.leg) for o in found if o.edge.name == "Reassign" and not o.refusal]
    units = {leg.unit for leg in legs if leg}
    if not named and not units:
        return {}, {}
    wanted = people.users(desk.actor).filter(Q(id__in=named) | Q(unit__in=units, disabled=False))
    users = [(str(user.id), user.name, user.unit) for user in wanted]
    by_unit = {
        unit: tuple((id, name) for id, name, held in users if held == unit) for unit in units
    }
    return {id: name for id, name, _ in users}, by_unit


def _near(desk: Desk, seen: Seen) -> list[dict[str, str]]:
    """Parent, children and linked cases; without an address where the case itself is not open."""
    state, row = seen.state, seen.row
    if not (state.parent or state.children or state.links):
        return []
    found = []
    for line in queries.neighbours(desk.who, row, state.links):
        other = line.case
        if other.id == row.parent:
            how = say("主单")
        elif other.parent == row.id:
            how = say("并入本单")
        else:
            how = say("关联")
        found.append(
            {
                "how": how,
                "number": other.number,
                "title": line.title,
                "url": rows.case_url(other.id) if desk.who.sight.may_see(other) else "",
                "stage": rows.zh(type(state.stage), other.stage),
            }
        )
    return found


def _said_later(one: Recorded) -> bool:
    """Whether the citizen said more: it belongs beside what they said first."""
    return isinstance(one.event, Supplemented | Reminded)


def _receipt(events: Sequence[Recorded]) -> str:
    """The hash of the last event, as the citizen's receipt carries it."""
    return events[-1].hash.hex() if events else ""


def _readers(desk: Desk, row: Any) -> list[case_view.ReadBy] | None:
    """Who has read the personal data; None for those who may not know."""
    if not desk.actor.is_a(Role.MANAGEMENT, Role.SUPERVISOR, Role.AUDIT_ADMIN):
        return None
    found = people.readers_of(desk.who.sight, row)[:READINGS]
    return case_view.readers(list(found), desk.who.world)
