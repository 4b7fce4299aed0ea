"""A citizen with a browser: a test client at the portal of the small city."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from hotline.handling import actions, queries
from hotline.handling.models import CaseRow
from hotline.rules.case import commands as c
from hotline.rules.words import Channel, Kind, Role, Solved, Truth
from tests.fixtures.people import City, done

TYPED = {
    "kind": "help",
    "text": "和平路路灯不亮，\r\n孩子放学很危险。",
    "area": "dong/heping",
    "address": "和平路12号",
    "phone": "１３８ 0013 8000",
    "name": "王建国",
    "key": "k1",
}
INTERNAL, ANSWER = "内部：电缆被盗，已报案", "路灯已修复，给您添麻烦了。"


class Visitor:
    """`get` and `post` take addresses within the city's portal."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.client = Client()
        self.base = f"/c/{city.code}/"

    def get(self, where: str) -> HttpResponse:
        """A page."""
        return self.client.get(self.base + where)  # type: ignore[no-any-return]

    def post(self, where: str, data: dict[str, Any] | None = None) -> HttpResponse:
        """A form sent."""
        return self.client.post(self.base + where, data or {})  # type: ignore[no-any-return]

    def text(self, where: str) -> str:
        """The words of a page that must be there."""
        response = self.get(where)
        assert response.status_code == 200, (where, response.status_code)
        return words(response)

    def report(self, **changed: str) -> CaseRow:
        """Writes to the hotline; the case it became."""
        response = self.post("report/", TYPED | changed)
        assert response.status_code == 303, words(response)
        return CaseRow.objects.get(id=self.opened()["case"])

    def opened(self) -> dict[str, Any]:
        """What the cookie says."""
        from django.core import signing

        said = signing.loads(self.client.cookies["hotline_case"].value, salt="portal.case")
        assert isinstance(said, dict)
        return said

    def enter(self, case: str) -> None:
        """Number and code."""
        row = CaseRow.objects.get(id=case)
        code = actions.query_code(self.city.code, str(row.contact))
        response = self.post("progress/", {"number": row.number, "code": code})
        assert response.status_code == 303, words(response)


def words(response: HttpResponse) -> str:
    """Visible text and what stands in fields, without marks and runs of spaces."""
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def call(city: City, **more: Any) -> str:
    """A case by phone, dispatched to the city's urban bureau."""
    values: dict[str, Any] = {
        "kind": Kind.COMPLAINT,
        "topic": "cg/zd",
        "area": "dong/heping",
        "title": "烧烤摊占道",
        "text": "每晚有烧烤摊占道。",
        "triage": c.Accept(),
        "dispatch": True,
    }
    command = c.RegisterContact(
        channel=Channel.PHONE,
        matters=(c.Matter(**{**values, **more}),),
        caller_name="李秀英",
        caller_phone="13900139000",
    )
    outcome = done(actions.register(city.by(Role.DISPATCHER), command))
    case: str = outcome.answer["cases"][0]["case"]
    return case


def reply(city: City, case: str) -> None:
    """The unit signs and answers; its head has not approved yet."""
    officer = city.by(Role.OFFICER)
    done(actions.perform(officer, case, c.Sign(leg="L1")))
    done(actions.perform(officer, case, c.RecordFirstContact(leg="L1", number="13900139000")))
    command = c.Reply(
        leg="L1",
        truth=Truth.TRUE,
        solved=Solved.SOLVED,
        internal_record=INTERNAL,
        public_answer=ANSWER,
    )
    done(actions.perform(officer, case, command))


def approve(city: City, case: str) -> None:
    """The head approves: completed."""
    done(actions.perform(city.by(Role.UNIT_HEAD), case, c.ApproveCompletion(request="R1")))


def complete(city: City, case: str) -> None:
    """Answered and approved."""
    reply(city, case)
    approve(city, case)
    assert queries.public_answer(city.code, case) == ANSWER
