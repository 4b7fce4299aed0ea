"""A model that was made, and the one that it is compared with."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from hotline.dispatching.topic_model.card import ModelCard
from hotline.dispatching.topic_model.mixed import Mixed

Told = Callable[[str], None]


def silent(said: str) -> None:
    """Tells nobody how far it is."""


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """The model that answers now; `until`: the last case it learnt from."""

    version: str
    model: Mixed
    until: datetime | None = None


class MadeModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model with its card, written to `folder`; `digest` is that of its files."""

    card: ModelCard
    folder: Path
    digest: str
