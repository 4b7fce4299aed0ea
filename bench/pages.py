"""Every page of desk, administration and portal over HTTP: times, statements, bytes.

    HOTLINE_STATE=… python -m bench.pages [--times 50] [--save small.json] [--beside small.json]

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
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

USERS = (
    *("dispatcher", "agent", "liaison", "officer", "head", "street", "caller", "supervisor"),
    *("management", "districtreviewer", "reviewer", "sysadmin", "secadmin", "auditadmin"),
)
CITIZEN, VISITOR = "citizen", "visitor"
"""With a case open by number and code, and without."""
SEATS, ADMIN_SEATS = 3, 1
"""As how many accounts a page of the desk, or of the administration, is asked for."""
STAGES = (
    *("registered", "accepted", "handling", "completed", "followed_up", "closed"),
    *("merged", "withdrawn", "sent_back", "handed_over"),
)
ONLY_SENT = re.compile(
    r"sign-out|find/kept|/do/|/show/|inbox/sign|^language|^healthz|progress/leave|progress/supplement"
    r"|progress/remind|^type/|register/caller|^api/"
)
"""Not pages: forms that are only sent, checks of health, other faces."""
FORMS = {
    "desk/find#word": ("desk/find", {"q": "路灯"}),
    "desk/find#two words": ("desk/find", {"q": "路灯 孩子"}),
    "desk/find#phone": ("desk/find", {"q": "{phone}"}),
    "desk/find#number": ("desk/find", {"q": "{number}"}),
    "desk/register/caller": ("desk/register/caller", {"caller_phone": "{phone}"}),
}
QUERIES = (
    "desk/find?stage=handling&sort=promise",
    "desk/find?stage=closed&sort=oldest",
    "desk/find?light=late",
    "desk/find?unit=xidong",
    "desk/find?topic=cg",
    "desk/find?satisfied=not",
)


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One page as one person sees it; with `form` it is sent."""

    label: str
    user: str
    path: str
    form: dict[str, str] = {}


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


class City:
    """The demo city: cookies of its people, and samples for the parts of addresses."""

    def __init__(self) -> None:
        from hotline.demo import place

        self.code = place.plan().code
        self.cookies = {name: self._staff(name) for name in USERS}
        self.samples = self._samples()
        self.cookies |= {CITIZEN: self._citizen(), VISITOR: {}}

    def _staff(self, username: str) -> dict[str, str]:
        from hotline.demo.logins import lines
        from hotline.desk.gate import COOKIE
        from hotline.people.sign_in import Opened, sign_in

        found = re.search(r"password: (\S+)", "\n".join(lines()))
        opened = sign_in(self.code, username, found[1] if found else "")
        if not isinstance(opened, Opened):
            raise RuntimeError(f"{username}: {opened.message}")
        return {COOKIE: opened.secret}

    def _citizen(self) -> dict[str, str]:
        from django.http import HttpResponse

        from hotline.portal.gate import COOKIE, Opened, remember

        response = HttpResponse()
        case = self.samples["case_id"]["completed"]
        remember(response, Opened(self.code, case, fresh=False))
        return {COOKIE: response.cookies[COOKIE].value}

    def ask(self, text: str, *given: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement about this city, which is its first parameter."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(text, [self.code, *given])
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _one(self, text: str, *given: Any) -> Any:
        rows = self.ask(text, *given)
        return rows[0] if rows else None

    def _samples(self) -> dict[str, dict[str, Any]]:
        case = "SELECT id FROM handling_case WHERE city = %s AND stage = %s ORDER BY {} LIMIT 1"
        unit = "AND lead_unit = 'xidong-urban'"
        cases = {}
        for stage in STAGES:
            mine = self._one(case.format("registered_at DESC").replace("ORDER", f"{unit} ORDER"),
                             stage)  # fmt: skip
            found = mine or self._one(case.format("registered_at DESC"), stage)
            if found:
                cases[stage] = found[0]
        request = (
            "SELECT r.case_id || '/' || r.request FROM handling_request r WHERE r.city = %s"
            " AND r.kind = %s AND r.state = 'filed' ORDER BY r.unit <> 'xidong-urban' LIMIT 1"
        )
        row = "SELECT id::text FROM people_user WHERE city = %s AND username = 'officer'"
        seen = "SELECT number, contact FROM handling_case WHERE city = %s AND id = %s"
        number, contact = self._one(seen, cases["completed"])
        phone = "SELECT phone FROM handling_caller WHERE city = %s AND phone <> '' LIMIT 1"
        self.words = {"number": number, "phone": self._one(phone)[0]}
        return {
            "case_id": cases,
            "ruling": {"": (self._one(request, "return") or [None])[0]},
            "approval": {"": (self._one(request, "completion") or [None])[0]},
            "contact": {"": contact},
            "user_id": {"": self._one(row)[0]},
            "unit_id": {"": "xidong-urban"},
            "edition": {"": 2},
            "city": {"": self.code},
        }


def routes() -> Iterator[str]:
    """Every address of the URLconf as it is written there."""
    from django.urls import URLResolver, get_resolver

    def walk(resolver: Any, before: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            text = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, text)
            else:
                yield text

    yield from walk(get_resolver(), "")


def addresses(city: City) -> tuple[list[tuple[str, str]], list[str]]:
    """(label, path) of each page, and addresses that could not be filled in."""
    found: list[tuple[str, str]] = []
    unknown = []
    for route in routes():
        if ONLY_SENT.search(route) or route.startswith("c/<slug"):
            continue
        filled = list(_filled(route, city.samples))
        found += filled
        if not filled:
            unknown.append(route)
    return found + [(query, query) for query in QUERIES], unknown


def _filled(route: str, samples: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    parts = re.findall(r"<(?:\w+:)?(\w+)>", route)
    plain = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route)
    if not parts:
        yield route, route
        return
    wide = "<case_id>/<request_id>"
    name = re.sub(r"s?/.*", "", route.removeprefix("desk/"))
    if wide in plain:
        plain, parts = plain.replace(wide, "<pair>"), ["pair"]
        samples = samples | {"pair": samples.get(name, {})}
    if len(parts) != 1:
        return
    for said, value in samples.get(parts[0], {}).items():
        if value is not None:
            shown = f"{plain} {said}".strip()
            yield shown, plain.replace(f"<{parts[0]}>", str(value))


def seats(city: City, port: int) -> tuple[list[Visit], list[str]]:
    """Who asks for which page: accounts that are let in, each address at least once."""
    visits, refused = [], []
    pages, unknown = addresses(city)
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        for label, path in pages:
            own = USERS if path.startswith("desk") else (CITIZEN, VISITOR)
            most = ADMIN_SEATS if "/admin/" in path else SEATS
            mine: list[Visit] = []
            for user in own:
                visit = Visit(label=label, user=user, path="/" + path)
                if len(mine) < most and _send(connection, city, visit)[0] == 200:
                    mine.append(visit)
            visits += mine
            if not mine:
                refused.append(label)
    for label, (path, form) in FORMS.items():
        filled = {name: value.format(**city.words) for name, value in form.items()}
        visits.append(Visit(label=label, user="agent", path="/" + path, form=filled))
    return visits, unknown + refused


def _send(
    connection: http.client.HTTPConnection, city: City, visit: Visit
) -> tuple[int, float, bytes]:
    """(status, seconds, body)."""
    token = "b" * 32
    cookies = city.cookies[visit.user] | {"csrftoken": token}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": token,
        "Accept-Language": "zh-CN",
    }
    began = time.perf_counter()
    method, body = ("POST", urlencode(visit.form)) if visit.form else ("GET", None)
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, visit.path, body, headers)
    response = connection.getresponse()
    read = response.read()
    if visit.form and response.status in (302, 303):
        connection.request("GET", response.headers["Location"], headers=headers)
        response = connection.getresponse()
        read = response.read()
    return response.status, time.perf_counter() - began, read


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
    told = [_explained(text, params) for text, params in asked if text.startswith("SELECT")]
    return Inside(
        statements=counted.count,
        cpu=statistics.median(spent),
        sql=sum(one[0] for one in told),
        blocks=sum(one[1] for one in told),
    )


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


def measure(city: City, visits: list[Visit], port: int, times: int) -> list[Measured]:
    """All pages in turn, so many times; one that is refused from some time on (look-ups by number
    are counted) is told by the times before."""
    taken: list[list[float]] = [[] for _ in visits]
    bodies = [b""] * len(visits)
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        for number in range(-2, times):
            for at, visit in enumerate(visits):
                status, seconds, body = _send(connection, city, visit)
                if status == http.HTTPStatus.OK:
                    bodies[at] = body
                    taken[at].append(seconds * 1000 if number >= 0 else -1)
                elif status != http.HTTPStatus.TOO_MANY_REQUESTS:
                    raise RuntimeError(f"{visit.label} as {visit.user}: {status}")
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
    parser.add_argument("--save", type=Path)
    parser.add_argument("--beside", type=Path)
    options = parser.parse_args()
    from bench.load import web
    from hotline.cli.setup import django_ready
    from hotline.cli.web import collect_static

    django_ready()
    collect_static()
    city = City()
    before = options.beside.read_bytes() if options.beside else b"[]"
    load = os.getloadavg()[0]
    with web() as port:
        visits, left = seats(city, port)
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
