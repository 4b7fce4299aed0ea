"""The stream of a city's 自动派单. Reference data: whether a topic is on is known to the very
decision that plans or sends a case."""

from collections.abc import Sequence

import msgspec

from hotline.dispatching.automatic.models import AutomaticRow
from hotline.ledger import Put, StreamRef, StreamType
from hotline.people.streams import named
from hotline.rules.reference import automatic
from hotline.rules.reference.automatic import Automatic


def automatic_ref(city: str) -> StreamRef:
    """What a city lets the machine dispatch."""
    return named(city, "automatic_dispatch")


def _rows(ref: StreamRef, state: Automatic) -> Sequence[Put]:
    values = {
        "city": ref.city,
        "state": msgspec.to_builtins(state),
        "fallen_at": max((one.at for one in state.off.values() if one.by_rule), default=None),
    }
    return [Put(AutomaticRow, values)]


AUTOMATIC = StreamType(
    name="automatic_dispatch",
    state_type=Automatic,
    initial=Automatic(),
    evolve=automatic.evolve,
    event_types=automatic.AutomaticEvent.__args__,
    rows=_rows,
    tables=(AutomaticRow,),
    reference=True,
)
