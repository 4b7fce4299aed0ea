"""The stream of a city's settings of hot matters and duplicates, and its row. Reference data."""

from collections.abc import Sequence

import msgspec

from hotline.handling.alike.alarms.models import AlarmRow
from hotline.ledger import Put, StreamRef, StreamType
from hotline.people.streams import named
from hotline.rules.reference import alarms
from hotline.rules.reference.alarms import Alarms, AlarmsSet


def alarms_ref(city: str) -> StreamRef:
    """The settings of a city."""
    return named(city, "alarms")


def _rows(ref: StreamRef, state: Alarms) -> Sequence[Put]:
    if state.changed_at is None:
        return ()
    values = {
        "city": ref.city,
        "hot": msgspec.to_builtins(state.hot),
        "alike": msgspec.to_builtins(state.alike),
        "changed_at": state.changed_at,
        "by": state.by,
    }
    return [Put(AlarmRow, values)]


ALARMS = StreamType(
    name="alarms",
    state_type=Alarms,
    initial=Alarms(),
    evolve=alarms.evolve,
    event_types=(AlarmsSet,),
    rows=_rows,
    tables=(AlarmRow,),
    reference=True,
)
