"""The lists that people work from: which rows each has, by which clock, in which order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
from django.db.models import Q

from hotline.handling.checking.models import FlagRow
from hotline.handling.imports.queries import asked_above
from hotline.handling.models import CaseRow, DocumentRow, LegRow, RequestRow
from hotline.handling.paging import RANK
from hotline.handling.queries import Reader, urgent_cases
from hotline.handling.queues.asked import Clock, Narrowed, Order, lit
from hotline.rules.words import (
    CaseStage,
    LegRole,
    LegState,
    RequestKind,
    RequestState,
    Satisfied,
    Solved,
)

TRIAGE = (CaseStage.REGISTERED, CaseStage.SENT_BACK, CaseStage.HANDED_OVER)
WAITING_FOR_CALL = Q(stage=CaseStage.COMPLETED, reachable=True) | Q(
    stage=CaseStage.FOLLOWED_UP, solved="not"
)
WAITING_FOR_CALL |= Q(stage=CaseStage.FOLLOWED_UP, added_at__isnull=False)
UNDER_WAY = (CaseStage.ACCEPTED, CaseStage.HANDLING)
SILENT = timedelta(days=5)
"""久无进展 begins here where the reader names no other number of days."""
BOUNCED = 2
"""反复退单: returned so many times or more."""
LEG_CLOCK = Clock(start="dispatched_at", due="next_due")
_DESK_CLOCK = Clock(start="desk_from", due="desk_due")
_CALL_CLOCK = Clock(start="call_from", due="call_due")
Where = Callable[[Reader, Narrowed], Q]


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """One list: which rows, by which clock, in which order; `newest` is the column of 最新.

    `by_area`: seen by whoever sees the case, not only by the unit: a district reviews what the
    city's departments do there."""

    model: Any
    where: Where
    clock: Clock
    keys: tuple[str, ...]
    newest: str
    by_area: bool = False

    def order(self, order: Order) -> tuple[tuple[str, ...], bool]:
        """(columns of the order, whether the largest comes first)."""
        if order is Order.NEWEST:
            own = [key for key in self.keys if key not in (self.newest, *_DUES)]
            return (self.newest, *own), True
        return (self.keys if order is Order.DUE else (RANK, *self.keys)), False


_DUES = (
    "due_at",
    "next_due",
    "desk_due",
    "phone_due",
    "procedure_due",
    "registered_at",
    "filed_at",
    "flagged_at",
)


def _stages(*stages: CaseStage) -> Where:
    return lambda who, asked: Q(stage__in=stages)


def _legs(*states: LegState, **more: Any) -> Where:
    found = Q(running=True, **more)
    return lambda who, asked: found & Q(state__in=states) if states else found


def _of_cases(where: Where, **more: Any) -> Queue:
    values: dict[str, Any] = {
        "clock": Clock(start="due_from", due="due_at"),
        "keys": ("due_at", "registered_at", "id"),
        "newest": "registered_at",
    }
    return Queue(model=CaseRow, where=where, **(values | more))


def _at_the_desk(where: Where) -> Queue:
    """A list of cases by the hotline's own limit."""
    return _of_cases(where, clock=_DESK_CLOCK, keys=("desk_due", "registered_at", "id"))


def _of_legs(where: Where, due: str = "next_due", start: str = "dispatched_at") -> Queue:
    return Queue(
        model=LegRow,
        where=where,
        clock=Clock(start=start, due=due),
        keys=(due, "case_id", "leg"),
        newest="dispatched_at",
    )


def _of_requests(kinds: tuple[RequestKind, ...], *, by_area: bool = False) -> Queue:
    return Queue(
        model=RequestRow,
        where=lambda who, asked: Q(kind__in=kinds, state=RequestState.FILED),
        by_area=by_area,
        clock=Clock(start="filed_at", due="due_at"),
        keys=("due_at", "filed_at", "case_id", "request"),
        newest="filed_at",
    )


def _closed(**more: Any) -> Queue:
    found = Q(stage=CaseStage.CLOSED, closed_at__isnull=False, **more)
    return _of_cases(lambda who, asked: found, keys=("closed_at", "id"), newest="closed_at")


def _silent(who: Reader, asked: Narrowed) -> Q:
    since = timedelta(days=asked.days) if asked.days else SILENT
    return Q(stage=CaseStage.HANDLING, last_at__lt=who.now - since)


def _urgent_unsigned(who: Reader, asked: Narrowed) -> Q:
    return Q(running=True, state=LegState.DISPATCHED, case_id__in=urgent_cases(who))


def _asked_above(who: Reader, asked: Narrowed) -> Q:
    """What was asked of the province and waits for its answer."""
    return Q(id__in=asked_above(who))


def _documents(
    where: Callable[[Reader], Q], keys: tuple[str, ...] = ("due_at", "filed_at")
) -> Queue:
    """A list of documents of supervision (督办)."""
    return Queue(
        model=DocumentRow,
        where=lambda who, asked: where(who),
        clock=Clock(start="filed_at", due="due_at"),
        keys=(*keys, "case_id", "request"),
        newest="filed_at",
    )


def _own(who: Reader) -> Q:
    return Q(unit=who.actor.unit) | Q(addressed=who.actor.unit)


_PRESSES = Q(state=RequestState.FILED)
_UNANSWERED = _PRESSES & Q(answered_at__isnull=True)
_ANSWERED = _PRESSES & Q(answered_at__isnull=False)
PRESSING: dict[str, Queue] = {
    "press_open": _documents(lambda who: _UNANSWERED),
    "press_climbed": _documents(lambda who: _PRESSES & Q(rung__gt=0)),
    "press_answered": _documents(lambda who: _ANSWERED, ("answered_at",)),
    "press_all": _documents(lambda who: Q(), ("filed_at",)),
    "press_inbox": _documents(lambda who: _UNANSWERED & _own(who)),
    "press_waiting": _documents(lambda who: _ANSWERED & _own(who), ("answered_at",)),
    "press_own": _documents(_own, ("filed_at",)),
}
"""Lists of 督办: those of who supervises, then those of the unit that is pressed."""


def _procedures(**more: Any) -> Queue:
    """法定程序 that run, by the limit of the step they are in."""
    found = Q(procedure_due__isnull=False, **more)
    return _of_legs(lambda who, asked: found, "procedure_due", "procedure_from")


PROCEDURES: dict[str, Queue] = {
    "procedures": _procedures(),
    "procedures_untold": _procedures(procedure_told=False),
    "procedures_told": _procedures(procedure_told=True),
    "procedures_late": msgspec.structs.replace(
        _procedures(), where=lambda who, asked: Q(procedure_due__lt=who.now)
    ),
}

QUEUES: dict[str, Queue] = {
    "triage": _at_the_desk(_stages(*TRIAGE)),
    "hand_overs": _at_the_desk(_stages(CaseStage.HANDED_OVER)),
    "dispatch": _at_the_desk(_stages(CaseStage.ACCEPTED)),
    "desk_late": _at_the_desk(
        lambda who, asked: Q(stage__in=(*TRIAGE, CaseStage.ACCEPTED), desk_due__lt=who.now)
    ),
    "follow_up": _of_cases(
        lambda who, asked: WAITING_FOR_CALL,
        clock=_CALL_CLOCK,
        keys=("completed_at", "id"),
        newest="completed_at",
    ),
    "expired": _of_cases(
        lambda who, asked: Q(expired_call__isnull=False),
        clock=_CALL_CLOCK,
        keys=("expired_call", "id"),
        newest="expired_call",
    ),
    "samples": _of_cases(
        lambda who, asked: Q(sample_from__isnull=False),
        keys=("sample_from", "id"),
        newest="sample_from",
    ),
    "automatic": _of_cases(
        lambda who, asked: Q(auto_from__isnull=False),
        keys=("auto_from", "id"),
        newest="auto_from",
    ),
    "sources": _of_cases(
        lambda who, asked: Q(answer_from__isnull=False),
        keys=("answer_from", "id"),
        newest="answer_from",
    ),
    "above": _of_cases(_asked_above),
    "inbox": _of_legs(_legs()),
    "sign": _of_legs(_legs(LegState.DISPATCHED)),
    "handling": _of_legs(_legs(LegState.SIGNED)),
    "disputed": _of_legs(_legs(LegState.DISPUTED)),
    "held": _of_legs(_legs(LegState.HELD)),
    "replied": _of_legs(_legs(LegState.REPLIED)),
    "helping": _of_legs(_legs(role=LegRole.CO_HANDLING)),
    "down": _of_legs(_legs(role=LegRole.HANDED_DOWN)),
    **PROCEDURES,
    "approvals": _of_legs(
        lambda who, asked: Q(running=True, state=LegState.REPLIED, unit=who.actor.unit)
    ),
    "approvals_late": _of_legs(
        lambda who, asked: Q(
            running=True, state=LegState.REPLIED, unit=who.actor.unit, next_due__lt=who.now
        )
    ),
    "rulings": _of_requests((RequestKind.RETURN, RequestKind.REDISPATCH)),
    "extensions": _of_requests((RequestKind.EXTENSION,)),
    "on_site": _of_requests((RequestKind.ON_SITE,), by_area=True),
    "reviews": _of_requests((RequestKind.REVIEW,), by_area=True),
    "unreasonable": _of_requests((RequestKind.UNREASONABLE, RequestKind.CONTEST), by_area=True),
    "exclusions": _of_requests((RequestKind.EXCLUSION,), by_area=True),
    "doubts": Queue(
        model=FlagRow,
        where=lambda who, asked: Q(borne_out__isnull=True),
        by_area=True,
        clock=Clock(start="flagged_at", due="flagged_at"),
        keys=("flagged_at", "case_id", "flag"),
        newest="flagged_at",
    ),
    **PRESSING,
    "completions": _of_requests((RequestKind.COMPLETION,)),
    "late": _of_legs(lambda who, asked: Q(running=True, next_due__lt=who.now)),
    "soon": _of_legs(
        lambda who, asked: Q(running=True) & lit("soon", LEG_CLOCK, who.world, who.now)
    ),
    "silent": _of_cases(_silent, keys=("last_at", "id")),
    "bouncing": _of_cases(lambda who, asked: Q(stage__in=UNDER_WAY, returns__gte=BOUNCED)),
    "urgent_unsigned": _of_legs(_urgent_unsigned),
    "unacknowledged": _of_legs(
        lambda who, asked: Q(running=True, phone_due__isnull=False), due="phone_due"
    ),
    "closed": _closed(),
    "closed_unsolved": _closed(solved=Solved.NOT),
    "closed_dissatisfied": _closed(satisfied=Satisfied.NOT),
}
"""Lists by name; the navigation and the tabs count them under the same names."""
