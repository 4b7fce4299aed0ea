"""What was asked of the province and what it said, as events and what they mean. See `province`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import state as s
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.province_state import Upward
from hotline.rules.case.recomputing import RECKONING_MEANING
from hotline.rules.deadline import stop
from hotline.rules.province_words import UpwardAsk
from hotline.rules.words import CaseStage


class ForwardedUp(Event, frozen=True, kw_only=True):
    """已上报省级平台."""

    request: str
    ask: UpwardAsk
    until: datetime | None
    explanation: Sealed


class AnsweredFromAbove(Event, frozen=True, kw_only=True):
    """省级平台已答复: `due` is its limit since, where it gave another."""

    request: str
    ask: UpwardAsk
    agreed: bool
    due: datetime | None
    note: Sealed


def _forwarded(case: s.Case, event: ForwardedUp) -> s.Case:
    asked = Upward(id=event.request, ask=event.ask, asked_at=event.at, until=event.until)
    return replace(case, above=(*case.above, asked))


def _answered(case: s.Case, event: AnsweredFromAbove) -> s.Case:
    above = tuple(
        replace(one, answered_at=event.at, agreed=event.agreed) if one.id == event.request else one
        for one in case.above
    )
    case = replace(case, above=above, source_due=event.due or case.source_due)
    if event.ask is not UpwardAsk.NOT_OURS or not event.agreed:
        return case
    promise = stop(case.promise, event.at) if case.promise else None
    return replace(case, stage=CaseStage.WITHDRAWN, promise=promise, closed_at=event.at)


OUTER_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {
    **RECKONING_MEANING,
    ForwardedUp: _forwarded,
    AnsweredFromAbove: _answered,
}
