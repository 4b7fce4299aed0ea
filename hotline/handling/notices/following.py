"""Following the journal's feed: each batch becomes rows of notices, in the statement that moves the
cursor, so that a process killed at any moment has told either both or neither.

An event may come again (another courier, a cursor offered after a restore); its key is then there
already. Run by the courier, a batch between two rounds.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection

from hotline import ledger
from hotline.handling.notices import hot, hours, queries
from hotline.handling.notices.arising import Arisen, arisen
from hotline.handling.notices.recipients import recipients
from hotline.handling.notices.table import LOUD, Line, Way, Whom
from hotline.handling.notices.ways.registry import open_ways
from hotline.people.queries import world
from hotline.rules.context import World
from hotline.rules.words import Urgency

NAME: Final = "notices"
BATCH: Final = 500
LOOK: Final = 1.0
"""Seconds between two looks when the feed had nothing more."""

_WRITE: Final = """
WITH moved AS (
    INSERT INTO handling_notice_cursor (name, cursor) VALUES (%(name)s, %(after)s)
    ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor
        WHERE handling_notice_cursor.cursor = %(before)s
    RETURNING 1
)
INSERT INTO handling_notice (id, city, key, user_id, way, thing, whom, case_id, number, urgent,
    due_at, at, state, not_before, tries, fault)
SELECT r.id, r.city, r.key, r.user_id, r.way, r.thing, r.whom, r.case_id, r.number, r.urgent,
    r.due_at, r.at, r.state, r.not_before, 0, ''
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(id uuid, city text, key text, user_id text, way text,
    thing text, whom text, case_id uuid, number text, urgent boolean, due_at timestamptz,
    at timestamptz, state text, not_before timestamptz)
WHERE EXISTS (SELECT 1 FROM moved)
ON CONFLICT (city, key) DO NOTHING
"""


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as it is written."""

    id: UUID
    city: str
    key: str
    user_id: str
    way: Way
    thing: str
    whom: Whom
    case_id: UUID
    number: str
    urgent: bool
    due_at: datetime | None
    at: datetime
    state: str
    not_before: datetime | None


class Follower:
    """`step` says how many events it went past; 0 where there were none, or it is not yet time."""

    def __init__(self) -> None:
        self._look_at = 0.0

    def step(self) -> int:
        """One batch of the feed."""
        if time.monotonic() < self._look_at:
            return 0
        before = queries.cursor(NAME)
        try:
            batch = ledger.follow(before or None, BATCH)
        except ledger.CursorRefused as error:
            if error.restart != before:  # else the new epoch has only to begin
                _write(before, error.restart or "", ())
            self._look_at = time.monotonic() + LOOK
            return 0
        if batch.caught_up:
            self._look_at = time.monotonic() + LOOK
        if batch.cursor != before:
            _write(before, batch.cursor, notices(batch.events))
        return len(batch.events)


def _write(before: str, after: str, fresh: Iterable[Fresh]) -> None:
    rows = msgspec.json.encode(list(fresh), enc_hook=str).decode()
    values = {"name": NAME, "before": before, "after": after, "rows": rows}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def notices(events: Iterable[ledger.Followed]) -> list[Fresh]:
    """All that these events tell, by every way, to everybody."""
    now = ledger.clock.now()
    followed = list(events)
    told = [found for event in followed if (found := arisen(event, now))]
    told += hot.told(followed, now)
    ids = {found.case_id for found in told}
    cases, legs = queries.cases(ids), queries.legs({one.case_id for one in told if one.leg})
    made: list[Fresh] = []
    for city in sorted({found.city for found in told}):
        of_city = [found for found in told if found.city == city and found.case_id in cases]
        made += _of_city(world(city), queries.table(city), of_city, cases, legs)
    return made


def _of_city(
    here: World, table: Any, told: list[Arisen], cases: dict[UUID, Any], legs: dict[Any, Any]
) -> Iterator[Fresh]:
    """The notices of one city: in two steps, so that all wishes are read at once."""
    ways, wanted = open_ways(), []
    for found in told:
        case, leg = cases[found.case_id], legs.get((found.case_id, found.leg))
        for line in _lines(table, found):
            if line.whom is Whom.CITIZEN:
                if Way.SMS in line.ways & ways and case.reachable:
                    yield _to_citizen(here, found, case)
                continue
            for person in recipients(here, found, line.whom, case, leg):
                wanted.append((found, line, person.id))
    wishes = queries.wishes(told[0].city, (one for _, _, one in wanted)) if told else {}
    for found, line, person_id in wanted:
        for way in sorted(line.ways & ways):
            case, wish = cases[found.case_id], wishes[person_id]
            if fresh := _to_staff(here, found, line, way, wish, case):
                yield fresh


def _lines(table: Any, found: Arisen) -> list[Line]:
    return [line for (thing, _), line in table.items() if thing == found.thing and line.ways]


def _to_staff(
    here: World, found: Arisen, line: Line, way: Way, wish: Any, case: Any
) -> Fresh | None:
    """One notice to one member of staff; None by a way that leads nowhere, or that they shut.

    An urgent order is never silent: neither a wish nor quiet hours nor a digest holds it back.
    """
    urgent = case.urgency != Urgency.ORDINARY or found.thing in LOUD
    address = {Way.PAGE: "-", Way.EMAIL: wish.email, Way.SMS: wish.phone}[way]
    if hours.shut(wish.off, found.thing, way, urgent=urgent) or not address:
        return None
    wanted = hours.Hours(quiet_from=wish.quiet_from, quiet_to=wish.quiet_to, digest=wish.digest)
    return _fresh(here, found, case, line.whom, wish.user_id, way, wanted, urgent)


def _to_citizen(here: World, found: Arisen, case: Any) -> Fresh:
    return _fresh(here, found, case, Whom.CITIZEN, "", Way.SMS, hours.OF_CITIZENS, False)


def _fresh(
    here: World,
    found: Arisen,
    case: Any,
    whom: Whom,
    user_id: str,
    way: Way,
    wanted: hours.Hours,
    urgent: bool,
) -> Fresh:
    now = ledger.clock.wall()
    by_page = way is Way.PAGE
    local = here.calendar.local(now)
    gathered = way is Way.EMAIL
    return Fresh(
        id=ledger.uuid7(now),
        city=found.city,
        key=f"{found.key}.{found.thing}.{user_id or whom}.{way}",
        user_id=user_id,
        way=way,
        thing=found.thing,
        whom=whom,
        case_id=found.case_id,
        number=case.number,
        urgent=urgent,
        due_at=found.due_at,
        at=found.at,
        state="shown" if by_page else "waiting",
        not_before=None
        if by_page
        else hours.not_before(local, wanted, urgent=urgent, gathered=gathered),
    )
