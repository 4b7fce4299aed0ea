"""Virtual time: lives of cases as generators that say when they go on, driven in order of time.

    def fate(life): life.register(...); yield life.worked(3); life.do(...)

Between two steps of any life the clock's duties fire as they fall due, so the journal reads as if
the city had really lived through these days.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec

from hotline import ledger
from hotline.demo.people import Staff
from hotline.demo.words import Caller, Told
from hotline.handling import actions
from hotline.handling.files import attaching
from hotline.handling.files.inspecting import Upload
from hotline.handling.streams import case_ref
from hotline.ledger import recent
from hotline.people.by import By
from hotline.rules.calendar import Calendar
from hotline.rules.case import commands as c
from hotline.rules.case.events import Event, Registered
from hotline.rules.case.evolve import fold
from hotline.rules.case.fields import Command
from hotline.rules.case.state import Case
from hotline.rules.case.timers import timers
from hotline.rules.file_words import FileGroup
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage, Channel, Nature

Fate = Iterator[datetime]
STEP = timedelta(seconds=1)


class Refused(Exception):
    """A step was refused: this life goes no further."""


class Stage:
    """All lives, in order of time, and the cases as they stand.

    States are folded here from what each command answered, and read again only when a duty of the
    clock has changed them; so a step costs the two statements of its command and little else.
    """

    def __init__(self, staff: Staff, calendar: Calendar, until: datetime) -> None:
        self.staff, self.calendar, self.until = staff, calendar, until
        self.refused: list[str] = []
        self.steps = 0
        self._waiting: list[tuple[datetime, int, Fate]] = []
        self._order = itertools.count()
        self._cases: dict[str, Case] = {}
        self._dues: list[tuple[datetime, str]] = []

    def enter(self, at: datetime, fate: Fate) -> None:
        """The life begins, or goes on, at that moment."""
        heapq.heappush(self._waiting, (at, next(self._order), fate))

    def run(self, progress: Callable[[datetime], None] = lambda at: None) -> None:
        """Plays everything until the end; what would come later is left to the users."""
        while self._waiting and self._waiting[0][0] <= self.until:
            at, _, fate = heapq.heappop(self._waiting)
            self._fire(at)
            self._step(at, fate)
            progress(at)
        ledger.fire_due(self.until, city=self.staff.city, limit=1_000_000)

    def case(self, case_id: str) -> Case:
        """The case as it stands."""
        return self._cases[case_id]

    def register(self, by: By, command: c.RegisterContact) -> ledger.Outcome | Refusal:
        """How this stage takes a contact in; bench/histories.py has one without a database."""
        if any(matter.event for matter in command.matters):
            # It takes its number by reading: those taken ahead would come to later calls.
            recent.forget()
        return actions.register(by, command)

    def perform(self, by: By, case_id: str, command: Command) -> ledger.Outcome | Refusal:
        """How this stage carries out a command on a case."""
        return actions.perform(by, case_id, command)

    def attach(
        self, by: By, case_id: str, leg: str, files: Sequence[Upload]
    ) -> ledger.Outcome | Refusal | None:
        """Photos of the citizen, or on a leg of its unit; None where a stage keeps none."""
        if leg:
            return attaching.attach_evidence(by, case_id, leg, FileGroup.HANDLING, files)
        return attaching.attach(by, case_id, files)

    def happened(self, outcome: ledger.Outcome) -> None:
        """What a command did to cases: told by its events, or read where the case was not known."""
        told: dict[str, list[Event]] = {}
        for one in outcome.events:
            if one.stream.type == "case":
                told.setdefault(str(one.stream.id), []).append(one.event)
        for case_id, events in told.items():
            known = self._cases.get(case_id)
            folded = fold(events, known) if known or isinstance(events[0], Registered) else None
            self._know(case_id, folded or self._read(case_id))

    def _read(self, case_id: str) -> Case:
        found: Case = ledger.state_of(case_ref(self.staff.city, case_id))
        return found

    def _know(self, case_id: str, case: Case) -> None:
        self._cases[case_id] = case
        due = min(timers(case).values(), default=None)
        if due is not None:
            heapq.heappush(self._dues, (due, case_id))

    def _fire(self, at: datetime) -> None:
        """The clock's duties up to that moment, in order; cases they may have changed are read."""
        passed = set()
        while self._dues and self._dues[0][0] <= at:
            passed.add(heapq.heappop(self._dues)[1])
        if passed and ledger.fire_due(at, city=self.staff.city, limit=1_000_000):
            children = {id for id, case in self._cases.items() if case.parent in passed}
            for case_id in passed | children:
                self._know(case_id, self._read(case_id))

    def _step(self, at: datetime, fate: Fate) -> None:
        with ledger.clock.at(at):
            try:
                following = next(fate, None)
            except Refused as refused:
                self.refused.append(str(refused))
                return
        self.steps += 1
        if following is not None:
            self.enter(max(following, at + STEP), fate)


class Life:
    """One case: who called, what they said, and what may be done with it."""

    def __init__(self, stage: Stage, rng: Random, told: Told, caller: Caller) -> None:
        self.stage, self.rng, self.told, self.caller = stage, rng, told, caller
        self.staff = stage.staff
        self.id = self.number = self.contact = ""

    @property
    def now(self) -> datetime:
        """City time."""
        return ledger.clock.now()

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.stage.case(self.id)

    def is_in(self, *stages: CaseStage) -> bool:
        """Whether the case stands in one of these stages."""
        return self.case.stage in stages

    # --- when --------------------------------------------------------------------------------

    def worked(self, least: float, most: float = 0) -> datetime:
        """After so many working hours."""
        hours = self.rng.uniform(least, most or least)
        return self.stage.calendar.add_working_time(self.now, timedelta(hours=hours))

    def later(self, least: float, most: float = 0) -> datetime:
        """After so many hours by the wall."""
        return self.now + timedelta(hours=self.rng.uniform(least, most or least))

    def callable_at(self, least: float, most: float) -> datetime:
        """After so many hours, at an hour at which citizens may be rung up."""
        at = self.stage.calendar.local(self.later(least, most))
        if not 9 <= at.hour < 20:
            at = at.replace(hour=9, minute=self.rng.randint(0, 59)) + timedelta(days=at.hour >= 20)
        return at

    # --- what --------------------------------------------------------------------------------

    def register(
        self,
        by: By,
        matters: tuple[c.Matter, ...],
        *,
        channel: Channel = Channel.PHONE,
        anonymous: bool = False,
        source_number: str = "",
    ) -> list[Any]:
        """接诉登记; this life follows the first case."""
        command = c.RegisterContact(
            channel=channel,
            source_number=source_number,
            matters=matters,
            caller_name=self.caller.name,
            caller_phone="" if anonymous else self.caller.phone,
            anonymous=anonymous,
            hotline_number="12345" if channel is Channel.PHONE else "",
        )
        outcome = _done(self.stage.register(by, command), command)
        self.stage.happened(outcome)
        answer: Any = outcome.answer
        cases = answer["cases"]
        self.contact = answer["contact"]
        self.id, self.number = cases[0]["case"], cases[0]["number"]
        return [one["case"] for one in cases]

    def call_without_matter(self, by: By, nature: Nature, note: str, *, anonymous: bool) -> None:
        """A contact of which no case comes."""
        command = c.RegisterContact(
            channel=Channel.PHONE,
            nature=nature,
            caller_name="" if anonymous else self.caller.name,
            caller_phone="" if anonymous else self.caller.phone,
            anonymous=anonymous,
            hotline_number="12345",
            note=note,
        )
        answer: Any = _done(self.stage.register(by, command), command).answer
        self.contact = answer["contact"]

    def do(self, by: By, command: Command) -> ledger.Outcome:
        """A command on the case."""
        outcome = _done(self.stage.perform(by, self.id, command), command)
        self.stage.happened(outcome)
        return outcome

    def attach(self, by: By, leg: str, files: Sequence[Upload]) -> None:
        """Photos on the case."""
        outcome = self.stage.attach(by, self.id, leg, files)
        if isinstance(outcome, Refusal):
            raise Refused(f"attach: {outcome.code} {outcome.message}")
        if outcome:
            self.stage.happened(outcome)

    def beside(self, at: datetime, fate: Fate) -> None:
        """Something that goes on at the same time."""
        self.stage.enter(at, fate)

    def sibling(self, case: str) -> "Life":
        """Another case of the same call."""
        other = Life(self.stage, self.rng, self.told, self.caller)
        other.id, other.contact = case, self.contact
        return other


def _done(result: ledger.Outcome | Refusal, command: msgspec.Struct) -> ledger.Outcome:
    if isinstance(result, Refusal):
        raise Refused(f"{type(command).__name__}: {result.code} {result.message}")
    return result
