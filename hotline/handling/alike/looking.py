"""Texts that hold one of the combinations looked for, out of a million: one statement, bounded.

The combinations are asked together (`rules.alike.keys.together`), because each walk through the
index reads its list of late arrivals too: 14 walks took 17 ms at a million texts, the same as two
or three 7 ms. The search runs by itself (OFFSET 0) before anything is sorted: the planner knows
little of how often pairs come together and would otherwise, to have the newest first, now and then
read the whole table backwards. No further processes help: to start one takes as long as the look.
"""

import logging
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import OperationalError, connection

from hotline.ledger import statements
from hotline.rules.alike.keys import Key, Together, together
from hotline.rules.alike.matter import READ

log = logging.getLogger("hotline.alike")

CANCELED: Final = "57014"
"""PostgreSQL's code of a statement that ran out of its time."""
_ALONE: Final = "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off"
_FIND: Final = """
SELECT stream_id, title, address, left(text, {read}) FROM (
    SELECT stream_id, title, address, text FROM (
        SELECT stream_id, title, address, text FROM handling_case_text
        WHERE city = %s AND ({held})
        OFFSET 0
    ) AS held ORDER BY stream_id DESC LIMIT %s
) AS newest ORDER BY stream_id DESC
"""
NEWEST: Final = 2000
"""Texts looked at where what is looked for is in thousands."""
_AMONG_NEWEST: Final = """
SELECT stream_id, title, address, left(text, {read}) FROM (
    SELECT * FROM handling_case_text WHERE city = %s ORDER BY stream_id DESC LIMIT {newest}
) AS newest
CROSS JOIN LATERAL (
    SELECT lower(concat_ws(E'\\n', title, left(text, {read}), address) COLLATE "C")
) AS whole (told)
WHERE {held} ORDER BY stream_id DESC LIMIT %s
"""
_PAIRS: Final = "handling_pairs(title, text, address) && %s::text[]"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared of a case's text."""

    stream_id: UUID
    title: str
    address: str
    text: str


def told(
    city: str, keys: tuple[Key, ...], most: int, within: float | None, *, crowded: bool = False
) -> list[Told]:
    """Texts of the city that hold one of the combinations, the newest first (ids grow with time);
    of one that is `crowded` only the newest texts there are. `within`: seconds after which it is
    given up, and nothing found; None waits."""
    if not keys:
        return []
    if crowded:
        held = " AND ".join(["position(%s IN told) > 0"] * len(keys[0]))
        text = _AMONG_NEWEST.format(read=READ, newest=NEWEST, held=held)
        values: list[Any] = [city, *keys[0], most]
    else:
        asked = together(keys)
        text = _FIND.format(read=READ, held=" OR ".join(map(_condition, asked)))
        values = [city, *(list(either) for one in asked for either in one), most]
    try:
        rows = _rows(text, values, within)
    except OperationalError as failed:
        if getattr(failed.__cause__, "sqlstate", None) != CANCELED:
            raise
        log.info("a look for duplicates was given up after %s s", within)
        return []
    return [
        Told(stream_id=id, title=title, address=address, text=words)
        for id, title, address, words in rows
    ]


def _rows(text: str, values: list[Any], within: float | None) -> list[Any]:
    limit = f"; SET LOCAL statement_timeout = {round(within * 1000)}" if within else ""
    with statements.transaction(), connection.cursor() as cursor:
        cursor.execute(_ALONE + limit)
        cursor.execute(text, values)
        return list(cursor.fetchall())


def _condition(one: Together) -> str:
    return "(" + " AND ".join([_PAIRS] * len(one)) + ")"
