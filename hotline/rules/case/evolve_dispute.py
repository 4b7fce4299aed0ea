"""What overdue rulings, consultation, re-dispatch on a new fact and division on site mean. See
`evolve`."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import dispute as d
from hotline.rules.case import redispatch
from hotline.rules.case import state as s
from hotline.rules.case.entry_proposal import PROPOSAL_MEANING
from hotline.rules.case.events import Event
from hotline.rules.case.evolve_legs import leg_of, on_leg, on_request
from hotline.rules.case.on_site import ON_SITE_MEANING
from hotline.rules.words import RequestKind, RequestState


def _escalated(case: s.Case, event: d.RulingEscalated) -> s.Case:
    return on_request(case, event.request, due_at=event.ruling_due, rung=1)


def _pause_ended(case: s.Case, event: d.PauseEnded) -> s.Case:
    return on_leg(
        case,
        event.leg,
        limit=event.limit,
        sign_due=event.sign_due,
        contact_due=event.contact_due,
    )


def _opinion(case: s.Case, event: d.OpinionGiven) -> s.Case:
    request = next(one for one in case.requests if one.id == event.request)
    opinions = (*(unit for unit in request.opinions if unit != event.unit), event.unit)
    return on_request(case, event.request, opinions=opinions)


def _settled(case: s.Case, event: d.ConsultationRuled) -> s.Case:
    return replace(case, barred=(*case.barred, event.unit))


def _asked(case: s.Case, event: redispatch.RedispatchAsked) -> s.Case:
    request = s.UnderReview(
        id=event.request,
        kind=RequestKind.REDISPATCH,
        state=RequestState.FILED,
        leg=event.leg,
        unit=leg_of(case, event.leg).unit,
        filed_at=event.at,
        filed_by=event.filed_by,
        due_at=event.ruling_due,
        believed_unit=event.believed_unit,
    )
    return replace(case, requests=(*case.requests, request))


def _granted(case: s.Case, event: redispatch.RedispatchGranted) -> s.Case:
    return on_request(case, event.request, state=RequestState.UPHELD, ruled_at=event.at)


def _refused(case: s.Case, event: redispatch.RedispatchRefused) -> s.Case:
    return on_request(case, event.request, state=RequestState.REJECTED, ruled_at=event.at)


DISPUTE_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {
    **ON_SITE_MEANING,
    **PROPOSAL_MEANING,
    d.RulingEscalated: _escalated,
    d.PauseEnded: _pause_ended,
    d.OpinionGiven: _opinion,
    d.ConsultationRuled: _settled,
    redispatch.RedispatchAsked: _asked,
    redispatch.RedispatchGranted: _granted,
    redispatch.RedispatchRefused: _refused,
}
