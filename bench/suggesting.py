"""A unit for a request at the city's size: directory and precedents, beside the raw SQL of it.

    HOTLINE_STATE=… python -m bench.suggesting       a database that has cases (bench.million)

Two hundred of the newest cases are asked about again, with the topic they have and, as where the
model proposes three, with two further ones. Timed are `web.suggesting.suggested` (the model too,
where the city has adopted one), the look-up of precedents alone, and its statement as plain SQL
without sight or texts. Prints the machine's load before and after.
"""

import os
import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

TIMES = 200
RAW = """
SELECT id, number, lead_unit, topic, area FROM handling_case
WHERE city = %s AND topic = %s AND stage = 'closed' AND returns = 0 AND NOT confidential
  AND parent IS NULL AND lead_unit <> ''
ORDER BY closed_at DESC LIMIT 120
"""


def main() -> None:
    """Prints a line for each."""
    from hotline.cli.setup import django_ready

    django_ready()
    from hotline.handling.models import CaseRow, CaseTextRow
    from hotline.handling.past import queries as past
    from hotline.handling.queries import reader
    from hotline.rules.actor import Actor
    from hotline.rules.directory import Matter
    from hotline.rules.words import Role
    from hotline.web.suggesting import suggested

    newest = CaseRow.objects.order_by("-registered_at")[0]
    roles = frozenset({Role.AGENT, Role.DISPATCHER})
    who = reader(Actor(id="b", name="bench", city=newest.city, unit="hotline", roles=roles))
    rows = [row for row in CaseRow.objects.order_by("-registered_at")[:5000] if row.topic]
    chance = Random(3)
    asked, topics = chance.sample(rows, TIMES), sorted({row.topic for row in rows})
    texts = CaseTextRow.objects.in_bulk([row.id for row in asked])

    def whole(row: Any) -> None:
        matter = Matter(topic=row.topic, area=row.area, kind=row.kind, object=row.object)
        suggested(who, matter, texts[row.id].title, texts[row.id].text)

    load = os.getloadavg()[0]
    print(f"{CaseRow.objects.count():,} cases\n{'':<34}{'median ms':>10}{'95 %':>8}{'99 %':>8}")
    _told("unit, topic known", asked, whole)
    _told("precedents of one topic", asked, lambda row: past.settled(who, [row.topic]))
    three = [[row.topic, *chance.sample(topics, 2)] for row in asked]
    _told("precedents of three topics", three, lambda each: past.settled(who, each))
    _told("plain SQL, one topic", asked, _plain)
    print(f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after")


def _plain(row: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(RAW, [row.city, row.topic])
        cursor.fetchall()


def _told(name: str, asked: list[Any], ask: Callable[[Any], object]) -> None:
    taken = []
    for one in asked:
        begun = time.perf_counter()
        ask(one)
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    at = [taken[int(len(taken) * share)] for share in (0.95, 0.99)]
    print(f"{name:<34}{statistics.median(taken):>10.1f}{at[0]:>8.1f}{at[1]:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
