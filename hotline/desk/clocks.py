"""Clocks of a case in words: what is left, and step by step why that day (为什么是这一天).

A promise or limit explains itself from what was stored with it (`rules.deadline.explain`), under
the calendar hours and the policy of the edition it was made under. The smaller dues of a leg (sign,
return, first contact) are stored as moments; their steps are reckoned again from dispatch and
shown only if they lead to the stored moment.
"""

from datetime import date, datetime

import msgspec

from hotline.desk.rows import Glow
from hotline.rules.calendar import Calendar
from hotline.rules.case.clocks import facts
from hotline.rules.case.state import Case, Leg
from hotline.rules.context import World
from hotline.rules.deadline import Clock, explain
from hotline.rules.lights import clock_in_words, clock_light, in_words, light
from hotline.rules.official_calendar import with_hours
from hotline.rules.reckoning import Step
from hotline.rules.rulebook import Rulebook
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import LegState

NAMED = {limit.value: limit for limit in LimitName}
"""Limits by the name that a clock keeps."""


class ClockView(msgspec.Struct, frozen=True, kw_only=True):
    """One clock as the page shows it."""

    title: str
    glow: Glow
    due: datetime
    steps: tuple[Step, ...] = ()
    source: str = ""
    edition: int = 0
    provisional: bool = False


def of_case(case: Case, world: World, now: datetime) -> dict[str, list[ClockView]]:
    """`promise`: the citizen's, while it matters. `waits`: the hotline's own limit of triage,
    completion of intake or dispatch, while the case waits for it. `call`: when a follow-up has to
    begin, while one is owed."""
    promise, desk, call = case.promise, case.desk, case.follow_up
    return {
        "promise": [_clock(say("对诉求人的承诺"), promise, world, now)] if promise else [],
        "waits": [_clock(NAMED[desk.name].zh, desk, world, now)] if desk else [],
        "call": [_clock(LimitName.FOLLOW_UP_START.zh, call.clock, world, now)] if call else [],
    }


def of_leg(case: Case, leg: Leg, world: World, now: datetime) -> list[ClockView]:
    """The limit of a leg, and those smaller dues that still bind."""
    found = [_clock(say("办理时限"), leg.limit, world, now)]
    if leg.procedure and leg.procedure.ended_at is None:
        step = leg.procedure.clock
        found.append(_clock(NAMED[step.name].zh, step, world, now))
    if not leg.running or leg.limit.paused_since:
        return found
    if leg.state is LegState.DISPATCHED:
        found.append(_moment(LimitName.SIGN, leg.sign_due, case, leg, world, now))
    if leg.state is LegState.SIGNED and leg.first_contact_at is None:
        found.append(_moment(LimitName.FIRST_CONTACT, leg.contact_due, case, leg, world, now))
    if leg.state in (LegState.DISPATCHED, LegState.SIGNED) and now <= leg.return_due:
        found.append(_moment(LimitName.RETURN, leg.return_due, case, leg, world, now))
    return sorted(found, key=lambda one: one.due)


def _clock(title: str, clock: Clock, world: World, now: datetime) -> ClockView:
    book = world.editions.edition(clock.edition)
    calendar = _calendar_of(book, world)
    if clock.stopped_at is not None:
        colour = "red" if clock.stopped_at > clock.due_at else ""
    else:
        colour = "" if clock.paused_since else clock_light(clock, now, book.time).value
    return ClockView(
        title=title,
        glow=Glow(colour=colour, words=clock_in_words(clock, now), at=clock.due_at),
        due=clock.due_at,
        steps=tuple(explain(clock, calendar, book.time)),
        source=clock.source,
        edition=clock.edition,
        provisional=_still_provisional(clock, calendar),
    )


def _moment(
    name: LimitName, due: datetime, case: Case, leg: Leg, world: World, now: datetime
) -> ClockView:
    opened = case.accepted_at or leg.dispatched_at
    book = world.editions.governing(name, opened, leg.dispatched_at)
    calendar = _calendar_of(book, world)
    again = book.due(name, leg.dispatched_at, facts(case), calendar)
    clause = book.limit(name, facts(case))
    return ClockView(
        title=name.zh,
        glow=Glow(
            colour=light(now, leg.dispatched_at, due, book.time).value,
            words=in_words(now, due),
            at=due,
        ),
        due=due,
        steps=again.steps if again.due_at == due else (),
        source=clause.source,
        edition=book.edition,
        provisional=again.provisional,
    )


def _calendar_of(book: Rulebook, world: World) -> Calendar:
    """The city's calendar with the business hours of that edition."""
    return with_hours(world.calendar, book.hours)


def _still_provisional(clock: Clock, calendar: Calendar) -> bool:
    """Whether it was reckoned without a year's notice, which has not been adopted since."""
    years = range(calendar.local(clock.started_at).year, calendar.local(clock.due_at).year + 1)
    return clock.provisional and any(calendar.is_provisional(date(year, 1, 1)) for year in years)
