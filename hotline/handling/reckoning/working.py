"""A city's running limits reckoned again, whatever made it necessary (product.md §4 Clocks).

No page and no command has to begin this: the courier looks every few seconds at what is in force,
a calendar approved or an edition of the rulebook whose day has come, and begins a run where it is
another than the one reckoned by before; so nothing is forgotten, however the process before it
ended. A draft of a calendar is tried dry. Only cases with a limit that a changed year can reach are
looked at, each by a command of its own; closed cases never.
"""

import logging
import time
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError
from msgspec.structs import replace

from hotline import ledger
from hotline.handling.actions import carry_out
from hotline.handling.portions import Portions
from hotline.handling.reckoning import jobs
from hotline.handling.reckoning.jobs import Basis, Kind, Moved, Run, State
from hotline.handling.streams import case_ref
from hotline.people import queries as people
from hotline.people.by import By
from hotline.rules.actor import clock_actor
from hotline.rules.case.decide import decide
from hotline.rules.case.recomputing import ClockReckoned, ReckonAgain
from hotline.rules.case.state import Case
from hotline.rules.context import Context, World
from hotline.rules.official_calendar import digests
from hotline.rules.reference.calendar_year import SUBMITTERS
from hotline.rules.reference.office import Office, allowed
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Face

log = logging.getLogger("hotline.reckoning")
SPAN: Final = 0.4
"""Seconds after which a portion is noted, so that sequencing of events waits no longer."""
LOOK, SWEEP = 3.0, 86400.0
"""Seconds between two looks at what is in force, and between two sweeps."""
NOT_STOPPED = Refusal(
    code=Code.WRONG_STATE,
    message=say("没有停下来的重新计算。"),
    advice=say("请刷新页面后再看。"),
)
_TRY_AGAIN = frozenset({Code.CONFLICT, Code.IN_FLIGHT})


class Reckoner(Portions):
    """Runs between other work of a process; a look every few seconds while there is none."""

    def __init__(self) -> None:
        super().__init__(looked, jobs.sweep, look=LOOK, hour=SWEEP)


def looked() -> int:
    """One portion, after a look in each city whether something else is in force than before."""
    for city in people.cities():
        look(city)
    return step()


def look(city: str) -> None:
    """Begins what is to be begun for a city: a run, a dry one for a draft, its first mark."""
    try:
        known = people.world(city)
    except people.UnknownCity:
        return
    basis, now = basis_of(known), ledger.clock.now()
    begun = jobs.last(city, done=False)
    if begun is None:
        jobs.begin(city, Kind.MARK, basis, now)
    elif (begun.calendar, begun.rulebook) != (basis.calendar, basis.rulebook):
        before = jobs.last(city, done=True) or begun
        jobs.begin(city, Kind.RUN, basis, _since(before, basis, now))
    draft = people.calendar_draft(city)
    if not jobs.tried(city, draft.number if draft else 0) and draft:
        tried = replace(known, calendar=people.drafted_calendar(known, draft))
        after = basis_of(tried)
        jobs.begin(city, Kind.TRY, after, _since(basis, after, now), draft=draft.number)


def again(by: By) -> int | Refusal:
    """接着算: the run at which the city stands still is begun anew, over every case with a limit it
    can reach; how many. Those it had done before have nothing left to move.

    A run stops after five portions in a row that broke. Nothing begins it by itself: what broke
    five portions would break the next; somebody sees to the cause first.
    """
    refusal = allowed(Office(now=ledger.clock.now(), actor=by.actor), *SUBMITTERS)
    if refusal:
        return refusal
    city = by.actor.city
    if not jobs.at_a_stand(city):
        return NOT_STOPPED
    known = people.world(city)
    basis, now = basis_of(known), ledger.clock.now()
    before = jobs.last(city, done=True) or basis
    log.warning("city %s is reckoned again, as %s asked", city, by.actor.id)
    return jobs.begin(city, Kind.RUN, basis, _since(before, basis, now))


def basis_of(known: World) -> Basis:
    """What is in force in a city now."""
    today = known.calendar.local(ledger.clock.now()).date()
    return Basis(
        calendar=known.calendar.edition,
        rulebook=known.editions.in_force(today).edition,
        years=digests(known.calendar),
    )


def _since(before: Basis, after: Basis, now: datetime) -> datetime:
    """Limits that end before it cannot move: the December before the first year that changed, or
    now where a rulebook did."""
    changed = [
        int(year)
        for year in {*before.years, *after.years}
        if before.years.get(year) != after.years.get(year)
    ]
    if before.rulebook != after.rulebook or not changed:
        return now
    return max(now, datetime(min(changed) - 1, 11, 30, 16, tzinfo=UTC))


def step() -> int:
    """One portion of any run; 1 where there was one."""
    run = jobs.claim()
    if run is None:
        return 0
    if run.tries > jobs.TRIES:
        jobs.end(run, State.STOPPED)
        return 1
    cases = jobs.todo(run)
    known = _world(run)
    if not cases or known is None:
        jobs.end(run, State.DONE if known else State.STOPPED)
        return 1
    found: dict[UUID, tuple[Moved, ...]] = {}
    until = time.monotonic() + SPAN
    try:
        for case in cases:
            moved = _safely(run, case, known)
            if moved is not None:
                found[case] = moved
            if time.monotonic() > until:
                break
    except DatabaseError:
        log.exception("reckoning %s after %s cases", run.id, len(found))
        return 1
    jobs.note(run, found)
    return 1


def _world(run: Run) -> World | None:
    """The city as it stands, or as it would with the draft; None where that is gone."""
    known = people.world(run.city)
    if run.kind is not Kind.TRY:
        return known
    draft = people.calendar_draft(run.city)
    if draft is None or draft.number != run.draft:
        return None
    return replace(known, calendar=people.drafted_calendar(known, draft))


def _safely(run: Run, case_id: UUID, known: World) -> tuple[Moved, ...] | None:
    """One case; where it cannot be reckoned its limits stay and the fault is in the log: it does
    not keep those of a whole city back."""
    try:
        return _one(run, case_id, known)
    except (LookupError, ValueError, TypeError):
        log.exception("reckoning %s, case %s: limits stay", run.id, case_id)
        return ()


def _one(run: Run, case_id: UUID, known: World) -> tuple[Moved, ...] | None:
    """What moved in a case; None where others were just writing to it, to be tried again."""
    case = ledger.state_of(case_ref(run.city, case_id))
    if case is None:
        return ()
    by = By(actor=clock_actor(run.city), face=Face.CLOCK)
    context = Context(now=ledger.clock.now(), actor=by.actor, face=by.face, world=known)
    found = decide(case, ReckonAgain(), context)
    if isinstance(found, Refusal):
        return ()
    if run.kind is Kind.RUN and found:
        outcome = carry_out(by, case_id, ReckonAgain())
        if isinstance(outcome, Refusal):
            return None if outcome.code in _TRY_AGAIN else ()
    return tuple(_moved(case, one) for one in found if isinstance(one, ClockReckoned))


def _moved(case: Case, event: ClockReckoned) -> Moved:
    what, _, which = event.clock.partition(":")
    request = case.request(which) if what == "ruling" else None
    leg = case.leg(request.leg if request else which)
    unit = leg.unit if leg else ""
    return Moved(clock=event.clock, unit=unit, was=event.was, due=event.due_at)
