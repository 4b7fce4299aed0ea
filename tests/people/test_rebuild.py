"""The read models of people and dispatching follow from their streams: made again, the same."""

from hotline import ledger
from hotline.dispatching.models import DirectoryEntryRow
from hotline.people import actions
from hotline.people.models import UnitRow, UserRow
from hotline.people.streams import STREAMS, city_ref, rulebook_ref, units_ref, user_ref
from hotline.rules.reference.unit_tree import MoveUnit, SetDutyPhone
from hotline.rules.words import Role
from tests.fixtures.people import City, done


def busy_city() -> City:
    city = City("滨江市")
    by = city.by(Role.SYSTEM_ADMIN)
    done(actions.change_units(by, MoveUnit(id=city.units.jiefang, parent=city.units.west)))
    done(actions.change_units(by, SetDutyPhone(id=city.units.water, phone="024-96100")))
    user = city.user(Role.INTEGRATOR)
    kept = done(actions.make_token(by, user.id, "一"))
    done(actions.make_token(by, user.id, "二"))
    done(actions.revoke_token(by, user.id, kept.id))
    assert city.user(Role.AGENT).password
    return city


def test_rebuilding_changes_nothing_and_finds_a_planted_row(own_database: str) -> None:
    city = busy_city()
    report = ledger.rebuild()
    assert (report.ok, report.wrong) == (True, 0), report.faults
    assert report.streams >= len(STREAMS)
    UserRow.objects.filter(city=city.code, username="agent.centre").update(
        grants=[{"role": "management", "scope": ""}]
    )
    UnitRow.objects.filter(city=city.code, id=city.units.water).delete()
    DirectoryEntryRow.objects.filter(city=city.code, id="1").update(lead="nobody")
    report = ledger.rebuild()
    assert (report.ok, report.wrong) == (False, 3), report.faults
    assert city.actor(Role.AGENT).roles == {Role.AGENT}
    assert ledger.rebuild().ok
    assert ledger.verify().ok


def test_state_before_and_events_give_the_state_read_afresh(city: City) -> None:
    refs = [
        city_ref(city.code),
        units_ref(city.code),
        rulebook_ref(city.code, 2),
        *(user_ref(city.code, f"{role.value}.centre") for role in (Role.AGENT, Role.SUPERVISOR)),
    ]
    for ref in refs:
        assert ledger.fold(ref) == ledger.state_of(ref)
        assert ledger.state_of(ref) is not None
