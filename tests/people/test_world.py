"""A city's world: everything in force, read once per version, never another city's."""

from datetime import UTC, date, datetime

import pytest

from hotline import ledger
from hotline.dispatching import actions as dispatching
from hotline.people import actions, queries
from hotline.people.queries import UnknownCity, world
from hotline.rules.reference.directory_edition import DraftDirectory
from hotline.rules.reference.unit_tree import MoveUnit, RenameUnit, UnitMoved, UnitRenamed
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.fixtures.people import ENTRIES, City, done


def test_a_warm_world_costs_no_statement(city: City) -> None:
    first = world(city.code)
    with ledger.count_statements() as counted:
        assert world(city.code, first.reference) is first
    assert counted.count == 0
    with ledger.count_statements() as counted:
        assert world(city.code) is first
    assert counted.count == 1


def test_a_cold_world_costs_the_same_for_any_number_of_rows(city: City) -> None:
    queries.forget()
    with ledger.count_statements() as counted:
        world(city.code)
    assert counted.count == 8, counted.texts


def test_every_change_of_reference_data_is_seen(city: City) -> None:
    before = city.world()
    by = city.by(Role.SYSTEM_ADMIN)
    done(actions.change_units(by, RenameUnit(id=city.units.urban, name="综合执法局")))
    after = city.world()
    assert after.units.name(city.units.urban) == "综合执法局"
    assert after.reference > before.reference
    assert before.units.name(city.units.urban) == "城管局"
    with ledger.count_statements() as counted:
        assert world(city.code, before.reference) is after
    assert counted.count == 0, "a newer world than the one known is good enough"


def test_renames_and_moves_keep_the_history(city: City) -> None:
    by = city.by(Role.SYSTEM_ADMIN)
    unit = city.units.jiefang
    done(actions.change_units(by, RenameUnit(id=unit, name="解放路街道", reason="区划调整")))
    done(actions.change_units(by, MoveUnit(id=unit, parent=city.units.west, area="xi/jiefang")))
    history = queries.unit_history(city.code, unit)
    _, renamed, moved = [one.event for one in history]
    assert isinstance(renamed, UnitRenamed)
    assert (renamed.before, renamed.name, renamed.reason) == ("解放街道", "解放路街道", "区划调整")
    assert isinstance(moved, UnitMoved)
    assert (moved.before, moved.parent) == (city.units.east, city.units.west)
    assert [one.by for one in history][1:] == [by.actor.name] * 2
    assert history[1].at <= history[2].at
    assert city.world().units.is_within(unit, city.units.west)


def test_two_moves_that_would_make_a_loop_are_not_both_done(city: City) -> None:
    by = city.by(Role.SYSTEM_ADMIN)
    a, b = city.units.east, city.units.west
    done(actions.change_units(by, MoveUnit(id=a, parent=b)))
    refusal = actions.change_units(by, MoveUnit(id=b, parent=a))
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.LOOP


def test_two_cities_do_not_know_each_other(city: City, other_city: City) -> None:
    by = city.by(Role.SYSTEM_ADMIN)
    before = other_city.world()
    done(actions.change_units(by, RenameUnit(id=city.units.urban, name="改名")))
    assert other_city.world() is before
    assert other_city.world().units.name(city.units.urban) == "城管局"
    mine = {row.id for row in queries.users(by.actor)}
    theirs = {row.id for row in queries.users(other_city.actor(Role.SYSTEM_ADMIN))}
    assert mine and theirs and not mine & theirs
    stranger = other_city.user(Role.AGENT)
    assert queries.user(by.actor, stranger.id) is None
    refusal = actions.reset_password(by, stranger.id, "temporary 54321")
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.NOT_FOUND
    assert {row.city for row in queries.rulebooks(by.actor)} == {city.code}
    assert list(queries.tokens(by.actor, stranger.id)) == []


def test_the_edition_in_force_follows_the_day(city: City) -> None:
    draft = DraftDirectory(
        edition="2026-4", effective_from=date(2026, 4, 1), entries=ENTRIES[:1], note="精简"
    )
    with ledger.clock.at(datetime(2026, 3, 1, tzinfo=UTC)):
        done(dispatching.draft_directory(city.by(Role.DISPATCHER), draft))
        done(dispatching.approve_directory(city.by(Role.MANAGEMENT), "2026-4"))
        assert city.world().directory.edition == "2026-1"
    known = city.world().reference
    # Midnight in Shanghai, which is the afternoon before in UTC.
    with ledger.clock.at(datetime(2026, 3, 31, 15, 59, tzinfo=UTC)):
        assert world(city.code, known).directory.edition == "2026-1"
    with ledger.clock.at(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)):
        assert world(city.code, known).directory.edition == "2026-4"
    with ledger.clock.at(datetime(2019, 3, 31, tzinfo=UTC)):
        assert world(city.code, known).directory.edition == ""


def test_an_unknown_city_is_said_so(db: None) -> None:
    with pytest.raises(UnknownCity):
        world("nowhere")


def test_the_calendar_has_the_hours_of_the_rulebook(city: City) -> None:
    made = city.world()
    assert made.calendar.hours == made.editions.edition(2).hours
    assert made.calendar.zone == "Asia/Shanghai"
