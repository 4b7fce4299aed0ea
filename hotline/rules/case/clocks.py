"""Which limits bind a case and its legs: clauses of the rulebook turned into running clocks.

Two promises run side by side: the citizen's, from acceptance, never paused by disputes among
units; and each leg's limit, from dispatch (product.md §4). Clauses that govern new cases are read
in the edition under which the case was accepted, those that govern open cases in today's.
"""

from datetime import datetime

import msgspec

from hotline.rules.case.state import Case
from hotline.rules.context import Context
from hotline.rules.deadline import Clock, ahead_of, due_at, fix, resume
from hotline.rules.rulebook import CaseFacts, Rulebook
from hotline.rules.rulebook_names import ClauseName, LimitName


class LegClocks(msgspec.Struct, frozen=True, kw_only=True):
    """The dues of a new leg, all counted from dispatch."""

    limit: Clock
    sign_due: datetime
    return_due: datetime
    contact_due: datetime


def facts(case: Case) -> CaseFacts:
    """What clauses may ask of a case."""
    return CaseFacts(
        kind=case.kind.value,
        urgency=case.urgency.value,
        topic=case.topic,
        tags=frozenset(tag.value for tag in case.tags),
        channel=case.channel.value,
    )


def book_for(name: ClauseName, case: Case, context: Context) -> Rulebook:
    """The edition whose rule of that name holds for the case now."""
    opened = case.accepted_at or context.now
    return context.world.editions.governing(name, opened, context.now)


def promise(case: Case, context: Context) -> tuple[int, Clock]:
    """The citizen's promise from now, under the edition in force now."""
    book = context.world.editions.governing(LimitName.PROMISE, context.now, context.now)
    clock = book.start_clock(LimitName.PROMISE, context.now, facts(case), context.world.calendar)
    return clock.edition, clock


def moment(name: LimitName, case: Case, context: Context) -> datetime:
    """When a limit that needs no pausing ends, counted from now."""
    book = book_for(name, case, context)
    duration = book.limit(name, facts(case)).duration
    return due_at(context.now, duration, context.world.calendar, book.time)[0]


def for_leg(
    case: Case, context: Context, *, outer: Clock | None = None, lead: Clock | None = None
) -> LegClocks:
    """A leg's clocks: inside the leg that handed it down, or ahead of the lead it helps."""
    book = book_for(LimitName.HANDLE, case, context)
    limit = book.start_clock(LimitName.HANDLE, context.now, facts(case), context.world.calendar)
    if lead:
        limit = _before_lead(limit, lead, case, context)
    if outer and outer.due_at < limit.due_at:
        reason = "下派单的时限不超过上级承办单的时限"
        limit = fix(limit, context.now, outer.due_at, reason, "办理规则")
    return LegClocks(
        limit=limit,
        sign_due=moment(LimitName.SIGN, case, context),
        return_due=moment(LimitName.RETURN, case, context),
        contact_due=moment(LimitName.FIRST_CONTACT, case, context),
    )


def resumed(clock: Clock, context: Context) -> Clock:
    """The clock running again with what was left when it was paused."""
    book = context.world.editions.edition(clock.edition)
    return resume(clock, context.now, context.world.calendar, book.time)


def _before_lead(limit: Clock, lead: Clock, case: Case, context: Context) -> Clock:
    """协办先于主办: N working days before the lead's limit, never before now."""
    name = LimitName.CO_HANDLER_LEAD_TIME
    book = book_for(name, case, context)
    clause = book.limit(name, facts(case))
    calendar = context.world.calendar
    early = ahead_of(lead.due_at, clause.duration, calendar, book.time, not_before=context.now)
    return fix(limit, context.now, early.due_at, "协办单位应先于主办单位答复", clause.source)
