"""Sight: role × unit subtree × area × field, the same in SQL and on one row.

The confidential promise [product.md §10]: the reported party and its subtree get no row, so no
count, hit or hint.
"""

from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from hotline.handling.models import CaseRow
from hotline.people import actions
from hotline.people.cover import Cover
from hotline.people.sight import SEES, Extent, sight
from hotline.rules.actor import citizen_actor, clock_actor
from hotline.rules.reference.unit_tree import MoveUnit
from hotline.rules.reference.user_messages import GiveRole
from hotline.rules.words import CaseStage, Role
from tests.fixtures.people import GIVEN, City, done
from tests.people.cases import case

pytestmark = pytest.mark.repeats

U = City.units
WHOLE_CITY = {role for role, (extent, _) in SEES.items() if extent is Extent.CITY}
BLIND = {Role.EDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
UNIT_ROLES = (Role.LIAISON, Role.OFFICER, Role.UNIT_HEAD, Role.INTEGRATOR)


def store(city: City) -> dict[tuple[Any, ...], Any]:
    """One case per situation: legs × reported unit × confidential × area × stage."""
    made = {}
    legs = ((), (U.heping,), (U.xin, U.urban), (U.urban,), (U.west,), (U.market,))
    reported = ("", U.urban, U.east, U.heping, U.centre)
    areas = ("", "dong", "dong/heping", "dongx", "xi/renmin")
    stages = (CaseStage.HANDLING, CaseStage.CLOSED)
    for key in product(legs, reported, (True, False), areas, stages, (True, False)):
        units, party, confidential, area, stage, live = key
        made[key] = case(
            city.code,
            leg_units=list(units),
            live_units=list(units) if live else [],
            reported_unit=party,
            confidential=confidential,
            area=area,
            stage=stage.value,
        )
    CaseRow.objects.bulk_create(made.values())
    return made


def test_sql_and_python_agree_for_every_role_in_every_situation(
    city: City, other_city: City
) -> None:
    made = store(city)
    theirs = case(other_city.code, leg_units=[U.urban], area="dong")
    theirs.save()
    for role in GIVEN:
        for unit in ("", U.east, U.heping, U.xin):
            seen = city.sight(role, unit=unit)
            found = set(CaseRow.objects.filter(seen.cases()).values_list("id", flat=True))
            expected = {row.id for row in made.values() if seen.may_see(row)}
            assert found == expected, (role, unit)
            assert not seen.may_see(theirs)
            if role in BLIND:
                assert not found, role
            for row in made.values():
                if row.id not in found:
                    assert seen.covers(row).open_fields(clicked=("name", "phone")) == ()


def test_who_sees_which_rows(city: City) -> None:
    made = store(city)
    for key, row in made.items():
        units, party, confidential, area, *_ = key
        hidden = confidential and party == U.centre
        for role in WHOLE_CITY:
            assert city_sight(city, role).may_see(row) is not hidden
        for role in UNIT_ROLES:
            at_street = city_sight(city, role, U.heping)
            concerned = confidential and party in (U.heping, U.east)
            expected = bool({U.heping, U.xin} & set(units)) and not concerned
            assert at_street.may_see(row) is expected, (role, key)
        reviewer = city_sight(city, Role.DISTRICT_REVIEWER, U.east)
        in_district = area in ("dong", "dong/heping") or bool({U.heping, U.xin} & set(units))
        assert reviewer.may_see(row) is (in_district and not (confidential and party == U.east))


_kept: dict[tuple[str, Role, str], Any] = {}


def city_sight(city: City, role: Role, unit: str = "") -> Any:
    """One sight per person, since a matrix asks thousands of times."""
    key = (city.code, role, unit)
    if key not in _kept:
        _kept[key] = city.sight(role, unit=unit)
    return _kept[key]


def test_the_reported_party_gets_no_row_count_hit_or_hint(city: City) -> None:
    row = case(
        city.code,
        leg_units=[U.east, U.heping, U.xin],
        area="dong/heping",
        reported_unit=U.heping,
        confidential=True,
    )
    row.save()
    for role in GIVEN:
        for unit in (U.heping, U.xin):
            seen = city.sight(role, unit=unit)
            assert CaseRow.objects.filter(seen.cases()).count() == 0, (role, unit)
            assert not CaseRow.objects.filter(seen.cases(), id=row.id).exists()
            assert seen.covers(row).open_fields(clicked=("name", "phone")) == ()
    above = city.sight(Role.OFFICER, unit=U.east)
    assert CaseRow.objects.filter(above.cases()).count() == 1
    row.confidential = False
    assert city.sight(Role.OFFICER, unit=U.heping).may_see(row)


def test_one_concerned_scope_hides_the_case_from_the_whole_person(city: City) -> None:
    supervisor = city.user(Role.SUPERVISOR)
    grant = GiveRole(role=Role.OFFICER, scope=U.xin)
    done(actions.change_user(city.by(Role.SECURITY_ADMIN), supervisor.id, grant))
    row = case(city.code, reported_unit=U.heping, confidential=True)
    assert not city.sight(Role.SUPERVISOR).may_see(row)
    assert city.sight(Role.DUTY_MANAGER).may_see(row)


def test_sight_follows_a_move_in_the_tree(city: City) -> None:
    row = case(city.code, leg_units=[U.jiefang])
    assert city.sight(Role.UNIT_HEAD, unit=U.east).may_see(row)
    move = MoveUnit(id=U.jiefang, parent=U.west)
    done(actions.change_units(city.by(Role.SYSTEM_ADMIN), move))
    assert not city.sight(Role.UNIT_HEAD, unit=U.east).may_see(row)
    assert city.sight(Role.UNIT_HEAD, unit=U.west).may_see(row)


def test_a_citizen_sees_the_one_case_named_by_number_and_code(city: City) -> None:
    rows = [case(city.code), case(city.code, confidential=True, reported_unit=U.urban)]
    CaseRow.objects.bulk_create(rows)
    nobody = sight(citizen_actor(city.code), city.world())
    assert CaseRow.objects.filter(nobody.cases()).count() == 0
    for row in rows:
        seen = sight(citizen_actor(city.code), city.world(), own_case=row.id)
        assert list(CaseRow.objects.filter(seen.cases())) == [row]
        assert seen.may_see(row)
        covers = seen.covers(row)
        assert (covers.words, covers.phone) == (Cover.OPEN, Cover.MASKED)
    officer = sight(city.actor(Role.OFFICER), city.world(), own_case=rows[0].id)
    assert not officer.may_see(rows[0]), "naming a case is for citizens"


def test_the_clock_and_a_person_without_role_see_nothing(city: City) -> None:
    row = case(city.code, leg_units=[U.urban])
    row.save()
    for actor in (clock_actor(city.code), citizen_actor(city.code)):
        seen = sight(actor, city.world())
        assert CaseRow.objects.filter(seen.cases()).count() == 0
        assert not seen.may_see(row)


COVERED = {
    # role: (name and phone, words) for an open case with a live leg of the reader's own unit
    Role.AGENT: (Cover.ON_CLICK, Cover.OPEN),
    Role.DISPATCHER: (Cover.ON_CLICK, Cover.OPEN),
    Role.EXPERT: (Cover.MASKED, Cover.OPEN),
    Role.ASSESSOR: (Cover.MASKED, Cover.OPEN),
    Role.INSPECTOR: (Cover.MASKED, Cover.OPEN),
    Role.LEADER: (Cover.HIDDEN, Cover.HIDDEN),
    Role.OFFICER: (Cover.ON_CLICK, Cover.OPEN),
    Role.INTEGRATOR: (Cover.ON_CLICK, Cover.OPEN),
    Role.AUDIT_ADMIN: (Cover.HIDDEN, Cover.HIDDEN),
    Role.EDITOR: (Cover.HIDDEN, Cover.HIDDEN),
}


@pytest.mark.parametrize("role", list(COVERED))
def test_fields_by_role(city: City, role: Role) -> None:
    row = case(city.code, leg_units=[U.urban, U.market])
    covers = city.sight(role).covers(row)
    assert (covers.name, covers.words) == COVERED[role]
    assert covers.phone is covers.name


def test_a_unit_that_lost_its_leg_keeps_the_row_and_nothing_personal(city: City) -> None:
    row = case(city.code, leg_units=[U.urban, U.market], live_units=[U.market])
    seen = city.sight(Role.OFFICER)
    assert seen.may_see(row)
    assert seen.covers(row).open_fields(clicked=("name", "phone")) == ()
    assert seen.covers(row).name is Cover.HIDDEN


def test_who_a_minor_is_stays_covered_from_those_who_neither_handle_nor_call(city: City) -> None:
    row = case(city.code, leg_units=[U.urban], tags=["minor"])
    for role in (Role.SUPERVISOR, Role.DISPATCHER, Role.PRE_REVIEWER):
        assert city.sight(role).covers(row).phone is Cover.MASKED
    for role in (Role.OFFICER, Role.AGENT, Role.FOLLOW_UP_CALLER, Role.DUTY_MANAGER):
        assert city.sight(role).covers(row).phone is Cover.ON_CLICK


def test_a_closed_case_keeps_the_caller_covered_from_units(city: City) -> None:
    row = case(city.code, leg_units=[U.urban], stage=CaseStage.CLOSED.value)
    assert city.sight(Role.OFFICER).covers(row).phone is Cover.MASKED
    assert city.sight(Role.OFFICER).covers(row).words is Cover.OPEN
    assert city.sight(Role.MANAGEMENT).covers(row).phone is Cover.ON_CLICK


def test_units_ordered_on_site_read_the_words_but_not_who_called(city: City) -> None:
    """They divide a duty; whoever then handles it rings the caller."""
    row = case(city.code, leg_units=[U.urban], stage=CaseStage.ACCEPTED.value)
    for role in (Role.LIAISON, Role.OFFICER):
        covers = city.sight(role).covers(row)
        assert (covers.words, covers.address) == (Cover.OPEN, Cover.OPEN)
        assert (covers.name, covers.phone) == (Cover.HIDDEN, Cover.HIDDEN)
    assert city.sight(Role.DISPATCHER).covers(row).phone is Cover.ON_CLICK


def test_a_reviewer_by_area_reads_the_words_but_not_who_called(city: City) -> None:
    row = case(city.code, area="dong/heping", leg_units=[U.urban])
    covers = city.sight(Role.DISTRICT_REVIEWER).covers(row)
    assert (covers.phone, covers.words) == (Cover.MASKED, Cover.OPEN)


def test_who_called_about_a_confidential_case_is_kept_from_almost_everybody(city: City) -> None:
    row = case(city.code, leg_units=[U.urban, U.market, U.east], confidential=True)
    row.reported_unit = U.water
    may = {Role.FOLLOW_UP_CALLER, Role.CITY_REVIEWER, Role.MANAGEMENT}
    for role in GIVEN:
        phone = city.sight(role).covers(row).phone
        assert (phone > Cover.MASKED) is (role in may), role
        if role in UNIT_ROLES:
            assert phone is Cover.HIDDEN


def test_two_roles_see_what_either_sees(city: City) -> None:
    leader = city.user(Role.LEADER)
    by = city.by(Role.SECURITY_ADMIN)
    done(actions.change_user(by, leader.id, GiveRole(role=Role.UNIT_HEAD, scope=U.urban)))
    seen = city.sight(Role.LEADER)
    assert seen.covers(case(city.code, leg_units=[U.urban])).words is Cover.OPEN
    assert seen.covers(case(city.code, leg_units=[U.market])).words is Cover.HIDDEN


def test_a_prefix_reaches_through_a_relation(city: City) -> None:
    names = {name for name, _ in flat(city.sight(Role.OFFICER).cases("case__"))}
    assert names == {
        "case__city",
        "case__pk__in",
        "case__leg_units__overlap",
        "case__confidential",
        "case__reported_unit__in",
    }


def flat(q: Any) -> list[tuple[str, Any]]:
    """Leaves of a filter."""
    found: list[tuple[str, Any]] = []
    for child in q.children:
        found += [child] if isinstance(child, tuple) else flat(child)
    return found


def test_an_unknown_case_id_is_no_case(city: City) -> None:
    seen = sight(citizen_actor(city.code), city.world(), own_case=uuid4())
    assert CaseRow.objects.filter(seen.cases()).count() == 0
