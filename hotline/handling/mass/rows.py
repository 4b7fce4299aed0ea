"""Rows of mass events: one for the case that heads it, one for each caller's own case."""

from collections.abc import Sequence

from hotline.handling.mass.models import EventCallRow, EventRow
from hotline.ledger import Put, StreamRef
from hotline.rules.case.mass import may_join
from hotline.rules.case.state import Case
from hotline.rules.words import CaseStage


def event_rows(ref: StreamRef, case: Case) -> Sequence[Put]:
    """Nothing for the many cases that have nothing to do with one."""
    found = []
    if mass := case.mass:
        values = {
            "case_id": str(ref.id),
            "city": ref.city,
            "number": case.number,
            "name": mass.name,
            "topic": case.topic,
            "area": mass.area,
            "script": mass.script,
            "notice": mass.notice,
            "opened_at": mass.opened_at,
            "ended_at": mass.ended_at,
            "answered": mass.answered,
            "open": may_join(case),
        }
        found.append(Put(EventRow, values))
    if case.of_event:
        values = {
            "case_id": str(ref.id),
            "city": ref.city,
            "event": case.of_event,
            "at": case.registered_at,
            "special": case.special,
            "waiting": case.stage is CaseStage.MERGED,
            "again": case.round > 1,
        }
        found.append(Put(EventCallRow, values))
    return found
