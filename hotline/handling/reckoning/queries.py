"""Runs of a city and what they moved, for whoever answers for its calendar and its rules."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from hotline.handling.models import CaseRow
from hotline.handling.queries import Reader
from hotline.handling.reckoning.jobs import Kind, Moved, State
from hotline.handling.reckoning.models import ReckonedRow, ReckoningRow

PAGE = 50


class MovedCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case and its limits that moved; `seen` where the reader may open it."""

    number: str
    case: UUID
    seen: bool
    moved: tuple[Moved, ...]


def runs(who: Reader, limit: int = 10) -> Sequence[Any]:
    """The city's last runs, dry ones too, the newest first."""
    rows = ReckoningRow.objects.filter(city=who.actor.city).exclude(kind=Kind.MARK)
    return list(rows.order_by("-began_at", "-id")[:limit])


def last_runs(city: str, limit: int = 5) -> Sequence[Any]:
    """A city's last runs, the newest first, for whoever looks after the machine."""
    rows = ReckoningRow.objects.filter(city=city, kind=Kind.RUN)
    return list(rows.order_by("-began_at", "-id")[:limit])


def run(who: Reader, run_id: UUID) -> Any | None:
    """One run of the reader's city."""
    return ReckoningRow.objects.filter(city=who.actor.city, id=run_id).first()


def at_a_stand(who: Reader) -> QuerySet[Any]:
    """The reader's city's last run where it stopped before its end; else nothing."""
    rows = ReckoningRow.objects.filter(city=who.actor.city).exclude(kind=Kind.TRY)
    later = ReckoningRow.objects.filter(
        Q(began_at__gt=OuterRef("began_at"))
        | Q(began_at=OuterRef("began_at"), id__gt=OuterRef("id")),
        city=OuterRef("city"),
    ).exclude(kind=Kind.TRY)
    return rows.filter(~Exists(later), state=State.STOPPED)


def moved(who: Reader, run_id: UUID, after: str = "", limit: int = PAGE) -> Sequence[MovedCase]:
    """What a run moved, by case, from after that one on; one more than `limit` where there is. Of
    confidential cases out of sight nothing."""
    secret = CaseRow.objects.filter(id=OuterRef("case_id"), confidential=True)
    rows = ReckonedRow.objects.filter(
        ~Exists(secret.exclude(who.sight.cases())), reckoning_id=run_id, done=True
    ).order_by("case_id")
    if after:
        rows = rows.filter(case_id__gt=after)
    listed = list(rows[: limit + 1])
    ids = [row.case_id for row in listed]
    seen = set(CaseRow.objects.filter(who.sight.cases(), id__in=ids).values_list("id", flat=True))
    return [
        MovedCase(
            number=row.number,
            case=row.case_id,
            seen=row.case_id in seen,
            moved=msgspec.convert(row.moved, tuple[Moved, ...]),
        )
        for row in listed
    ]
