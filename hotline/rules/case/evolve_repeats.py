"""What 无理重复诉求 and 考核剔除 mean for their case. See `evolve`.

Whether a case is recognised, or a leg excluded, follows from its requests (`Case`); nothing else
is kept.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import repeat_events as e
from hotline.rules.case import state as s
from hotline.rules.case.events import Event
from hotline.rules.case.evolve_legs import leg_of, on_request
from hotline.rules.words import RequestKind, RequestState

_TOP = 1
"""The management body is the last rung: nothing goes further by itself."""


def _asked(
    case: s.Case,
    event: e.UnreasonableFiled | e.UnreasonableContested | e.ExclusionFiled,
    kind: RequestKind,
    rung: int,
) -> s.Case:
    request = s.UnderReview(
        id=event.request,
        kind=kind,
        state=RequestState.FILED,
        leg=event.leg,
        unit=leg_of(case, event.leg).unit,
        filed_at=event.at,
        filed_by=event.filed_by,
        due_at=event.ruling_due,
        rung=rung,
        excludes=event.reason if isinstance(event, e.ExclusionFiled) else None,
    )
    return replace(case, requests=(*case.requests, request))


def _ruled(case: s.Case, request: str, upheld: bool, by: str, at: datetime) -> s.Case:
    state = RequestState.UPHELD if upheld else RequestState.REJECTED
    return on_request(case, request, state=state, ruled_at=at, ruled_by=by)


def _passed_up(case: s.Case, event: e.ExclusionPassedUp) -> s.Case:
    return on_request(case, event.request, due_at=event.ruling_due, rung=1, ruled_by=event.ruled_by)


def _answered(case: s.Case, event: e.FinalAnswerGiven) -> s.Case:
    return replace(case, final_answers=case.final_answers + 1)


REPEAT_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {
    e.UnreasonableFiled: lambda case, event: _asked(case, event, RequestKind.UNREASONABLE, _TOP),
    e.UnreasonableRuled: lambda case, event: _ruled(
        case, event.request, event.recognised, event.ruled_by, event.at
    ),
    e.UnreasonableContested: lambda case, event: _asked(case, event, RequestKind.CONTEST, _TOP),
    e.ContestRuled: lambda case, event: _ruled(
        case, event.request, event.lifted, event.ruled_by, event.at
    ),
    e.FinalAnswerGiven: _answered,
    e.ExclusionFiled: lambda case, event: _asked(case, event, RequestKind.EXCLUSION, 0),
    e.ExclusionPassedUp: _passed_up,
    e.ExclusionRuled: lambda case, event: _ruled(
        case, event.request, event.excluded, event.ruled_by, event.at
    ),
}
