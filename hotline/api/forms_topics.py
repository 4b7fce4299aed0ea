"""Answers of the API about topics and dispatch."""

import msgspec

from hotline.rules.reference.topic_model import Version


class TopicSuggested(msgspec.Struct, frozen=True, kw_only=True):
    """A topic of the city's list, how likely it is, and the words that spoke for it."""

    topic: str
    name: str
    probability: float
    words: list[str]


class TopicsSuggested(msgspec.Struct, frozen=True, kw_only=True):
    """Up to five, the likeliest first. `abstained`: the first is not sure enough; `why` in words.
    `model` is "" where the city has none; only where it was `measured` on the city's own cases is
    a probability one."""

    candidates: list[TopicSuggested]
    model: str
    abstained: bool
    measured: bool
    why: str


class TopicModelShown(msgspec.Struct, frozen=True, kw_only=True):
    """Which model answers, all versions, the newest first, and what the city asks of them."""

    running: str
    precision: float
    margin: float
    automatic: bool
    versions: list[Version]


class ShareShown(msgspec.Struct, frozen=True, kw_only=True):
    """`part` of `whole`, and between which bounds the share lies (Wilson, 95 %)."""

    part: int
    whole: int
    low: float
    high: float


class DispatchLine(msgspec.Struct, frozen=True, kw_only=True):
    """A topic, unit or dispatcher (`key`): right at the first try, returned, agreed with the
    model's first candidate, sent by a person to the unit shown first (`followed`);
    `median_minutes` from registration to dispatch."""

    key: str
    right: ShareShown
    returned: ShareShown
    agreed: ShareShown
    followed: ShareShown
    median_minutes: float | None


class DispatchFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of the last `days`; within `ninth_minutes` nine of ten were dispatched."""

    days: int
    whole: DispatchLine
    ninth_minutes: float | None
    in_five: ShareShown
    abstained: ShareShown
    by_topic: list[DispatchLine]
    by_unit: list[DispatchLine]
    by_dispatcher: list[DispatchLine]


ANSWERS = (TopicsSuggested, TopicModelShown, DispatchFigures)
