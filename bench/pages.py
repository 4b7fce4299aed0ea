"""Every page of desk, administration and portal over HTTP: times, statements, bytes.

    HOTLINE_STATE=… python -m bench.pages [--times 50] [--only desk/find] [--save F] [--beside F]

Works on the configured database, which must hold the demo city (`bench.million`, or `demo load`),
and starts a web server of its own. The pages follow from the URLconf: an address without parts is
asked for as each of a few accounts, one with parts (case, unit, person …) for samples found in
the database, cases in every stage. `--beside` puts the times of an earlier run, on a smaller city,
next to these. Prints a table in Markdown; addresses for which there is no sample are named below.

p50 and p99 are of one client asking one page after the other, keep-alive, over `--times` rounds in
which all pages take turns. CPU, SQL, blocks and statements are of the same page made in this
process, warm: CPU of Python without PostgreSQL, and what EXPLAIN ANALYZE says of its reading
statements; they depend little on what else the machine does. Compressed is gzip level 6, whether or
not the server did so.
"""

import argparse
import gzip
import http.client
import json
import os
import re
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from bench.visits import PATIENCE, USERS, City, Visit, seats, send

WRITING = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")
SAYING = 20
"""Seconds between two words about how far the run is."""


class Measured(msgspec.Struct, kw_only=True):
    """What a page cost; times in milliseconds."""

    label: str
    user: str
    p50: float
    p99: float
    cpu: float
    sql: float
    blocks: int
    statements: int
    size: int
    packed: int


class Inside(msgspec.Struct, frozen=True, kw_only=True):
    """The page made in this process: its statements, milliseconds of CPU, and what PostgreSQL did
    for those that only read: milliseconds and blocks of 8 kB looked at."""

    statements: int
    cpu: float
    sql: float
    blocks: int


def inside(city: City, visit: Visit) -> Inside:
    """What a page costs when it is warm, whatever else the machine does."""
    from django.db import connection
    from django.test import Client

    from hotline import ledger

    client = Client()
    for name, value in city.cookies[visit.user].items():
        client.cookies[name] = value
    asked: list[tuple[str, Any]] = []

    def remember(execute: Any, text: str, params: Any, *given: Any) -> Any:
        asked.append((text, params))
        return execute(text, params, *given)

    def ask() -> None:
        follow = bool(visit.form)
        client.post(visit.path, visit.form, follow=follow) if follow else client.get(visit.path)

    ask()
    spent = []
    for _ in range(5):
        began = time.process_time()
        ask()
        spent.append((time.process_time() - began) * 1000)
    with ledger.count_statements() as counted, connection.execute_wrapper(remember):
        ask()
    told = [_explained(text, params) for text, params in asked if _only_reads(text)]
    return Inside(
        statements=counted.count,
        cpu=statistics.median(spent),
        sql=sum(one[0] for one in told),
        blocks=sum(one[1] for one in told),
    )


def _only_reads(text: str) -> bool:
    first = text.lstrip()
    with_ = first.startswith("WITH") and not WRITING.search(first)
    return first.startswith("SELECT") or with_


def _explained(text: str, params: Any) -> tuple[float, int]:
    """(milliseconds, blocks) of one statement, planning left out: plans are kept."""
    import psycopg
    from django.db import connection

    best = []
    with psycopg.ClientCursor(connection.connection) as cursor:
        for _ in range(3):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {text}", params)
            [(found,)] = cursor.fetchall()
            plan = found[0]["Plan"]
            blocks = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
            best.append((float(found[0]["Execution Time"]), int(blocks)))
    return min(best)


def _say(text: str) -> None:
    """How far the run is, beside the table: all pages take many minutes."""
    print(text, file=sys.stderr, flush=True)


def measure(city: City, visits: list[Visit], port: int, times: int) -> list[Measured]:
    """All pages in turn, so many times; one that is refused from some time on (look-ups by number
    are counted) is told by the times before."""
    taken: list[list[float]] = [[] for _ in visits]
    bodies = [b""] * len(visits)
    said = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        for number in range(-2, times):
            if time.monotonic() - said > SAYING:
                _say(f"round {number} of {times}")
                said = time.monotonic()
            for at, visit in enumerate(visits):
                status, seconds, body = send(connection, city, visit)
                if status == http.HTTPStatus.OK:
                    bodies[at] = body
                    taken[at].append(seconds * 1000 if number >= 0 else -1)
                elif status != http.HTTPStatus.TOO_MANY_REQUESTS:
                    raise RuntimeError(f"{visit.label} as {visit.user}: {status}")
    _say("what each costs inside")
    return [_one(city, *one) for one in zip(visits, taken, bodies, strict=True)]


def _one(city: City, visit: Visit, taken: list[float], body: bytes) -> Measured:
    cost = inside(city, visit)
    ordered = sorted(one for one in taken if one >= 0)
    return Measured(
        label=visit.label,
        user=visit.user,
        p50=statistics.median(ordered),
        p99=ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        cpu=cost.cpu,
        sql=cost.sql,
        blocks=cost.blocks,
        statements=cost.statements,
        size=len(body),
        packed=len(gzip.compress(body, 6)),
    )


HEADS = ("page", "as", "p50", "p99", "CPU", "SQL", "blocks", "statements", "bytes", "gzip")
BESIDE = ("p50 before", "ratio", "SQL before", "blocks before")


def tell(found: list[Measured], before: list[Measured]) -> None:
    """The table."""
    earlier = {(one.label, one.user): one for one in before}
    heads = HEADS + (BESIDE if before else ())
    print("|", " | ".join(heads), "|")
    print("|" + "---|" * len(heads))
    for one in found:
        cells = [
            f"`{one.label or '/'}`", one.user, f"{one.p50:.1f}", f"{one.p99:.1f}",
            f"{one.cpu:.1f}", f"{one.sql:.1f}", f"{one.blocks:,}", str(one.statements),
            f"{one.size:,}", f"{one.packed:,}",
        ]  # fmt: skip
        if old := earlier.get((one.label, one.user)):
            cells += [f"{old.p50:.1f}", f"{one.p50 / old.p50:.1f}", f"{old.sql:.1f}",
                      f"{old.blocks:,}"]  # fmt: skip
        print("|", " | ".join(cells), "|")


def main() -> None:
    """Prints the table, and what could not be asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--only", nargs="+", default=[""], help="addresses with one of these")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--beside", type=Path)
    options = parser.parse_args()
    from bench.load import web
    from hotline.cli.setup import django_ready
    from hotline.cli.web import collect_static

    django_ready()
    collect_static()
    _say(f"signing in {len(USERS)} people")
    city = City()
    before = options.beside.read_bytes() if options.beside else b"[]"
    load = os.getloadavg()[0]
    with web() as port:
        visits, left = seats(city, port, options.only)
        _say(f"{len(visits)} pages, {options.times} rounds")
        found = measure(city, visits, port, options.times)
    if options.save:
        options.save.write_text(json.dumps(msgspec.to_builtins(found)))
    tell(found, msgspec.json.decode(before, type=list[Measured]))
    worst = max(found, key=lambda one: one.p99)
    heavy = max(found, key=lambda one: one.size)
    print(
        f"\n{len(found)} pages, {options.times} times each, load {load:.1f} to"
        f" {os.getloadavg()[0]:.1f}; slowest p99 {worst.p99:.0f} ms ({worst.label}, {worst.user})"
        f"; heaviest {heavy.size:,} bytes ({heavy.label});"
        f" not asked for: {', '.join(left) or 'none'}"
    )


if __name__ == "__main__":
    main()
