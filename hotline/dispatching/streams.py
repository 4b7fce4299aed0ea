"""The stream of a directory edition, and the read-model rows that follow from its state."""

from collections.abc import Sequence

import msgspec

from hotline.dispatching.models import DirectoryDutyRow, DirectoryEditionRow, DirectoryEntryRow
from hotline.ledger import Put, StreamRef, StreamType
from hotline.people.streams import named
from hotline.rules.reference import directory_edition
from hotline.rules.reference.directory_edition import DirectoryEdition
from hotline.rules.reference.edition import Standing


def directory_ref(city: str, edition: str) -> StreamRef:
    """The directory edition of that name."""
    return named(city, "directory", edition)


def _rows(ref: StreamRef, state: DirectoryEdition) -> Sequence[Put]:
    if state.standing is Standing.NONE:
        return ()
    edition = {
        "id": str(ref.id),
        "city": ref.city,
        "edition": state.edition,
        "note": state.note,
        "standing": str(state.standing),
        "effective_from": state.effective_from.isoformat(),
        "authors": list(state.authors),
        "approved_by": state.approved_by,
        "last_resort": state.last_resort,
    }
    line = {"city": ref.city, "edition_id": str(ref.id)}
    entries = [msgspec.to_builtins(entry) for entry in state.entries.values()]
    duties = [msgspec.to_builtins(duty) for duty in state.duties.values()]
    return [
        Put(DirectoryEditionRow, edition),
        *(Put(DirectoryEntryRow, {**line, **entry}) for entry in entries),
        *(Put(DirectoryDutyRow, {**line, **duty}) for duty in duties),
    ]


DIRECTORY = StreamType(
    name="directory",
    state_type=DirectoryEdition,
    initial=DirectoryEdition(),
    evolve=directory_edition.evolve,
    event_types=directory_edition.DirectoryEvent.__args__,
    rows=_rows,
    tables=(DirectoryEditionRow, DirectoryEntryRow, DirectoryDutyRow),
    reference=True,
)
