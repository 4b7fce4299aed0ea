"""Teaching a model of cases: in one step, or in two where topics are many (`stepwise`)."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from hotline.dispatching.classifier.learning import NothingToLearn, Told, train
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Model
from hotline.dispatching.topic_model.stepwise import MANY, Stepwise


def taught(
    messages: Sequence[Message], *, when: datetime, told: Told, many: int = MANY
) -> Stepwise | Model:
    """A model of these cases; of what stood in one case alone nothing is kept. Raises
    NothingToLearn."""
    if len({one.label for one in messages}) < many:
        return train(messages, when=when, told=told, fewest=2)
    by_field: dict[str, list[Message]] = {}
    for one in messages:
        by_field.setdefault(one.label.partition("/")[0], []).append(one)
    raised = [
        msgspec.structs.replace(one, label=field)
        for field, found in by_field.items()
        for one in found
    ]
    fields = train(raised, when=when, told=told, fewest=2)
    inside = {}
    for field, found in by_field.items():
        try:
            inside[field] = train(found, when=when, told=told, fewest=2)
        except NothingToLearn:
            told(field)
    return Stepwise(fields, {one: inside[one] for one in fields.labels if one in inside})
