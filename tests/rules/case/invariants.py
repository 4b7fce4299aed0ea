"""What holds for every case at every moment, whatever people did and in whichever order."""

from hotline.rules.case.desk_wait import LIMITS
from hotline.rules.case.follow_up import ENDS
from hotline.rules.case.state import RUNNING, Case, Leg
from hotline.rules.deadline import (
    IN_PROVINCE,
    INTERIM,
    NEW_CALENDAR,
    NEW_RULES,
    PROVINCE_ANSWERED,
    URGENCY_CHANGED,
)
from hotline.rules.words import CaseStage, LegRole, LegState, RequestKind, RequestState

S, L = CaseStage, LegState
_ENDED = frozenset({L.RETURNED, L.REDISPATCHED, L.RELEASED})
MOVES_THE_PROMISE = {URGENCY_CHANGED, INTERIM, NEW_CALENDAR, NEW_RULES}
MOVES_THE_PROMISE |= {IN_PROVINCE, PROVINCE_ANSWERED}
WITH_PROMISE = frozenset({S.ACCEPTED, S.HANDLING, S.MERGED})
AFTER = frozenset({S.COMPLETED, S.FOLLOWED_UP})
AFTER_WORK = (RequestKind.UNREASONABLE, RequestKind.CONTEST, RequestKind.EXCLUSION)
"""What is asked about a case in whatever stage it is, also once its leg is over."""


def check(case: Case) -> None:
    """Every invariant; an AssertionError names the case and what is wrong with it."""
    for rule in (_stage, _lead, _promise, _desk, _calls, _ends, _counts):
        rule(case)
    for leg in case.legs:
        _leg(case, leg)
    _requests(case)


def _stage(case: Case) -> None:
    if case.running_legs:
        assert case.stage is S.HANDLING, f"{case.stage}: units still owe something"
    if case.stage is S.HANDLING:
        assert case.triage and case.accepted_at
    if case.stage is S.HANDED_OVER:
        assert case.hand_over and case.hand_over.taken is None
    if case.stage is S.MERGED:
        assert case.parent and case.parent_number
        assert not case.children or case.children_answered
        assert not case.confidential


def _lead(case: Case) -> None:
    leads = [leg for leg in case.running_legs if leg.role is LegRole.LEAD]
    assert len(leads) == (1 if case.stage is S.HANDLING else 0)
    units = [leg.unit for leg in case.running_legs]
    assert len(units) == len(set(units)), "one unit holds one running leg of a case"


def _promise(case: Case) -> None:
    promise = case.promise
    assert (promise is None) == (case.accepted_at is None)
    if promise is None:
        assert case.stage not in WITH_PROMISE
        return
    assert promise.paused_since is None, "no dispute pauses the citizen's promise"
    moved = {getattr(turn, "reason", "") for turn in promise.turns}
    assert moved <= MOVES_THE_PROMISE, "what else moves the citizen's promise?"
    running = case.stage in WITH_PROMISE | {S.SENT_BACK}
    assert promise.is_running == running, f"promise in stage {case.stage}"


def _desk(case: Case) -> None:
    wanted = LIMITS.get(case.stage)
    assert (case.desk.name if case.desk else None) == wanted, f"no clock in stage {case.stage}"
    if case.desk:
        assert case.desk.is_running
        assert case.desk.started_at <= case.last_at


def _calls(case: Case) -> None:
    """A follow-up is owed only where somebody can be called and it is not over; what is drawn for
    a check is what nobody can be called about."""
    if case.follow_up:
        assert case.reachable
        assert case.stage not in ENDS
    if case.stage is S.COMPLETED and case.reachable:
        assert case.follow_up or case.link_due, "nobody is bound to call"
    if case.sample and not case.reachable:
        assert case.completed_at


def _ends(case: Case) -> None:
    assert (case.stage is S.CLOSED) == (case.close_reason is not None)
    assert (case.closed_at is not None) == (case.stage in (S.CLOSED, S.WITHDRAWN))
    if case.stage in AFTER:
        assert case.completed_at is not None and case.on_time is not None
    if case.verdict or case.unreachable:
        assert case.completed_at is not None
        assert case.stage in (S.FOLLOWED_UP, S.CLOSED)
    assert not (case.verdict and case.unreachable), "unreachable is never a verdict"
    if case.stage is S.FOLLOWED_UP:
        assert case.verdict or case.unreachable
    if case.link_due:
        assert case.stage is S.COMPLETED
    if case.close_due or case.added_at:
        assert case.stage is S.FOLLOWED_UP
        assert not (case.close_due and case.added_at), "what was added stops the closing"


def _counts(case: Case) -> None:
    assert min(case.children, case.reminders, case.supplements, case.send_backs) >= 0
    assert case.round == len(case.rounds) + 1
    assert [kept.number for kept in case.rounds] == list(range(1, case.round))
    again = [one.round for one in case.rehandles]
    assert again == sorted(set(again)) and set(again) <= set(range(2, case.round + 1))
    returns = [found for found in case.requests if found.kind is RequestKind.RETURN]
    assert case.returns == len(returns)
    assert len(case.links) == len(set(case.links))
    assert [leg.id for leg in case.legs] == [f"L{n}" for n in range(1, len(case.legs) + 1)]


def _leg(case: Case, leg: Leg) -> None:
    assert leg.limit.started_at == leg.dispatched_at, "counted from dispatch, never from signing"
    assert leg.limit.due_at >= leg.dispatched_at
    assert (leg.limit.stopped_at is not None) == (leg.state not in RUNNING)
    assert (leg.ended is not None) == (leg.state in (L.RETURNED, L.REDISPATCHED, L.RELEASED))
    assert (leg.completed_at is not None) == (leg.state is L.COMPLETED)
    if leg.running:
        assert leg.limit.paused_since is None or leg.state in (L.DISPUTED, L.HELD)
        assert leg.limit.paused_since is not None or leg.state is not L.HELD
    assert (leg.held_until is not None) <= (leg.state in _ENDED | {L.HELD})
    if leg.state in (L.SIGNED, L.REPLIED, L.COMPLETED):
        assert leg.signed_at is not None
    assert (leg.role is LegRole.HANDED_DOWN) == bool(leg.parent_leg)
    above = case.leg(leg.parent_leg)
    if leg.running and above:
        assert above.running, "a leg handed down never outlives the one above it"


def _requests(case: Case) -> None:
    filed = [found for found in case.requests if found.state is RequestState.FILED]
    beside = (RequestKind.EXTENSION, RequestKind.REDISPATCH, RequestKind.REVIEW)
    meetings = [one for one in filed if one.kind is RequestKind.ON_SITE]
    assert len(meetings) <= 1
    assert case.stage is S.ACCEPTED or not meetings, "an order to the place outlived its case"
    filed = [one for one in filed if one not in meetings]
    open_ones = [found for found in filed if found.kind not in {*beside, *AFTER_WORK}]
    for kind in beside:
        legs = [found.leg for found in filed if found.kind is kind]
        assert len(legs) == len(set(legs)), f"one {kind} of a leg at a time"
        assert set(legs) <= {leg.id for leg in case.running_legs}
    for kind in AFTER_WORK:
        assert len([one for one in filed if one.kind is kind and one.leg == "L1"]) <= 1
    wanted = {L.DISPUTED: RequestKind.RETURN, L.REPLIED: RequestKind.COMPLETION}
    owed = sorted((leg.id, wanted[leg.state]) for leg in case.legs if leg.state in wanted)
    assert sorted((found.leg, found.kind) for found in open_ones) == owed
    waits = (*filed, *meetings)
    assert all((found.ruled_at is None) == (found in waits) for found in case.requests)
    assert case.stage is S.HANDLING or not [one for one in filed if one.kind not in AFTER_WORK]
