"""What documents of supervision mean for their case. See `evolve`."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import state as s
from hotline.rules.case import supervision_events as v
from hotline.rules.case.events import Event
from hotline.rules.case.evolve_legs import leg_of, on_leg
from hotline.rules.words import Colour, RequestKind, RequestState, SupervisionKind


def _issued(case: s.Case, event: v.SupervisionIssued) -> s.Case:
    """A notice takes the place of the reminder before it."""
    leg = leg_of(case, event.leg)
    document = s.Document(
        id=event.request,
        kind=RequestKind.SUPERVISION,
        state=RequestState.FILED,
        leg=leg.id,
        unit=leg.unit,
        filed_at=event.at,
        filed_by=event.issued_by,
        due_at=event.due_at,
        document=event.kind,
        colour=event.colour,
        by_rule=event.by_rule,
        addressed=leg.unit,
    )
    if event.kind is SupervisionKind.REMINDER:
        case = on_leg(case, leg.id, reminded=len(leg.limit.extensions) + 1)
    else:
        case = _ended(case, event, {SupervisionKind.REMINDER}, event.leg)
    return replace(case, documents=(*case.documents, document))


def _on_document(case: s.Case, request: str, **changes: Any) -> s.Case:
    documents = tuple(
        replace(one, **changes) if one.id == request else one for one in case.documents
    )
    return replace(case, documents=documents)


def _received(case: s.Case, event: v.SupervisionReceived) -> s.Case:
    """A reminder is over once it was read."""
    found = case.document(event.request)
    received = _on_document(case, event.request, received_at=event.at)
    if found is None or found.document is not SupervisionKind.REMINDER:
        return received
    return _on_document(received, event.request, state=RequestState.UPHELD, ruled_at=event.at)


def _answered(case: s.Case, event: v.SupervisionAnswered) -> s.Case:
    """Whoever answers has received."""
    found = case.document(event.request)
    received = found.received_at if found else None
    return _on_document(case, event.request, received_at=received or event.at, answered_at=event.at)


def _accepted(case: s.Case, event: v.SupervisionAccepted) -> s.Case:
    return _on_document(case, event.request, state=RequestState.UPHELD, ruled_at=event.at)


def _sent_back(case: s.Case, event: v.SupervisionSentBack) -> s.Case:
    return _on_document(case, event.request, answered_at=None, due_at=event.due_at)


def _cancelled(case: s.Case, event: v.SupervisionCancelled) -> s.Case:
    return _on_document(case, event.request, state=RequestState.WITHDRAWN, ruled_at=event.at)


def _escalated(case: s.Case, event: v.SupervisionEscalated) -> s.Case:
    return _on_document(
        case,
        event.request,
        rung=event.rung,
        addressed=event.addressed,
        due_at=event.due_at,
        colour=Colour.RED,
    )


def _unchanged(case: s.Case, event: Event) -> s.Case:
    return case


def _ended(case: s.Case, event: Event, kinds: set[SupervisionKind], leg: str = "") -> s.Case:
    documents = tuple(
        replace(one, state=RequestState.LAPSED, ruled_at=event.at)
        if one.open and one.document in kinds and one.leg == leg
        else one
        for one in case.documents
    )
    return replace(case, documents=documents)


def settled(case: s.Case, event: Event) -> s.Case:
    """What pressed a leg is over with the leg, however that ended."""
    if not any(one.open for one in case.documents):
        return case
    running = {leg.id for leg in case.running_legs}
    documents = tuple(
        replace(one, state=RequestState.LAPSED, ruled_at=event.at)
        if one.open and one.leg not in running
        else one
        for one in case.documents
    )
    return replace(case, documents=documents)


SUPERVISION_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {
    v.SupervisionIssued: _issued,
    v.SupervisionReceived: _received,
    v.SupervisionAnswered: _answered,
    v.SupervisionAccepted: _accepted,
    v.SupervisionSentBack: _sent_back,
    v.SupervisionCancelled: _cancelled,
    v.SupervisionEscalated: _escalated,
    v.DisciplineReferred: _unchanged,
    v.AccountabilityDecided: _unchanged,
}


def quiet(event: Event) -> bool:
    """What the rulebook sends by itself is no progress: it does not end a silence (久无进展)."""
    if isinstance(event, v.SupervisionIssued):
        return event.by_rule
    return isinstance(event, v.SupervisionEscalated)
