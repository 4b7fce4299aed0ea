"""重新计算时限: when a year's 放假安排 is adopted, or a rulebook's clause reaches open cases.

A limit that touches a year without its notice is provisional and says so; when the notice comes,
every limit that still runs and would end at another moment is reckoned again, each by an event that
keeps the limit before, so the record tells both (product.md §4 Clocks; 民法典第203条; 国务院办公厅
年度放假安排). The same happens where an edition of the rulebook comes into force whose clause says
that it governs open cases (`governs = "open"`) and gives another length.

What is settled here, because no instrument does:
- A new calendar only lengthens. Where it would end a limit earlier (a Saturday worked in exchange),
  the limit stays as it was told to unit and citizen, unless the rulebook says that limits follow
  the calendar forward too (`FlagName.RECKON_EARLIER`). A rulebook's clause for open cases is such a
  saying by itself and may shorten.
- No limit is moved into the past: nobody is late by what came afterwards.
- What was missed stays missed, also where the notice came after the limit; what another rule fixed
  (ahead of the lead, inside the outer limit) stays fixed.
- An inner limit stays inside the outer one, whatever each would be by itself.
- What ends on the same day is not touched, though the hour were another.
- The moments of a leg (sign, contact, return) are reckoned again while they lie ahead, unless a
  pause has moved them; a ruling that is awaited, until it went to the next rung.

A second run finds nothing to do, so a run over a city may be cut short and begun again at any time.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.case import clocks, dispute
from hotline.rules.case import state as s
from hotline.rules.case.events import Event
from hotline.rules.case.evolve_legs import leg_of, on_leg, on_request
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.case.procedure import running
from hotline.rules.context import Context
from hotline.rules.deadline import (
    INNER_LIMIT,
    NEW_CALENDAR,
    NEW_RULES,
    Clock,
    due_at,
    fix,
    is_overdue,
    mark_reckoned,
    reckon_again,
)
from hotline.rules.official_calendar import with_hours
from hotline.rules.reckoning import RULEBOOK, TICK
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import FlagName, LimitName
from hotline.rules.text import say
from hotline.rules.words import LegState, RequestKind, RequestState, Term


class Cause(Term):
    """What made the hotline reckon again."""

    CALENDAR = "calendar", "放假安排公布"
    RULEBOOK = "rulebook", "办理规则修订"
    PROVINCE = "province", "省级平台改定时限"


class ReckonAgain(Command, frozen=True, kw_only=True):
    """重新计算时限 of everything that runs on the case."""


class ClockReckoned(Event, frozen=True, kw_only=True):
    """时限已重新计算: `clock` (`promise`, `limit:Ln`, `sign:Ln`, `ruling:Rn` …) was due at `was`
    and is at `due_at` now, by `basis`, an edition of calendar or rulebook; `limit` is the clock
    itself where it is one and not a moment."""

    clock: str
    cause: Cause
    basis: str
    was: datetime
    due_at: datetime
    limit: Clock | None = None


REASONS: Final = {Cause.CALENDAR: NEW_CALENDAR, Cause.RULEBOOK: NEW_RULES}
MOMENTS: Final = {
    "sign": LimitName.SIGN,
    "contact": LimitName.FIRST_CONTACT,
    "return": LimitName.RETURN,
}
"""The moments of a leg by the name that the event has for them."""
_LIMITS: Final = {limit.value: limit for limit in LimitName}
RULINGS: Final = frozenset(
    {RequestKind.RETURN, RequestKind.EXTENSION, RequestKind.COMPLETION, RequestKind.REVIEW}
)
"""Requests whose ruling is due in a limit counted from filing."""


def reckon(target: Target, command: ReckonAgain, context: Context) -> tuple[Event, ...] | Refusal:
    """One event for each clock that ends at another moment."""
    case = target.case
    found = (*_clocks(case, context), *_moments(case, context), *_rulings(case, context))
    return found or Refusal(code=Code.ALREADY, message=say("没有需要变动的时限。"))


# --- clocks -----------------------------------------------------------------------------------


def _clocks(case: s.Case, context: Context) -> Iterator[ClockReckoned]:
    """Those that still run or stand still, outer legs before the ones inside them."""
    limits = {leg.id: leg.limit for leg in case.legs}
    for name, clock in _running(case):
        if clock.stopped_at or clock.breached_at or is_overdue(clock, context.now):
            continue
        new, cause = _again(clock, case, context)
        what, _, leg_id = name.partition(":")
        above = case.leg(leg_id) if what == "limit" else None
        outer = limits.get(above.parent_leg) if above else None
        if outer and outer.due_at < new.due_at:
            new = fix(new, context.now, outer.due_at, INNER_LIMIT, RULEBOOK)
        if what in ("promise", "limit"):
            new = clocks.inside_province(new, case, context)
        if not _moves(clock.due_at, new.due_at, cause, case, context):
            continue
        basis = _basis(cause, new)
        new = mark_reckoned(new, clock, context.now, REASONS[cause], basis)
        if what == "limit":
            limits[leg_id] = new
        yield ClockReckoned(
            at=context.now,
            clock=name,
            cause=cause,
            basis=basis,
            was=clock.due_at,
            due_at=new.due_at,
            limit=new,
        )


def _running(case: s.Case) -> Iterator[tuple[str, Clock]]:
    call = case.follow_up.clock if case.follow_up else None
    for name, clock in (("promise", case.promise), ("desk", case.desk), ("follow_up", call)):
        if clock:
            yield name, clock
    for leg in case.running_legs:
        yield f"limit:{leg.id}", leg.limit
        steps = running(leg)
        if steps:
            yield f"procedure:{leg.id}", steps.clock


def _again(clock: Clock, case: s.Case, context: Context) -> tuple[Clock, Cause]:
    """The clock under today's calendar, and under the clause that governs it now."""
    book, name = context.world.editions.edition(clock.edition), _LIMITS[clock.name]
    governing = clocks.book_for(name, case, context)
    clause, cause = governing.limit(name, clocks.facts(case)), Cause.CALENDAR
    if governing.edition > book.edition and clause.duration != clock.duration:
        book, cause = governing, Cause.RULEBOOK
        clock = replace(
            clock,
            duration=clause.duration,
            edition=book.edition,
            clause=clause.key,
            source=clause.source,
        )
    calendar = with_hours(context.world.calendar, book.hours)
    return reckon_again(clock, calendar, book.time), cause


def _basis(cause: Cause, clock: Clock) -> str:
    """What it is reckoned by now, as the record and the pages name it."""
    if cause is Cause.RULEBOOK:
        return str(say("办理规则第{edition}版", edition=clock.edition))
    return str(say("日历{edition}", edition=clock.calendar_edition))


def _moves(old: datetime, new: datetime, cause: Cause, case: s.Case, context: Context) -> bool:
    """Whether a limit goes there: later always, earlier only where the rulebook says so."""
    days = [_last_day(one, context) for one in (old, new)]
    if days[0] == days[1] or new <= context.now:
        return False
    if new > old or cause is Cause.RULEBOOK:
        return True
    book = clocks.book_for(FlagName.RECKON_EARLIER, case, context)
    return book.flag(FlagName.RECKON_EARLIER)


def _last_day(at: datetime, context: Context) -> date:
    """The day that ends with that moment; 24:00 belongs to the day before."""
    return (context.world.calendar.local(at) - TICK).date()


# --- moments ----------------------------------------------------------------------------------


def _moments(case: s.Case, context: Context) -> Iterator[ClockReckoned]:
    """Sign, first contact and return of legs that wait for them."""
    for leg in case.running_legs:
        if leg.limit.paused_since or leg.limit.pauses:
            continue
        for what, due in _ahead(leg):
            name = MOMENTS[what]
            opened = case.accepted_at or leg.dispatched_at
            book = context.world.editions.governing(name, opened, leg.dispatched_at)
            calendar = with_hours(context.world.calendar, book.hours)
            duration = book.limit(name, clocks.facts(case)).duration
            new, _ = due_at(leg.dispatched_at, duration, calendar, book.time)
            yield from _moved(f"{what}:{leg.id}", due, new, case, context)


def _ahead(leg: s.Leg) -> Iterator[tuple[str, datetime]]:
    if leg.state is LegState.DISPATCHED:
        yield "sign", leg.sign_due
    if leg.first_contact_at is None:
        yield "contact", leg.contact_due
    if leg.state in (LegState.DISPATCHED, LegState.SIGNED):
        yield "return", leg.return_due


def _rulings(case: s.Case, context: Context) -> Iterator[ClockReckoned]:
    """Rulings that are awaited on the first rung, counted from filing."""
    for one in case.requests:
        if one.state is not RequestState.FILED or one.due_at is None or one.rung:
            continue
        if one.kind not in RULINGS:
            continue
        new = clocks.counted(dispute.limit_of(one), one.filed_at, case, context)
        yield from _moved(f"ruling:{one.id}", one.due_at, new, case, context)


def _moved(
    name: str, old: datetime, new: datetime, case: s.Case, context: Context
) -> Iterator[ClockReckoned]:
    if old <= context.now or not _moves(old, new, Cause.CALENDAR, case, context):
        return
    basis = str(say("日历{edition}", edition=context.world.calendar.edition))
    yield ClockReckoned(
        at=context.now, clock=name, cause=Cause.CALENDAR, basis=basis, was=old, due_at=new
    )


# --- what it means ----------------------------------------------------------------------------


def _reckoned(case: s.Case, event: ClockReckoned) -> s.Case:
    what, _, which = event.clock.partition(":")
    if what in MOMENTS:
        return on_leg(case, which, **{f"{what}_due": event.due_at})
    if what == "ruling":
        return on_request(case, which, due_at=event.due_at)
    clock = event.limit
    if what == "limit":
        return on_leg(case, which, limit=clock)
    if what == "procedure":
        steps = leg_of(case, which).procedure
        return on_leg(case, which, procedure=replace(steps, clock=clock) if steps else None)
    if what == "follow_up":
        call = case.follow_up
        return replace(case, follow_up=replace(call, clock=clock) if call else None)
    return replace(case, **{what: clock})


RECKONING_MEANING: dict[type[Event], Callable[[s.Case, Any], s.Case]] = {ClockReckoned: _reckoned}
