"""The stream of a reply template, and its row."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from hotline.handling.wordings.models import WordingRow
from hotline.ledger import Put, StreamRef, StreamType
from hotline.rules.replies import template
from hotline.rules.replies.template import Template


def wording_ref(city: str, wording: UUID | str) -> StreamRef:
    """The stream of a template."""
    return StreamRef(city, "wording", UUID(str(wording)))


def _rows(ref: StreamRef, state: Template) -> Sequence[Put]:
    values = msgspec.structs.asdict(state) | {"asks": [str(one) for one in state.asks]}
    return [Put(WordingRow, {"id": str(ref.id), "city": ref.city, **values})]


WORDING = StreamType(
    name="wording",
    state_type=Template,
    initial=Template(),
    evolve=template.evolve,
    event_types=template.TemplateEvent.__args__,
    rows=_rows,
    tables=(WordingRow,),
)
