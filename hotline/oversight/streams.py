"""The streams of oversight, and the rows that follow from them."""

from collections.abc import Sequence

import msgspec

from hotline.ledger import Put, Recorded, StreamRef, StreamType
from hotline.oversight.governance.streams import GOVERNANCE
from hotline.oversight.hot import streams as hot
from hotline.oversight.hot.streams import HOT
from hotline.oversight.models import RosterPeopleRow, RosterRow, ShiftRow
from hotline.people.streams import named
from hotline.rules.oversight import duty_phone, shift
from hotline.rules.oversight.duty_phone import DutyRosterSet, Roster
from hotline.rules.oversight.shift import Shift


def roster_ref(city: str, unit: str) -> StreamRef:
    """The duty roster of a unit."""
    return named(city, "duty_roster", unit)


def shift_ref(city: str, n: int) -> StreamRef:
    """The shift of that number: two people cannot open the same one."""
    return named(city, "shift", str(n))


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


def _shift_rows(ref: StreamRef, state: Shift) -> Sequence[Put]:
    if not state.n:
        return ()
    values = {
        "id": str(ref.id),
        "city": ref.city,
        "n": state.n,
        "manager": state.manager,
        "opened_at": state.opened_at,
        "until": state.until,
        "to": state.to,
        "handed_at": state.handed_at,
        "finished_at": state.finished_at,
        "lapsed": state.lapsed,
        "items": len(state.items),
        "waiting": len(state.waiting),
        "refused": len(state.refused),
        "left": len(state.left),
    }
    return [Put(ShiftRow, values)]


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
SHIFT = StreamType(
    name="shift",
    state_type=Shift,
    initial=Shift(),
    evolve=shift.evolve,
    event_types=shift.ShiftEvent.__args__,
    rows=_shift_rows,
    tables=(ShiftRow,),
)
STREAM_TYPES = (ROSTER, SHIFT, GOVERNANCE, HOT)
PERSONAL_TABLES = (RosterPeopleRow, *hot.PERSONAL)
