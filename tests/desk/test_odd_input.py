"""Anything may be sent to any address of the desk: the answer is words, never a fault."""

from itertools import cycle

import pytest
from django.http import QueryDict

from hotline.desk.forms import _fields
from hotline.rules.case import commands as c
from hotline.rules.case.table import BY_COMMAND, EDGES
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.handling.steps import register

pytestmark = pytest.mark.repeats

ODD = (
    "",
    " ",
    "0",
    "true",
    "L1",
    "R1",
    "长" * 10_001,
    "🀄️\u202e\u0300",
    "260213-0000001-8",
    "'\"<&>",
)
ASKING = (Role.DISPATCHER, Role.UNIT_HEAD, Role.TEAM_LEADER, Role.FOLLOW_UP_CALLER)
LISTS = (
    (Role.OFFICER, "/desk/inbox"),
    (Role.DISPATCHER, "/desk/dispatch"),
    (Role.DISPATCHER, "/desk/rulings"),
    (Role.FOLLOW_UP_CALLER, "/desk/follow-up"),
    (Role.SUPERVISOR, "/desk/watch"),
)
KINDS = [edge.command for edge in EDGES if edge.subject != "new"]


@pytest.mark.slow
def test_every_command_answers_odd_values_with_words(city: City) -> None:
    seats = {role: Seat(city.user(role)) for role in (*ASKING, Role.OFFICER)}
    wrong = []
    for kind in KINDS:
        [case] = register(city)
        role = next((role for role in ASKING if role in BY_COMMAND[kind].roles), Role.OFFICER)
        for turn in range(0, len(ODD), 3):
            values = (*ODD[turn:], *ODD[:turn])  # each field has another value each turn
            form = {
                field.name: one for field, one in zip(_fields(kind), cycle(values), strict=False)
            }
            response = seats[role].post(f"/desk/cases/{case}/do/{kind.__name__}", form)
            if response.status_code not in (302, 403, 404, 409, 422):
                wrong.append((kind.__name__, turn, response.status_code))
    assert not wrong


def test_the_intake_answers_odd_values_with_words(city: City) -> None:
    seat = Seat(city.user(Role.TEAM_LEADER))
    names = [f"m0-{field.name}" for field in _fields(c.Matter)]
    names += ["m0-way", "m0-spoken", "m0-line", "m0-route", "m0-ground", "m0-article", "key"]
    names += [field.name for field in _fields(c.RegisterContact)]
    for value in ODD:
        # All of a form may be over the limit of a body; the limits of fields are meant here.
        for some in (names,) if len(value) < 1000 else (names[::2], names[1::2]):
            form = QueryDict(mutable=True)
            form.update(dict.fromkeys(some, value))
            form["matter"] = "0"
            response = seat.post("/desk/register", dict(form.lists()))
            assert response.status_code in (302, 403, 422), words(response)


def test_a_page_key_that_is_not_ours_begins_from_the_top(city: City) -> None:
    register(city)
    for role, path in LISTS:
        seat = Seat(city.user(role))
        for after in ("x", "bnVsbA", "W10", "WzEsMiwzXQ", "e30", "/" * 50, "é"):
            assert seat.get(f"{path}?after={after}").status_code == 200, (path, after)
