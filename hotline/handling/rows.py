"""Read-model rows of a case as a pure function of its state, and of its personal words.

The ledger writes only what differs between two states, and rebuilds everything from these same
functions, so a row can never say anything that the journal does not.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hotline import ledger
from hotline.handling.checking import rows as checked
from hotline.handling.imports.rows import source_rows
from hotline.handling.mass.rows import event_rows
from hotline.handling.models import (
    CallerRow,
    CaseRow,
    CaseTextRow,
    ContactRow,
    DocumentRow,
    FileRow,
    LegRow,
    PhoneRow,
    RequestRow,
)
from hotline.handling.proposals.rows import proposal_rows
from hotline.ledger import Put, Recorded, StreamRef
from hotline.rules.case.automatic import sent_to
from hotline.rules.case.events import IntakeCompleted, Registered
from hotline.rules.case.extension import pending
from hotline.rules.case.files import FileFacts, FilesAttached
from hotline.rules.case.first_accepting import bound_from
from hotline.rules.case.procedure import running
from hotline.rules.case.sources import owed
from hotline.rules.case.state import RUNNING, Case, Document, Leg, UnderReview
from hotline.rules.case.supervision_guards import press_at
from hotline.rules.contact import Contact, ContactRegistered
from hotline.rules.words import CaseStage, LegState, RequestState, Solved

_STILL_THEIRS = RUNNING | {LegState.COMPLETED}


def case_rows(ref: StreamRef, case: Case) -> Sequence[Put]:
    """The case, its legs and its requests."""
    shared = {
        "city": ref.city,
        "case_id": str(ref.id),
        "reported_unit": case.reported_unit,
        "confidential": case.confidential,
    }
    return [
        *event_rows(ref, case),
        *source_rows(ref, case),
        *proposal_rows(ref, case),
        Put(CaseRow, _case(ref, case)),
        *(Put(LegRow, {**shared, **_leg(case, leg)}) for leg in case.legs),
        *(Put(RequestRow, {**shared, **_request(request)}) for request in case.requests),
        *checked.flag_rows(ref, case),
        *(Put(DocumentRow, {**shared, **_document(one)}) for one in case.documents),
    ]


_SAME = (
    *("number", "contact", "stage", "channel", "kind", "topic", "area", "object", "urgency"),
    *("confidential", "anonymous", "reachable", "reported_unit", "registrar", "query_digest"),
    *("registered_at", "accepted_at", "completed_at", "on_time", "added_at", "closed_at"),
    *("children", "round", "returns", "send_backs", "reminders", "unreachable", "last_at"),
)
"""Columns that are fields of the state under the same name."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Of a case what sight asks, before a row of it is read."""

    id: UUID
    city: str
    stage: str
    area: str
    tags: tuple[str, ...]
    reported_unit: str
    confidential: bool
    leg_units: tuple[str, ...]
    live_units: tuple[str, ...]


def seen(ref: StreamRef, case: Case) -> Seen:
    """The case as sight looks at it; the same as its row says."""
    return Seen(
        id=ref.id,
        city=ref.city,
        stage=case.stage,
        area=case.area,
        tags=case.tags,
        reported_unit=case.reported_unit,
        confidential=case.confidential,
        leg_units=tuple(sorted({leg.unit for leg in case.legs} | _ordered(case))),
        live_units=tuple(
            sorted(
                {leg.unit for leg in case.legs if leg.state in _STILL_THEIRS}
                | _ordered(case, waiting=True)
            )
        ),
    )


def _ordered(case: Case, *, waiting: bool = False) -> set[str]:
    """Units ordered on site (现场划分职责) see what they are to divide; while it waits, its words
    too."""
    return {
        unit
        for one in case.requests
        if one.units and (one.state is RequestState.FILED or not waiting)
        for unit in one.units
    }


def _case(ref: StreamRef, case: Case) -> dict[str, object]:
    sees = seen(ref, case)
    promise, verdict, lead = case.promise, case.verdict, case.lead
    waiting = case.stage is CaseStage.COMPLETED
    begun, due = _at_the_desk(case)
    return {
        **{name: getattr(case, name) for name in _SAME},
        "id": str(ref.id),
        "city": ref.city,
        "tags": list(case.tags),
        "due_from": promise.started_at if promise else None,
        "due_at": promise.due_at if promise and promise.is_running else None,
        "desk_from": begun,
        "desk_due": due,
        "breached": promise is not None and promise.breached_at is not None,
        "follow_up_due": case.link_due if waiting else None,
        **_to_call(case),
        "sample_from": _sample_waits(case),
        "answer_from": _answer_waits(case),
        **_automatic(case),
        "attempts": len(case.attempts),
        "lead_unit": lead.unit if lead else "",
        "leg_units": list(sees.leg_units),
        "live_units": list(sees.live_units),
        "parent": case.parent or None,
        "solved": verdict.solved if verdict else "",
        "satisfied": verdict.result if verdict else "",
    }


def _to_call(case: Case) -> dict[str, object]:
    """By when the first call is due, from when it is; and where the citizen is to be asked at
    expiry, before any completion, since when."""
    call = case.follow_up
    runs = call is not None and call.clock.is_running
    early = call is not None and not call.ended and case.stage is not CaseStage.COMPLETED
    return {
        "call_from": call.clock.started_at if call and runs else None,
        "call_due": call.clock.due_at if call and runs else None,
        "expired_call": call.clock.started_at if call and early else None,
    }


def _automatic(case: Case) -> dict[str, object]:
    """自动派单: when the machine means to send it where, and since when what it sent waits for a
    review that it was drawn for."""
    held = case.planned
    plan = held.plan if held and not held.over and case.stage is CaseStage.ACCEPTED else None
    leg = sent_to(case)
    waits = held is not None and held.plan.review and held.right is None
    return {
        "plan_at": plan.due_at if plan else None,
        "plan_unit": plan.unit if plan else "",
        "auto_from": leg.dispatched_at if leg and waits else None,
    }


def _answer_waits(case: Case) -> datetime | None:
    """Since when a source (来源) is owed its answer: the case is over and not all were told."""
    return (case.completed_at or case.closed_at or case.last_at) if owed(case) else None


def _sample_waits(case: Case) -> datetime | None:
    """Since when a drawn case waits to be checked, or for what follows from what was found."""
    sample = case.sample
    if sample is None:
        return None
    undecided = sample.found is Solved.NOT and case.stage is not CaseStage.CLOSED
    return sample.drawn_at if sample.found is None or undecided else None


def _at_the_desk(case: Case) -> tuple[datetime | None, datetime | None]:
    """From when to when the hotline's own limit runs: that of triage, completion of intake or
    dispatch, or the emergency line's time to confirm. (None, None) when none does."""
    sent = case.hand_over
    if sent and case.stage is CaseStage.HANDED_OVER:
        return sent.sent_at, sent.confirm_due
    return (case.desk.started_at, case.desk.due_at) if case.desk else (None, None)


def _leg(case: Case, leg: Leg) -> dict[str, object]:
    return {
        "leg": leg.id,
        "unit": leg.unit,
        "role": leg.role,
        "state": leg.state,
        "parent_leg": leg.parent_leg,
        "officer": leg.officer,
        "dispatched_at": leg.dispatched_at,
        "sign_due": leg.sign_due,
        "return_due": leg.return_due,
        "contact_due": leg.contact_due,
        "limit_due": leg.limit.due_at,
        "next_due": None if pending(case, leg.id) else next_due(leg),
        "phone_due": None if leg.acknowledged_at else leg.rung_due or leg.phone_due,
        "phone_rung": leg.rung if leg.phone_due else "",
        "phone_rang": leg.rang,
        "bound_from": bound_from(case, leg) if leg.running else None,
        "last_resort": leg.last_resort,
        **_procedure(leg),
        "paused": leg.limit.paused_since is not None,
        "breached": leg.limit.breached_at is not None,
        "sign_late": leg.sign_late,
        "contacted": leg.first_contact_at is not None,
        "running": leg.running,
        "completed_at": leg.completed_at,
        "on_time": leg.on_time,
    }


def _procedure(leg: Leg) -> dict[str, object]:
    """Its statutory procedure while that runs: which, from when to when the step it is in."""
    found = running(leg) if leg.running else None
    return {
        "procedure": found.kind if found else "",
        "procedure_from": found.clock.started_at if found else None,
        "procedure_due": found.clock.due_at if found else None,
        "procedure_told": found is not None and found.tracked,
    }


def next_due(leg: Leg) -> datetime | None:
    """The moment that the unit has to watch first; None while paused or when nothing is owed."""
    if not leg.running or leg.limit.paused_since:
        return None
    dues = [leg.limit.due_at]
    if leg.state is LegState.DISPATCHED:
        dues.append(leg.sign_due)
    elif leg.first_contact_at is None and leg.state is LegState.SIGNED:
        dues.append(leg.contact_due)
    return min(dues)


def _request(request: UnderReview) -> dict[str, object]:
    return {
        "request": request.id,
        "kind": request.kind,
        "state": request.state,
        "leg": request.leg,
        "unit": request.unit,
        "reason": request.reason or request.excludes or "",
        "believed_unit": request.believed_unit,
        "units": list(request.units),
        "filed_at": request.filed_at,
        "due_at": request.due_at,
        "ruled_at": request.ruled_at,
    }


def _document(one: Document) -> dict[str, object]:
    return {
        "request": one.id,
        "kind": one.document,
        "colour": one.colour,
        "state": one.state,
        "leg": one.leg,
        "unit": one.unit,
        "addressed": one.addressed,
        "rung": one.rung,
        "by_rule": one.by_rule,
        "filed_by": one.filed_by,
        "filed_at": one.filed_at,
        "due_at": press_at(one),
        "received_at": one.received_at,
        "answered_at": one.answered_at,
        "ruled_at": one.ruled_at,
    }


def contact_rows(ref: StreamRef, contact: Contact) -> Sequence[Put]:
    """The contact in the day's list."""
    values = {
        "id": str(ref.id),
        "city": ref.city,
        "channel": contact.channel,
        "nature": contact.nature,
        "anonymous": contact.anonymous,
        "hotline_number": contact.hotline_number,
        "received_at": contact.received_at,
        "registered_at": contact.registered_at,
        "registrar": contact.registrar,
        "cases": len(contact.cases),
        "warnings": contact.warnings,
        "ended": contact.ended_at is not None,
    }
    return [Put(ContactRow, values)]


# --- personal ---------------------------------------------------------------------------------


_FOR_WHOM = ("behalf_name", "behalf_phone", "enterprise", "credit_code")


def case_personal(ref: StreamRef, recorded: Recorded) -> Sequence[Put]:
    """Readable words and caller; the newest description is whole, so it simply replaces."""
    match recorded.event:
        case Registered() as event:
            own = {"stream_id": str(ref.id), "city": ref.city}
            caller = {
                "name": event.caller_name,
                "phone": event.caller_phone,
                "reported_party": event.reported_party,
                **{name: getattr(event, name) for name in _FOR_WHOM},
            }
            return [
                Put(CaseTextRow, {**own, **_words(event)}),
                Put(CallerRow, {**own, **caller}),
                *_phone(ref, event.caller_phone, event.at),
            ]
        case FilesAttached() as event:
            own = {"stream_id": str(ref.id), "city": ref.city}
            kept = [Put(FileRow, {**own, **_file(one)}) for one in event.files]
            return [*kept, *checked.personal(ref, recorded)]
        case IntakeCompleted() as event:
            return [Put(CaseTextRow, {"stream_id": str(ref.id), "city": ref.city, **_words(event)})]
        case _:
            return checked.personal(ref, recorded)


def _file(facts: FileFacts) -> dict[str, object]:
    return {"id": facts.id, "addresses": list(facts.addresses)}


def _words(event: Registered | IntakeCompleted) -> dict[str, object]:
    return {
        "title": event.title or "",
        "text": event.text or "",
        "address": event.address or "",
    }


def contact_personal(ref: StreamRef, recorded: Recorded) -> Sequence[Put]:
    """A contact that made no case is found again by the caller's number all the same."""
    event = recorded.event
    if isinstance(event, ContactRegistered) and not event.cases:
        return _phone(ref, event.caller_phone, event.at)
    return []


def _phone(ref: StreamRef, phone: str, at: datetime) -> list[Put]:
    digest = phone_digest(ref.city, phone)
    if not digest:
        return []
    values = {"stream_id": str(ref.id), "city": ref.city, "digest": digest, "at": at}
    return [Put(PhoneRow, values)]


def phone_digest(city: str, phone: str) -> str:
    """The keyed hash under which a number is found, "" where there is no number."""
    digits = re.sub(r"\D", "", phone)
    digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    return ledger.keyed_hash(city, f"phone:{digits}").hex() if digits else ""
