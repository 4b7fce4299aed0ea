"""首接单位: the unit that let the return limit pass, or whose return was rejected.

It owes first contact and co-ordination, and leads until a ruling changes it; it may only ask for
re-dispatch on a new fact, and whoever then leads gets the time that is left, at least a floor
[国办函〔2025〕66号; product.md §4 Sign and return, First-accepting unit].

It follows from what is on record, so that no clock has to note it: from when on is a question to
the leg and the returns that were filed for it.
"""

from datetime import datetime

from hotline.rules.case.state import Case, Leg
from hotline.rules.deadline import Clock
from hotline.rules.words import EndReason, LegRole, RequestKind, RequestState

_HELD = frozenset({RequestState.REJECTED, RequestState.WITHDRAWN, RequestState.LAPSED})


def bound_from(case: Case, leg: Leg) -> datetime | None:
    """Since when, or from when on, the leg's unit is first-accepting; None for legs that do not
    lead, while a return waits for its ruling, and where it was upheld.

    A rejected return binds from its ruling on, a unit that a final ruling named from its dispatch
    on, everyone else from the return limit; a return taken back after that, from then.
    """
    if leg.role is not LegRole.LEAD:
        return None
    asked = [one for one in case.requests if one.leg == leg.id and one.kind is RequestKind.RETURN]
    if not _HELD.issuperset(one.state for one in asked):
        return None
    ruled = [one.ruled_at for one in asked if one.ruled_at]
    if leg.unit in case.barred:
        return max((leg.dispatched_at, *ruled))
    return max((leg.return_due, *ruled))


def is_first_accepting(case: Case, leg: Leg, now: datetime) -> bool:
    """Whether the unit leads as 首接单位 now."""
    since = bound_from(case, leg)
    return leg.running and since is not None and since < now


def was_first_accepting(case: Case, leg: Leg, now: datetime) -> datetime | None:
    """Since when it was or is, for the record; None where the leg was over before."""
    since = bound_from(case, leg)
    until = leg.limit.stopped_at or now
    return since if since is not None and since < until else None


def left_behind(case: Case) -> Clock | None:
    """The limit of a first-accepting unit whose request was granted before it was known who leads:
    whoever is then dispatched to gets what is left of it."""
    before = [leg for leg in case.legs if leg.role is LegRole.LEAD and leg.round == case.round]
    last = before[-1] if before else None
    if last is None or last.ended is not EndReason.REDISPATCHED:
        return None
    return last.limit
