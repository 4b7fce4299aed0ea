"""闭环: a contact comes in and its case goes all the way to closing, on the real journal."""

from datetime import timedelta

import pytest
from django.db import connection

from hotline import ledger
from hotline.handling import actions, queries
from hotline.handling.models import CaseRow, LegRow
from hotline.handling.queues import queries as queues
from hotline.handling.streams import case_ref
from hotline.ledger.execute import CONFLICT
from hotline.rules.case import commands as c
from hotline.rules.words import CaseStage, Role, Solved
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, REPLY, complete, matter, register, verdict


def test_a_call_becomes_a_case_and_is_followed_to_its_closing(city: City) -> None:
    """来电登记、按目录派单、签收、首次联系、答复、审批、回访、结案。"""
    [case] = register(city)
    officer, caller = city.by(Role.OFFICER), city.by(Role.FOLLOW_UP_CALLER)
    steps = [
        (officer, c.Sign(leg="L1")),
        (officer, c.RecordFirstContact(leg="L1", number=PHONE)),
        (officer, REPLY),
        (city.by(Role.UNIT_HEAD), c.ApproveCompletion(request="R1")),
        (caller, verdict()),
        (caller, c.Close()),
    ]
    for by, command in steps:
        done(actions.perform(by, case, command))

    row = CaseRow.objects.get(id=case)
    assert row.stage == CaseStage.CLOSED
    assert row.solved == Solved.SOLVED
    assert queries.public_answer(city.code, case) == "您好，已责令摊主收摊。"
    assert ledger.fold(case_ref(city.code, case)) == ledger.state_of(case_ref(city.code, case))


def test_the_clock_deems_signed_and_notes_the_breach(city: City) -> None:
    """到签收期限未签收的视同签收并记迟；到办理时限未办结的记超期。"""
    [case] = register(city)
    row = LegRow.objects.get(case_id=case)
    later = row.limit_due + timedelta(days=30)
    ledger.fire_due(later, city=city.code)
    row = LegRow.objects.get(case_id=case)
    assert row.sign_late
    assert row.breached


def test_the_inbox_shows_the_leg_to_its_unit_only(city: City) -> None:
    register(city)
    mine = queues.inbox(queries.reader(city.actor(Role.OFFICER)))
    assert [line.title for line in mine.lines] == ["烧烤摊占道经营"]
    other = queues.inbox(queries.reader(city.actor(Role.OFFICER, unit=city.units.water)))
    assert other.lines == []


def test_history_is_found_by_the_number(city: City) -> None:
    register(city)
    who = queries.reader(city.actor(Role.AGENT))
    assert [line.title for line in queries.history(who, "138 0013 8000")] == ["烧烤摊占道经营"]
    assert queries.history(who, "13900139000") == []


def test_merged_cases_get_the_parents_answer(city: City) -> None:
    """并单后主单办结，子单得到同一答复，各自回访。"""
    parent, child = register(city, matter(), matter(text="同一处烧烤摊"))
    dispatcher = city.by(Role.DISPATCHER)
    done(actions.perform(dispatcher, child, c.Merge(parent=parent)))
    complete(city, parent)
    ledger.fire_due(city=city.code)
    assert CaseRow.objects.get(id=child).stage == CaseStage.COMPLETED
    state = ledger.state_of(case_ref(city.code, parent))
    assert state is not None
    assert state.children_answered


def test_a_child_that_could_not_be_written_to_is_answered_later(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """子单正被他人办理时，主单不得记为“均已答复”；过后再答复。"""
    parent, one, two = register(city, matter(), matter(), matter())
    dispatcher = city.by(Role.DISPATCHER)
    for child in (one, two):
        done(actions.perform(dispatcher, child, c.Merge(parent=parent)))
    complete(city, parent)
    with monkeypatch.context() as patch:
        plain, busy = ledger.execute, case_ref(city.code, one)
        patch.setattr(
            ledger,
            "execute",
            lambda r, refs, *a, **k: CONFLICT if busy in refs else plain(r, refs, *a, **k),
        )
        ledger.fire_due(city=city.code)
    stages = {str(row.id): row.stage for row in CaseRow.objects.filter(city=city.code)}
    assert (stages[one], stages[two]) == (CaseStage.MERGED, CaseStage.COMPLETED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_timer SET leased_until = NULL WHERE city = %s", [city.code])
    ledger.fire_due(city=city.code)
    assert CaseRow.objects.get(id=one).stage == CaseStage.COMPLETED
