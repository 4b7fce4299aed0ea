"""When the clock must act on a case. Only where a duty changes; lights are computed, not timed.

timers(case) -> {name: due}      what to wait for
command_for(name) -> Command     what to do then; the tables decide whether it still applies
"""

from datetime import datetime

from hotline.rules.case import (
    automatic,
    desk_wait,
    dispute,
    follow_up,
    hold,
    phone,
    procedure,
    supervision,
    unsigned,
)
from hotline.rules.case import commands as c
from hotline.rules.case.extension import pending
from hotline.rules.case.fields import Command
from hotline.rules.case.state import Case
from hotline.rules.case.supervision_guards import press_at, remind_at
from hotline.rules.words import CaseStage, CloseReason, LegState, RequestState

_CLOCK_FREE = frozenset({CaseStage.CLOSED, CaseStage.WITHDRAWN})


def timers(case: Case) -> dict[str, datetime]:
    """Names and moments of everything that falls due on this case."""
    found = _answer_due(case)
    if case.stage in _CLOCK_FREE:
        return found | _of_requests(case)
    found |= _of_case(case)
    for leg in case.running_legs:
        if leg.state is LegState.DISPATCHED and leg.deems:
            found[f"sign:{leg.id}"] = leg.sign_due
        if unsigned.waits(leg):
            found[f"unsigned:{leg.id}"] = leg.sign_due
        if due := phone.waits_until(leg):
            found[f"phone:{leg.id}"] = due
        if leg.state is LegState.HELD and leg.held_until:
            found[f"hold:{leg.id}"] = leg.held_until
        runs = leg.limit.is_running and leg.limit.breached_at is None
        if runs and not pending(case, leg.id):
            found[f"limit:{leg.id}"] = leg.limit.due_at
        steps = procedure.running(leg)
        if steps and steps.clock.breached_at is None:
            found[f"procedure:{leg.id}"] = steps.clock.due_at
        if at := remind_at(leg):
            found[f"remind:{leg.id}"] = at
    for one in case.documents:
        if due := press_at(one):
            found[f"press:{one.id}:{one.rung}"] = due
    return found | _of_requests(case)


def _of_requests(case: Case) -> dict[str, datetime]:
    """Rulings that go to the next rung when nobody rules, and the cap of the pause they cause; of
    a closed case only what is asked about it afterwards (考核剔除)."""
    found: dict[str, datetime] = {}
    for request in case.requests:
        if request.state is not RequestState.FILED:
            continue
        if request.due_at and not request.rung:
            found[f"ruling:{request.id}"] = request.due_at
        leg = case.leg(request.leg)
        if request.pause_until and leg and leg.limit.paused_since:
            found[f"pause:{request.id}"] = request.pause_until
    return found


def _answer_due(case: Case) -> dict[str, datetime]:
    """A completed parent owes its answer to every case merged under it, at once; after 查否 from
    then on, since it is the answer of the round before."""
    since = case.completed_at
    if case.close_reason is CloseReason.NOT_BORNE_OUT:
        since = case.closed_at
    return {"children": since} if since and not case.children_answered else {}


def _of_case(case: Case) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    promise = case.promise
    if promise and promise.is_running and promise.breached_at is None:
        found["promise"] = promise.due_at
    if case.planned and not case.planned.over:
        found["automatic"] = case.planned.plan.due_at
    if case.desk and case.desk.breached_at is None:
        found["desk"] = case.desk.due_at
    sent = case.hand_over
    if case.stage is CaseStage.HANDED_OVER and sent and not sent.alarmed:
        found["hand_over"] = sent.confirm_due
    if case.stage is CaseStage.COMPLETED and case.link_due:
        found["link"] = case.link_due
    call = case.follow_up
    if call and call.clock.is_running and call.clock.breached_at is None:
        found["follow_up"] = call.clock.due_at
    if case.stage is CaseStage.FOLLOWED_UP and case.close_due and not case.unsolved:
        found["close"] = case.close_due
    return found


_OF_CASE: dict[str, type[Command]] = {
    "promise": c.BreachPromise,
    "desk": desk_wait.BreachDeskWait,
    "automatic": automatic.SendPlanned,
    "hand_over": c.AlarmHandOver,
    "follow_up": follow_up.BreachFollowUp,
    "link": c.ExhaustFollowUp,
    "children": c.AnswerChildren,
    "close": c.Close,
}
"""What is done about the case as a whole."""


def command_for(name: str) -> Command:
    """The clock's command for a timer. Raises ValueError for a name no case ever set."""
    match name.split(":"):
        case ["sign", leg]:
            return c.DeemSigned(leg=leg)
        case ["unsigned", leg]:
            return unsigned.BreachSign(leg=leg)
        case ["phone", leg]:
            return phone.AlarmPhone(leg=leg)
        case ["limit", leg]:
            return c.BreachLimit(leg=leg)
        case ["ruling", request]:
            return dispute.EscalateRuling(request=request)
        case ["pause", request]:
            return dispute.LiftPause(request=request)
        case ["hold", leg]:
            return hold.LiftHold(leg=leg)
        case ["procedure", leg]:
            return procedure.BreachProcedure(leg=leg)
        case ["remind", leg]:
            return supervision.RemindLeg(leg=leg)
        case ["press", request, _]:
            return supervision.EscalateSupervision(request=request)
        case [of_case] if of_case in _OF_CASE:
            return _OF_CASE[of_case]()
        case _:
            raise ValueError(f"no timer of a case is called {name!r}")
