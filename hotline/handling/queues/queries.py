"""What waits for whom: the lists that people work from, and how many lines each has.

Every read begins with the reader's sight. Lists are paged by key, never by offset, and cost the
same number of statements for one row as for fifty.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Count, IntegerField, Q, QuerySet, Subquery

from hotline.handling.models import CaseRow, LegRow, RequestRow
from hotline.handling.paging import page_of
from hotline.handling.queries import Page, Reader, titled, with_cases
from hotline.people.models import CityRow
from hotline.rules.words import CaseStage, LegState, RequestKind, RequestState

NAV_BOUND = 99
TRIAGE = (CaseStage.REGISTERED, CaseStage.SENT_BACK, CaseStage.HANDED_OVER)
WAITING_FOR_CALL = Q(stage=CaseStage.COMPLETED, reachable=True) | Q(
    stage=CaseStage.FOLLOWED_UP, solved="not"
)


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
    return Page(lines=with_cases(who, rows, "leg"), after=key, count=count)


def requests(who: Reader, kind: RequestKind, after: str = "", unit: str = "") -> Page:
    """Requests waiting for a ruling, the earliest due first."""
    found = _open_requests(who, kind, unit)
    rows, key, count = page_of(found, ("due_at", "filed_at", "case_id", "request"), after)
    return Page(lines=with_cases(who, rows, "request"), after=key, count=count)


def late(who: Reader, within: datetime, after: str = "") -> Page:
    """Running legs whose clock has run out or will have by `within`, the latest first."""
    found = LegRow.objects.filter(who.sight.legs(), running=True, next_due__lte=within)
    rows, key, count = page_of(found, ("next_due", "case_id", "leg"), after)
    return Page(lines=with_cases(who, rows, "leg"), after=key, count=count)


def late_by_unit(who: Reader, within: datetime) -> Sequence[tuple[str, int, int]]:
    """(unit, overdue, due by `within`) of the units with such legs, the worst twenty first."""
    found = LegRow.objects.filter(who.sight.legs(), running=True, next_due__lte=within)
    over = Count("leg", filter=Q(next_due__lt=who.now))
    rows = found.values("unit").annotate(over=over, all=Count("leg")).order_by("-over", "-all")
    return [(row["unit"], row["over"], row["all"] - row["over"]) for row in rows[:20]]


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
