"""What is thrown away once a day, and that the clock process does it."""

from datetime import timedelta

from msgspec.structs import replace

from hotline import house, ledger
from hotline.handling import actions
from hotline.rules.words import Role
from tests.fixtures.people import City, done
from tests.handling.steps import call, matter


def test_answers_are_kept_for_their_time_and_then_forgotten(city: City) -> None:
    by = replace(city.by(Role.AGENT), key="form-1")
    form = call(matter(dispatch=False))
    done(actions.register(by, form))
    house.daily()
    assert done(actions.register(by, form)).repeated
    ledger.forget_answers(ledger.clock.wall() + timedelta(seconds=1))
    assert not done(actions.register(by, form)).repeated
