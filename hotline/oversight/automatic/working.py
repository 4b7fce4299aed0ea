"""Plans 自动派单 where a topic is on, and switches topics off whose record no longer holds. Run by
the courier; what it plans is carried out by the timer of the case (`handling/duties.py`).

Every round it looks at the cases that wait for dispatch: nothing is kept between two rounds but
which cases were looked at, so a courier that dies leaves nothing behind, and what is planned stands
in the journal. Whether a case may be planned is decided by the rules of the case; here is asked
what words, places and other cases say.
"""

import logging
import time
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import InterfaceError, OperationalError

from hotline import ledger
from hotline.dispatching.automatic import actions
from hotline.dispatching.automatic.queries import records
from hotline.dispatching.topic_model import serving
from hotline.handling.actions import carry_out
from hotline.oversight.automatic import queries
from hotline.people.by import By
from hotline.people.queries import UnknownCity, reference, world
from hotline.rules.actor import clock_actor
from hotline.rules.automatic import Record, falls
from hotline.rules.case.automatic import PlanDispatch
from hotline.rules.context import World
from hotline.rules.directory import Matter
from hotline.rules.refusal import Refusal
from hotline.rules.shadow import alone, entry_mark, quiet
from hotline.rules.words import Face

log = logging.getLogger("hotline.automatic")
LOOK: Final = 2.0
"""Seconds between two rounds."""
COUNTED_FOR: Final = 60.0
"""Seconds for which a count of what was measured holds: it reads ninety days of cases."""
PORTION: Final = 0.5
"""Seconds after which a round leaves the rest to the next, which follows at once: comparing with
other cases is dear, and other works of the process wait meanwhile."""


class _Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured, at one version of the reference data, and until when that holds."""

    reference: int
    until: float
    records: dict[str, Record]


class AutoDispatcher:
    """`step` says how many cases were planned."""

    def __init__(self) -> None:
        self._look_at = 0.0
        self._seen: dict[str, dict[UUID, datetime]] = {}
        self._counted: dict[str, _Counted] = {}

    def step(self) -> int:
        """One round over the cities in which a topic is on."""
        if time.monotonic() < self._look_at:
            return 0
        self._look_at = time.monotonic() + LOOK
        cities = queries.cities()
        self._seen = {city: seen for city, seen in self._seen.items() if city in cities}
        return sum(self._apart(city) for city in cities)

    def _apart(self, city: str) -> int:
        """One city's round; its fault keeps no other city's cases waiting."""
        try:
            return self.look(city)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # logged; the case at fault is left to people, the others come next round
            log.exception("automatic dispatch in %s: a round failed", city)
            return 0

    def look(self, city: str) -> int:
        """Switches off what no longer holds, then plans what waits."""
        try:
            known = world(city, reference(city))
        except UnknownCity:
            return 0
        now = ledger.clock.now()
        held = self._records(known, now)
        off = {topic for topic in known.automatic.on if _fell(known, topic, held[topic])}
        topics = sorted(known.automatic.on.keys() - off)
        waits = queries.waiting(city, topics, now)
        seen = self._seen.get(city, {})
        fresh = [id for id, last_at in waits.items() if seen.get(id) != last_at][: queries.MOST]
        # What waits no longer is forgotten, so what is remembered is never more than what waits.
        seen = self._seen[city] = {id: seen[id] for id in waits.keys() & seen.keys()}
        texts = queries.texts(fresh)
        planned, until = 0, time.monotonic() + PORTION
        for row in queries.rows(fresh):
            if time.monotonic() > until:
                self._look_at = 0.0
                break
            seen[row.id] = waits[row.id]
            if row.id in texts:
                planned += _plan(known, row, texts[row.id], held[row.topic], now)
        return planned

    def _records(self, known: World, now: datetime) -> dict[str, Record]:
        """As counted of late, under the same directory and switches."""
        held = self._counted.get(known.city)
        if held is None or held.reference != known.reference or time.monotonic() >= held.until:
            held = self._counted[known.city] = _Counted(
                reference=known.reference,
                until=time.monotonic() + COUNTED_FOR,
                records=records(known, now),
            )
        return held.records


def _fell(known: World, topic: str, record: Record) -> bool:
    """Whether the topic was switched off now because of its record."""
    why = falls(record, known.automatic.settings.bar)
    if not why:
        return False
    by = By(actor=clock_actor(known.city), face=Face.CLOCK)
    found = actions.switch_off(by, topic, str(why), record.figure)
    log.warning("automatic dispatch of %s in %s switched off: %s", topic, known.city, why)
    return not isinstance(found, Refusal)


def _plan(known: World, row: Any, text: Any, record: Record, now: datetime) -> bool:
    """Whether the case was planned. Needs no key: a case is planned once, whoever asks again."""
    mark = _mark(known, row, now)
    if mark not in record.entries or not _fit(known, row, text, now):
        return False
    said = serving.candidates(known.city, text.title, text.text, known=known.reference)
    if said.abstained or not said.candidates or said.candidates[0].topic != row.topic:
        return False
    command = PlanDispatch(
        mark=mark,
        model=said.model,
        chance=round(said.candidates[0].probability, 4),
        cases=record.figure.cases,
        right=record.figure.right,
        bound=round(record.figure.bound, 4),
        sent=record.sent,
    )
    by = By(actor=clock_actor(known.city), face=Face.CLOCK)
    found = carry_out(by, row.id, command)
    if isinstance(found, Refusal):
        log.info("case %s is not planned: %s", row.number, found.code)
        return False
    return True


def _mark(known: World, row: Any, now: datetime) -> str:
    """The mark of the entry that decides alone, "" for none."""
    matter = Matter(topic=row.topic, area=row.area, kind=row.kind, object=row.object)
    entry = alone(known, matter, known.calendar.local(now).date())
    return entry_mark(entry) if entry else ""


def _fit(known: World, row: Any, text: Any, now: datetime) -> bool:
    """Nothing that words, places or other cases say asks for a person."""
    return (
        quiet(text.title, text.text, text.address)
        and queries.place_agrees(known, row, text)
        and not queries.has_open(row)
        and not queries.is_hot(row, now)
        and not queries.has_like(row, text)
    )
