"""工单页: covers and the access log, what can be done and why not, clocks explained."""

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.queries import case_row, reader
from hotline.handling.streams import case_ref
from hotline.people.models import AccessRow
from hotline.people.sight import SEES
from hotline.rules.case import commands as c
from hotline.rules.case.decide import options
from hotline.rules.case.state import Case
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.words import Face, Role, Urgency
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import NAME, PHONE, REPLY, WORDS, complete, matter, register, verdict


def _read(city: City, case: str) -> list[tuple[str, list[str]]]:
    found = AccessRow.objects.filter(city=city.code, case_id=case).order_by("id")
    return [(row.user_name, row.fields) for row in found]


def test_the_caller_is_covered_until_asked_for_and_both_are_on_record(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.OFFICER))
    said = seat.text(f"/desk/cases/{case}")
    assert WORDS in said
    assert "138****8000" in said
    assert PHONE not in said
    assert NAME not in said
    opened = seat.post(f"/desk/cases/{case}/show/phone", **{"HX-Request": "true"})
    assert PHONE in words(opened)
    assert NAME not in words(opened)
    officer = "承办员（urban）"
    assert _read(city, case) == [
        (officer, ["address", "words"]),
        (officer, ["phone", "address", "words"]),
    ]


def test_without_scripts_the_click_shows_the_page_with_the_field_open(city: City) -> None:
    [case] = register(city)
    response = Seat(city.user(Role.OFFICER)).post(f"/desk/cases/{case}/show/name")
    assert NAME in words(response)
    assert PHONE not in words(response)


def test_what_is_closed_to_a_role_is_not_opened_by_asking(city: City) -> None:
    [case] = register(city)
    leader = Seat(city.user(Role.LEADER))
    said = leader.text(f"/desk/cases/{case}")
    for secret in (WORDS, PHONE, NAME, "和平路12号"):
        assert secret not in said
    assert "诉求内容不在您的查看权限内" in said
    assert "已按规定删除" not in said  # covered is not erased
    response = leader.post(f"/desk/cases/{case}/show/phone", **{"HX-Request": "true"})
    assert response.status_code == 404
    assert PHONE not in response.content.decode()


@pytest.mark.parametrize("field", ["__class__", "words", "title", "x" * 300])
def test_only_personal_fields_can_be_asked_for(city: City, field: str) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.OFFICER))
    answer = seat.post(f"/desk/cases/{case}/show/{field}", **{"HX-Request": "true"})
    assert answer.status_code == 404


def test_an_officer_named_by_any_word_breaks_no_page(city: City) -> None:
    [case] = register(city)
    odd = c.Reassign(leg="L1", officer="王科长")
    if isinstance(actions.perform(city.by(Role.LIAISON), case, odd), Refusal):
        return
    assert "转派承办人" in Seat(city.user(Role.LIAISON)).text(f"/desk/cases/{case}")


def test_a_case_out_of_sight_does_not_exist(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.OFFICER, unit=city.units.water))
    assert "没有这件工单" in seat.text(f"/desk/cases/{case}", status=404)
    assert seat.post(f"/desk/cases/{case}/do/Sign", {"leg": "L1"}).status_code == 404
    assert _read(city, case) == []


def test_what_can_be_done_stands_there_and_why_the_rest_cannot(city: City) -> None:
    [case] = register(city, matter(urgency=Urgency.CRITICAL))
    said = Seat(city.user(Role.LIAISON)).text(f"/desk/cases/{case}")
    assert "签收" in said
    assert "特急工单不得退单，应先办后议。" in said
    said = Seat(city.user(Role.DISPATCHER)).text(f"/desk/cases/{case}")
    assert "其他操作为什么现在不能做" in said


def test_everything_that_may_be_done_has_its_form_on_the_page(city: City) -> None:
    """Each open option of the tables, for each role, in several states."""
    [waiting] = register(city, matter(dispatch=False))
    [handled] = register(city, matter(topic="cg/zs"))
    done(actions.perform(city.by(Role.OFFICER), handled, c.Sign(leg="L1")))
    [over] = register(city)
    complete(city, over)
    missing = []
    for role in set(SEES) - {Role.CITIZEN}:
        seat = Seat(city.user(role))
        who = reader(city.actor(role))
        context = Context(now=who.now, actor=who.actor, face=Face.DESK, world=who.world)
        for case in (waiting, handled, over):
            if case_row(who, case) is None:
                continue
            body = seat.get(f"/desk/cases/{case}").content.decode()
            open_now = [o for o in options(_state(city, case), context) if o.refusal is None]
            missing += [
                (role.value, o.edge.name) for o in open_now if f"/do/{o.edge.name}" not in body
            ]
    assert not missing


def _state(city: City, case: str) -> Case:
    state: Case = ledger.state_of(case_ref(city.code, case))
    return state


def test_the_clocks_say_step_by_step_why_that_day(city: City) -> None:
    [case] = register(city)
    said = Seat(city.user(Role.OFFICER)).text(f"/desk/cases/{case}")
    for title in ("对诉求人的承诺", "办理时限", "签收时限", "退单时限"):
        assert title in said
    assert "为什么是这一天" in said
    assert "民法典第201条第1款" in said
    assert "办理规则第2版" in said


def test_a_command_leads_back_and_says_what_was_done(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.OFFICER))
    form = {"leg": "L1", "back": "/desk/inbox?tab=sign"}
    response = seat.post(f"/desk/cases/{case}/do/Sign", form)
    assert response.status_code == 302
    assert response["Location"].startswith("/desk/inbox?tab=sign&done=Sign&number=")
    assert "签收已记录" in seat.text(response["Location"])


def test_a_double_click_is_one_effect(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.OFFICER))
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    form = {"leg": "L1", "note": "已到现场", "key": "twice"}
    for _ in range(2):
        assert seat.post(f"/desk/cases/{case}/do/RecordProgress", form).status_code == 302
    assert seat.text(f"/desk/cases/{case}").count("已到现场") == 1


def test_a_refused_form_comes_back_as_it_was(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.LIAISON))
    form = {"leg": "L1", "reason": "not_duty", "explanation": "不归我们", "believed_unit": "月球"}
    response = seat.post(f"/desk/cases/{case}/do/FileReturn", form)
    assert response.status_code == 422
    body = response.content.decode()
    assert "没有名为“月球”的单位。" in body
    assert ">\n不归我们</textarea>" in body
    assert 'value="月球"' in body
    assert 'aria-invalid="true"' in body


REFUSED = [
    (Role.OFFICER, c.Sign(leg="L9"), {"leg": "L9"}),
    (Role.OFFICER, c.Reply, {}),
    (Role.DISPATCHER, c.Sign(leg="L1"), {"leg": "L1"}),
    (Role.DISPATCHER, c.Accept(), {}),
    (Role.UNIT_HEAD, c.ApproveCompletion(request="R1"), {"request": "R1"}),
    (Role.FOLLOW_UP_CALLER, verdict(), {"contacted": "true", "solved": "solved",
                                        "result": "satisfied", "process": "satisfied"}),
]  # fmt: skip


@pytest.mark.parametrize(("role", "command", "form"), REFUSED)
def test_the_page_refuses_in_the_words_of_the_rules(
    city: City, role: Role, command: object, form: dict[str, str]
) -> None:
    [case] = register(city)
    if command is c.Reply:
        command = REPLY
        form = {"leg": "L1", "truth": "true", "solved": "solved",
                "internal_record": "已现场取缔", "public_answer": "您好。"}  # fmt: skip
    found = actions.perform(city.by(role), case, command)  # type: ignore[arg-type]
    assert isinstance(found, Refusal)
    response = Seat(city.user(role)).post(f"/desk/cases/{case}/do/{type(command).__name__}", form)
    assert response.status_code == found.status
    assert found.message in words(response)
    for typed in form.values():
        assert typed.isascii() or typed in words(response), "what was typed is lost"


def test_the_whole_loop_goes_through_the_pages(city: City) -> None:
    """签收、首次联系、答复、审批、回访、结案，全由各自岗位在页面上完成。"""
    [case] = register(city)
    officer, head = Seat(city.user(Role.OFFICER)), Seat(city.user(Role.UNIT_HEAD))
    caller = Seat(city.user(Role.FOLLOW_UP_CALLER))
    do = f"/desk/cases/{case}/do"
    reply = {"leg": "L1", "truth": "true", "solved": "solved", "internal_record": "已取缔",
             "public_answer": "您好，已责令摊主收摊。"}  # fmt: skip
    verdict_form = {"command": "RecordOutcome", "contacted": "true", "solved": "basically",
                    "result": "satisfied", "process": "satisfied", "called_in": "true"}  # fmt: skip
    approve = {"command": "ApproveCompletion", "request": "R1"}
    for seat, path, form in (
        (officer, f"{do}/Sign", {"leg": "L1"}),
        (officer, f"{do}/RecordFirstContact", {"leg": "L1", "number": PHONE}),
        (officer, f"{do}/Reply", reply),
        (head, f"/desk/approvals/{case}/R1", approve),
        (caller, f"/desk/follow-up/{case}", verdict_form),
        (caller, f"{do}/Close", {}),
    ):
        response = seat.post(path, form)
        assert response.status_code == 302, words(response)
    row = case_row(reader(city.actor(Role.DISPATCHER)), case)
    assert row is not None
    assert (row.stage, row.solved) == ("closed", "basically")


def test_the_approval_page_shows_reply_and_request_side_by_side(city: City) -> None:
    [case] = register(city)
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    done(actions.perform(city.by(Role.OFFICER), case, c.RecordFirstContact(leg="L1")))
    done(actions.perform(city.by(Role.OFFICER), case, REPLY))
    said = Seat(city.user(Role.UNIT_HEAD)).text(f"/desk/approvals/{case}/R1")
    assert WORDS in said
    assert "您好，已责令摊主收摊。" in said
    assert "退回重报" in said


def test_the_ruling_page_shows_claim_directory_and_duty_line(city: City) -> None:
    [case] = register(city, matter(topic="cg/lj"))
    heping = city.by(Role.LIAISON, unit="heping")
    returned = c.FileReturn(leg="L1", reason="not_duty", explanation="应由城管局负责",
                            believed_unit="urban")  # fmt: skip
    done(actions.perform(heping, case, returned))
    seat = Seat(city.user(Role.DISPATCHER))
    said = seat.text(f"/desk/rulings/{case}/R1")
    for expected in (
        "应由城管局负责",
        "目录条目 2",
        "第 基1 条：基本履职事项",
        "建议承办单位：城管局",
    ):
        assert expected in said
    form = {"request": "R1", "uphold": "true", "grounds": "成立", "unit": "城管局 urban"}
    assert seat.post(f"/desk/rulings/{case}/R1", form).status_code == 302
    assert "城管局" in Seat(city.user(Role.OFFICER)).text("/desk/inbox")


def test_a_try_in_vain_is_one_key_and_stays_in_the_queue(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    seat = Seat(city.user(Role.FOLLOW_UP_CALLER))
    said = seat.text(f"/desk/follow-up/{case}")
    assert "您好，已责令摊主收摊。" in said
    if "不在回访时段" not in said:
        tried = {"command": "TryFollowUp", "result": "no_answer", "note": ""}
        assert seat.post(f"/desk/follow-up/{case}", tried).status_code == 302
        assert "已拨1次" in seat.text("/desk/follow-up")
