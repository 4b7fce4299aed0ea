"""The one shape of every change of reference data: load a stream, decide the commands, append."""

from collections.abc import Callable, Sequence
from typing import Any

from hotline import ledger
from hotline.people.by import By
from hotline.people.queries import unit_tree
from hotline.rules.reference.office import Office, decide_each
from hotline.rules.refusal import Refusal

Pure = Callable[[Any, Any, Office], tuple[Any, ...] | Refusal]


def change(
    by: By, ref: ledger.StreamRef, kind: ledger.StreamType, decide: Pure, commands: Sequence[Any]
) -> ledger.Outcome | Refusal:
    """Carries out the commands on one stream, all or none, on the units as they are by then."""

    def decided(loaded: ledger.Loaded) -> ledger.Appends | Refusal:
        state = loaded.states[ref]
        office = Office(now=loaded.now, actor=by.actor, units=unit_tree(by.city, loaded.reference))
        events = decide_each(
            decide, kind.evolve, kind.initial if state is None else state, commands, office
        )
        return events if isinstance(events, Refusal) else {ref: events}

    return ledger.execute(by.request(ref.type, ref.id, commands), [ref], decided)
