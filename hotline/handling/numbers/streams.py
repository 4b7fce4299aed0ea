"""The stream of a restricted number, and the rows that follow from it. Reference data: a ruling is
known to every process before its next decision."""

from collections.abc import Sequence

from hotline.handling.numbers.models import NumberRow, NumberTextRow
from hotline.ledger import Put, Recorded, StreamRef, StreamType
from hotline.people.streams import named
from hotline.rules.reference import number
from hotline.rules.reference.number import Number, NumberRestricted


def number_ref(city: str, digest: str) -> StreamRef:
    """The stream of the number with that keyed hash."""
    return named(city, "number", digest)


def _rows(ref: StreamRef, state: Number) -> Sequence[Put]:
    if state.until is None:
        return ()
    values = {
        "id": str(ref.id),
        "city": ref.city,
        "digest": state.digest,
        "ruled_at": state.ruled_at,
        "until": state.until,
        "by": state.by,
        "lifted_at": state.lifted_at,
        "times": state.times,
    }
    return [Put(NumberRow, values)]


def _personal(ref: StreamRef, recorded: Recorded) -> Sequence[Put]:
    event = recorded.event
    if not isinstance(event, NumberRestricted):
        return ()
    values = {
        "stream_id": str(ref.id),
        "city": ref.city,
        "shown": event.shown,
        "reason": event.reason,
    }
    return [Put(NumberTextRow, values)]


NUMBER = StreamType(
    name="number",
    state_type=Number,
    initial=Number(),
    evolve=number.evolve,
    event_types=number.NumberEvent.__args__,
    rows=_rows,
    personal_rows=_personal,
    tables=(NumberRow,),
    reference=True,
)
PERSONAL = (NumberTextRow,)
