"""Limits that have passed while no clock process ran.

Whether something was late must not depend on which process was up: whoever acts next notes first
what has been missed, as of its due moment, and only then does what they came for.
"""

from hotline.rules.case import events as e
from hotline.rules.case import leg_events as le
from hotline.rules.case.desk_wait import breached
from hotline.rules.case.extension import pending
from hotline.rules.case.state import Case
from hotline.rules.context import Context
from hotline.rules.deadline import Clock, is_overdue


def missed(case: Case, context: Context) -> tuple[e.Event, ...]:
    """A breach for each clock that still runs, has passed, and is not marked yet."""
    legs = tuple(
        le.LimitBreached(at=context.now, leg=leg.id, due_at=leg.limit.due_at)
        for leg in case.running_legs
        if _unmarked(leg.limit, context) and not pending(case, leg.id)
    )
    found: list[e.Event] = [*legs]
    if case.promise and _unmarked(case.promise, context):
        found.append(e.PromiseBreached(at=context.now, due_at=case.promise.due_at))
    if case.desk and _unmarked(case.desk, context):
        found.append(breached(case, context))
    return tuple(found)


def _unmarked(clock: Clock, context: Context) -> bool:
    late = is_overdue(clock, context.now)
    return late and clock.is_running and clock.breached_at is None
