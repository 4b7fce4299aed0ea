"""Looking people up by telephone is counted and limited per user and hour."""

from datetime import UTC, datetime, timedelta

from hotline.people import lookups
from hotline.rules.refusal import Code
from hotline.rules.words import Role
from tests.fixtures.people import City

NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)


def test_beyond_the_limit_it_is_refused_until_the_next_hour(city: City) -> None:
    agent = city.actor(Role.AGENT)
    for _ in range(lookups.PER_HOUR):
        assert lookups.look_up(agent, now=NOON) is None
    refusal = lookups.look_up(agent, now=NOON)
    assert refusal is not None
    assert refusal.code is Code.TOO_MANY
    assert lookups.look_up(city.actor(Role.EXPERT), now=NOON) is None
    assert lookups.look_up(agent, now=NOON + timedelta(hours=1)) is None
