"""What the clock does on cases when a moment has come.

Each duty carries out the clock's own command at the moment it fell due, so that a night without
processes leaves the same record as one with them. A refusal means that the duty no longer applies
(somebody acted first); the state, and with it the timer, has then changed already.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta

from hotline import ledger
from hotline.handling import queries
from hotline.handling.actions import carry_out
from hotline.ledger.timers import Duty, Timer
from hotline.people.by import By
from hotline.rules.actor import clock_actor
from hotline.rules.case import commands as c
from hotline.rules.case.timers import command_for
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Face

log = logging.getLogger("hotline.duties")
PORTION = 5.0
"""Seconds for which one parent's callers are answered before other duties have their turn."""
PAUSE = timedelta(seconds=1)
_TRY_AGAIN = frozenset({Code.CONFLICT, Code.IN_FLIGHT})


def on_time(timer: Timer) -> None:
    """The command that the timer's name stands for, as of its moment."""
    by = _clock(timer)
    outcome = carry_out(by, timer.stream.id, command_for(timer.name), now=timer.due_at)
    if isinstance(outcome, Refusal):
        log.info("timer %s of %s: %s", timer.name, timer.stream.id, outcome.code)


def as_of_now(timer: Timer) -> None:
    """The same as of now where that is later: after a night without processes a unit gets its case,
    and its limits begin, in the morning."""
    late = max(timer.due_at, ledger.clock.now())
    outcome = carry_out(_clock(timer), timer.stream.id, command_for(timer.name), now=late)
    if isinstance(outcome, Refusal):
        log.info("timer %s of %s: %s", timer.name, timer.stream.id, outcome.code)


def answer_children(timer: Timer) -> None:
    """Gives a completed parent's public answer to each case merged under it, then notes it.

    Each child is a command of its own: a child that was taken out meanwhile refuses and is none
    of the parent's; a run cut short goes on where it stopped. Thousands are answered in portions,
    so that no other duty waits long. A child that others were just writing to is tried again when
    the timer's lease has run out.
    """
    by, until = _clock(timer), time.monotonic() + PORTION
    answer = queries.public_answer(timer.city, timer.stream.id)
    command = c.TakeParentAnswer(answer=answer[:10_000])
    refused = set()
    for child in _waiting(timer):
        if time.monotonic() > until:
            ledger.later(timer, PAUSE)
            return
        outcome = carry_out(by, child, command, now=timer.due_at)
        if isinstance(outcome, Refusal):
            refused.add(outcome.code)
    if refused.isdisjoint(_TRY_AGAIN):
        on_time(timer)


def _waiting(timer: Timer) -> Iterator[str]:
    """Children still merged, in pages, until a page brings none that was not tried."""
    tried: set[str] = set()
    while True:
        found = [
            child
            for child in queries.merged_under(timer.city, timer.stream.id, limit=500)
            if child not in tried
        ]
        if not found:
            return
        for child in found:
            tried.add(child)
            yield child


def _clock(timer: Timer) -> By:
    return By(actor=clock_actor(timer.city), face=Face.CLOCK)


DUTIES: Mapping[tuple[str, str], Duty] = {
    **{
        ("case", name): on_time
        for name in (
            *("sign", "unsigned", "phone", "limit", "hold", "ruling", "pause"),
            *("remind", "press", "procedure"),
            *("promise", "desk", "hand_over", "follow_up", "link", "close"),
        )
    },
    ("case", "children"): answer_children,
    ("case", "automatic"): as_of_now,
}
