"""What events about legs and requests under review mean for their case. See `evolve`."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import leg_events as e
from hotline.rules.case import state as s
from hotline.rules.case.events import Event
from hotline.rules.case.files import FilesAttached
from hotline.rules.deadline import breach, pause, stop
from hotline.rules.words import CaseStage, EndReason, LegState, RequestKind, RequestState


def _dispatched(case: s.Case, event: e.LegDispatched) -> s.Case:
    leg = s.Leg(
        id=event.leg,
        role=event.role,
        unit=event.unit,
        state=LegState.DISPATCHED,
        parent_leg=event.parent_leg,
        dispatched_at=event.at,
        limit=event.limit,
        sign_due=event.sign_due,
        return_due=event.return_due,
        contact_due=event.contact_due,
        round=case.round,
        entry=event.entry,
        deems=event.deems,
        last_resort=event.last_resort,
        phone_due=event.phone_due,
        rung_due=event.phone_due,
        remind_percent=event.remind_percent,
    )
    planned = case.planned
    if planned and event.automatic:
        planned = replace(planned, leg=event.leg)
    return replace(case, stage=CaseStage.HANDLING, legs=(*case.legs, leg), planned=planned)


def on_leg(case: s.Case, leg_id: str, **changes: Any) -> s.Case:
    """The case with that leg changed."""
    legs = tuple(replace(leg, **changes) if leg.id == leg_id else leg for leg in case.legs)
    return replace(case, legs=legs)


def with_evidence(case: s.Case, event: FilesAttached) -> tuple[s.Leg, ...]:
    """The legs, that one with so much more evidence; all as they are where "" is named."""

    def more(leg: s.Leg) -> s.Leg:
        proofs = tuple(dict.fromkeys((*leg.proofs, event.group)))
        return replace(leg, evidence=leg.evidence + len(event.files), proofs=proofs)

    return tuple(more(leg) if leg.id == event.leg else leg for leg in case.legs)


def on_request(case: s.Case, request_id: str, **changes: Any) -> s.Case:
    """The case with that request changed."""
    requests = tuple(
        replace(found, **changes) if found.id == request_id else found for found in case.requests
    )
    return replace(case, requests=requests)


def _signed(case: s.Case, event: e.LegSigned) -> s.Case:
    return on_leg(
        case,
        event.leg,
        state=LegState.SIGNED,
        signed_at=event.at,
        deemed=event.deemed,
        sign_late=event.late,
    )


def _reassigned(case: s.Case, event: e.LegReassigned) -> s.Case:
    return on_leg(case, event.leg, officer=event.officer)


_ENDED_STATE = {
    EndReason.RETURN_UPHELD: LegState.RETURNED,
    EndReason.REDISPATCHED: LegState.REDISPATCHED,
}


def _leg_ended(case: s.Case, event: e.LegEnded) -> s.Case:
    """A case whose leading leg ended waits for dispatch, unless its stage moves on next."""
    leg = leg_of(case, event.leg)
    ended = on_leg(
        case,
        event.leg,
        state=_ENDED_STATE.get(event.why, LegState.RELEASED),
        ended=event.why,
        limit=stop(leg.limit, event.at),
    )
    return ended if ended.lead else replace(ended, stage=CaseStage.ACCEPTED)


def _contacted(case: s.Case, event: e.FirstContactMade) -> s.Case:
    return on_leg(case, event.leg, first_contact_at=event.at)


def leg_of(case: s.Case, leg_id: str) -> s.Leg:
    """The leg an event is about; ValueError when the case has none of that id."""
    leg = case.leg(leg_id)
    if leg is None:
        raise ValueError(f"event about leg {leg_id}, which case {case.number} does not have")
    return leg


# --- requests under review --------------------------------------------------------------------


def _return_filed(case: s.Case, event: e.ReturnFiled) -> s.Case:
    leg = leg_of(case, event.leg)
    request = s.UnderReview(
        id=event.request,
        kind=RequestKind.RETURN,
        state=RequestState.FILED,
        leg=event.leg,
        unit=leg.unit,
        filed_at=event.at,
        filed_by=event.filed_by,
        due_at=event.ruling_due,
        reason=event.reason,
        believed_unit=event.believed_unit,
        pause_until=event.pause_until,
        consultation=event.consultation,
    )
    paused = on_leg(case, event.leg, state=LegState.DISPUTED, limit=pause(leg.limit, event.at))
    return replace(paused, requests=(*case.requests, request), returns=case.returns + 1)


def _return_withdrawn(case: s.Case, event: e.ReturnWithdrawn) -> s.Case:
    resumed = _resumed(case, event)
    return on_request(resumed, event.request, state=RequestState.WITHDRAWN, ruled_at=event.at)


def _return_rejected(case: s.Case, event: e.ReturnRejected) -> s.Case:
    leg = leg_of(case, event.leg)
    resumed = _resumed(case, event)
    ruled = on_request(resumed, event.request, state=RequestState.REJECTED, ruled_at=event.at)
    return replace(ruled, barred=(*case.barred, leg.unit))


def _return_upheld(case: s.Case, event: e.ReturnUpheld) -> s.Case:
    return on_request(case, event.request, state=RequestState.UPHELD, ruled_at=event.at)


def _resumed(case: s.Case, event: e.ReturnWithdrawn | e.ReturnRejected) -> s.Case:
    return on_leg(
        case,
        event.leg,
        state=LegState.SIGNED if leg_of(case, event.leg).signed_at else LegState.DISPATCHED,
        limit=event.limit,
        sign_due=event.sign_due,
        contact_due=event.contact_due,
    )


def _lapsed(case: s.Case, event: e.RequestLapsed) -> s.Case:
    return on_request(case, event.request, state=RequestState.LAPSED, ruled_at=event.at)


def _reply_filed(case: s.Case, event: e.ReplyFiled) -> s.Case:
    request = s.UnderReview(
        id=event.request,
        kind=RequestKind.COMPLETION,
        state=RequestState.FILED,
        leg=event.leg,
        unit=leg_of(case, event.leg).unit,
        filed_at=event.at,
        filed_by=event.filed_by,
        due_at=event.approval_due,
    )
    replied = on_leg(
        case, event.leg, state=LegState.REPLIED, truth=event.truth, solved=event.solved
    )
    return replace(replied, requests=(*case.requests, request))


def _completion_approved(case: s.Case, event: e.CompletionApproved) -> s.Case:
    leg = leg_of(case, event.leg)
    done = on_leg(
        case,
        event.leg,
        state=LegState.COMPLETED,
        completed_at=event.at,
        on_time=event.on_time,
        limit=stop(leg.limit, event.at),
    )
    return on_request(done, event.request, state=RequestState.UPHELD, ruled_at=event.at)


def _completion_sent_back(case: s.Case, event: e.CompletionSentBack) -> s.Case:
    back = on_leg(case, event.leg, state=LegState.SIGNED)
    return on_request(back, event.request, state=RequestState.REJECTED, ruled_at=event.at)


def _limit_breached(case: s.Case, event: e.LimitBreached) -> s.Case:
    return on_leg(case, event.leg, limit=breach(leg_of(case, event.leg).limit, event.due_at))


def _unchanged(case: s.Case, event: e.ProgressRecorded) -> s.Case:
    return case


LEG_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {
    e.LegDispatched: _dispatched,
    e.LegSigned: _signed,
    e.LegReassigned: _reassigned,
    e.LegEnded: _leg_ended,
    e.FirstContactMade: _contacted,
    e.ProgressRecorded: _unchanged,
    e.ReturnFiled: _return_filed,
    e.ReturnWithdrawn: _return_withdrawn,
    e.ReturnUpheld: _return_upheld,
    e.ReturnRejected: _return_rejected,
    e.RequestLapsed: _lapsed,
    e.ReplyFiled: _reply_filed,
    e.CompletionApproved: _completion_approved,
    e.CompletionSentBack: _completion_sent_back,
    e.LimitBreached: _limit_breached,
}
