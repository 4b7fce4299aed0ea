"""300 open pages that keep themselves current: what that costs the desk, and how soon they show.

    python -m bench live      (options: HOTLINE_BENCH_PAGES, default 300; HOTLINE_BENCH_SECONDS)

Each page is an HTTP client with a session of its own that does what `live.js` does: a poll every
4.5 seconds, and where its list's mark changed the page itself once more. Meanwhile somebody
registers a case every two seconds, and one person works: lists and case pages, four a second. The
phases without and with the 300 take turns, and their times are compared in one run. The open pages
live in a process of their own on the same cores, and are counted as everything else is.

Printed: p50 and p99 of the working person's pages without and with the 300, and the ratio;
statements of a poll; polls a second, how many were 304; and the time from a case's commit to the
answer in which an open page of the same list shows it.
"""

import asyncio
import http.client
import json
import multiprocessing
import os
import queue
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from bench import load

PAGES = int(os.environ.get("HOTLINE_BENCH_PAGES", "300"))
SECONDS = float(os.environ.get("HOTLINE_BENCH_SECONDS", "20"))
CASES = os.environ.get("HOTLINE_BENCH_CASES", "300")
EVERY, ROUNDS, WORK, CHANGE = 4.5, 2, 0.25, 2.0
OPEN = (
    ("teamleader", "triage", 3), ("prereviewer", "triage", 2), ("agent", "register", 4),
    ("dispatcher", "dispatch", 2), ("caller", "follow-up", 1), ("supervisor", "watch", 1),
    ("liaison", "inbox", 3), ("officer", "inbox", 4), ("head", "approvals", 2),
    ("street", "inbox", 4), ("officer", "case", 3), ("dutymanager", "duty", 1),
)  # fmt: skip
"""Who has which page open, and in which proportion."""
WORKED = (
    ("liaison", "inbox"),
    ("dispatcher", "dispatch"),
    ("teamleader", "triage"),
    ("officer", "case"),
)
MARK = re.compile(r'data-mark="([^"]*)"')
LIST = re.compile(r'data-queue="([^"]*)" data-tabs="([^"]*)"')
CASE = re.compile(r'data-case="([^"]*)"')
ROW = re.compile(r'data-row="([0-9a-f-]{36})')


class Tab(msgspec.Struct, kw_only=True):
    """One open page: whose, where, and what it knows."""

    cookie: str
    path: str
    query: dict[str, str] = {}
    seen: set[str] = set()


class Tally(msgspec.Struct, kw_only=True):
    """What open pages did: polls, 304, pages fetched again, faults, and (case, moment shown)."""

    polls: int = 0
    same: int = 0
    fetched: int = 0
    faults: int = 0
    shown: list[tuple[str, float]] = []


# --- the open pages, in a process of their own ---------------------------------------------------


class Line:
    """A keep-alive connection that asks one thing after the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: Any = None

    async def get(self, path: str, cookie: str, *more: str) -> tuple[int, str]:
        """(status, body)."""
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookie}", *more, "", "")
        self.writer.write("\r\n".join(head).encode())
        answer = await self.reader.readuntil(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        body = await self.reader.readexactly(int(found[1]) if found else 0)
        return int(answer.split(b" ", 2)[1]), body.decode()


async def _open(tab: Tab, port: int, tally: Tally, until: float) -> None:
    """One page from its opening to the end: `live.js` without a screen."""
    line = Line(port)
    await asyncio.sleep(random.uniform(0, EVERY))
    try:
        mark = await _fetch(tab, line, tally, first=True)
        while time.time() < until:
            await asyncio.sleep(EVERY)
            query = urlencode({"since": mark, **tab.query})
            status, body = await line.get(f"/desk/live?{query}", tab.cookie)
            tally.polls += 1
            tally.same += status == 304
            if status == 200:
                before, mark = mark, json.loads(body)["mark"]
                moved = before.partition(".")[2] != mark.partition(".")[2]
                if "tabs" in tab.query and moved:
                    await _fetch(tab, line, tally)
    except (OSError, ValueError, asyncio.IncompleteReadError):
        tally.faults += 1


async def _fetch(tab: Tab, line: Line, tally: Tally, *, first: bool = False) -> str:
    """The page itself; new lines on it are shown from now on."""
    status, body = await line.get(tab.path, tab.cookie, "X-Live: 1")
    if status != 200:
        raise ValueError(f"{tab.path}: {status}")
    now = time.time()
    tally.fetched += not first
    rows = set(ROW.findall(body))
    tally.shown += [] if first else [(case, now) for case in rows - tab.seen]
    tab.seen = tab.seen | rows
    if lists := LIST.search(body):
        tab.query = {"list": lists[1], "tabs": lists[2]}
    elif cases := CASE.search(body):
        tab.query = {"list": "none", "case": cases[1]}
    else:
        tab.query = {"list": "none"}
    found = MARK.search(body)
    return found[1] if found else ""


def _crowd(tabs: Sequence[Tab], port: int, until: float, told: Any) -> None:
    """All open pages until that moment; what they did goes into the queue."""
    tally = Tally()

    async def everybody() -> None:
        await asyncio.gather(*(_open(tab, port, tally, until) for tab in tabs))

    asyncio.run(everybody())
    told.put(msgspec.to_builtins(tally))


# --- the one who works, and the one who changes --------------------------------------------------


def _work(port: int, tabs: Sequence[Tab], seconds: float) -> list[float]:
    """Milliseconds of pages asked for at a steady pace; a page counts from when it was due."""
    asking = http.client.HTTPConnection("127.0.0.1", port)
    taken, begun = [], time.perf_counter()
    for n in range(int(seconds / WORK)):
        due = begun + n * WORK
        time.sleep(max(0.0, due - time.perf_counter()))
        tab = tabs[n % len(tabs)]
        asking.request("GET", tab.path, headers={"Cookie": tab.cookie})
        answer = asking.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{tab.path}: {answer.status}")
        taken.append((time.perf_counter() - due) * 1000)
    return taken


def _changing(stop: threading.Event, made: dict[str, float]) -> None:
    """`_change` in a thread, which gives its connection back."""
    from django.db import connection

    try:
        _change(stop, made)
    finally:
        connection.close()


def _change(stop: threading.Event, made: dict[str, float]) -> None:
    """A call with one matter every two seconds, waiting for the front desk."""
    from hotline.demo import people, place
    from hotline.handling import actions
    from hotline.rules.case import commands as c
    from hotline.rules.refusal import Refusal
    from hotline.rules.words import Channel, Kind

    by = people.staff(place.plan().code).named("agent4")
    matter = c.Matter(kind=Kind.HELP, title="路灯不亮", text="路灯坏了三天。")
    while not stop.wait(CHANGE):
        call = c.RegisterContact(
            channel=Channel.PHONE, matters=(matter,), caller_phone="13800138000"
        )
        done = actions.register(by, call)
        if isinstance(done, Refusal):
            raise RuntimeError(done.message)
        answer: Any = done.answer
        made[answer["cases"][0]["case"]] = time.time()


# --- the run ------------------------------------------------------------------------------------


def _tabs() -> Iterator[tuple[str, str]]:
    """(account, place) of every open page, in the proportions of OPEN."""
    round_ = [(who, where) for who, where, share in OPEN for _ in range(share)]
    for n in range(PAGES):
        yield round_[n % len(round_)]


def _signed(pairs: Sequence[tuple[str, str]], case: str) -> list[Tab]:
    """Each with a session of its own."""
    opened = {who: _sign_in(who) for who in {who for who, _ in pairs}}
    tabs = []
    for n, (who, where) in enumerate(pairs):
        path = f"/desk/cases/{case}" if where == "case" else f"/desk/{where}"
        tabs.append(Tab(cookie=_again(opened[who], n), path=path))
    return tabs


def _sign_in(who: str) -> str:
    """The secret of a session."""
    from hotline.demo import place
    from hotline.demo.logins import lines
    from hotline.people.sign_in import Opened, sign_in

    found = re.search(r"password: (\S+)", "\n".join(lines()))
    opened = sign_in(place.plan().code, who, found[1] if found else "")
    if not isinstance(opened, Opened):
        raise RuntimeError(f"{who}: {opened.message}")
    return opened.secret


def _again(secret: str, n: int) -> str:
    """The cookie of one more session like that one: 300 passwords would take half a minute."""
    from django.db import connection

    from hotline.desk.gate import COOKIE
    from hotline.people.authentication import digest

    own = f"{secret}-{n}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_session LIMIT 0")
        names = [column.name for column in cursor.description or ()]
        given = ", ".join("%(own)s" if name == "digest" else name for name in names)
        copied = f"INSERT INTO people_session SELECT {given} FROM people_session"
        cursor.execute(
            copied + " WHERE digest = %(held)s", {"own": digest(own), "held": digest(secret)}
        )
    return f"{COOKIE}={own}"


def _a_case() -> str:
    """A case in handling that the officer sees."""
    from hotline.demo import people, place
    from hotline.handling.queries import reader
    from hotline.handling.queues import queries as queues

    who = reader(people.staff(place.plan().code).named("officer").actor)
    return str(queues.listed(who, "inbox").lines[0].case.id)


def _statements(tab: Tab) -> int:
    """Of one poll, the session's own included."""
    from django.test import Client

    from hotline import ledger

    name, _, secret = tab.cookie.partition("=")
    client = Client()
    client.cookies[name] = secret
    path = "/desk/live?since=&list=inbox&tabs=inbox,sign,handling"
    client.get(path)
    with ledger.count_statements() as counted:
        client.get(path)
    return counted.count


def _phase(port: int, tabs: Sequence[Tab], worked: Sequence[Tab], made: dict[str, float]) -> Any:
    """One phase: (milliseconds of the work, what the open pages did or None)."""
    stop, told = threading.Event(), multiprocessing.Queue()  # type: ignore[var-annotated]
    changing = threading.Thread(target=_changing, args=(stop, made), daemon=True)
    crowd = multiprocessing.get_context("spawn")
    told = crowd.Queue()
    until = time.time() + SECONDS + 2 * EVERY
    people = crowd.Process(target=_crowd, args=(list(tabs), port, until, told))
    if tabs:
        people.start()
        time.sleep(EVERY + 3)  # all have opened their page
    changing.start()
    taken = _work(port, worked, SECONDS)
    stop.set()
    changing.join()
    if not tabs:
        return taken, None
    try:
        tally = msgspec.convert(told.get(timeout=SECONDS + 60), Tally)
    except queue.Empty:
        raise RuntimeError("the open pages did not end") from None
    people.join()
    return taken, tally


def _told(name: str, taken: Sequence[float]) -> tuple[float, float]:
    p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    print(f"{name:<22}{len(taken):>6} pages   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms", flush=True)
    return p50, p99


def main() -> None:
    """Prints the comparison."""
    load_city = [sys.executable, "-m", "hotline.cli", "demo", "load", "--cases", CASES]
    subprocess.run(load_city, check=True, stdout=subprocess.DEVNULL)
    from hotline.cli.setup import django_ready

    django_ready()
    case = _a_case()
    tabs, worked = _signed(list(_tabs()), case), _signed(WORKED, case)
    print(f"statements of a poll: {_statements(worked[0])}", flush=True)
    quiet: list[float] = []
    busy: list[float] = []
    crowd, made = Tally(), dict[str, float]()
    with load.web() as port:
        _work(port, worked, 3)  # what a process learns once is not a page's cost
        for _ in range(ROUNDS):
            quiet += _phase(port, (), worked, made)[0]
            taken, tally = _phase(port, tabs, worked, made)
            busy += taken
            for name in ("polls", "same", "fetched", "faults"):
                setattr(crowd, name, getattr(crowd, name) + getattr(tally, name))
            crowd.shown = crowd.shown + tally.shown
    before = _told("nobody else", quiet)
    after = _told(f"{PAGES} open pages", busy)
    print(f"ratio p50 {after[0] / before[0]:.2f}, p99 {after[1] / before[1]:.2f}")
    seconds = ROUNDS * (SECONDS + 2 * EVERY)
    print(
        f"{crowd.polls / seconds:.0f} polls/s, {100 * crowd.same / max(1, crowd.polls):.0f} % 304,"
        f" {crowd.fetched / seconds:.1f} lists/s fetched again, {crowd.faults} faults"
    )
    waits = sorted(at - made[case] for case, at in crowd.shown if case in made and at > made[case])
    if waits:
        p99 = waits[int(0.99 * (len(waits) - 1))]
        print(
            f"a new case is shown after p50 {statistics.median(waits):.1f} s, p99 {p99:.1f} s,"
            f" at most {waits[-1]:.1f} s ({len(waits)} showings of {len(made)} cases)"
        )


if __name__ == "__main__":
    main()
