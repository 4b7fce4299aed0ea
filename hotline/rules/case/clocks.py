"""Which limits bind a case and its legs: clauses of the rulebook turned into running clocks.

Two promises run side by side: the citizen's, from acceptance, never paused by disputes among
units; and each leg's limit, from dispatch (product.md §4). Clauses that govern new cases are read
in the edition under which the case was accepted, those that govern open cases in today's.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from hotline.rules.case.state import Case, Leg
from hotline.rules.context import Context
from hotline.rules.deadline import (
    BEFORE_THE_LEAD,
    ENTRY_LIMIT,
    IN_PROVINCE,
    INNER_LIMIT,
    TIME_LEFT,
    Clock,
    ahead_of,
    due_at,
    fix,
    resume,
)
from hotline.rules.deadline import resumed as moved_by
from hotline.rules.duration import Duration, TimeUnit, parse
from hotline.rules.reckoning import RULEBOOK
from hotline.rules.rulebook import CaseFacts, Rulebook
from hotline.rules.rulebook_names import ClauseName, FlagName, LimitName, NumberName
from hotline.rules.words import Platform, RequestState


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
    """The edition whose rule of that name holds now for this round of the case."""
    opened = case.promise.started_at if case.promise else context.now
    return context.world.editions.governing(name, opened, context.now)


def promise(case: Case, context: Context, name: LimitName = LimitName.PROMISE) -> tuple[int, Clock]:
    """The citizen's promise from now, under the edition in force now; that of a re-handle has a
    limit of its own."""
    book = context.world.editions.governing(name, context.now, context.now)
    clock = book.start_clock(name, context.now, facts(case), context.world.calendar)
    return clock.edition, inside_province(clock, case, context)


def from_province(case: Case) -> bool:
    """省级平台交办: whether a province platform sent it."""
    return any(one.platform is Platform.PROVINCE for one in case.sources)


def province_calls(case: Case, context: Context) -> bool:
    """Whether the province follows this case up, so that nobody here calls: only one level does
    (product.md §4 Province orders)."""
    name = FlagName.PROVINCE_FOLLOWS_UP
    return from_province(case) and book_for(name, case, context).flag(name)


def inside_province(limit: Clock, case: Case, context: Context) -> Clock:
    """The clock, ending ahead of the province's limit where it would not by itself, but never
    before now."""
    if case.source_due is None:
        return limit
    name = NumberName.PROVINCE_MARGIN
    book = book_for(name, case, context)
    margin = Duration(amount=Decimal(book.number(name)), unit=TimeUnit.WORKING_DAYS)
    end = max(case.source_due, context.now)
    if margin.amount:
        calendar, now = context.world.calendar, context.now
        end = ahead_of(case.source_due, margin, calendar, book.time, not_before=now).due_at
    return limit if limit.due_at <= end else fix(limit, context.now, end, IN_PROVINCE, RULEBOOK)


def moment(name: LimitName, case: Case, context: Context) -> datetime:
    """When a limit that needs no pausing ends, counted from now."""
    return counted(name, context.now, case, context)


def counted(name: LimitName, start: datetime, case: Case, context: Context) -> datetime:
    """When it ends, counted from `start`."""
    book = book_for(name, case, context)
    duration = book.limit(name, facts(case)).duration
    return due_at(start, duration, context.world.calendar, book.time)[0]


def for_leg(
    case: Case,
    context: Context,
    *,
    outer: Clock | None = None,
    lead: Clock | None = None,
    left: Clock | None = None,
    own: str = "",
) -> LegClocks:
    """A leg's clocks: inside the leg that handed it down, ahead of the lead it helps, or with what
    the unit before it left (`left`), at least the rulebook's floor. What is handled again has the
    rulebook's 重办时限. A limit of the directory entry (`own`, a duration) only shortens."""
    name = LimitName.REHANDLE if case.rehandle else LimitName.HANDLE
    book = book_for(name, case, context)
    limit = book.start_clock(name, context.now, facts(case), context.world.calendar)
    if own:
        shorter = due_at(context.now, parse(own), context.world.calendar, book.time)[0]
        if shorter < limit.due_at:
            limit = fix(limit, context.now, shorter, ENTRY_LIMIT, RULEBOOK)
    if left:
        floor = moment(LimitName.NEW_LEAD_FLOOR, case, context)
        limit = fix(limit, context.now, max(left.due_at, floor), TIME_LEFT, RULEBOOK)
    if lead:
        limit = _before_lead(limit, lead, case, context)
    if outer and outer.due_at < limit.due_at:
        limit = fix(limit, context.now, max(outer.due_at, context.now), INNER_LIMIT, RULEBOOK)
    return LegClocks(
        limit=inside_province(limit, case, context),
        sign_due=moment(LimitName.SIGN, case, context),
        return_due=moment(LimitName.RETURN, case, context),
        contact_due=moment(LimitName.FIRST_CONTACT, case, context),
    )


def resumed(leg: Leg, case: Case, context: Context) -> LegClocks:
    """The leg's clocks running again with what was left when the dispute paused them.

    Signing and first contact stood still as well; the return limit does not move, since it
    counts from dispatch and a return has been filed.
    """
    if leg.limit.paused_since is None:  # the pause was ended at its cap
        return LegClocks(
            limit=leg.limit,
            sign_due=leg.sign_due,
            return_due=leg.return_due,
            contact_due=leg.contact_due,
        )
    book = context.world.editions.edition(leg.limit.edition)
    pause = (leg.limit.paused_since, _pause_end(leg, case, context))
    return LegClocks(
        limit=inside_province(
            resume(leg.limit, pause[1], context.world.calendar, book.time), case, context
        ),
        sign_due=_moved(LimitName.SIGN, leg.sign_due, pause, case, context),
        return_due=leg.return_due,
        contact_due=_moved(LimitName.FIRST_CONTACT, leg.contact_due, pause, case, context),
    )


def _pause_end(leg: Leg, case: Case, context: Context) -> datetime:
    """Now, or the cap where that has passed and no clock process was there to say so."""
    caps = (
        found.pause_until
        for found in case.requests
        if found.leg == leg.id and found.state is RequestState.FILED and found.pause_until
    )
    return min((context.now, *caps))


def _moved(
    name: LimitName, due: datetime, pause: tuple[datetime, datetime], case: Case, context: Context
) -> datetime:
    """A moment of the leg, later by the pause that ends."""
    book = book_for(name, case, context)
    unit = book.limit(name, facts(case)).duration.unit
    return moved_by(due, unit, pause, context.world.calendar, book.time).due_at


def _before_lead(limit: Clock, lead: Clock, case: Case, context: Context) -> Clock:
    """协办先于主办: N working days before the lead's limit, never before now."""
    name = LimitName.CO_HANDLER_LEAD_TIME
    book = book_for(name, case, context)
    clause = book.limit(name, facts(case))
    calendar = context.world.calendar
    early = ahead_of(lead.due_at, clause.duration, calendar, book.time, not_before=context.now)
    return fix(limit, context.now, early.due_at, BEFORE_THE_LEAD, clause.source)
