"""An export of many cases whose courier is killed half-way: what the next one makes of it.

    make bench ARGS="exports"            20,000 contacts; HOTLINE_BENCH_CASES for more

A city lived through by pure rules and written in bulk (`histories`), its events sequenced, then one
export of all its cases with a personal column. The courier that makes it is killed (SIGKILL) when
half the rows are done; another is started at once and gets the export when the lease has run out.
Told: rows a second, peak memory, and whether the file holds each case exactly once.
"""

import io
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.million import LIVES, SEED, YEARS, _portion

CASES = int(os.environ.get("HOTLINE_BENCH_CASES", "20000"))
NUMBER = re.compile(r"\b\d{6}-\d{7}-\d\b")
PATIENCE = 1800.0
"""Seconds for one courier."""


def main() -> None:
    """Fills, exports, kills, and reads the file back."""
    from hotline.cli.setup import django_ready

    django_ready()
    _fill()
    from hotline.demo import people, place
    from hotline.handling.queries import reader

    who = reader(people.staff(place.plan().code).named("management").actor)
    wanted, export = _ask(who)
    print(f"{len(wanted):,} cases asked for", flush=True)
    first = _courier()
    began = time.monotonic()
    row = _until(who, export, lambda row: row.done * 2 >= len(wanted), began)
    half, took, peak = row.done, time.monotonic() - began, _peak(first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    print(f"killed at {half:,} rows after {took:.1f} s, peak {peak} MB", flush=True)
    second, killed = _courier(), time.monotonic()
    _until(who, export, lambda row: row.tries == 2, killed)
    taken = time.monotonic()
    print(f"taken over after {taken - killed:.0f} s (lease of a minute)", flush=True)
    row = _until(who, export, lambda row: row.state == "ready", taken)
    took, peak = time.monotonic() - taken, _peak(second)
    second.terminate()
    second.wait()
    rate = len(wanted) / took
    print(
        f"made in {took:.1f} s: {rate:,.0f} rows/s, peak {peak} MB, {row.size / 1e6:.1f} MB of file"
    )
    _check(row, wanted)


def _fill() -> None:
    """The city as of three years ago, its cases, and every event in its place."""
    from hotline import ledger
    from hotline.demo import founding, logins, place

    until = ledger.clock.now()
    with ledger.clock.at(until - YEARS - timedelta(days=2)):
        founding.found(place.plan().code, SEED)
        logins.give_passwords(place.plan().code)
    for number in range(-(-CASES // LIVES)):
        _portion((number, CASES, until))
    while ledger.sequence_once():
        pass


def _ask(who: Any) -> tuple[set[str], Any]:
    """(numbers of the cases, id of the export) of everything this reader may take out."""
    import msgspec
    from django.db import connection

    from hotline import ledger
    from hotline.desk import exports
    from hotline.desk.taking_out import Order
    from hotline.handling.exports import jobs
    from hotline.handling.search import queries as search
    from hotline.handling.search.asked import Asked

    asked, export = Asked(), ledger.uuid7(ledger.clock.wall())
    ids = list(search.ids(who, asked, exports.MOST))
    question = exports.Asking(
        order=Order(asked=asked, ticked=("name",), purpose="压测"),
        username="management",
        language="zh-hans",
    )
    sealed = exports.seal(export, msgspec.json.encode(question), -1)
    refusal = jobs.ask(who.actor, sealed, id=export, about="", total=len(ids))
    assert refusal is None, refusal
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM handling_case WHERE id = ANY(%s)", [ids])
        return {number for (number,) in cursor.fetchall()}, export


def _courier() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "hotline.cli", "courier"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _until(who: Any, export: Any, done: Any, began: float) -> Any:
    """The export's row when it is as far as that; fails when it never comes."""
    from hotline.handling.exports import queries as kept

    while time.monotonic() - began < PATIENCE:
        row = kept.one(who, export)
        assert row is not None and row.state != "failed", row
        if done(row):
            return row
        time.sleep(0.1)
    raise TimeoutError(f"export {export} did not come so far")


def _peak(process: "subprocess.Popen[bytes]") -> int:
    """The most memory it ever held, in MB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
    return int(found[1]) // 1000 if found else 0


def _check(row: Any, wanted: set[str]) -> None:
    """Each case exactly once: no row lost with the first courier, none doubled by the second."""
    from hotline.desk import exports
    from hotline.handling.exports import queries as kept

    body = b"".join(exports.unseal(row.id, sealed, n) for n, sealed in enumerate(kept.parts(row)))
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        names = [name for name in packed.namelist() if "sheet" in name.lower()]
        text = "".join(packed.read(name).decode() for name in names)
        rows = NUMBER.findall(text)
    assert sorted(rows) == sorted(wanted), (len(rows), len(set(rows)), len(wanted))
    print(f"{len(rows):,} rows, {len(set(rows)):,} different cases, none lost, none doubled")


if __name__ == "__main__":
    main()
