"""Reading mass events: those that a call may join, one with its callers, all of late.

What callers are told is a public announcement and the counts say nothing of anybody, so whoever
takes calls reads them; the cases of those who cannot wait are read within the reader's sight.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, Q
from django.db.models.functions import TruncHour

from hotline.handling.mass.models import EventCallRow, EventRow
from hotline.handling.models import CaseRow
from hotline.handling.queries import Listed, Reader, titled

MOST = 20
"""Open events shown at once: more at a time would be no events but a disaster."""
LISTED = 50
CURVE = 72
"""Hours of the curve, the first of them from the event's first caller on."""


class Callers(msgspec.Struct, frozen=True, kw_only=True):
    """How many called, the first included; of these still waiting for the answer, saying 仍未恢复
    after it, and with a case of their own because they cannot wait."""

    all: int
    waiting: int
    again: int
    special: int

    @property
    def answered(self) -> int:
        """Callers besides the first and those with a case of their own who have their answer."""
        return self.all - 1 - self.special - self.waiting


def open_events(who: Reader) -> Sequence[Any]:
    """Events that calls may join now, the newest first."""
    found = EventRow.objects.filter(city=who.actor.city, open=True)
    return list(found.order_by("-opened_at")[:MOST])


def events(who: Reader) -> Sequence[tuple[Any, Callers]]:
    """The last events, the newest first, with their callers; two statements."""
    rows = list(EventRow.objects.filter(city=who.actor.city).order_by("-opened_at")[:LISTED])
    known = _callers(who, [row.case_id for row in rows])
    return [(row, known.get(row.case_id, _NONE)) for row in rows]


def event(who: Reader, case_id: UUID) -> Any | None:
    """The event that this case heads, or None."""
    return EventRow.objects.filter(city=who.actor.city, case_id=case_id).first()


def callers(who: Reader, case_id: UUID) -> Callers:
    """Who called about this one."""
    return _callers(who, [case_id]).get(case_id, _NONE)


_NONE = Callers(all=1, waiting=0, again=0, special=0)


def _callers(who: Reader, ids: Sequence[UUID]) -> dict[UUID, Callers]:
    rows = EventCallRow.objects.filter(city=who.actor.city, event__in=ids).values("event")
    counted = rows.annotate(
        all=Count("case_id"),
        waiting=Count("case_id", filter=Q(waiting=True)),
        again=Count("case_id", filter=Q(again=True)),
        special=Count("case_id", filter=Q(special=True)),
    )
    return {
        row["event"]: Callers(
            all=row["all"] + 1, waiting=row["waiting"], again=row["again"], special=row["special"]
        )
        for row in counted
    }


def by_hour(who: Reader, case_id: UUID) -> Sequence[tuple[datetime, int]]:
    """(hour, callers) of the first hours in which anybody called."""
    rows = EventCallRow.objects.filter(city=who.actor.city, event=case_id)
    zone = who.world.calendar.local(who.now).tzinfo
    hours = rows.annotate(hour=TruncHour("at", tzinfo=zone)).values("hour")
    found = hours.annotate(n=Count("case_id")).order_by("hour")[:CURVE]
    return [(row["hour"], row["n"]) for row in found]


def cannot_wait(who: Reader, case_id: UUID) -> Sequence[Listed]:
    """特殊需要 and 仍未恢复: cases of this event that are handled on their own, within sight."""
    own = EventCallRow.objects.filter(Q(special=True) | Q(again=True), event=case_id)
    found = CaseRow.objects.filter(who.sight.cases(), id__in=own.values("case_id"))
    return titled(who, list(found.order_by("-registered_at")[:LISTED]))
