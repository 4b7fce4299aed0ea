"""The case page, clause by clause and as each role: the request in the citizen's words, the
timeline with durations and rules, clocks explained, legs as a tree, requests under review, who
has read it, what can be done and why not."""

import re
from datetime import timedelta

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.streams import case_ref
from hotline.handling.timeline import Line, lines
from hotline.people.cover import Cover, Covers
from hotline.people.sight import SEES
from hotline.rules.case import commands as c
from hotline.rules.words import ReturnReason, Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, REPLY, WORDS, complete, register

READERS = (Role.MANAGEMENT, Role.SUPERVISOR, Role.AUDIT_ADMIN)


def _told(city: City, case: str) -> list[Line]:
    events = ledger.read(case_ref(city.code, case))
    return lines(events, Covers(words=Cover.OPEN), city.world())


def _measured(told: list[Line]) -> dict[str, str]:
    return {line.title: line.measured for line in told if line.measured}


def test_each_role_finds_every_clause_or_why_not(city: City) -> None:
    [case] = register(city)
    wrong = []
    for role in sorted(set(SEES) - {Role.CITIZEN}):
        response = Seat(city.user(role)).get(f"/desk/cases/{case}")
        if response.status_code == 404:
            continue
        said = response.content.decode()
        can = "/do/" in said
        clauses = {
            "words": WORDS in said or "诉求内容不在您的查看权限内" in said,
            "timeline": "流转记录" in said and "派单（主办单）" in said,
            "rules": "办理时限15个工作日" in said,
            "clocks": said.count("为什么是这一天") >= 2,
            "legs": '<ul class="tree">' in said,
            "what or why": can or "您的岗位" in said or "下面是原因" in said,
            "who has read": ("谁看过个人信息" in said) == (role in READERS),
        }
        wrong += [(role.value, name) for name, fine in clauses.items() if not fine]
    assert not wrong


def test_each_step_says_how_long_it_took_and_what_was_allowed(city: City) -> None:
    begun = ledger.clock.now()
    with ledger.clock.at(begun):
        [case] = register(city)
    steps = (c.Sign(leg="L1"), c.RecordFirstContact(leg="L1", number=PHONE), REPLY)
    for hours, command in zip((2, 3, 5), steps, strict=True):
        with ledger.clock.at(begun + timedelta(hours=hours)):
            done(actions.perform(city.by(Role.OFFICER), case, command))
    found = _measured(_told(city, case))
    assert re.fullmatch(r"派单后2小时，规定至\d+月\d+日（周.）\d\d:\d\d", found["签收"])
    assert found["首次联系诉求人"].startswith("派单后3小时，规定至")
    assert found["答复，提请审批办结"].startswith("派单后5小时，规定至")


def test_after_a_pause_the_later_due_is_the_one_allowed(city: City) -> None:
    [case] = register(city)
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不归我们")
    done(actions.perform(city.by(Role.LIAISON), case, back))
    rule = c.RuleReturn(request="R1", uphold=False, grounds="归你们")
    with ledger.clock.at(ledger.clock.now() + timedelta(days=1)):
        done(actions.perform(city.by(Role.DISPATCHER), case, rule))
        done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    told = _told(city, case)
    found = _measured(told)
    assert found["申请退单"].startswith("派单后")
    assert found["退单不成立"].startswith("申请后24小时，规定至")
    before = next(note for line in told for note in line.notes if note.startswith("签收至"))
    assert before.removeprefix("签收至").split("，")[0] not in found["签收"]


def test_the_answer_is_held_against_the_promise(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    found = _measured(_told(city, case))
    assert found["办结，答复诉求人"].startswith("受理后")
    assert found["审批办结"].startswith("派单后")


def test_a_reassignment_names_the_officer(city: City) -> None:
    [case] = register(city)
    other = city.user(Role.UNIT_HEAD)
    reassign = c.Reassign(leg="L1", officer=other.id)
    done(actions.perform(city.by(Role.LIAISON), case, reassign))
    said = Seat(city.user(Role.DISPATCHER)).text(f"/desk/cases/{case}")
    assert "新的承办人：承办单位负责人（urban）" in said
    assert other.id not in said


def test_what_the_citizen_says_later_stands_with_what_they_said_first(city: City) -> None:
    [case] = register(city)
    more = c.Supplement(text="摊主又来了")
    done(actions.perform(city.by(Role.TEAM_LEADER), case, more))
    said = Seat(city.user(Role.OFFICER)).text(f"/desk/cases/{case}")
    assert said.index("摊主又来了") < said.index("流转记录")
    leader = Seat(city.user(Role.LEADER)).text(f"/desk/cases/{case}")
    assert "摊主又来了" not in leader


def test_who_has_read_it_is_told_by_person_with_what_and_how_often(city: City) -> None:
    [case] = register(city)
    officer = Seat(city.user(Role.OFFICER))
    for _ in range(2):
        officer.get(f"/desk/cases/{case}")
    officer.post(f"/desk/cases/{case}/show/phone", **{"HX-Request": "true"})
    said = Seat(city.user(Role.SUPERVISOR)).text(f"/desk/cases/{case}")
    part = said[said.index("谁看过个人信息") : said.index("流转记录")]
    assert "承办员（urban） 城管局" in part
    assert "共3次" in part
    assert "电话" in part


@pytest.mark.parametrize(
    ("role", "leads"),
    [(Role.DISPATCHER, True), (Role.LIAISON, False), (Role.SUPERVISOR, False)],
)
def test_a_request_under_review_leads_who_may_decide(city: City, role: Role, leads: bool) -> None:
    [case] = register(city)
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不归我们")
    done(actions.perform(city.by(Role.LIAISON), case, back))
    body = Seat(city.user(role)).get(f"/desk/cases/{case}").content.decode()
    assert "待审事项" in body
    assert (f'href="/desk/rulings/{case}/R1"' in body) is leads


def test_a_unit_proposed_in_a_return_stands_by_its_name(city: City) -> None:
    [case] = register(city)
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不归我们",
                        believed_unit=city.units.market)  # fmt: skip
    done(actions.perform(city.by(Role.LIAISON), case, back))
    body = Seat(city.user(Role.DISPATCHER)).get(f"/desk/rulings/{case}/R1").content.decode()
    assert f'value="{city.world().units.name(city.units.market)}"' in body
    assert f'{city.units.market}"' not in body.partition("<datalist")[0]


def test_who_only_reads_is_told_so(city: City) -> None:
    [case] = register(city)
    said = Seat(city.user(Role.LEADER)).text(f"/desk/cases/{case}")
    assert "您的岗位（市领导）只查看工单，不办理工单。" in said
