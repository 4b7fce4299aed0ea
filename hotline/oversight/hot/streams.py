"""The stream of a hot event, and the rows that follow from it."""

from collections.abc import Sequence
from uuid import UUID

from hotline.ledger import Put, Recorded, StreamRef, StreamType
from hotline.oversight.hot.models import HotMemberRow, HotNameRow, HotRow
from hotline.rules.oversight import hot
from hotline.rules.oversight.hot import Hot, HotRaised


def hot_ref(city: str, event: UUID | str) -> StreamRef:
    """The hot event of that id."""
    return StreamRef(city, "hot_event", UUID(str(event)))


def _rows(ref: StreamRef, state: Hot) -> Sequence[Put]:
    if state.state is None:
        return ()
    values = {
        "id": str(ref.id),
        "city": ref.city,
        "state": state.state,
        "topic": state.topic,
        "area": state.area,
        "seen": state.figures.seen,
        "people": state.figures.people,
        "expected": state.figures.expected,
        "days": state.figures.days,
        "lift": state.figures.lift,
        "cases": len(state.cases),
        "raised_at": state.raised_at,
        "last_at": state.last_at,
        "decided_by": state.decided_by,
        "decided_at": state.decided_at,
        "head": state.head or None,
        "governance": state.governance,
    }
    members = [
        Put(
            HotMemberRow,
            {
                "event": str(ref.id),
                "case_id": case,
                "city": ref.city,
                "by_hand": case in state.by_hand,
            },
        )
        for case in state.cases
    ]
    return [Put(HotRow, values), *members]


def _personal(ref: StreamRef, recorded: Recorded) -> Sequence[Put]:
    event = recorded.event
    if not isinstance(event, HotRaised):
        return ()
    values = {"stream_id": str(ref.id), "city": ref.city, "name": event.name or ""}
    return [Put(HotNameRow, values)]


HOT = StreamType(
    name="hot_event",
    state_type=Hot,
    initial=Hot(),
    evolve=hot.evolve,
    event_types=hot.HotEvent.__args__,
    rows=_rows,
    personal_rows=_personal,
    tables=(HotRow, HotMemberRow),
)
PERSONAL = (HotNameRow,)
