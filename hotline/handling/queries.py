"""Reading cases. Every read for a person begins with `reader(actor)`, which holds their sight.

Functions without a reader serve this room's own actions and duties only; nothing they return
reaches a page. What waits for whom is read in `queues`, what is looked for in `search`.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from hotline import ledger
from hotline.handling.models import (
    CallerRow,
    CaseRow,
    CaseTextRow,
    ContactRow,
    PhoneRow,
)
from hotline.handling.paging import COUNT_BOUND, PAGE
from hotline.handling.rows import phone_digest
from hotline.handling.streams import case_ref
from hotline.people.cover import Cover, mask_words
from hotline.people.lookups import look_up
from hotline.people.queries import world
from hotline.people.sight import Sight, sight
from hotline.rules.actor import Actor
from hotline.rules.case.leg_events import CompletionApproved, ReplyFiled
from hotline.rules.case.many import Caller
from hotline.rules.context import World
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage, LegRole, Urgency


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody reading: who, what they may see, and the city as it stands."""

    actor: Actor
    world: World
    sight: Sight
    now: datetime


def reader(actor: Actor, *, reference: int | None = None, own_case: UUID | None = None) -> Reader:
    """The one way to begin a read. `reference` from the sign-in saves a statement."""
    known = world(actor.city, reference)
    return Reader(
        actor=actor,
        world=known,
        sight=sight(actor, known, own_case=own_case),
        now=ledger.clock.now(),
    )


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list: a case, the leg or request that brings it here, and its subject line.

    `title` is "" where the reader may not see the citizen's words.
    """

    case: Any
    title: str
    leg: Any = None
    request: Any = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of a list; `after` is the key of the next page, "" on the last one."""

    lines: Sequence[Listed]
    after: str
    count: int

    @property
    def count_zh(self) -> str:
        """The number of lines as pages write it: exact up to the bound."""
        return f"{self.count}" if self.count <= COUNT_BOUND else f"{COUNT_BOUND:,}+"


# --- finding ----------------------------------------------------------------------------------


def by_phone(who: Reader, phone: str) -> Sequence[Listed] | Refusal:
    """`history` of a number that somebody typed: counted, and refused beyond the hourly limit."""
    return look_up(who.actor) or history(who, phone)


def history(who: Reader, phone: str, limit: int = 20) -> Sequence[Listed]:
    """Earlier cases of a number, newest first, within the reader's sight.

    Asking by number tells who called, so a confidential case is found only by those who may
    uncover its caller, and no case by those to whom its number is closed.
    """
    digest = phone_digest(who.actor.city, phone)
    if not digest:
        return []
    hits = PhoneRow.objects.filter(city=who.actor.city, digest=digest).order_by("-at")
    ids = list(hits.values_list("stream_id", flat=True)[:limit])
    rows = CaseRow.objects.filter(who.sight.cases(), id__in=ids).order_by("-registered_at")
    found = [row for row in rows if who.sight.covers(row).phone >= _asked_by_number(row)]
    titles = _titles(who, found)
    return [Listed(case=row, title=titles.get(row.id, "")) for row in found]


def _asked_by_number(row: Any) -> Cover:
    """How far a reader must see a case's telephone number to find the case by it."""
    return Cover.ON_CLICK if row.confidential else Cover.MASKED


def by_number(who: Reader, number: str) -> Any | None:
    """The case of that number within the reader's sight."""
    return CaseRow.objects.filter(who.sight.cases(), number=number).first()


def contacts_today(who: Reader, since: datetime) -> int:
    """How many contacts were registered since then, counted up to the bound."""
    found = ContactRow.objects.filter(city=who.actor.city, registered_at__gte=since)
    return len(found.values_list("id", flat=True)[: COUNT_BOUND + 1])


# --- one case ---------------------------------------------------------------------------------


def case_row(who: Reader, case_id: UUID | str) -> Any | None:
    """The row of a case if the reader may see it."""
    try:
        wanted = UUID(str(case_id))
    except ValueError:
        return None
    return CaseRow.objects.filter(who.sight.cases(), id=wanted).first()


def urgent_cases(who: Reader) -> QuerySet[Any]:
    """Ids of the urgent and critical cases in sight that units handle: for a list of their legs."""
    urgent = CaseRow.objects.filter(
        who.sight.cases(),
        urgency__in=(Urgency.URGENT, Urgency.CRITICAL),
        stage=CaseStage.HANDLING,
    )
    return urgent.values("id")


def words(case_id: UUID) -> CaseTextRow | None:
    """The citizen's words; the caller of this function applies the covers."""
    return CaseTextRow.objects.filter(stream_id=case_id).first()


def caller(case_id: UUID) -> CallerRow | None:
    """The caller; the caller of this function applies the covers."""
    return CallerRow.objects.filter(stream_id=case_id).first()


def neighbours(who: Reader, row: Any, links: Sequence[str]) -> Sequence[Listed]:
    """Parent, children (the first 50) and linked cases.

    Within the reader's sight, and besides that what is merged under a case they see: the unit that
    answers the parent answers these callers too. Confidential cases are never merged.
    """
    near = Q(parent=row.id) | Q(id__in=[UUID(link) for link in links])
    if row.parent:
        near |= Q(id=row.parent)
    merged = Q(city=row.city, parent=row.id, confidential=False)
    found = CaseRow.objects.filter((who.sight.cases() & near) | merged)
    rows = list(found.order_by("registered_at")[:PAGE])
    open_words = who.sight.covers(row).words > Cover.HIDDEN
    known = {one.id for one in rows if who.sight.covers(one).words > Cover.HIDDEN}
    known |= {one.id for one in rows if open_words and one.parent == row.id}
    titles = _titles_of(known)
    return [Listed(case=one, title=titles.get(one.id, "")) for one in rows]


def of_contact(who: Reader, contact_id: UUID) -> Sequence[Any]:
    """The cases that one contact made, within the reader's sight."""
    found = CaseRow.objects.filter(who.sight.cases(), contact=contact_id)
    return list(found.order_by("number")[:PAGE])


# --- for this room's actions and duties --------------------------------------------------------


def text_of(city: str, case_id: UUID | str) -> CaseTextRow | None:
    """The words as they stand, for completing an intake."""
    return CaseTextRow.objects.filter(city=city, stream_id=case_id).first()


def id_of(city: str, number: str) -> UUID | None:
    """The case of that number, whoever may see it."""
    return CaseRow.objects.filter(city=city, number=number).values_list("id", flat=True).first()


def caller_of(city: str, case_id: UUID | str) -> Caller:
    """Who called, for a matter split off; empty when erased."""
    row = CallerRow.objects.filter(city=city, stream_id=case_id).first()
    if row is None:
        return Caller()
    return Caller(**{name: getattr(row, name) for name in Caller.__struct_fields__})


def merged_under(city: str, parent: UUID, limit: int) -> list[str]:
    """Ids of the cases still merged under a parent."""
    rows = CaseRow.objects.filter(city=city, parent=parent, stage=CaseStage.MERGED)
    return [str(found) for found in rows.order_by("id").values_list("id", flat=True)[:limit]]


def public_answer(city: str, case_id: UUID | str) -> str:
    """公开答复 of the leading leg as its head approved it; "" before that, or when erased."""
    events = ledger.read(case_ref(city, case_id))
    state = ledger.state_of(case_ref(city, case_id))
    leads = {leg.id for leg in state.legs if leg.role is LegRole.LEAD} if state else set()
    approved = [
        one.event.request
        for one in events
        if isinstance(one.event, CompletionApproved) and one.event.leg in leads
    ]
    for one in reversed(events):
        if isinstance(one.event, ReplyFiled) and approved and one.event.request == approved[-1]:
            return str(one.event.public_answer) if one.sealed else ""
    return ""


# --- lines of lists ---------------------------------------------------------------------------


def titled(who: Reader, rows: Sequence[Any]) -> list[Listed]:
    """These cases as lines of a list, with their subject lines as far as the reader may see."""
    titles = _titles(who, rows)
    return [Listed(case=row, title=titles.get(row.id, "")) for row in rows]


def _titles(who: Reader, rows: Iterable[Any]) -> dict[UUID, str]:
    """Subject lines of the cases whose words the reader may see."""
    return _titles_of({row.id for row in rows if who.sight.covers(row).words > Cover.HIDDEN})


def _titles_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """Subject lines, numbers in them covered."""
    texts = CaseTextRow.objects.filter(stream_id__in=ids)
    return {text.stream_id: mask_words(text.title or text.text[:40]) for text in texts}


def these(who: Reader, ids: Sequence[str]) -> list[Listed]:
    """Of these cases those within sight, in their order."""
    rows = CaseRow.objects.filter(who.sight.cases(), id__in=ids)
    return sorted(titled(who, list(rows)), key=lambda line: ids.index(str(line.case.id)))


def with_cases(who: Reader, rows: Sequence[Any], name: str) -> list[Listed]:
    """Legs or requests (`name`) as lines of a list, with the cases they belong to."""
    found = CaseRow.objects.filter(who.sight.cases(), id__in={row.case_id for row in rows})
    known = {case.id: case for case in found}
    titles = _titles(who, known.values())
    return [
        Listed(case=known[row.case_id], title=titles.get(row.case_id, ""), **{name: row})
        for row in rows
        if row.case_id in known
    ]
