"""可能重复 at intake: how long a look-up takes against all cases there are.

    HOTLINE_STATE=… python -m bench.duplicates       a database that has cases (bench.million)
    python -m bench duplicates                        one made for it (HOTLINE_BENCH_ROWS, 100000)

Matters of the newest cases are typed again as an agent types them: the words alone, half of them,
then with address, area and number. Timed is `handling.alike.queries.alike` as the page of the agent
asks it, guard and all: look-up, sight, comparing, ranking. In the same run, as plain SQL over the
same index and nothing else: the newest 100 that hold the matter's rarest pair, and (of a few) the
ones that share most pairs among those with its rarest, ranked in the database. Prints the machine's
load before and after.
"""

import logging
import os
import time
from random import Random
from typing import Any

PROBES = int(os.environ.get("HOTLINE_BENCH_PROBES", "200"))
RANKED = 4
"""Matters for which ranking in the database is tried."""
WAYS = {
    "half of the words": ("half",),
    "all words": ("text",),
    "words, address, area": ("text", "address", "area"),
    "with title and number": ("text", "address", "area", "title", "caller"),
}
ONE = """
SELECT stream_id, title, address, left(text, 400) FROM handling_case_text
WHERE stream_id IN (
    SELECT stream_id FROM handling_case_text
    WHERE city = %s AND handling_pairs(title, text, address) @> %s::text[] OFFSET 0
)
ORDER BY stream_id DESC LIMIT 100
"""
RANKING = """
SELECT stream_id FROM handling_case_text
WHERE city = %s AND handling_pairs(title, text, address) @> %s::text[]
ORDER BY (SELECT count(*) FROM unnest(handling_pairs(title, text, address)) AS held (pair)
          WHERE pair = ANY (%s)) DESC LIMIT 5
"""


class GivenUp(logging.Handler):
    """Counts the look-ups that the guard ended."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """One more."""
        self.count += 1


def _say(name: str, taken: list[float], found: object = "", given_up: object = "") -> None:
    taken.sort()
    over = sum(one > 50 for one in taken) / len(taken)
    at = [taken[int(len(taken) * share)] for share in (0.5, 0.95, 0.99)]
    print(f"{name:<34}{at[0]:>10.1f}{at[1]:>8.1f}{at[2]:>8.1f}{taken[-1]:>8.1f}{over:>12.1%}"
          f"{found:>7}{given_up:>9}", flush=True)  # fmt: skip


def _timed(ask: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = ask()
    return (time.perf_counter() - begun) * 1000, found


def _measure(who: Any, probes: Any, texts: Any, name: str, fields: tuple[str, ...]) -> None:
    from hotline.handling.alike import looking, queries
    from hotline.rules.alike.matter import Matter

    taken, found, counter = [], 0, GivenUp()
    looking.log.addHandler(counter)
    for row in probes:
        own = texts[row.id]
        words = {"title": own.title, "address": own.address, "text": own.text, "area": row.area}
        words["half"] = own.text[: len(own.text) // 2]
        words["caller"] = queries.of_case(who, row, own).caller if "caller" in fields else ""
        typed = {("text" if one == "half" else one): words[one] for one in fields}
        one = Matter(at=row.registered_at, **typed)
        ask = {"besides": row.id, "within": queries.AT_INTAKE}
        ms, alike = _timed(lambda one=one, ask=ask: queries.alike(who, one, **ask))
        taken.append(ms)
        found += bool(alike)
    looking.log.removeHandler(counter)
    _say(name, taken, found, counter.count)


def _plain(city: str, probes: Any, texts: Any) -> None:
    from django.db import connection

    from hotline.handling.alike.queries import weights_of
    from hotline.handling.search.asked import pairs

    weights = weights_of(city)

    def asked(text: str, *values: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(text, [city, *values])
            return cursor.fetchall()

    one, ranked = [], []
    for n, row in enumerate(probes):
        held = pairs(texts[row.id].text[:400])
        rare = sorted((pair for pair in held if weights.often(pair) > 1), key=weights.often)
        if not rare:
            continue
        one.append(_timed(lambda rare=rare: asked(ONE, rare[:1]))[0])
        if n < RANKED:
            ranked.append(_timed(lambda rare=rare, held=held: asked(RANKING, rare[:1], held))[0])
    _say("plain SQL: one rare pair, newest", one)
    _say(f"plain SQL: ranked there ({len(ranked)} asked)", ranked)


def main() -> None:
    """Prints a line per way of typing, and the plain ones."""
    from hotline.cli.setup import django_ready

    django_ready()
    from hotline.handling.alike import queries
    from hotline.handling.models import CaseRow, CaseTextRow
    from hotline.handling.queries import reader
    from hotline.rules.actor import Actor
    from hotline.rules.alike.matter import Matter
    from hotline.rules.words import Role

    newest = CaseRow.objects.order_by("-registered_at").first()
    if newest is None:
        from bench import search

        search._fill()
        newest = CaseRow.objects.order_by("-registered_at")[0]
        who: Any = search._reader()
    else:
        unit = newest.lead_unit or "hotline"
        roles = frozenset({Role.AGENT, Role.DISPATCHER})
        who = reader(Actor(id="bench", name="bench", city=newest.city, unit=unit, roles=roles))
    rows = list(CaseRow.objects.filter(city=newest.city).order_by("-registered_at")[:5000])
    probes = Random(7).sample(rows, min(PROBES, len(rows)))
    texts = CaseTextRow.objects.in_bulk([row.id for row in probes])
    load = os.getloadavg()[0]
    learned = _timed(lambda: queries.alike(who, Matter(text="开始")))[0]
    print(f"{CaseTextRow.objects.count():,} cases; learned what is usual in {learned:.0f} ms")
    print(f"{'typed':<34}{'median ms':>10}{'95 %':>8}{'99 %':>8}{'max':>8}{'over 50 ms':>12}"
          f"{'found':>7}{'given up':>9}")  # fmt: skip
    for name, fields in WAYS.items():
        _measure(who, probes, texts, name, fields)
    _plain(newest.city, probes, texts)
    print(f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
