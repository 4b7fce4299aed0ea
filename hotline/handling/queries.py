"""Reading cases. Every read for a person begins with `reader(actor)`, which holds their sight.

Functions without a reader serve this room's own actions and duties only; nothing they return
reaches a page. Lists are paged by key, never by offset, and cost the same number of statements
for one row as for fifty.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import (
    Count,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
)

from hotline import ledger
from hotline.handling.models import (
    CallerRow,
    CaseRow,
    CaseTextRow,
    ContactRow,
    LegRow,
    PhoneRow,
    RequestRow,
)
from hotline.handling.paging import COUNT_BOUND, PAGE, page_of
from hotline.handling.rows import phone_digest
from hotline.handling.streams import case_ref
from hotline.people.cover import Cover, mask_words
from hotline.people.lookups import look_up
from hotline.people.models import CityRow
from hotline.people.queries import world
from hotline.people.sight import Sight, sight
from hotline.rules.actor import Actor
from hotline.rules.case.leg_events import CompletionApproved, ReplyFiled
from hotline.rules.case.many import Caller
from hotline.rules.context import World
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage, LegRole, LegState, RequestKind, RequestState

NAV_BOUND = 99
TRIAGE = (CaseStage.REGISTERED, CaseStage.SENT_BACK, CaseStage.HANDED_OVER)
WAITING_FOR_CALL = Q(stage=CaseStage.COMPLETED, reachable=True) | Q(
    stage=CaseStage.FOLLOWED_UP, solved="not"
)


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


# --- lists ------------------------------------------------------------------------------------


def cases(
    who: Reader, stages: Iterable[CaseStage], after: str = "", where: Q | None = None
) -> Page:
    """Cases in these stages, the promise that runs out first on top."""
    found = CaseRow.objects.filter(who.sight.cases(), where or Q(), stage__in=list(stages))
    rows, key, count = page_of(found, ("due_at", "registered_at", "id"), after)
    return Page(lines=titled(who, rows), after=key, count=count)


def dispatch_queue(who: Reader, after: str = "") -> Page:
    """待派单: accepted, no leg yet."""
    return cases(who, [CaseStage.ACCEPTED], after)


def triage_queue(who: Reader, after: str = "") -> Page:
    """待处置、退回补录、移交待确认: waiting for the front desk."""
    return cases(who, TRIAGE, after)


def follow_up_queue(who: Reader, after: str = "") -> Page:
    """待回访, and followed up as unsolved: waiting for the follow-up caller."""
    found = CaseRow.objects.filter(who.sight.cases(), WAITING_FOR_CALL)
    rows, key, count = page_of(found, ("completed_at", "id"), after)
    return Page(lines=titled(who, rows), after=key, count=count)


def inbox(who: Reader, after: str = "", where: Q | None = None) -> Page:
    """The unit's running legs, the clock that runs out first on top."""
    found = LegRow.objects.filter(who.sight.legs(), where or Q(), running=True)
    rows, key, count = page_of(found, ("next_due", "case_id", "leg"), after)
    return Page(lines=_with_cases(who, rows, "leg"), after=key, count=count)


def requests(who: Reader, kind: RequestKind, after: str = "", unit: str = "") -> Page:
    """Requests waiting for a ruling, the earliest due first."""
    found = _open_requests(who, kind, unit)
    rows, key, count = page_of(found, ("due_at", "filed_at", "case_id", "request"), after)
    return Page(lines=_with_cases(who, rows, "request"), after=key, count=count)


def late(who: Reader, within: datetime, after: str = "") -> Page:
    """Running legs whose clock has run out or will have by `within`, the latest first."""
    found = LegRow.objects.filter(who.sight.legs(), running=True, next_due__lte=within)
    rows, key, count = page_of(found, ("next_due", "case_id", "leg"), after)
    return Page(lines=_with_cases(who, rows, "leg"), after=key, count=count)


def late_by_unit(who: Reader, within: datetime) -> Sequence[tuple[str, int, int]]:
    """(unit, overdue, due by `within`) of the units with such legs, the worst twenty first."""
    found = LegRow.objects.filter(who.sight.legs(), running=True, next_due__lte=within)
    over = Count("leg", filter=Q(next_due__lt=who.now))
    rows = found.values("unit").annotate(over=over, all=Count("leg")).order_by("-over", "-all")
    return [(row["unit"], row["over"], row["all"] - row["over"]) for row in rows[:20]]


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


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How many lines each queue of a reader has (up to NAV_BOUND + 1), and when any case in
    sight last changed; None when none did for a day."""

    counts: dict[str, int]
    latest: datetime | None


class _Counted(Subquery):
    """The number of rows of a bounded query, as one value of a larger statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def standing(who: Reader, wanted: Iterable[str]) -> Standing:
    """Counts for the navigation, and whether a live page is behind. One statement."""
    names = [name for name in wanted if name in _QUEUES]
    counts = {
        f"n_{name}": _Counted(_QUEUES[name](who).order_by().values("city")[: NAV_BOUND + 1])
        for name in names
    }
    recent = CaseRow.objects.filter(who.sight.cases(), last_at__gt=who.now - timedelta(days=1))
    latest = Subquery(recent.order_by("-last_at").values("last_at")[:1])
    mine = CityRow.objects.filter(city=who.actor.city)
    row: dict[str, Any] = dict(mine.values(latest=latest, **counts).first() or {})
    return Standing(
        counts={name: int(row.get(f"n_{name}", 0)) for name in names}, latest=row.get("latest")
    )


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
    return Caller(name=row.name, phone=row.phone) if row else Caller()


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


# --- joints -----------------------------------------------------------------------------------


def _stages(*stages: CaseStage) -> Callable[[Reader], QuerySet[Any]]:
    return lambda who: CaseRow.objects.filter(who.sight.cases(), stage__in=stages)


def _legs(*states: LegState) -> Callable[[Reader], QuerySet[Any]]:
    return lambda who: LegRow.objects.filter(who.sight.legs(), running=True, state__in=states)


def _open_requests(who: Reader, kind: RequestKind, unit: str = "") -> QuerySet[Any]:
    found = RequestRow.objects.filter(
        who.sight.legs(), kind=kind.value, state=RequestState.FILED.value
    )
    return found.filter(unit=unit) if unit else found


_QUEUES: dict[str, Callable[[Reader], QuerySet[Any]]] = {
    "triage": _stages(*TRIAGE),
    "dispatch": _stages(CaseStage.ACCEPTED),
    "sign": _legs(LegState.DISPATCHED),
    "handling": _legs(LegState.SIGNED),
    "rulings": lambda who: _open_requests(who, RequestKind.RETURN),
    "approvals": lambda who: _open_requests(who, RequestKind.COMPLETION, who.actor.unit),
    "follow_up": lambda who: CaseRow.objects.filter(who.sight.cases(), WAITING_FOR_CALL),
    "late": lambda who: LegRow.objects.filter(who.sight.legs(), running=True, next_due__lt=who.now),
}
"""Queues by the name under which the navigation counts them."""


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


def _with_cases(who: Reader, rows: Sequence[Any], name: str) -> list[Listed]:
    found = CaseRow.objects.filter(who.sight.cases(), id__in={row.case_id for row in rows})
    known = {case.id: case for case in found}
    titles = _titles(who, known.values())
    return [
        Listed(case=known[row.case_id], title=titles.get(row.case_id, ""), **{name: row})
        for row in rows
        if row.case_id in known
    ]
