"""What 重办, its review and 提级办理 mean for their case. See `evolve`."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import rehandle_events as r
from hotline.rules.case import state as s
from hotline.rules.case.events import Event
from hotline.rules.case.evolve_legs import leg_of, on_request
from hotline.rules.words import RequestKind, RequestState


def _ordered(case: s.Case, event: r.RehandleOrdered) -> s.Case:
    one = s.Rehandle(round=event.round, unit=event.unit, fault=event.fault)
    return replace(case, rehandles=(*case.rehandles, one))


def _raised(case: s.Case, event: r.RaisedToHigherBody) -> s.Case:
    one = s.Rehandle(round=event.round, unit=event.unit)
    return replace(case, rehandles=(*case.rehandles, one))


def _filed(case: s.Case, event: r.ReviewFiled) -> s.Case:
    request = s.UnderReview(
        id=event.request,
        kind=RequestKind.REVIEW,
        state=RequestState.FILED,
        leg=event.leg,
        unit=leg_of(case, event.leg).unit,
        filed_at=event.at,
        filed_by=event.filed_by,
        due_at=event.ruling_due,
    )
    return replace(case, requests=(*case.requests, request))


def _passed_up(case: s.Case, event: r.ReviewPassedUp) -> s.Case:
    return on_request(case, event.request, due_at=event.ruling_due, rung=1, ruled_by=event.ruled_by)


def _rejected(case: s.Case, event: r.ReviewRejected) -> s.Case:
    return on_request(case, event.request, state=RequestState.REJECTED, ruled_at=event.at)


def _not_borne_out(case: s.Case, event: r.NotBorneOut) -> s.Case:
    """The round was not the unit's to do: what the one before it came to is the result."""
    ruled = on_request(case, event.request, state=RequestState.UPHELD, ruled_at=event.at)
    kept = case.rounds[-1]
    cleared = tuple(
        replace(one, borne_out=False) if one.round == case.round else one for one in case.rehandles
    )
    return replace(
        ruled,
        rehandles=cleared,
        completed_at=kept.completed_at,
        on_time=kept.on_time,
        verdict=kept.verdict,
    )


REHANDLE_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {
    r.RehandleOrdered: _ordered,
    r.RaisedToHigherBody: _raised,
    r.ReviewFiled: _filed,
    r.ReviewPassedUp: _passed_up,
    r.ReviewRejected: _rejected,
    r.NotBorneOut: _not_borne_out,
}
