"""接诉登记: what is made of a contact, once, and where its personal words come to rest."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from msgspec.structs import replace

from hotline import ledger
from hotline.handling import actions, queries
from hotline.handling.models import CaseRow, ContactRow, PhoneRow
from hotline.handling.queues import queries as queues
from hotline.rules.case import commands as c
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import CaseStage, Channel, Nature, Role
from tests.fixtures.people import City, done
from tests.handling.steps import NAME, PHONE, WORDS, call, matter, register


def test_two_matters_of_a_call_become_two_cases_of_one_contact(city: City) -> None:
    one, two = register(city, matter(), matter(topic="gg/ts", text="家里停水三天了"))
    rows = {str(row.id): row for row in CaseRow.objects.filter(city=city.code)}
    assert rows[one].lead_unit == city.units.urban
    assert rows[two].lead_unit == city.units.water
    assert rows[one].contact == rows[two].contact
    assert rows[one].number != rows[two].number


def test_a_matter_the_directory_cannot_place_waits_in_the_dispatch_queue(city: City) -> None:
    [case] = register(city, matter(topic="sq"))
    queue = queues.dispatch_queue(queries.reader(city.actor(Role.DISPATCHER)))
    assert [str(line.case.id) for line in queue.lines] == [case]


def test_a_silent_call_makes_no_case_but_stays_on_record(city: City) -> None:
    silent = c.RegisterContact(channel=Channel.PHONE, nature=Nature.SILENT, caller_phone=PHONE)
    done(actions.register(city.by(Role.AGENT), silent))
    assert ContactRow.objects.get(city=city.code).nature == Nature.SILENT
    assert not CaseRow.objects.filter(city=city.code).exists()
    assert PhoneRow.objects.filter(city=city.code).count() == 1


def test_a_double_click_is_one_contact(city: City) -> None:
    """同一份表单同时提交八次，只产生一件工单。"""
    by = replace(city.by(Role.AGENT), key="form-1")

    def submit(_: int) -> object:
        try:
            return actions.register(by, call(matter(dispatch=False)))
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(submit, range(8)))
    assert CaseRow.objects.filter(city=city.code).count() == 1
    answers = [found.answer for found in results if isinstance(found, ledger.Outcome)]
    refused = [found.code for found in results if isinstance(found, Refusal)]
    assert answers
    assert all(answer == answers[0] for answer in answers)
    assert set(refused) <= {Code.IN_FLIGHT}


def test_the_same_key_for_another_form_is_refused(city: City) -> None:
    by = replace(city.by(Role.AGENT), key="form-1")
    done(actions.register(by, call(matter(dispatch=False))))
    again = actions.register(by, call(matter(dispatch=False, text="另一件事")))
    assert isinstance(again, Refusal)
    assert again.code is Code.KEY_REUSED


def test_the_query_code_opens_its_own_case_only(city: City) -> None:
    outcome = done(actions.register(city.by(Role.AGENT), call(matter(dispatch=False))))
    code = actions.query_code(city.code, outcome.answer["contact"])
    row = CaseRow.objects.get(city=city.code)
    assert len(code) == 8
    assert row.query_digest == actions.code_digest(code.lower())


def test_an_outsourced_agent_records_but_does_not_dispatch(city: City) -> None:
    """外包坐席只受理和记录 [66号 三]."""
    by = city.by(Role.AGENT)
    outside = replace(by, actor=replace(by.actor, outsourced=True))
    refusal = actions.register(outside, call(matter()))
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.OUTSOURCED
    [case] = register(city, matter(dispatch=False), by=outside)
    assert CaseRow.objects.get(id=case).stage == CaseStage.ACCEPTED


@pytest.mark.parametrize("secret", [NAME, PHONE, WORDS, "和平路12号"])
def test_no_personal_word_lies_open_in_the_journal(city: City, secret: str) -> None:
    """姓名、电话、地址和诉求原文只以密文进入日志、快照和幂等应答。"""
    register(city)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT head, facts, coalesce(sealed, '') FROM ledger_event WHERE city = %s"
            " UNION ALL SELECT state, '', '' FROM ledger_stream WHERE city = %s",
            [city.code, city.code],
        )
        stored = b"".join(bytes(part) for row in cursor.fetchall() for part in row)
        cursor.execute("SELECT answer FROM ledger_idempotency WHERE city = %s", [city.code])
        answers = str(cursor.fetchall())
    assert stored
    assert secret.encode() not in stored
    assert secret not in answers
