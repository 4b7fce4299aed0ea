"""Reading 自动派单: what is on, how every topic was measured, what happened to the switches."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db import connection

from hotline import ledger
from hotline.dispatching.automatic.models import AutomaticRow
from hotline.dispatching.automatic.streams import automatic_ref
from hotline.dispatching.topic_model.queries import running
from hotline.ledger import Recorded
from hotline.rules.automatic import FEWEST_OF_ENTRY, LATEST, REVIEW_WITHIN, WINDOW, Record
from hotline.rules.context import World
from hotline.rules.reference.automatic import Automatic, On
from hotline.rules.shadow import marks
from hotline.rules.shares import Figure

_MEASURED: Final = """
SELECT first_topic, would_mark, count(*)::int,
    count(*) FILTER (WHERE leg <> '' AND unit = would_unit AND reviewed_right IS NOT false)::int
FROM dispatching_fact
WHERE city = %(city)s AND registered_at >= %(since)s AND would_unit <> '' AND NOT confidential
    AND (leg <> '' OR returned_at IS NOT NULL AND unit = would_unit)
    AND NOT disputed AND return_due <= %(now)s
GROUP BY first_topic, would_mark
"""
_SENT: Final = """
WITH sent AS MATERIALIZED (
    SELECT f.first_topic, f.automatic_at, f.drawn, f.reviewed_at, f.reviewed_right, f.returned_at
    FROM dispatching_fact f
    LEFT JOIN jsonb_to_recordset(%(on)s::jsonb) AS o(topic text, since timestamptz)
        ON o.topic = f.first_topic
    WHERE f.city = %(city)s AND f.automatic_at >= greatest(%(since)s, o.since)
), latest AS (
    SELECT first_topic, count(*) FILTER (WHERE NOT reviewed_right) AS wrong
    FROM (SELECT first_topic, reviewed_right,
            row_number() OVER (PARTITION BY first_topic ORDER BY reviewed_at DESC) AS nth
        FROM sent WHERE reviewed_at IS NOT NULL) AS reviewed
    WHERE nth <= %(latest)s GROUP BY first_topic
)
SELECT first_topic, count(*)::int AS sent, count(*) FILTER (WHERE drawn)::int AS drawn,
    count(reviewed_at)::int AS reviewed, coalesce(min(latest.wrong), 0)::int AS wrong,
    count(*) FILTER (WHERE drawn AND reviewed_at IS NULL AND returned_at IS NULL
        AND automatic_at < %(late)s)::int AS overdue
FROM sent LEFT JOIN latest USING (first_topic) GROUP BY first_topic
"""


def automatic(city: str) -> tuple[Automatic, str]:
    """What the city has set and which topics are on, and where any is the model that answers; for
    `people.queries.world`."""
    states = AutomaticRow.objects.filter(city=city).values_list("state", flat=True)
    held = msgspec.convert(states[0], Automatic) if states else Automatic()
    found = running(city) if held.on else None
    return held, found[0] if found else ""


def records(world: World, now: datetime) -> dict[str, Record]:
    """Of each topic that was measured or is on, as it stands now. Two statements.

    Only what the directory still says counts: cases of an entry that has changed since, and of a
    topic that was taken away, prove nothing. What was sent and reviewed counts from the moment at
    which the topic was switched on.
    """
    on, values = world.automatic.on, {"city": world.city, "now": now, "since": now - WINDOW}
    today = world.calendar.local(now).date()
    standing = marks(world, today)
    figures: dict[str, list[tuple[str, int, int]]] = {}
    for topic, mark, cases, right in _run(_MEASURED, values):
        if mark in standing:
            figures.setdefault(topic, []).append((mark, cases, right))
    sent = _sent(on, values, now)
    return {
        topic: _record(figures.get(topic, []), sent.get(topic, Record()))
        for topic in {*figures, *on, *sent}
    }


def _record(found: list[tuple[str, int, int]], sent: Record) -> Record:
    figure = Figure(cases=sum(one[1] for one in found), right=sum(one[2] for one in found))
    entries = frozenset(mark for mark, cases, _ in found if cases >= FEWEST_OF_ENTRY)
    return msgspec.structs.replace(sent, figure=figure, entries=entries)


def _sent(on: Mapping[str, On], values: dict[str, Any], now: datetime) -> dict[str, Record]:
    """What was sent and reviewed, counted by the database: of a city that sends much these are tens
    of thousands of cases. What came back needs no review: it was wrong, and counts so by its unit.
    """
    since = [{"topic": topic, "since": one.since.isoformat()} for topic, one in on.items()]
    given = {"on": json.dumps(since), "latest": LATEST, "late": now - REVIEW_WITHIN}
    return {
        topic: Record(sent=sent, drawn=drawn, reviewed=reviewed, wrong=wrong, overdue=overdue)
        for topic, sent, drawn, reviewed, wrong, overdue in _run(_SENT, {**values, **given})
    }


def history(city: str) -> list[Recorded]:
    """Every setting and switch, the newest first."""
    return list(reversed(ledger.read(automatic_ref(city))))


def _run(text: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())
