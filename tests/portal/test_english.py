"""The portal in English says nothing in Chinese but data: names, what was told, what was typed."""

from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from hotline.web.language import COOKIE, ENGLISH
from tests.desk.test_english import data, left
from tests.fixtures.people import City, done
from tests.handling.steps import complete, register
from tests.portal.visitor import ANSWER, INTERNAL, TYPED, Visitor


def test_no_page_in_english_speaks_chinese(city: City) -> None:
    citizen = Visitor(city)
    citizen.client.cookies[COOKIE] = ENGLISH
    lines = [TYPED["text"].replace("\r\n", "\n"), *TYPED["text"].split("\r\n"), ANSWER, INTERNAL]
    known = sorted({*data(city, {}), *lines, *TYPED.values()}, key=len, reverse=True)
    found = {where: left(citizen.get(where), known) for where in ("", "report/", "progress/")}
    found["report refused"] = left(citizen.post("report/", {"phone": "12"}), known)
    found["slip"] = left(citizen.post("progress/", {"number": "1", "code": "x"}), known)
    row = citizen.report()
    found["done"] = left(citizen.get("report/done/"), known)
    for where in ("progress/case/", "progress/withdraw/"):
        found[where] = left(citizen.get(where), known)
    citizen.post("progress/supplement/", {"text": "路灯", "key": "a"})
    citizen.post("progress/remind/", {"words": "路灯", "key": "b"})
    done(actions.perform(city.by(Role.AGENT), str(row.id), c.Accept()))
    found["accepted"] = left(citizen.get("progress/case/?done=remind"), [*known, "路灯"])
    [case] = register(city)
    complete(city, case)
    other = CaseRow.objects.get(id=case)
    code = actions.query_code(city.code, str(other.contact))
    citizen.post("progress/leave/")
    citizen.post("progress/", {"number": other.number, "code": code})
    for where in ("progress/case/", "progress/rate/"):
        found[where + " complete"] = left(citizen.get(where), known)
    found["rating refused"] = left(citizen.post("progress/rate/", {"solved": "not"}), known)
    found["missing"] = left(citizen.get("nowhere/"), known)
    assert {name: texts for name, texts in found.items() if texts} == {}
