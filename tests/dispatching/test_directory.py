"""Directory editions on PostgreSQL: drafted, edited, approved by another, in force from a day."""

from datetime import UTC, date, datetime

import pytest

from hotline import ledger
from hotline.dispatching import actions, queries
from hotline.dispatching.models import DirectoryEntryRow
from hotline.rules.directory import Duty, DutyLine, Entry, Matter
from hotline.rules.reference.directory_edition import (
    DraftDirectory,
    PutDuties,
    PutEntries,
    RemoveEntry,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.suggestion import suggest
from hotline.rules.words import Role
from tests.fixtures.people import ENTRIES, City, done

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DRAFT = DraftDirectory(edition="A", effective_from=date(2026, 4, 1), entries=ENTRIES[:2])


@pytest.fixture(autouse=True)
def march() -> object:
    """It is 1 March 2026."""
    with ledger.clock.at(NOW):
        yield


def refused(result: object, code: Code) -> Refusal:
    assert isinstance(result, Refusal), result
    assert result.code is code, result
    return result


def test_rows_follow_the_edition(city: City) -> None:
    by = city.by(Role.DISPATCHER)
    done(actions.draft_directory(by, DRAFT))
    new = Entry(id="9", topic="gg", lead=city.units.water, area="dong", kind="help")
    line = DutyLine(id="x", topic="gg", duty=Duty.ASSISTING, department=city.units.water)
    done(
        actions.change_directory(
            by, "A", PutEntries(entries=(new,)), RemoveEntry(id="1"), PutDuties(duties=(line,))
        )
    )
    found = queries.edition(by.actor, "A")
    assert found is not None
    assert [entry.id for entry in found.entries] == ["2", "9"]
    assert found.entries[1] == new
    assert found.duties == (line,)
    assert queries.edition(by.actor, "B") is None


def test_a_draft_decides_nothing_until_a_second_person_approves(city: City) -> None:
    head, by = city.by(Role.MANAGEMENT), city.by(Role.DISPATCHER)
    done(actions.draft_directory(by, DRAFT))
    done(actions.change_directory(head, "A", RemoveEntry(id="2")))
    april = date(2026, 4, 1)
    assert queries.directory(city.code, april).edition == "2026-1"
    refused(actions.approve_directory(by, "A"), Code.WRONG_ROLE)
    refused(actions.approve_directory(head, "A"), Code.PARTY)
    second = city.by(Role.MANAGEMENT, unit=city.units.east)
    done(actions.approve_directory(second, "A"))
    assert queries.directory(city.code, april).edition == "A"
    assert queries.directory(city.code, date(2026, 3, 31)).edition == "2026-1"
    assert queries.directory(city.code, date(2000, 1, 1)).edition == ""
    assert [row.standing for row in queries.editions(by.actor)] == ["approved", "approved"]


def test_a_rejected_edition_decides_nothing(city: City) -> None:
    done(actions.draft_directory(city.by(Role.DISPATCHER), DRAFT))
    done(actions.reject_directory(city.by(Role.MANAGEMENT), "A", "缺少依据"))
    assert queries.directory(city.code, date(2026, 5, 1)).edition == "2026-1"


def test_an_edition_with_unknown_units_is_not_approved(city: City) -> None:
    bad = PutEntries(entries=(Entry(id="8", topic="gg", lead="gone"),))
    by = city.by(Role.DISPATCHER)
    done(actions.draft_directory(by, DRAFT))
    done(actions.change_directory(by, "A", bad))
    assert (
        "gone"
        in refused(
            actions.approve_directory(city.by(Role.MANAGEMENT), "A"), Code.WRONG_STATE
        ).message
    )


def test_two_cities_keep_their_own_editions(city: City, other_city: City) -> None:
    done(actions.draft_directory(city.by(Role.DISPATCHER), DRAFT))
    stranger = other_city.actor(Role.DISPATCHER)
    assert queries.edition(stranger, "A") is None
    assert {row.city for row in queries.editions(stranger)} == {other_city.code}
    done(actions.draft_directory(other_city.by(Role.DISPATCHER), DRAFT))
    rows = DirectoryEntryRow.objects.filter(city__in=[city.code, other_city.code])
    assert rows.count() == 2 * (len(ENTRIES) + 2)


def test_statements_do_not_grow_with_entries(city: City) -> None:
    def count() -> int:
        with ledger.count_statements() as counted:
            queries.timeline(city.code)
        return counted.count

    assert count() == 3
    by = city.by(Role.DISPATCHER)
    many = tuple(Entry(id=f"n{n}", topic=f"x{n}", lead="urban") for n in range(300))
    done(actions.draft_directory(by, DRAFT))
    with ledger.count_statements() as counted:
        done(actions.change_directory(by, "A", PutEntries(entries=many)))
    assert counted.count <= 3
    done(actions.approve_directory(city.by(Role.MANAGEMENT), "A"))
    assert count() == 3


def test_the_small_city_suggests(city: City) -> None:
    world, day = city.world(), date(2026, 2, 13)
    street = suggest(world, Matter(topic="cg/lj", area="dong/heping/xin"), day)
    assert (street.unit, street.refusal) == (city.units.heping, None)
    assert suggest(world, Matter(topic="zj/gn"), day).unit == city.units.housing
    silent = suggest(world, Matter(topic="sq", area="xi/renmin"), day)
    assert (silent.unit, silent.entry) == (city.units.west, None)
