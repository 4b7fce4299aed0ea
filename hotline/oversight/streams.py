"""The streams of oversight, and the rows that follow from them."""

from collections.abc import Sequence

import msgspec

from hotline.ledger import Put, Recorded, StreamRef, StreamType
from hotline.oversight.models import RosterPeopleRow, RosterRow
from hotline.people.streams import named
from hotline.rules.oversight import duty_phone
from hotline.rules.oversight.duty_phone import DutyRosterSet, Roster


def roster_ref(city: str, unit: str) -> StreamRef:
    """The duty roster of a unit."""
    return named(city, "duty_roster", unit)


def _roster_rows(ref: StreamRef, state: Roster) -> Sequence[Put]:
    if not state.unit:
        return ()
    values = {
        "id": str(ref.id),
        "city": ref.city,
        "unit": state.unit,
        "hours": msgspec.to_builtins(state.hours),
        "has_head": state.has_head,
        "gaps": sum(gap.end - gap.start for gap in duty_phone.gaps(state.hours)),
        "changed_at": state.changed_at,
        "by": state.by,
    }
    return [Put(RosterRow, values)]


def _roster_people(ref: StreamRef, recorded: Recorded) -> Sequence[Put]:
    event = recorded.event
    if not isinstance(event, DutyRosterSet):
        return ()
    values = {
        "stream_id": str(ref.id),
        "city": ref.city,
        "people": msgspec.to_builtins(event.people),
        "head": msgspec.to_builtins(event.head),
    }
    return [Put(RosterPeopleRow, values)]


ROSTER = StreamType(
    name="duty_roster",
    state_type=Roster,
    initial=Roster(),
    evolve=duty_phone.evolve,
    event_types=(DutyRosterSet,),
    rows=_roster_rows,
    personal_rows=_roster_people,
    tables=(RosterRow,),
)
STREAM_TYPES = (ROSTER,)
PERSONAL_TABLES = (RosterPeopleRow,)
