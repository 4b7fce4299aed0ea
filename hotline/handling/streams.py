"""The two stream types of handling, as the house joins them to the ledger."""

from uuid import UUID

from hotline.handling import rows
from hotline.handling.alike.alarms.streams import ALARMS
from hotline.handling.checking import rows as checked
from hotline.handling.imports.models import SourceRow
from hotline.handling.mass.models import EventCallRow, EventRow
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
from hotline.handling.numbers import streams as numbers
from hotline.handling.proposals.models import ProposalRow
from hotline.handling.wordings.streams import WORDING
from hotline.ledger import StreamRef, StreamType
from hotline.rules import contact
from hotline.rules.case import evolve
from hotline.rules.case.state import Case
from hotline.rules.case.timers import timers

CASE = StreamType(
    name="case",
    state_type=Case,
    initial=None,
    evolve=evolve.evolve,
    event_types=evolve.EVENT_TYPES,
    fold_version=evolve.FOLD_VERSION,
    timers=timers,
    rows=rows.case_rows,
    personal_rows=rows.case_personal,
    tables=(
        *(CaseRow, LegRow, RequestRow, DocumentRow, *checked.TABLES),
        *(EventRow, EventCallRow, SourceRow, ProposalRow),
    ),
)
CONTACT = StreamType(
    name="contact",
    state_type=contact.Contact,
    initial=None,
    evolve=contact.evolve,
    event_types=contact.EVENT_TYPES,
    fold_version=contact.FOLD_VERSION,
    rows=rows.contact_rows,
    personal_rows=rows.contact_personal,
    tables=(ContactRow,),
)
STREAM_TYPES = (CASE, CONTACT, numbers.NUMBER, WORDING, ALARMS)
PERSONAL_TABLES = (CaseTextRow, CallerRow, PhoneRow, FileRow, *checked.PERSONAL, *numbers.PERSONAL)


def case_ref(city: str, case_id: UUID | str) -> StreamRef:
    """The stream of a case."""
    return StreamRef(city, "case", UUID(str(case_id)))


def contact_ref(city: str, contact_id: UUID | str) -> StreamRef:
    """The stream of a contact."""
    return StreamRef(city, "contact", UUID(str(contact_id)))
