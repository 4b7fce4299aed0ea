"""A page of the desk in English says nothing in Chinese but data: names, what was told, sources.

What is data is known: the city's reference data and what the steps of these tests typed. It is
taken off the page; what Chinese is left is a text of ours that English did not reach.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec
import pytest
from django.http import HttpResponse

from hotline import ledger
from hotline.dispatching.importing import DUTY_COLUMNS, ENTRY_COLUMNS
from hotline.handling.streams import case_ref
from hotline.people.cover import Cover, shown
from hotline.people.models import CityRow
from hotline.people.queries import users
from hotline.rules.context import World
from hotline.rules.text import plain
from hotline.rules.words import Role
from hotline.web.language import COOKIE, ENGLISH
from tests.desk import test_statements as queues
from tests.desk.admin import test_pages as administration
from tests.desk.seat import Seat
from tests.fixtures.people import City
from tests.handling import steps
from tests.handling.imports.files import HEADINGS, orders

pytestmark = pytest.mark.repeats

CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]+")
LEFT_IN_CHINESE = re.compile(
    r"(?s)<(script|style|datalist|textarea)\b.*?</\1>"
    r"|<(article|ul)\b[^>]* lang=\"zh-Hans\">.*?</\2>|lang=\"zh-Hans\">[^<]*"
)
READ_ALOUD = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-[a-z-]+)="([^"]*)"')
TYPED = (
    steps.NAME, steps.WORDS, steps.REPLY.internal_record, steps.REPLY.public_answer,
    "烧烤摊占道经营", "和平路12号", "不是我们", "第0步", "第0处", "某0",
    "对接0", "第0里", "1 个", "测试",
    shown(steps.NAME, "name", Cover.ON_CLICK), ",".join(ENTRY_COLUMNS), ",".join(DUTY_COLUMNS),
    "“独”", "三次辱骂", "油烟", "占道", "排查", "错时", "填写：", "模板",
)  # fmt: skip
IMPORTED = (
    "历史工单.csv",
    "系统0",
    "片0",
    *HEADINGS,
    *(text for one in orders() for text in one.values()),
)
"""What a file of another system says, on the pages of imports only: much of it is as we say it."""
OTHERS = ("contact", "person", "import")
"""What the pages know by an id and is no case."""
MORE = {
    "duty": (Role.DUTY_MANAGER, "/desk/duty"),
    "overview": (Role.LEADER, "/desk/overview"),
    "reading": (Role.ASSESSOR, "/desk/reading"),
    "no permission": (Role.OFFICER, "/desk/admin/people"),
    "no such case": (Role.OFFICER, "/desk/cases/00000000-0000-7000-8000-000000000000"),
    "password": (Role.OFFICER, "/desk/password"),
}
REFUSED = {
    "register": (Role.DISPATCHER, "/desk/register", {"nature": "matter", "matter": "0"}),
    "return": (Role.LIAISON, "/desk/cases/{handled}/do/FileReturn", {"leg": "L1"}),
    "ruling": (Role.DISPATCHER, "/desk/rulings/{returned}/R1", {"command": "RuleReturn"}),
    "outcome": (Role.FOLLOW_UP_CALLER, "/desk/follow-up/{completed}", {"command": "RecordOutcome"}),
    "search": (Role.DISPATCHER, "/desk/find", {"q": "独"}),
    "export": (Role.DISPATCHER, "/desk/find/export", {"personal": "phone", "stage": "handling"}),
    "unit": (Role.SYSTEM_ADMIN, "/desk/admin/units", {"do": "unit-add", "name": ""}),
    "entry": (
        Role.DISPATCHER,
        "/desk/admin/directory/edition?edition=2030-1",
        {"do": "entry-put", "id": "9", "topic": "x", "effective_from": "x"},
    ),
    "limit": (Role.MANAGEMENT, "/desk/admin/limits?start=x", None),
    "log": (Role.AUDIT_ADMIN, "/desk/admin/access?since=x&number=x", None),
}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from _strings(key)
            yield from _strings(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _strings(held)


def data(city: City, known: dict[str, str]) -> list[str]:
    """Every text of the page that is not ours, the longest first."""
    found = {*CityRow.objects.values_list("name", flat=True), *TYPED}
    cases = [case_ref(city.code, one) for name, one in known.items() if name not in OTHERS]
    told = [one.event for case in cases for one in ledger.read(case)]
    for part in (*_parts(city.world()), *told):
        found |= set(_strings(msgspec.to_builtins(part, enc_hook=plain, str_keys=True)))
    found |= {user.name for user in users(city.actor(Role.SYSTEM_ADMIN))}
    return sorted((one for one in found if CHINESE.search(one)), key=len, reverse=True)


def _parts(world: World) -> Iterator[Any]:
    yield from (dict(world.topics), dict(world.areas), list(world.units.units.values()))
    yield from world.directory.entries
    yield from world.directory.duties
    yield from world.editions.books


def left(response: HttpResponse, known: list[str]) -> list[str]:
    """The Chinese of a page that is no data."""
    body = LEFT_IN_CHINESE.sub(" ", _sheet(response) if response.streaming else response.text)
    text = unescape(" ".join([re.sub(r"<[^>]+>", " ", body), *READ_ALOUD.findall(body)]))
    for one in known:
        text = text.replace(one, " ")
    return sorted(set(CHINESE.findall(text)))


def _sheet(response: Any) -> str:
    """What a workbook says: its cells, titles and headers, as XML."""
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as book:
        response.close()
        return " ".join(book.read(name).decode() for name in book.namelist() if "xml" in name)


def seat(city: City, role: Role) -> Seat:
    """Somebody who chose English."""
    taken = Seat(city.user(role))
    taken.client.cookies[COOKIE] = ENGLISH
    return taken


@pytest.mark.slow
def test_no_page_in_english_speaks_chinese(city: City) -> None:
    known = queues._furnish(city, 1) | administration._furnish(city, 1)
    pages = queues.PAGES | administration.PAGES | MORE
    seats = {role: seat(city, role) for role in Role if role in {one for one, _ in pages.values()}}
    words, found = data(city, known), {}
    for name, (role, address) in pages.items():
        method, _, path = address.rpartition(" ")
        path, form = path.format(**known), {"caller_phone": steps.PHONE, "q": steps.PHONE}
        response = seats[role].post(path, form) if method else seats[role].get(path)
        more = IMPORTED if name.startswith("import") else ()
        found[name] = left(response, sorted((*words, *more), key=len, reverse=True))
    for name, (role, path, form) in REFUSED.items():
        path = path.format(**known)
        response = seats[role].get(path) if form is None else seats[role].post(path, form)
        assert response.status_code >= 400, name
        found[f"{name} refused"] = left(response, words)
    assert {name: texts for name, texts in found.items() if texts} == {}
