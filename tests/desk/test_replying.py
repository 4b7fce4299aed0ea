"""答复 at the desk: templates kept and used, the answer previewed as the portal shows it, evidence
hinted at, a blank never filed, a name asked about."""

from hotline.handling import actions
from hotline.handling.wordings.models import WordingRow
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import REPLY, matter, register

TEXT = "您反映的{事项}（{受理编号}）已由{承办单位}核查：{填写：结果}。"
FORM = {"leg": "L1", "truth": "true", "solved": "solved", "internal_record": "已现场处理"}


def _write(seat: Seat, **more: str) -> int:
    sent = {"do": "write", "title": "占道通用", "topic": "", "text": TEXT, "asks": "identity"}
    return seat.post("/desk/wordings", sent | more).status_code


def test_a_template_is_kept_used_and_never_filed_half_filled(city: City) -> None:
    liaison, officer = Seat(city.user(Role.LIAISON)), Seat(city.user(Role.OFFICER))
    wrong = liaison.post("/desk/wordings", {"do": "write", "title": "甲", "text": "{科室}已办"})
    assert wrong.status_code == 422 and "没有变量“科室”" in words(wrong)
    assert _write(liaison) == 302 and _write(Seat(city.user(Role.EDITOR)), title="全市的") == 302
    assert _write(officer, title="不该有") == 403
    kept = WordingRow.objects.get(city=city.code, title="占道通用")
    assert liaison.post("/desk/wordings", {"do": "mend", "wording": str(kept.id), "title": "占道",
                                           "text": TEXT}).status_code == 302  # fmt: skip
    assert "第 2 版" in liaison.text(f"/desk/wordings?edit={kept.id}")

    case = register(city, matter(triage=c.Accept(), dispatch=True))[0]
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    aids = officer.text(f"/desk/cases/{case}/reply?leg=L1")
    assert "全市的" in aids and "联系记录 还缺" in aids and "身份核实 还缺" in aids
    page = officer.get(f"/desk/cases/{case}/reply?leg=L1").content.decode()
    assert "已由城管局核查：{填写：结果}" in page
    assert officer.get(f"/desk/cases/{case}/reply?leg=L9").status_code == 404
    look = words(officer.post("/desk/reply/look", {"public_answer": "{填写：结果}，张晓明先生"}))
    assert "诉求人将看到" in look and "像个人姓名：张**" in look and "不能提交" in look

    done(actions.perform(city.by(Role.OFFICER), case, c.RecordFirstContact(leg="L1")))
    assert "联系记录 已有" in officer.text(f"/desk/cases/{case}/reply?leg=L1")
    to = f"/desk/cases/{case}/do/Reply"
    half = officer.post(to, FORM | {"public_answer": "已核查：{填写：结果}。"})
    assert half.status_code == 422 and "还有没填的变量：{填写：结果}" in words(half)
    named = FORM | {"public_answer": REPLY.public_answer + "已由张晓明先生清理。"}
    asked = officer.post(to, named)
    assert asked.status_code == 422 and "像有个人姓名（张**）" in words(asked)
    assert officer.post(to, named | {"signs_seen": "true"}).status_code == 302
    head = Seat(city.user(Role.UNIT_HEAD))
    assert "批准后诉求人将看到" in head.text(f"/desk/approvals/{case}/R1")
    assert liaison.post("/desk/wordings", {"do": "retire", "wording": str(kept.id)})\
        .status_code == 302  # fmt: skip
    assert "已停用" in liaison.text("/desk/wordings")
