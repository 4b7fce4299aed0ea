"""What people read are words, never keys of the program: no snake_case, no value of a list of
terms, no name of a class, on any page, in its labels and hints, for whoever may open it."""

import re
from collections.abc import Collection, Iterator
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import resolve

from hotline.desk.gate import MAY
from hotline.rules.words import Role, Term
from hotline.web.permission import permission_of
from tests.desk.seat import Seat
from tests.fixtures.people import City
from tests.web import test_every_page as every

pytestmark = pytest.mark.repeats

_LEFT_OUT = re.compile(r"(?s)<(script|style|datalist|template|textarea|code|kbd)\b.*?</\1>")
_SAID = re.compile(r'\b(?:title|aria-label|placeholder|alt)="([^"]*)"')
_RAW = re.compile(r"(?<![\w/.@-])[A-Za-z]+(?:_[a-z0-9]+)+(?![\w/.@-])")
_CLASS = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b")
_WORD = re.compile(r"(?<![\w/.@-])[a-z_]{3,}(?![\w/.@-])")
RIGHT = {
    "effective_from": "the key to change in the text of a rulebook, on the page where it is typed",
    "edition": "the same",
    "unit_id": "a field of the API",
    "city": "a variable in the text of a notice, on the page where it is typed",
    **dict.fromkeys(("due", "link", "number", "thing"), "others of those variables"),
    "import": "a word of the command that the page names for large files",
    "hotline": "the command itself, where a page names it",
    "model": "a word of the command that retrains, named on the page of models",
}
"""Keys that people are rightly shown, and why."""


def _values(base: type[Term] = Term) -> Iterator[str]:
    for one in base.__subclasses__():
        if one is not Role:  # accounts of the small city are named by their roles
            yield from (str(term.value) for term in one)
        yield from _values(one)


KEYS = {value for value in _values() if re.fullmatch("[a-z_]{3,}", value)} - RIGHT.keys()


def raw(response: HttpResponse, names: set[str]) -> list[str]:
    """Keys among the words of the page; `names` are of accounts, units and so on."""
    body = _LEFT_OUT.sub(" ", response.content.decode())
    said = " ".join(_SAID.findall(body))
    text = unescape(f"{re.sub(r'<[^>]+>', ' ', body)} {said}")
    found = {one for one in _WORD.findall(text) if one in KEYS}
    found |= {*_RAW.findall(text), *_CLASS.findall(text)}
    return sorted(found - names - RIGHT.keys())


def test_keys_are_told_from_words() -> None:
    told = '<p title="leg_state">办理中 handling ReportFiled cg/lj <code>close</code> ok</p>'
    assert raw(HttpResponse(told), set()) == ["ReportFiled", "handling", "leg_state"]
    assert raw(HttpResponse("<p>unit_head 承办单位负责人</p>"), {"unit_head"}) == []


@pytest.mark.slow
def test_no_page_shows_a_key_to_anybody(city: City) -> None:
    known = every.furnish(city)
    seats = {role: Seat(city.user(role)) for role in Role if role not in _NOBODY}
    names = {one.account.username for one in seats.values()} | {"urban"}
    wrong, opened = [], set()
    for name, (own, how) in every.DESK.items():
        path, _, sent = how.format(**known).partition(" post ")
        for role in {own} if sent else _readers(path):
            if role not in seats:
                continue
            page = _open(seats[role], path, sent)
            if page.status_code != 302:
                opened.add(name)
                wrong += [(name, role.value, one) for one in raw(page, names)]
    assert not wrong
    assert every.DESK.keys() - opened <= {"sign-in", "exported"}, "these were not looked at"


_NOBODY = {Role.CITIZEN, Role.CLOCK}


def _readers(path: str) -> Collection[Role]:
    """Who may open the page at all; whoever may not gets one page for all."""
    view = resolve("/desk/" + path.partition("?")[0]).func
    return sorted(MAY.get(permission_of(view) or "", frozenset()))


def _open(seat: Seat, path: str, sent: str) -> HttpResponse:
    if not sent:
        return seat.get(f"/desk/{path}")
    to, *fields = sent.split(" ")
    found = seat.post(f"/desk/{to}", dict(one.split("=", 1) for one in fields))
    return seat.get(found["Location"]) if found.status_code == 302 else found
