"""The stream of a governance topic, and its row."""

from collections.abc import Sequence
from uuid import UUID

from hotline.ledger import Put, StreamRef, StreamType
from hotline.oversight.governance.models import GovernanceRow
from hotline.rules.oversight import governance
from hotline.rules.oversight.governance import Governance


def governance_ref(city: str, id: UUID) -> StreamRef:
    """The stream of that topic."""
    return StreamRef(city, "governance", id)


def _rows(ref: StreamRef, state: Governance) -> Sequence[Put]:
    if not state.name:
        return ()
    waiting = [step.by for step in state.steps if step.done_at is None]
    values = {
        "id": str(ref.id),
        "city": ref.city,
        "name": state.name,
        "topic": state.topic,
        "area": state.area,
        "units": list(state.units),
        "opened_at": state.opened_at,
        "closed_at": state.closed_at,
        "next_by": waiting[0].isoformat() if waiting and not state.closed_at else None,
        "steps": len(state.steps),
        "steps_done": len(state.steps) - len(waiting),
        "reports": state.reports,
        "reported_at": state.reported_at,
    }
    return [Put(GovernanceRow, values)]


GOVERNANCE = StreamType(
    name="governance",
    state_type=Governance,
    initial=Governance(),
    evolve=governance.evolve,
    event_types=governance.GovernanceEvent.__args__,
    rows=_rows,
    tables=(GovernanceRow,),
)
