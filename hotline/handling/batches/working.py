"""A portion of a batch at a time: tried, or given case by case as its asker could give it alone.

The courier calls `step` between its rounds, so a portion ends after part of a second. Who asked is
looked up for each portion, and again as soon as a command's own read shows that people or roles
changed since (as the API does): whose role ended half-way stops there.
"""

import logging
import time
from collections.abc import Iterator
from typing import Final

from django.db import DatabaseError

from hotline import ledger
from hotline.handling import actions
from hotline.handling.batches import jobs
from hotline.handling.batches.acts import acts
from hotline.handling.batches.jobs import Line, Outcome, Portion
from hotline.handling.batches.trying import Trial, aimed
from hotline.handling.portions import Portions
from hotline.people.by import By, Outdated
from hotline.people.queries import holder_of, reference, world
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Face

log = logging.getLogger("hotline.batches")
SPAN: Final = 0.4
"""Seconds after which a portion is noted, so that sequencing of events waits no longer."""
ENDED = say("发起人的账号已停用，或已不再有权这样办理。")
BROKEN = say("同一处反复出错，没有继续；请联系系统管理员。")


class Performer(Portions):
    """Batches between other work of a process."""

    def __init__(self) -> None:
        super().__init__(step, jobs.sweep)


def step() -> int:
    """One portion of any batch; 1 where there was one."""
    portion = jobs.claim()
    if portion is None:
        return 0
    if portion.tries > jobs.TRIES:
        jobs.stop(portion, BROKEN)
    elif not portion.lines:
        jobs.finish(portion)
    else:
        _worked(portion)
    return 1


def _worked(portion: Portion) -> None:
    found: list[Line] = []
    ended = False
    until = time.monotonic() + SPAN
    try:
        for line in _Work(portion).lines():
            found.append(line)
            if time.monotonic() > until:
                break
    except _Ended:
        ended = True
    except (ValueError, LookupError, DatabaseError):
        log.exception("batch %s after %s lines", portion.batch, len(found))
        return
    jobs.note(portion, found)
    if ended:
        jobs.stop(portion, ENDED)


class _Ended(Exception):
    """Who asked may do it no more."""


class _Work:
    """A portion under way."""

    def __init__(self, portion: Portion) -> None:
        self._portion = portion
        self._ask_again()

    def lines(self) -> Iterator[Line]:
        """Every line with what became of it."""
        if self._portion.tried:
            yield from (self._given(line) for line in self._portion.lines)
        else:
            yield from self._tried()

    def _ask_again(self) -> None:
        """Who asked, as they are now; raises _Ended when the act is theirs no more."""
        city = self._portion.city
        seen = reference(city)
        by_token = self._portion.face is Face.API
        actor = holder_of(city, self._portion.user_id, by_token=by_token)
        if actor is None or BY_COMMAND[type(self._portion.command)] not in acts(actor):
            raise _Ended
        self._by = By(actor=actor, face=self._portion.face, reference=seen)

    def _tried(self) -> Iterator[Line]:
        by = self._by
        known = world(by.city, by.reference)
        context = Context(now=ledger.clock.now(), actor=by.actor, face=by.face, world=known)
        trial = Trial(self._portion.command, context)
        for line in self._portion.lines:
            leg, refusal = trial.of(line.case, line.leg)
            outcome = Outcome.WOULD_NOT if refusal else Outcome.WOULD
            yield _told(line, leg, outcome, refusal)

    def _given(self, line: Line) -> Line:
        """The command on one case, under the key of its line."""
        command = aimed(self._portion.command, line.leg)
        key = f"batch.{self._portion.batch.hex}.{line.n}"
        while True:
            by = By(actor=self._by.actor, face=self._by.face, key=key, reference=self._by.reference)
            try:
                found = actions.perform(by, line.case, command)
            except Outdated:
                self._ask_again()
                continue
            if isinstance(found, Refusal):
                return _told(line, line.leg, Outcome.REFUSED, found)
            return _told(line, line.leg, Outcome.DID, None)


def _told(line: Line, leg: str, outcome: Outcome, refusal: Refusal | None) -> Line:
    return Line(n=line.n, case=line.case, leg=leg, outcome=outcome, refusal=refusal)
