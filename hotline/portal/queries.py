"""What a citizen may read: the one case whose number and query code they gave."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from hotline import ledger
from hotline.handling.actions import code_digest
from hotline.handling.models import CaseRow
from hotline.handling.queries import Reader, case_row
from hotline.handling.streams import case_ref
from hotline.ledger import Recorded
from hotline.rules.case.events import Event
from hotline.rules.case.evolve import fold
from hotline.rules.case.state import Case


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen's case: its events, the state they lead to, and the parent's state if merged."""

    id: UUID
    row: Any
    events: Sequence[Recorded]
    case: Case
    parent: Case | None


def by_code(city: str, number: str, code: str) -> UUID | None:
    """The case of that number and code. An unknown number and a wrong code are the same to it:
    one look-up, None. Only the id leaves here; everything else is read by sight."""
    found = CaseRow.objects.filter(city=city, number=number, query_digest=code_digest(code))
    return found.values_list("id", flat=True).first()


def own(who: Reader, case_id: UUID) -> Own | None:
    """The case, if it is the reader's own."""
    row = case_row(who, case_id)
    if row is None:
        return None
    city = who.actor.city
    events = ledger.read(case_ref(city, row.id))
    case = fold(one.event for one in events if isinstance(one.event, Event))
    if case is None:
        return None
    parent = ledger.state_of(case_ref(city, case.parent)) if case.parent else None
    return Own(id=row.id, row=row, events=events, case=case, parent=parent)
