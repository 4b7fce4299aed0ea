"""Following the journal: of each case what the model said when it was registered, what the machine
would have dispatched it to, which topic and unit it got, and what was put right. From these facts
come the figures and what is learnt.

Each batch is written in the statement that moves the cursor, so a process killed at any moment has
counted either all of it or nothing. Events may come again: the same event leaves the same row. The
model is asked about recent cases only, in the order in which they were registered, so no answer
rests on what came after. Of the citizen's words nothing is kept.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection

from hotline import ledger
from hotline.dispatching.topic_model import queries, serving
from hotline.people.queries import UnknownCity, reference, world
from hotline.rules.case.automatic import AutomaticReviewed
from hotline.rules.case.confidential import MadeConfidential
from hotline.rules.case.events import CaseClosed, IntakeCompleted, Registered
from hotline.rules.case.leg_events import (
    LegDispatched,
    LegEnded,
    ReturnFiled,
    ReturnRejected,
    ReturnWithdrawn,
)
from hotline.rules.directory import Matter
from hotline.rules.shadow import alone, entry_mark, quiet
from hotline.rules.words import EndReason, Kind, LegRole, Urgency

NAME: Final = "facts"
BATCH: Final = 500
LOOK: Final = 2.0
"""Seconds between two looks when the feed had nothing more."""

ASKED: Final = timedelta(days=90)
"""Older cases are not asked about, and a city that has years of them when it gets this begins with
those of so many days."""

TOLD: Final = frozenset(
    one.__name__
    for one in (
        *(Registered, IntakeCompleted, MadeConfidential, LegDispatched, LegEnded, CaseClosed),
        *(ReturnFiled, ReturnRejected, ReturnWithdrawn, AutomaticReviewed),
    )
)
RELIEVED: Final = frozenset({EndReason.RETURN_UPHELD, EndReason.REDISPATCHED})
UNDECIDED: Final = frozenset({EndReason.WITHDRAWN, EndReason.MERGED, EndReason.CONFIDENTIAL})
"""Ends that say nothing about whose the case was: it counts neither as right nor as wrong, and
nobody owes a review of it any more."""

_FACTS: Final = """case_id uuid, city text, number text, confidential boolean,
    registered_at timestamptz, area text, first_topic text, topic text, dispatched_at timestamptz,
    dispatcher text, suggested text, first_unit text, unit text, leg text, returned_at timestamptz,
    wrong_at timestamptz, model text, guess text, five text[], chance float8, abstained boolean,
    would_unit text, would_mark text, return_due timestamptz, disputed boolean,
    automatic_at timestamptz, drawn boolean, reviewed_at timestamptz, reviewed_right boolean"""
_COLUMNS: Final = [one.strip().split()[0] for one in _FACTS.split(",")]
_CORRECTIONS: Final = """key text, city text, case_id uuid, number text, at timestamptz, by text,
    kind text, was text, became text, topic text, area text, confidential boolean"""
_OF_CORRECTION: Final = [one.strip().split()[0] for one in _CORRECTIONS.split(",")]

_WRITE: Final = f"""
WITH moved AS (
    INSERT INTO dispatching_fact_cursor (name, cursor) VALUES (%(name)s, %(after)s)
    ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor
        WHERE dispatching_fact_cursor.cursor = %(before)s
    RETURNING 1
), corrected AS (
    INSERT INTO dispatching_correction ({", ".join(_OF_CORRECTION)})
    SELECT {", ".join(f"r.{one}" for one in _OF_CORRECTION)}
    FROM jsonb_to_recordset(%(corrections)s::jsonb) AS r({_CORRECTIONS})
    WHERE EXISTS (SELECT 1 FROM moved)
    ON CONFLICT (key) DO NOTHING
)
INSERT INTO dispatching_fact ({", ".join(_COLUMNS)})
SELECT {", ".join(f"r.{one}" for one in _COLUMNS)}
FROM jsonb_to_recordset(%(facts)s::jsonb) AS r({_FACTS})
WHERE EXISTS (SELECT 1 FROM moved)
ON CONFLICT (case_id) DO UPDATE SET
    {", ".join(f"{one} = excluded.{one}" for one in _COLUMNS[1:])}
"""  # noqa: S608 - names of our own columns


class Fact(msgspec.Struct, kw_only=True):
    """A row of `dispatching_fact`."""

    case_id: UUID
    city: str
    number: str
    confidential: bool
    registered_at: datetime
    area: str
    first_topic: str
    topic: str
    dispatched_at: datetime | None = None
    dispatcher: str = ""
    suggested: str = ""
    first_unit: str = ""
    unit: str = ""
    leg: str = ""
    returned_at: datetime | None = None
    wrong_at: datetime | None = None
    model: str = ""
    guess: str = ""
    five: list[str] = []
    chance: float = 0.0
    abstained: bool = True
    would_unit: str = ""
    would_mark: str = ""
    return_due: datetime | None = None
    disputed: bool = False
    automatic_at: datetime | None = None
    drawn: bool = False
    reviewed_at: datetime | None = None
    reviewed_right: bool | None = None


class Facts:
    """`step` says how many events it went past; 0 where there were none, or it is not yet time.
    With `city` only that city's are followed, from a place of their own."""

    def __init__(self, city: str | None = None) -> None:
        self._look_at, self._city = 0.0, city
        self._name = f"{NAME}.{city}" if city else NAME

    def step(self) -> int:
        """One batch of the feed."""
        if time.monotonic() < self._look_at:
            return 0
        before = queries.cursor(self._name)
        try:
            batch = ledger.follow(before or self._begin(), BATCH, city=self._city, open_=True)
        except ledger.CursorRefused as error:
            if error.restart != before:
                _write(self._name, before, error.restart or "", Told())
            self._look_at = time.monotonic() + LOOK
            return 0
        if batch.caught_up:
            self._look_at = time.monotonic() + LOOK
        if batch.cursor != before:
            _write(self._name, before, batch.cursor, read(batch.events))
        return len(batch.events)

    def _begin(self) -> str | None:
        return ledger.beginning("case", ledger.clock.now() - ASKED, city=self._city)


class Told(msgspec.Struct):
    """What a batch told: whole rows of facts, and corrections."""

    facts: dict[UUID, Fact] = {}
    corrections: list[dict[str, Any]] = []


def _write(name: str, before: str, after: str, told: Told) -> None:
    rows = msgspec.json.encode(list(told.facts.values()), enc_hook=str).decode()
    mended = msgspec.json.encode(told.corrections, enc_hook=str).decode()
    values = {"name": name, "before": before, "after": after, "facts": rows}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {**values, "corrections": mended})


def read(events: Iterable[ledger.Followed]) -> Told:
    """The facts after these events."""
    ours = [
        one
        for one in events
        if one.envelope.stream_type == "case" and one.envelope.event_type in TOLD
    ]
    ids = {one.envelope.stream_id for one in ours}
    kept = queries.facts(ids) if ids else {}
    told = Told(facts={id: msgspec.convert(row, Fact) for id, row in kept.items()})
    versions = {city: reference(city) for city in {one.envelope.city for one in ours}}
    for one in ours:
        _take(one, told, versions)
    return told


def _take(one: ledger.Followed, told: Told, versions: dict[str, int]) -> None:
    head, event = one.envelope, one.event
    if isinstance(event, Registered):
        told.facts[head.stream_id] = _begun(one, event, versions[head.city])
        return
    fact = told.facts.get(head.stream_id)
    if fact is None:
        return
    match event:
        case IntakeCompleted():
            if event.topic and fact.topic and event.topic != fact.topic:
                told.corrections.append(_mended(one, fact, "topic", fact.topic, event.topic))
            fact.topic, fact.area = event.topic or fact.topic, event.area or fact.area
        case MadeConfidential():
            fact.confidential = True
        case LegDispatched(role=LegRole.LEAD, parent_leg=""):
            _dispatched(one, event, fact, told)
        case LegEnded() if event.leg == fact.leg and event.why in RELIEVED:
            fact.returned_at = fact.returned_at or event.at
            fact.leg, fact.disputed = "", False
        case LegEnded() if event.leg == fact.leg and event.why in UNDECIDED:
            fact.leg, fact.disputed = "", False
            fact.drawn = fact.drawn and fact.reviewed_at is not None
        case _:
            _settled(event, fact)


def _settled(event: Any, fact: Fact) -> None:
    """Until when its unit may still say that it is not theirs, and what a review found."""
    match event:
        case ReturnFiled() if event.leg == fact.leg:
            fact.disputed = True
        case ReturnRejected() | ReturnWithdrawn() if event.leg == fact.leg:
            fact.disputed = False
        case CaseClosed() if fact.return_due:
            fact.return_due = min(fact.return_due, event.at)
        case AutomaticReviewed():
            fact.reviewed_at, fact.reviewed_right = event.at, event.right


def _dispatched(one: ledger.Followed, event: LegDispatched, fact: Fact, told: Told) -> None:
    """The first lead unit, or the one that took it over from another."""
    if fact.dispatched_at is None:
        fact.dispatched_at, fact.first_unit = event.at, event.unit
        fact.dispatcher, fact.suggested = one.envelope.actor, event.suggested
    elif not fact.leg and fact.returned_at and event.unit != fact.unit:
        told.corrections.append(_mended(one, fact, "unit", fact.unit, event.unit))
        fact.wrong_at = fact.wrong_at or event.at
    fact.leg, fact.unit, fact.return_due = event.leg, event.unit, event.return_due
    if event.automatic:
        fact.automatic_at, fact.drawn = event.at, event.automatic.review


def _begun(one: ledger.Followed, event: Registered, version: int) -> Fact:
    """A case as registered, with what the model of that day says about it."""
    head = one.envelope
    fact = Fact(
        case_id=head.stream_id,
        city=head.city,
        number=event.number,
        confidential=event.confidential,
        registered_at=event.at,
        area=event.area,
        first_topic=event.topic,
        topic=event.topic,
    )
    if one.recorded.sealed is None or event.at < ledger.clock.now() - ASKED:
        return fact
    try:
        found = serving.candidates(head.city, event.title, event.text, known=version)
    except UnknownCity:
        return fact
    until = serving.of_city(head.city, version).card
    if found.candidates and not (until and until.until and event.at <= until.until):
        best = found.candidates[0]
        fact.model, fact.guess, fact.chance = found.model, best.topic, best.probability
        fact.five = [each.topic for each in found.candidates]
        fact.abstained = found.abstained
        _would(event, fact, version)
    return fact


def _would(event: Registered, fact: Fact, version: int) -> None:
    """Whom the machine would have sent it to on that day, had it been let: nobody where the model
    is not sure or says another topic than was registered, or something asks for a person."""
    fit = not fact.abstained and fact.guess == event.topic
    plain = event.urgency is Urgency.ORDINARY and not event.tags
    open_ = not event.confidential and not event.reported_unit and event.kind is not Kind.REPORT
    open_ = open_ and event.source_platform is None and not event.split_from
    if not (fit and plain and open_ and quiet(event.title, event.text)):
        return
    known = world(fact.city, version)
    matter = Matter(topic=event.topic, area=event.area, kind=event.kind, object=event.object)
    entry = alone(known, matter, known.calendar.local(event.at).date())
    if entry is not None:
        fact.would_unit, fact.would_mark = entry.lead, entry_mark(entry)


def _mended(one: ledger.Followed, fact: Fact, kind: str, was: str, became: str) -> dict[str, Any]:
    head = one.envelope
    return {
        "key": f"{head.stream_id}.{head.version}",
        "city": head.city,
        "case_id": head.stream_id,
        "number": fact.number,
        "at": one.event.at,
        "by": head.actor,
        "kind": kind,
        "was": was,
        "became": became,
        "topic": fact.topic if kind == "unit" else became,
        "area": fact.area,
        "confidential": fact.confidential,
    }
