"""Lives of cases by pure rules alone, without a database, for whole years at once.

The demo's generators (`hotline.demo`) play here on a stage that decides with `rules.case.decide`
and keeps what happens in a portion of a bulk import. Each life is played to its end, the clock's
duties included, before the next begins: lives here never meet, so nothing is merged or linked.
"""

import heapq
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from hotline import ledger
from hotline.demo import calls
from hotline.demo.life import Fate, Life, Stage
from hotline.demo.people import Staff, person
from hotline.demo.words import Caller, tell
from hotline.handling.actions import code_digest, query_code
from hotline.handling.files.inspecting import Upload
from hotline.handling.streams import case_ref, contact_ref
from hotline.ledger.bulk import Portion
from hotline.people.by import By
from hotline.people.queries import world
from hotline.rules.actor import Actor, clock_actor
from hotline.rules.calendar import Calendar
from hotline.rules.case import commands as c
from hotline.rules.case import many
from hotline.rules.case.decide import HANDLERS, acting_role, decide
from hotline.rules.case.edges import Edge
from hotline.rules.case.fields import Command
from hotline.rules.case.state import Case
from hotline.rules.case.table import BY_COMMAND, REGISTER
from hotline.rules.case.timers import command_for, timers
from hotline.rules.context import Context, World
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Face

_ALONE = Refusal(code=Code.INVALID, message="此处每件工单各自办理。", advice="不合并、不关联。")
PER_CALLER = 2.5
"""Cases of one inhabitant in all these years."""
NUMBERS = 200


class Paper(Stage):
    """A stage on which everything stays in memory: a portion of an import."""

    def __init__(self, staff: Staff, calendar: Calendar, until: datetime, portion: Portion) -> None:
        super().__init__(staff, calendar, until)
        self.portion = portion
        self._reference = world(staff.city).reference
        self._worlds: dict[date, World] = {}
        self._requests: dict[tuple[str, str, type[Any]], ledger.Request] = {}
        self._states: dict[str, Case] = {}
        self._matters: dict[str, c.Matter] = {}
        self._timers: dict[str, dict[str, datetime]] = {}
        self._numbers: Iterator[int] = iter(())
        self._clock = By(actor=clock_actor(staff.city), face=Face.CLOCK)

    def live(self, at: datetime, fate: Fate) -> None:
        """One life from its beginning to its end, or to the present."""
        self._timers.clear()
        self._states.clear()
        self._matters.clear()
        self.enter(at, fate)
        while self._waiting and self._waiting[0][0] <= self.until:
            moment, _, going_on = heapq.heappop(self._waiting)
            self._fire(moment)
            self._step(moment, going_on)
        self._waiting.clear()
        self._fire(self.until)

    def case(self, case_id: str) -> Case:
        """The case as it stands."""
        return self._states[case_id]

    def happened(self, outcome: ledger.Outcome) -> None:
        """Known already."""

    def register(self, by: By, command: c.RegisterContact) -> ledger.Outcome | Refusal:
        """As `actions.register`, into the portion."""
        city, now = self.staff.city, ledger.clock.now()
        contact, ids = ledger.uuid7(now), [ledger.uuid7(now) for _ in command.matters]
        fresh = many.Fresh(
            contact=str(contact),
            cases=tuple(map(str, ids)),
            query_digest=code_digest(query_code(city, str(contact))),
        )
        context = self._context(by.actor, by.face, now, tuple(self._number() for _ in ids))
        found = many.register(command, fresh, context)
        if isinstance(found, Refusal):
            return found
        refs = [contact_ref(city, contact), *(case_ref(city, one) for one in ids)]
        self._matters |= zip(fresh.cases, command.matters, strict=True)
        outcome = self._append(by, REGISTER, command, {r: found[str(r.id)] for r in refs}, now)
        cases = [{"case": one, "number": self.case(one).number} for one in fresh.cases]
        answer = {"contact": fresh.contact, "cases": cases}
        return ledger.Outcome(events=outcome, heads={}, answer=answer, repeated=False)

    def perform(self, by: By, case_id: str, command: Command) -> ledger.Outcome | Refusal:
        """As `actions.perform` of a command on one case; of several there are none here."""
        if type(command) not in HANDLERS:
            return _ALONE
        if isinstance(command, c.CompleteIntake):
            command = _whole(command, self._matters[case_id])
        return self._perform(by, case_id, command, ledger.clock.now())

    def attach(self, by: By, case_id: str, leg: str, files: Sequence[Upload]) -> None:
        """Bytes lie beside the journal; a million cases go without."""

    def _perform(
        self, by: By, case_id: str, command: Command, at: datetime
    ) -> ledger.Outcome | Refusal:
        ref = case_ref(self.staff.city, UUID(case_id))
        now = max(at, self.portion.last(ref) or at)
        found = decide(self.case(case_id), command, self._context(by.actor, by.face, now))
        if isinstance(found, Refusal):
            return found
        events = self._append(by, BY_COMMAND[type(command)], command, {ref: found}, now)
        return ledger.Outcome(events=events, heads={}, answer=None, repeated=False)

    def _append(
        self, by: By, edge: Edge, command: Command, appends: ledger.Appends, now: datetime
    ) -> tuple[ledger.Recorded, ...]:
        key = (by.actor.id, by.face, type(command))
        if key not in self._requests:
            self._requests[key] = _request(by, edge, type(command).__name__)
        events = self.portion.append(self._requests[key], appends, now)
        for ref in appends:
            if ref.type == "case":
                case_id, state = str(ref.id), self.portion.state(ref)
                self._states[case_id], self._timers[case_id] = state, timers(state)
        return events

    def _fire(self, at: datetime) -> None:
        """The clock's duties up to that moment, in order."""
        refused: set[tuple[datetime, str, str]] = set()
        while dues := sorted(
            (due, case_id, name)
            for case_id, waiting in self._timers.items()
            for name, due in waiting.items()
            if due <= at and (due, case_id, name) not in refused
        ):
            due, case_id, name = dues[0]
            with ledger.clock.at(due):
                outcome = self._perform(self._clock, case_id, command_for(name), due)
            if isinstance(outcome, Refusal):
                refused.add(dues[0])

    def _context(
        self, actor: Actor, face: Face, now: datetime, serials: tuple[int, ...] = ()
    ) -> Context:
        day = self.calendar.local(now).date()
        if day not in self._worlds:
            self._worlds[day] = world(self.staff.city, self._reference)
        return Context(now=now, actor=actor, face=face, world=self._worlds[day], serials=serials)

    def _number(self) -> int:
        found = next(self._numbers, None)
        if found is None:
            self._numbers = iter(ledger.bulk.numbers(NUMBERS))
            found = next(self._numbers)
        return found


def _whole(command: c.CompleteIntake, known: c.Matter) -> c.CompleteIntake:
    """What was left out stays as it was said."""
    return msgspec.structs.replace(
        command,
        title=known.title if command.title is None else command.title,
        text=known.text if command.text is None else command.text,
        address=known.address if command.address is None else command.address,
    )


def _request(by: By, edge: Edge, causation: str) -> ledger.Request:
    who = ledger.Who(
        user_id=by.actor.id,
        name=by.actor.name,
        role=acting_role(edge, by.actor) or "",
        unit_id=by.actor.unit,
        face=by.face,
    )
    return ledger.Request(city=by.city, who=who, causation=causation)


def play(stage: Paper, first: int, count: int, begin: datetime, end: datetime, cases: int) -> None:
    """The lives numbered from `first`, begun between these moments, in order of time."""
    kinds, weights = zip(*calls.MIX, strict=True)
    units = world(stage.staff.city).units
    lives = []
    for number in range(first, first + count):
        rng = Random(f"history {number}")
        caller = _caller(rng.randrange(max(1, int(cases / PER_CALLER))))
        lives.append((_moment(rng, stage.calendar, begin, end), number, rng, caller))
    for at, _, rng, caller in sorted(lives, key=lambda one: one[:2]):
        life = Life(stage, rng, tell(rng), caller)
        stage.live(at, rng.choices(kinds, weights)[0](life, units))


def _caller(number: int) -> Caller:
    """An inhabitant; these numbers are given to nobody."""
    return Caller(
        name=person(Random(number)),
        phone=f"1990{number:07d}",
    )


def _moment(rng: Random, calendar: Calendar, begin: datetime, end: datetime) -> datetime:
    """A call on one of these days, at an hour at which people call."""
    while True:
        day = calendar.local(begin + (end - begin) * rng.random()).date()
        if not calendar.is_working_day(day) and rng.random() < 0.45 and end - begin > timedelta(7):
            continue
        hour = rng.choices(range(24), calls.HOURS)[0]
        at = calendar.moment(day, time(hour, rng.randrange(60), rng.randrange(60)))
        return min(at, end)
