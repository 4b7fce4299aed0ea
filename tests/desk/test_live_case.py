"""A case's page is told of steps on that case, not of everything that happens in the city."""

from hotline.handling import actions
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import register


def test_only_its_own_steps_are_told(city: City) -> None:
    [mine] = register(city)
    seat = Seat(city.user(Role.OFFICER))
    page = seat.get(f"/desk/cases/{mine}").content.decode()
    shown = page.split('data-case-mark="')[1].split('"')[0]
    register(city)
    assert seat.get(f"/desk/live?since=&case={mine}").json()["case"] == shown
    done(actions.perform(city.by(Role.OFFICER), mine, c.Sign(leg="L1")))
    assert seat.get(f"/desk/live?since=&case={mine}").json()["case"] != shown
