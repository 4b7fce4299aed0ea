"""Opening accounts, giving roles, locking, rulebook editions: through actions, on PostgreSQL."""

from pathlib import Path

from hotline import rulebooks
from hotline.people import actions, queries
from hotline.people.actions import NewUser
from hotline.people.by import By
from hotline.rules.reference.unit_tree import AddUnit, CloseUnit
from hotline.rules.reference.user import Grant
from hotline.rules.reference.user_messages import CorrectUser, GiveRole, LockUser, TakeRole
from hotline.rules.refusal import Code, Refusal
from hotline.rules.units import UnitKind
from hotline.rules.words import Role
from tests.fixtures.people import City, done

TOML = (Path(rulebooks.__file__).parent / "national.toml").read_text()


def refused(result: object, code: Code) -> None:
    assert isinstance(result, Refusal), result
    assert result.code is code, result


def test_a_user_name_is_taken_once_per_city(city: City, other_city: City) -> None:
    new = NewUser(username="wang", name="王五", unit=city.units.urban)
    done(actions.add_users(city.by(Role.SYSTEM_ADMIN), [new]))
    refused(actions.add_users(city.by(Role.SYSTEM_ADMIN), [new]), Code.ALREADY)
    done(actions.add_users(other_city.by(Role.SYSTEM_ADMIN), [new]))


def test_powers_are_separated(city: City) -> None:
    system, security = city.by(Role.SYSTEM_ADMIN), city.by(Role.SECURITY_ADMIN)
    with_role = NewUser(
        username="zhao", name="赵六", unit=city.units.urban, grants=(Grant(Role.OFFICER),)
    )
    refused(actions.add_users(system, [with_role]), Code.WRONG_ROLE)
    refused(actions.add_users(security, [with_role]), Code.WRONG_ROLE)
    officer = city.user(Role.OFFICER)
    refused(actions.change_user(system, officer.id, GiveRole(role=Role.LIAISON)), Code.WRONG_ROLE)
    done(actions.change_user(security, officer.id, GiveRole(role=Role.LIAISON)))
    assert officer.actor.roles == {Role.OFFICER, Role.LIAISON}
    done(actions.change_user(security, officer.id, TakeRole(role=Role.OFFICER)))
    assert officer.actor.roles == {Role.LIAISON}
    refused(actions.change_user(security, security.actor.id, LockUser(reason="")), Code.MISSING)


def test_one_key_is_good_for_one_change(city: City) -> None:
    """Two different changes under one key: the second is refused, not called done."""
    by = city.by(Role.SYSTEM_ADMIN, key="k")
    one = AddUnit(id="n1", name="甲局", kind=UnitKind.DEPARTMENT)
    done(actions.change_units(by, one))
    assert done(actions.change_units(by, one)).repeated
    other = AddUnit(id="n2", name="乙局", kind=UnitKind.DEPARTMENT)
    refused(actions.change_units(by, other), Code.KEY_REUSED)
    new = NewUser(username="li", name="李四", unit=city.units.urban)
    refused(actions.add_users(by, [new]), Code.KEY_REUSED)
    broken = AddUnit(id="n3", name="\ud800", kind=UnitKind.DEPARTMENT)
    refused(actions.change_units(by, broken), Code.KEY_REUSED)


def test_all_or_nothing(city: City) -> None:
    officer = city.user(Role.OFFICER)
    commands = [GiveRole(role=Role.LIAISON), GiveRole(role=Role.AUDIT_ADMIN)]
    by = city.by(Role.SECURITY_ADMIN)
    refused(actions.change_user(by, officer.id, *commands), Code.WRONG_ROLE)
    assert officer.actor.roles == {Role.OFFICER}


def test_a_unit_just_closed_takes_nobody(city: City) -> None:
    by = city.by(Role.SYSTEM_ADMIN)
    done(actions.change_units(by, CloseUnit(id=city.units.water, reason="改制")))
    moved = CorrectUser(name="张三", unit=city.units.water)
    refused(actions.change_user(by, city.user(Role.OFFICER).id, moved), Code.NOT_FOUND)


def test_users_are_found_by_unit_and_role(city: City) -> None:
    admin = city.actor(Role.SYSTEM_ADMIN)
    found = queries.users(admin, unit=city.units.urban, role=Role.LIAISON)
    assert [row.username for row in found] == ["liaison.urban"]


def test_a_scope_reaches_into_the_actor(city: City) -> None:
    officer = city.user(Role.OFFICER)
    by = city.by(Role.SECURITY_ADMIN)
    done(actions.change_user(by, officer.id, GiveRole(role=Role.OFFICER, scope=city.units.east)))
    assert officer.actor.tops(Role.OFFICER) == {city.units.urban, city.units.east}


def test_rulebooks_need_a_second_person(city: City) -> None:
    third = TOML.replace("edition = 2", "edition = 3").replace("2026-01-01", "2099-01-01")
    head = city.by(Role.MANAGEMENT)
    done(actions.propose_rulebook(head, third, "第三版"))
    refused(actions.approve_rulebook(head, 3), Code.PARTY)
    assert len(city.world().editions.books) == 2
    second = By(actor=city.actor(Role.MANAGEMENT, unit=city.units.urban))
    done(actions.approve_rulebook(second, 3))
    assert city.world().editions.edition(3).effective_from.year == 2099
    refused(actions.approve_rulebook(second, 9), Code.WRONG_STATE)
    refused(actions.propose_rulebook(head, "edition = 'x'"), Code.INVALID)
    done(actions.propose_rulebook(head, third.replace("edition = 3", "edition = 4")))
    done(actions.reject_rulebook(second, 4, "与第三版相同"))
    standings = {row.edition: row.standing for row in queries.rulebooks(head.actor)}
    assert standings == {1: "approved", 2: "approved", 3: "approved", 4: "rejected"}


def test_what_is_no_id_is_nobody(city: City) -> None:
    by = city.by(Role.SECURITY_ADMIN)
    refused(actions.change_user(by, "x", LockUser(reason="x")), Code.NOT_FOUND)
