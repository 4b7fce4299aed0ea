"""What extensions and holds mean for their leg. See `evolve`."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import extension as x
from hotline.rules.case import hold as h
from hotline.rules.case import state as s
from hotline.rules.case.events import Event
from hotline.rules.case.evolve_legs import leg_of, on_leg, on_request
from hotline.rules.deadline import pause
from hotline.rules.words import LegState, RequestKind, RequestState


def _filed(case: s.Case, event: x.ExtensionFiled) -> s.Case:
    request = s.UnderReview(
        id=event.request,
        kind=RequestKind.EXTENSION,
        state=RequestState.FILED,
        leg=event.leg,
        unit=leg_of(case, event.leg).unit,
        filed_at=event.at,
        filed_by=event.filed_by,
        due_at=event.ruling_due,
        by=event.by,
        long_cycle=event.long_cycle,
    )
    return replace(case, requests=(*case.requests, request))


def _granted(case: s.Case, event: x.ExtensionGranted) -> s.Case:
    longer = on_leg(case, event.leg, limit=event.limit)
    return on_request(longer, event.request, state=RequestState.UPHELD, ruled_at=event.at)


def _refused(case: s.Case, event: x.ExtensionRefused) -> s.Case:
    return on_request(case, event.request, state=RequestState.REJECTED, ruled_at=event.at)


def _withdrawn(case: s.Case, event: x.ExtensionWithdrawn) -> s.Case:
    return on_request(case, event.request, state=RequestState.WITHDRAWN, ruled_at=event.at)


def _held(case: s.Case, event: h.HoldBegun) -> s.Case:
    leg = leg_of(case, event.leg)
    return on_leg(
        case,
        event.leg,
        state=LegState.HELD,
        limit=pause(leg.limit, event.at),
        held_until=event.ends_by,
        holds=leg.holds + 1,
    )


def _goes_on(case: s.Case, event: h.HoldEnded) -> s.Case:
    return on_leg(case, event.leg, state=LegState.SIGNED, limit=event.limit, held_until=None)


TIME_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {
    x.ExtensionFiled: _filed,
    x.ExtensionGranted: _granted,
    x.ExtensionRefused: _refused,
    x.ExtensionWithdrawn: _withdrawn,
    h.HoldBegun: _held,
    h.HoldEnded: _goes_on,
}
