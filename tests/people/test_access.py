"""The access log: every reading of personal data, never altered, kept a year, read by few."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections

from hotline import ledger
from hotline.people import queries
from hotline.people.actions import note_access
from hotline.people.models import AccessRow
from hotline.people.sign_in import sign_in
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.fixtures.people import City
from tests.people.cases import case

NOW = datetime(2026, 2, 13, tzinfo=UTC)


def test_a_reading_is_written_by_one_statement_for_any_number_of_cases(city: City) -> None:
    agent = city.actor(Role.AGENT)
    cases = [uuid4() for _ in range(50)]
    with ledger.count_statements() as counted:
        note_access(agent, cases, ["words"], page="/desk/queue/")
        note_access(agent, [], ["words"], page="/desk/queue/")
        note_access(agent, cases, [], page="/desk/queue/")
    assert counted.count == 1
    assert AccessRow.objects.filter(city=city.code).count() == 50


def test_the_log_says_who_when_what_where_and_why(city: City, other_city: City) -> None:
    agent, seen = city.actor(Role.AGENT), uuid4()
    note_access(agent, [seen], ["phone"], page="/desk/case/1/", purpose="回拨", now=NOW)
    note_access(other_city.actor(Role.AGENT), [seen], ["phone"], page="/")
    rows = queries.access_log(city.actor(Role.AUDIT_ADMIN))
    assert not isinstance(rows, Refusal)
    (row,) = rows
    assert (row.user_id, row.user_name, row.unit) == (agent.id, agent.name, agent.unit)
    assert (row.at, row.case_id, row.fields) == (NOW, seen, ["phone"])
    assert (row.page, row.purpose) == ("/desk/case/1/", "回拨")


def test_the_log_is_searched_by_person_and_time(city: City) -> None:
    agent, officer = city.actor(Role.AGENT), city.actor(Role.OFFICER)
    for days, actor in enumerate([agent, officer, agent]):
        note_access(actor, [uuid4()], ["name"], page="/", now=NOW + timedelta(days=days))
    auditor = city.actor(Role.AUDIT_ADMIN)
    rows = queries.access_log(auditor, user_id=agent.id, since=NOW, until=NOW + timedelta(days=2))
    assert not isinstance(rows, Refusal)
    assert [row.at for row in rows] == [NOW]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDIT_ADMIN])
def test_only_the_audit_administrator_reads_the_log(city: City, role: Role) -> None:
    if role in (Role.CITIZEN, Role.CLOCK):
        return
    found = queries.access_log(city.actor(role))
    assert isinstance(found, Refusal)
    assert found.code is Code.WRONG_ROLE


def test_who_has_read_a_case_is_shown_to_those_who_may(city: City) -> None:
    row = case(city.code, confidential=True, reported_unit=city.units.east)
    note_access(city.actor(Role.AGENT), [row.id], ["phone"], page="/", now=NOW)
    assert len(queries.readers_of(city.sight(Role.MANAGEMENT), row)) == 1
    assert len(queries.readers_of(city.sight(Role.AUDIT_ADMIN), row)) == 1
    assert len(queries.readers_of(city.sight(Role.AGENT), row)) == 0
    concerned = city.sight(Role.SUPERVISOR, unit=city.units.heping)
    assert len(queries.readers_of(concerned, row)) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_access SET user_name = 'x' WHERE city = %s",
        "DELETE FROM people_access WHERE city = %s",
        "UPDATE people_sign_in SET result = 'in' WHERE city = %s",
        "DELETE FROM people_sign_in WHERE city = %s",
    ],
)
@pytest.mark.parametrize("alias", ["default", "owner"])
def test_nobody_alters_the_logs(city: City, statement: str, alias: str) -> None:
    note_access(city.actor(Role.AGENT), [uuid4()], ["name"], page="/")
    sign_in(city.code, "nobody", "wrong")
    with connections[alias].cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(statement, [city.code])
    connections["owner"].close()


def test_rows_older_than_a_year_may_be_removed(city: City) -> None:
    old = datetime.now(UTC) - timedelta(days=367)
    note_access(city.actor(Role.AGENT), [uuid4()], ["name"], page="/", now=old)
    assert AccessRow.objects.filter(city=city.code).delete()[0] == 1
