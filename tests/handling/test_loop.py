"""闭环: a contact comes in and its case goes all the way to closing, on the real journal."""

from datetime import timedelta

from hotline import house, ledger
from hotline.handling import actions, queries
from hotline.handling.models import CaseRow, LegRow
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.words import (
    CaseStage,
    Channel,
    Kind,
    Role,
    Satisfied,
    Solved,
    Truth,
)
from tests.fixtures.people import City, done


def matter(**more: object) -> c.Matter:
    values: dict[str, object] = {
        "kind": Kind.COMPLAINT,
        "topic": "cg/zd",
        "area": "dong/heping",
        "title": "烧烤摊占道经营",
        "text": "和平路口每晚有烧烤摊占道，油烟很大。",
        "address": "和平路12号",
        "triage": c.Accept(),
        "dispatch": True,
    }
    return c.Matter(**{**values, **more})  # type: ignore[arg-type]


def register(city: City, *matters: c.Matter) -> list[str]:
    command = c.RegisterContact(
        channel=Channel.PHONE,
        matters=matters or (matter(),),
        caller_name="王建国",
        caller_phone="13800138000",
    )
    outcome = done(actions.register(city.by(Role.DISPATCHER), command))
    return [found["case"] for found in outcome.answer["cases"]]


def test_a_call_becomes_a_case_and_is_followed_to_its_closing(city: City) -> None:
    """来电登记、按目录派单、签收、首次联系、答复、审批、回访、结案。"""
    [case] = register(city)
    head = city.by(Role.UNIT_HEAD)
    officer = city.by(Role.OFFICER)
    steps = [
        (officer, c.Sign(leg="L1")),
        (officer, c.RecordFirstContact(leg="L1", number="13800138000")),
        (
            officer,
            c.Reply(
                leg="L1",
                truth=Truth.TRUE,
                solved=Solved.SOLVED,
                internal_record="已现场取缔",
                public_answer="您好，已责令摊主收摊。",
            ),
        ),
        (head, c.ApproveCompletion(request="R1")),
        (
            city.by(Role.FOLLOW_UP_CALLER),
            c.RecordOutcome(
                contacted=True,
                solved=Solved.SOLVED,
                result=Satisfied.SATISFIED,
                process=Satisfied.SATISFIED,
            ),
        ),
        (city.by(Role.FOLLOW_UP_CALLER), c.Close()),
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
    assert house.do_due is not None


def test_the_inbox_shows_the_leg_to_its_unit_only(city: City) -> None:
    register(city)
    mine = queries.inbox(queries.reader(city.actor(Role.OFFICER)))
    assert [line.title for line in mine.lines] == ["烧烤摊占道经营"]
    other = queries.inbox(queries.reader(city.actor(Role.OFFICER, unit=city.units.water)))
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
    done(actions.perform(city.by(Role.OFFICER), parent, c.Sign(leg="L1")))
    reply = c.Reply(
        leg="L1",
        truth=Truth.TRUE,
        solved=Solved.SOLVED,
        internal_record="已处理",
        public_answer="已处理完毕",
    )
    done(actions.perform(city.by(Role.OFFICER), parent, reply))
    done(actions.perform(city.by(Role.UNIT_HEAD), parent, c.ApproveCompletion(request="R1")))
    ledger.fire_due(city=city.code)
    assert CaseRow.objects.get(id=child).stage == CaseStage.COMPLETED
    state = ledger.state_of(case_ref(city.code, parent))
    assert state is not None
    assert state.children_answered
