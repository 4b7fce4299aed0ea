"""An order is lived through by the rules: `decide` at each of its times, then the clock until now.

Facts of another system are not refused for rules of conduct that this city has only here: a reply
without recorded contact, an end without follow-up (NOBODY). Of an order that is over, today's duty
lists are not asked. What would only tell somebody of the past is left out: notices of supervision,
doubts about replies, samples. Whatever the clock owes by now is done here, as of its moment, so no
timer stands in the past and nobody is told of it afterwards.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from hotline.handling.imports.fields import Arrived
from hotline.handling.imports.order import Order
from hotline.handling.imports.steps import Hand, Step, registration, steps
from hotline.rules.actor import Actor, clock_actor
from hotline.rules.case import many
from hotline.rules.case.decide import HANDLERS, aim, decide, waiting
from hotline.rules.case.events import Event
from hotline.rules.case.evolve import fold
from hotline.rules.case.flags import CompletionFlagged
from hotline.rules.case.overdue import missed
from hotline.rules.case.sampling import SampleDrawn
from hotline.rules.case.state import Case
from hotline.rules.case.supervision import RemindLeg
from hotline.rules.case.supervision_events import SupervisionIssued
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.case.timers import command_for, timers
from hotline.rules.context import Context, World
from hotline.rules.directory import Directory
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Face, Platform, Role

HOTLINE: Final = frozenset({Role.AGENT, Role.DISPATCHER, Role.CITY_REVIEWER})
UNIT: Final = frozenset({Role.OFFICER, Role.UNIT_HEAD})
_OVER: Final = frozenset({Arrived.COMPLETED, Arrived.FOLLOWED_UP, Arrived.CLOSED})
_NOT_TOLD: Final = (SupervisionIssued, CompletionFlagged, SampleDrawn)
ROUNDS: Final = 50
"""Duties of the clock on one order; each begins or ends something, so they are few."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What happened at one time, by which command, in whose hands."""

    at: datetime
    events: dict[str, Sequence[Event]]
    causation: str
    hand: Hand


class Lived(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it would stand in our journal."""

    contact: str
    case_id: str
    case: Case
    moments: tuple[Moment, ...]


class Ids(msgspec.Struct, frozen=True, kw_only=True):
    """Ids and serial number that the order gets, and the digest of its query code."""

    contact: str
    case: str
    serial: int
    query_digest: str


class Life:
    """Plays orders of one city; `who` is written down as their registrar."""

    def __init__(self, world: World, who: Actor, platform: Platform, now: datetime) -> None:
        directory = world.directory
        self._open = replace(world, directory=Directory(edition=directory.edition,
                                                        duties=directory.duties))  # fmt: skip
        self._over = replace(world, directory=Directory(edition=directory.edition))
        self._who, self._platform, self._now = who, platform, now

    def play(self, order: Order, ids: Ids) -> Lived | Refusal:
        """The order's life up to now, or the first refusal of the rules."""
        world = self._over if order.status in _OVER else self._open
        command = registration(order, self._platform)
        fresh = many.Fresh(contact=ids.contact, cases=(ids.case,), query_digest=ids.query_digest)
        begun = order.times["registered_at"]
        context = self._context(world, Hand.HOTLINE, order, begun, (ids.serial,))
        found = many.register(command, fresh, context)
        if isinstance(found, Refusal):
            return found
        told = [Moment(at=begun, events=dict(found), causation="RegisterContact",
                       hand=Hand.HOTLINE)]  # fmt: skip
        case = _folded(found[ids.case], None)
        for step in steps(order):
            events = _step(case, step, self._context(world, step.hand, order, step.at))
            if isinstance(events, Refusal):
                return events
            case = _folded(events, case)
            told.append(_moment(ids.case, step, events))
        case, after = self._until_now(case, ids.case, world, order)
        return Lived(contact=ids.contact, case_id=ids.case, case=case, moments=(*told, *after))

    def _until_now(
        self, case: Case, case_id: str, world: World, order: Order
    ) -> tuple[Case, list[Moment]]:
        """The clock's duties from the last step on, each as of its moment."""
        told: list[Moment] = []
        done: set[tuple[str, datetime]] = set()
        last = case.last_at
        for _ in range(ROUNDS):
            due = [(at, name) for name, at in timers(case).items()
                   if at <= self._now and (name, at) not in done]  # fmt: skip
            if not due:
                break
            at, name = min(due)
            done.add((name, at))
            command = command_for(name)
            late = any(other.startswith("limit") for _, other in due)
            if isinstance(command, RemindLeg) and late:
                continue
            last = max(last, at)
            events = decide(case, command, self._context(world, Hand.NOBODY, order, last))
            if not isinstance(events, Refusal):
                reminds = isinstance(command, RemindLeg)
                events = events if reminds else _kept(events, SupervisionIssued)
                case = _folded(events, case)
                step = Step(at=last, command=command, hand=Hand.NOBODY)
                told.append(_moment(case_id, step, events))
        return case, told

    def _context(
        self, world: World, hand: Hand, order: Order, at: datetime, serials: tuple[int, ...] = ()
    ) -> Context:
        who = {
            Hand.HOTLINE: replace(self._who, roles=HOTLINE, outsourced=False),
            Hand.UNIT: replace(self._who, roles=UNIT, unit=order.unit, outsourced=False),
            Hand.NOBODY: clock_actor(world.city),
        }[hand]
        return Context(now=at, actor=who, face=Face.IMPORT, world=world, serials=serials)


def _step(case: Case, step: Step, context: Context) -> Sequence[Event] | Refusal:
    events = decide(case, step.command, context)
    facts = step.hand is Hand.NOBODY or (
        isinstance(events, Refusal) and events.code is Code.NO_CONTACT
    )
    if facts and isinstance(events, Refusal):
        events = _as_it_was(case, step, context)
    return events if isinstance(events, Refusal) else _kept(events, *_NOT_TOLD)


def _as_it_was(case: Case, step: Step, context: Context) -> tuple[Event, ...] | Refusal:
    """What happened although our guards would have refused it."""
    edge = BY_COMMAND[type(step.command)]
    target = aim(case, edge, step.command)
    if isinstance(target, Refusal):
        return target
    found = HANDLERS[edge.command](target, step.command, context)
    if isinstance(found, Refusal):
        return found
    return waiting(case, (*missed(case, context), *found), context)


def _folded(events: Sequence[Event], case: Case | None) -> Case:
    found = fold(events, case)
    if found is None:
        raise ValueError("a life without events")
    return found


def _kept(events: Sequence[Event], *without: type[Event]) -> tuple[Event, ...]:
    return tuple(event for event in events if not isinstance(event, without))


def _moment(case_id: str, step: Step, events: Sequence[Event]) -> Moment:
    return Moment(
        at=step.at,
        events={case_id: events},
        causation=type(step.command).__name__,
        hand=step.hand,
    )
