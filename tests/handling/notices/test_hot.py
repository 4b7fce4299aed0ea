"""Who is told of a hot event: those who decide on it, and the units once it is confirmed."""

from hotline import ledger
from hotline.handling.notices.following import Follower
from hotline.handling.notices.hot import event_of
from hotline.handling.notices.models import NoticeRow
from hotline.handling.notices.table import Thing, Way, Whom
from hotline.oversight.hot.streams import HOT, hot_ref
from hotline.people.change import change
from hotline.rules.oversight import hot
from hotline.rules.words import Role
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register
from tests.oversight.raising import raised


def _followed() -> None:
    while ledger.sequence_once():
        pass
    follower = Follower()
    while follower.step():
        pass


def test_a_hot_event_tells_who_decides_and_once_confirmed_the_units_of_its_cases(
    city: City,
) -> None:
    sent, *rest = register(city, matter(), matter(dispatch=False), matter(dispatch=False))
    [hidden] = register(city, matter(confidential=True, reported_unit="urban", dispatch=False))
    event = raised(city, [sent, *rest, hidden])
    _followed()
    page = [(Thing.HOT, whom, Way.PAGE) for whom in (Whom.DISPATCHER, Whom.DUTY_MANAGER,
            Whom.MANAGEMENT)]  # fmt: skip
    assert sorted(_told(city, Thing.HOT)) == page
    assert not NoticeRow.objects.filter(city=city.code, case_id=hidden).exists()
    assert _told(city, Thing.HOT_CONFIRMED) == []
    confirm = hot.ConfirmHot()
    done(change(city.by(Role.DUTY_MANAGER), hot_ref(city.code, event), HOT, hot.decide, [confirm]))
    _followed()
    rows = NoticeRow.objects.filter(city=city.code, thing=Thing.HOT_CONFIRMED)
    assert {(row.whom, str(row.case_id)) for row in rows} == {
        (Whom.LIAISON, sent), (Whom.HEAD, sent),
    }  # fmt: skip
    assert {str(event_of(row)) for row in rows} == {event}


def _told(city: City, thing: Thing) -> list[tuple[str, str, str]]:
    rows = NoticeRow.objects.filter(city=city.code, thing=thing)
    return [(row.thing, row.whom, row.way) for row in rows]
