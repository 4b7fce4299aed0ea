"""One part of an import at a time: read, lived through, and in the end written, or only told.

`step()` does one part and returns; couriers call it between their rounds, the command line in
several processes. What goes wrong with one row is a line of its report; what goes wrong with a part
is tried again, and after several times ends the import, which can be begun again where it stopped.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import DatabaseError
from msgspec.structs import replace

from hotline import ledger
from hotline.handling.actions import code_digest, query_code
from hotline.handling.imports import jobs
from hotline.handling.imports.jobs import Line, Part
from hotline.handling.imports.mapping import Codes
from hotline.handling.imports.order import Fault, Order, Reader
from hotline.handling.imports.playing import Ids, Life, Lived
from hotline.handling.imports.steps import Hand, registration
from hotline.handling.portions import Portions
from hotline.handling.streams import case_ref, contact_ref
from hotline.ledger import statements
from hotline.ledger.bulk import Portion
from hotline.people.queries import holder_of, world
from hotline.rules.actor import SETUP_ID, Actor, setup_actor
from hotline.rules.case.arrival import source
from hotline.rules.context import World
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Face, LegState, Platform, Role

log = logging.getLogger("hotline.imports")
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext($1))"
_THERE: Final = """
SELECT platform, number, case_id FROM handling_source WHERE city = $1 AND number = ANY($2::text[])
"""
Key = tuple[str, str]
"""Platform and number there."""


class Importer(Portions):
    """Imports between other work of a process."""

    def __init__(self) -> None:
        super().__init__(step, jobs.sweep)


def step(import_id: UUID | None = None) -> int:
    """One part of this import, or of any; 1 where there was one to do."""
    part = jobs.claim(import_id)
    if part is None:
        return 0
    if part.tries > jobs.TRIES:
        jobs.end(part.import_id, jobs.State.FAILED, part.want)
        return 1
    who = _asker(part)
    if who is None:
        jobs.end(part.import_id, jobs.State.FAILED, part.want)
        return 1
    try:
        while not _Work(part, who).done():
            log.info("import %s part %s: a number was taken meanwhile", part.import_id, part.n)
    except jobs.Cancelled:
        return 1
    except (ValueError, LookupError, DatabaseError):
        log.exception("import %s part %s", part.import_id, part.n)
        return 1
    jobs.finish_if_done(part)
    return 1


def _asker(part: Part) -> Actor | None:
    """Who began it, if they still may."""
    if part.user_id == SETUP_ID:
        return setup_actor(part.city)
    actor = holder_of(part.city, part.user_id)
    return actor if actor and Role.SYSTEM_ADMIN in actor.roles else None


class _Work:
    """A part under way."""

    def __init__(self, part: Part, who: Actor) -> None:
        self._part, self._who, self._city = part, who, part.city
        self._now = ledger.clock.now()
        self._world: World = world(part.city)
        matching = part.matching
        codes = Codes(matching, self._world)
        calendar = self._world.calendar
        self._reader = Reader(codes, matching.columns, calendar, self._now)
        self._life = Life(self._world, who, matching.platform, self._now)
        self._requests: dict[tuple[str, Hand, str], ledger.Request] = {}
        self._lived: list[tuple[Order, Lived]] = []

    def done(self) -> bool:
        """Checks or writes the part; False when another took one of its numbers meanwhile."""
        read = list(self._read())
        there = _there(self._city, [one.number for _, one in read if isinstance(one, Order)])
        lines = list(self._lines(read, there))
        if self._part.want == 1:
            jobs.note(self._part, lines)
            return True
        return self._write(lines, there)

    def _read(self) -> Iterator[tuple[int, Order | tuple[Fault, ...]]]:
        first, rows = self._part.rows
        for n, cells in enumerate(rows, first):
            yield n, self._reader.read(dict(zip(self._part.headings, cells, strict=False)))

    def _lines(
        self,
        read: Sequence[tuple[int, Order | tuple[Fault, ...]]],
        there: Mapping[Key, str],
    ) -> Iterator[Line]:
        serials = iter(self._serials(len(read)))
        known: dict[Key, str] = dict(there)
        for row, order in read:
            if not isinstance(order, Order):
                yield _faulty(row, order)
                continue
            key = source_of(order, self._part.matching.platform)
            if key in known:
                yield _is_there(row, order, known[key])
                continue
            lived = self._life.play(order, self._ids(order, next(serials)))
            if isinstance(lived, Refusal):
                yield _refused(row, order, lived)
                continue
            known[key] = lived.case.number if self._part.want == 2 else ""
            self._lived.append((order, lived))
            yield _made(row, order, lived, written=self._part.want == 2)

    def _serials(self, count: int) -> Sequence[int]:
        """Numbers are drawn only for what will be written."""
        return ledger.bulk.numbers(count) if self._part.want == 2 else range(count)

    def _ids(self, order: Order, serial: int) -> Ids:
        at = order.times["registered_at"]
        contact = str(ledger.uuid7(at))
        digest = ""
        if self._part.want == 2:
            digest = code_digest(query_code(self._city, contact))
        return Ids(contact=contact, case=str(ledger.uuid7(at)), serial=serial, query_digest=digest)

    def _write(self, lines: Sequence[Line], there: Mapping[Key, str]) -> bool:
        """Cases, events and what became of the rows, in one transaction."""
        portion = Portion(self._city, f"orders:{self._part.import_id}", self._part.n)
        for order, lived in self._lived:
            self._into(portion, order, lived)
        with statements.transaction():
            statements.run(_LOCK, (f"import:{self._city}",))
            numbers = [order.number for order, _ in self._lived]
            if _there(self._city, numbers).keys() - there.keys():
                return False
            written = portion.write()
            if isinstance(written, Refusal):
                raise ValueError(written.message)
            if not written.repeated:
                jobs.note(self._part, lines)
        return True

    def _into(self, portion: Portion, order: Order, lived: Lived) -> None:
        platform, number = source_of(order, self._part.matching.platform)
        refs = {
            lived.contact: contact_ref(self._city, lived.contact),
            lived.case_id: case_ref(self._city, lived.case_id),
        }
        for moment in lived.moments:
            request = replace(
                self._request(moment.causation, moment.hand, order.unit),
                contact_id=lived.contact,
                source_platform=platform,
                source_number=number,
            )
            appends = {refs[stream]: tuple(events) for stream, events in moment.events.items()}
            portion.append(request, appends, moment.at)

    def _request(self, causation: str, hand: Hand, unit: str) -> ledger.Request:
        held = self._requests.get((causation, hand, unit))
        if held is None:
            machine = hand is Hand.NOBODY
            # not said: a name, kept in the journal
            name = "系统时钟" if machine else f"原系统（{self._who.name}导入）"
            who = ledger.Who(
                user_id="clock" if machine else self._who.id,
                name=name,
                role=Role.CLOCK if machine else "",
                unit_id=unit if hand is Hand.UNIT else "",
                face=Face.IMPORT,
            )
            held = ledger.Request(city=self._city, who=who, causation=causation)
            self._requests[causation, hand, unit] = held
        return held


def source_of(order: Order, platform: Platform) -> Key:
    """Under which platform and number we shall know it; a police order is the police's."""
    found = source(registration(order, platform))
    return found["source_platform"], found["source_number"]


def _there(city: str, numbers: Sequence[str]) -> dict[Key, str]:
    rows = statements.run(_THERE, (city, list(numbers)))
    return {(platform, number): str(case) for platform, number, case in rows}


def _faulty(row: int, faults: Sequence[Fault]) -> Line:
    return Line(
        row=row,
        number="",
        outcome="refused",
        said=tuple((str(one.message), str(one.advice)) for one in faults),
        words=tuple((one.field, one.word) for one in faults if one.word),
    )


def _is_there(row: int, order: Order, case: str) -> Line:
    said = say("原工单号“{number}”已在系统中。", number=order.number)
    advice = say("不会重复导入，无需处理。")
    told = ((str(said), str(advice)),)
    return Line(row=row, number=order.number, outcome="there", case=case, said=told)


def _refused(row: int, order: Order, refusal: Refusal) -> Line:
    said = ((str(refusal.message), str(refusal.advice)),)
    return Line(row=row, number=order.number, outcome="refused", said=said)


def _made(row: int, order: Order, lived: Lived, *, written: bool) -> Line:
    case = lived.case
    late = any(leg.limit.breached_at for leg in case.legs) or bool(
        case.promise and case.promise.breached_at
    )
    waits = case.running_legs and case.running_legs[0].state
    return Line(
        row=row,
        number=order.number,
        outcome="made",
        stage=waits if isinstance(waits, LegState) else case.stage,
        unit=order.unit,
        late=late,
        case=case.number if written else "",
    )
