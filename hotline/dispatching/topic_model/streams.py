"""The stream of a city's topic models, and the rows that follow from it. Reference data: which
model answers is known to every process before its next suggestion."""

from collections.abc import Sequence

import msgspec

from hotline.dispatching.topic_model.models import TopicModelRow, TopicModelVersionRow
from hotline.ledger import Put, StreamRef, StreamType
from hotline.people.streams import named
from hotline.rules.reference import topic_model
from hotline.rules.reference.topic_model import TopicModels


def models_ref(city: str) -> StreamRef:
    """The topic models of a city."""
    return named(city, "topic_models")


def _rows(ref: StreamRef, state: TopicModels) -> Sequence[Put]:
    own = {"city": ref.city, "running": state.running, **msgspec.structs.asdict(state.settings)}
    versions = []
    for one in state.versions.values():
        values = msgspec.structs.asdict(one)
        values |= {
            "city": ref.city,
            "made": str(one.made),
            "measured": msgspec.to_builtins(one.measured),
            "before": msgspec.to_builtins(one.before),
        }
        versions.append(Put(TopicModelVersionRow, values))
    return [Put(TopicModelRow, own), *versions]


TOPIC_MODELS = StreamType(
    name="topic_models",
    state_type=TopicModels,
    initial=TopicModels(),
    evolve=topic_model.evolve,
    event_types=topic_model.ModelEvent.__args__,
    rows=_rows,
    tables=(TopicModelRow, TopicModelVersionRow),
    reference=True,
)
