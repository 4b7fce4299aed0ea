"""What a citizen reads: plain words of every stage, never what offices say among themselves."""

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.models import CaseRow, LegRow
from hotline.portal import story, story_lines
from hotline.rules.case import commands as c
from hotline.rules.case.evolve import EVENT_TYPES
from hotline.rules.words import (
    CaseStage,
    CloseReason,
    EmergencyLine,
    LegalRoute,
    ReturnReason,
    Role,
    Urgency,
)
from tests.fixtures.people import City, done
from tests.portal.visitor import ANSWER, INTERNAL, Visitor, approve, call, complete, reply


def opened(city: City, case: str) -> Visitor:
    citizen = Visitor(city)
    citizen.enter(case)
    return citizen


def page(city: City, case: str) -> str:
    return opened(city, case).text("progress/case/")


def test_every_event_is_told_or_hidden_on_purpose() -> None:
    assert set(EVENT_TYPES) == story_lines.TOLD | story_lines.HIDDEN
    assert not story_lines.TOLD & story_lines.HIDDEN


def test_every_stage_and_every_end_has_words() -> None:
    assert set(story.NOW) == set(CaseStage)
    assert set(story.CLOSED) == set(CloseReason)


def test_it_says_who_handles_it_and_until_when(city: City) -> None:
    seen = page(city, call(city))
    assert "城管局正在办理" in seen
    assert "承诺" in seen
    assert "还剩" in seen
    assert "139****9000" in seen
    assert "13900139000" not in seen


def test_a_reply_is_not_told_before_it_is_approved(city: City) -> None:
    case = call(city)
    reply(city, case)
    before = page(city, case)
    assert ANSWER not in before
    assert "正在办理" in before
    approve(city, case)
    after = page(city, case)
    assert ANSWER in after
    assert "已办结，请您评价" in after
    assert INTERNAL not in after
    for name in ("承办员", "负责人（"):
        assert name not in after


def test_notes_among_offices_are_not_told(city: City) -> None:
    case = call(city)
    officer = city.by(Role.OFFICER)
    done(actions.perform(officer, case, c.Sign(leg="L1")))
    done(actions.perform(officer, case, c.RecordProgress(leg="L1", note="此人是老上访户")))
    done(actions.perform(city.by(Role.DISPATCHER), case, c.AddUnit(unit="market", reason="麻烦")))
    seen = page(city, case)
    assert "城管局有新的办理进展" in seen
    assert "由市场监管局协助办理" in seen
    assert "老上访户" not in seen
    assert "麻烦" not in seen


def test_a_dispute_reads_as_finding_the_unit(city: City) -> None:
    case = call(city)
    command = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不归我们管")
    done(actions.perform(city.by(Role.LIAISON), case, command))
    seen = page(city, case)
    assert "正在确定承办单位" in seen
    assert "不归我们管" not in seen
    assert "退单" not in seen


def test_a_merged_case_shows_the_parents_answer_as_its_own(city: City) -> None:
    parent, child = call(city), call(city, text="同一处烧烤摊，我也反映。")
    done(actions.perform(city.by(Role.DISPATCHER), child, c.Merge(parent=parent)))
    merged = page(city, child)
    assert "与同类诉求合并办理，城管局正在办理" in merged
    assert CaseRow.objects.get(id=parent).number not in merged
    assert "每晚有烧烤摊" not in merged
    complete(city, parent)
    ledger.fire_due(city=city.code)
    seen = page(city, child)
    assert ANSWER in seen
    assert "已办结，请您评价" in seen


def test_a_missed_promise_is_admitted(city: City) -> None:
    case = call(city)
    row = CaseRow.objects.get(id=case)
    ledger.fire_due(row.due_at, city=city.code)
    with ledger.clock.at(row.due_at.replace(year=row.due_at.year + 1)):
        seen = page(city, case)
    assert "没有在承诺时间内答复" in seen
    assert "已超期" in seen
    assert "办理超期" not in seen
    assert LegRow.objects.filter(case_id=case).exists()


@pytest.mark.parametrize(
    ("decision", "now", "told"),
    [
        (c.AnswerDirectly(answer="周六上午开门。"), "已当场解答", "周六上午开门。"),
        (
            c.TellLegalRoute(route=LegalRoute.LITIGATION, words="请向法院起诉。"),
            "已告知法定办理途径",
            "请向法院起诉。",
        ),
        (c.HandOver(line=EmergencyLine.FIRE_119, note="三方"), "已转119消防，正在等待", "已转119"),
        (c.ReferToPolice(clue="扬言闹事"), "已移送公安机关", "已移送公安机关"),
    ],
)
def test_other_ways_of_the_decision(
    city: City, decision: c.TriageDecision, now: str, told: str
) -> None:
    case = call(city, triage=decision, dispatch=False, urgency=Urgency.ORDINARY)
    seen = page(city, case)
    assert now in seen
    assert told in seen
    assert "三方" not in seen
    assert "扬言闹事" not in seen


def test_another_callers_linked_case_is_not_named(city: City) -> None:
    one, other = call(city), call(city)
    done(actions.perform(city.by(Role.DISPATCHER), one, c.Link(other=other, reason="同一处")))
    seen = page(city, one)
    assert CaseRow.objects.get(id=other).number not in seen
    assert "同一处" not in seen


def test_what_was_erased_is_said_to_be(city: City) -> None:
    case = call(city)
    citizen = opened(city, case)
    done(actions.erase(city.by(Role.SECURITY_ADMIN), case, "本人申请"))
    seen = citizen.text("progress/case/")
    assert "内容已按要求删除" in seen
    assert "每晚有烧烤摊" not in seen
    assert "139****9000" not in seen
