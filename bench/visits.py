"""Who asks for which page: people of the demo city with their sessions, and every address of the
URLconf filled in with samples found in the database. Used by `bench.pages`.
"""

import http.client
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import msgspec

USERS = (
    *("dispatcher", "agent", "liaison", "officer", "head", "street", "caller", "supervisor"),
    *("management", "districtreviewer", "reviewer", "sysadmin", "secadmin", "auditadmin"),
    *("dutymanager", "leader", "prereviewer", "inspector", "integrator", "editor"),
)
PATIENCE = 60
"""Seconds after which a page that says nothing ends the run, with its address."""
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
        hot = "SELECT id FROM oversight_hot WHERE city = %s ORDER BY last_at DESC LIMIT 1"
        self.words = {"number": number, "phone": self._one(phone)[0]}
        return {
            "case_id": cases,
            "ruling": {"": (self._one(request, "return") or [None])[0]},
            "approval": {"": (self._one(request, "completion") or [None])[0]},
            "contact": {"": contact},
            "user_id": {"": self._one(row)[0]},
            "unit_id": {"": "xidong-urban"},
            "edition": {"": 2},
            "event_id": {"": (self._one(hot) or [None])[0]},
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


def seats(city: City, port: int, only: Sequence[str] = ("",)) -> tuple[list[Visit], list[str]]:
    """Who asks for which page: accounts that are let in, each address at least once. Nothing
    is asked but of addresses with one of `only`: trying all takes minutes on a busy machine."""

    def wanted(label: str) -> bool:
        return any(part in label for part in only)

    visits, refused = [], []
    pages, unknown = addresses(city)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        for label, path in pages:
            if not wanted(label):
                continue
            own = USERS if path.startswith("desk") else (CITIZEN, VISITOR)
            most = ADMIN_SEATS if "/admin/" in path else SEATS
            mine: list[Visit] = []
            for user in own:
                visit = Visit(label=label, user=user, path="/" + path)
                if len(mine) < most and send(connection, city, visit)[0] == 200:
                    mine.append(visit)
            visits += mine
            if not mine:
                refused.append(label)
    for label, (path, form) in FORMS.items():
        if not wanted(label):
            continue
        filled = {name: value.format(**city.words) for name, value in form.items()}
        visits.append(Visit(label=label, user="agent", path="/" + path, form=filled))
    return visits, [one for one in unknown if wanted(one)] + refused


def send(
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
    try:
        response = connection.getresponse()
    except TimeoutError as error:
        raise RuntimeError(f"{visit.path} as {visit.user}: nothing in {PATIENCE} s") from error
    read = response.read()
    if visit.form and response.status in (302, 303):
        connection.request("GET", response.headers["Location"], headers=headers)
        response = connection.getresponse()
        read = response.read()
    return response.status, time.perf_counter() - began, read
