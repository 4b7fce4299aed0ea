"""延期, 挂起 and 会商 on the desk: asked for on the case page, ruled on a screen, told."""

from hotline.handling import actions
from hotline.rules.case import commands as c
from hotline.rules.words import ReturnReason, Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import register


def _signed(city: City) -> str:
    [case] = register(city)
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    return case


def test_asked_for_ruled_on_and_told(city: City) -> None:
    case = _signed(city)
    unit, front = Seat(city.user(Role.LIAISON)), Seat(city.user(Role.DISPATCHER))
    assert "没有待审的延期申请" in front.text("/desk/extensions")
    form = {"leg": "L1", "length": "下周", "explanation": "等检测报告"}
    refused = unit.post(f"/desk/cases/{case}/do/FileExtension", form)
    assert refused.status_code == 422
    body = refused.content.decode()
    assert "等检测报告" in body and "下周" in body and "5个工作日" in body, "nothing typed is lost"
    assert unit.post(f"/desk/cases/{case}/do/FileExtension", form | {"length": "5wd"})
    assert "延期待审" in unit.text("/desk/inbox")
    assert "延期申请" in front.text("/desk/extensions")
    screen = front.text(f"/desk/extensions/{case}/R1")
    assert "等检测报告" in screen and "5个工作日" in screen and "同意后的时限" in screen
    ruling = {"command": "RuleExtension", "request": "R1", "grant": "true", "grounds": "属实"}
    assert front.post(f"/desk/extensions/{case}/R1", ruling).status_code == 302
    told = unit.text(f"/desk/cases/{case}")
    assert "同意延期" in told and "办理时限延至" in told
    assert "已经审过：同意" in front.text(f"/desk/extensions/{case}/R1")


def test_held_until_the_citizen_answers(city: City) -> None:
    case = _signed(city)
    officer, agent = Seat(city.user(Role.OFFICER)), Seat(city.user(Role.AGENT))
    held = {"leg": "L1", "explanation": "请补充购房合同"}
    early = officer.post(f"/desk/cases/{case}/do/BeginHold", held)
    assert "尚未联系诉求人，不能挂起" in early.content.decode()
    done(actions.perform(city.by(Role.OFFICER), case, c.RecordFirstContact(leg="L1")))
    officer.post(f"/desk/cases/{case}/do/BeginHold", held)
    assert "已挂起" in officer.text("/desk/inbox?tab=held")
    agent.post(f"/desk/cases/{case}/do/Supplement", {"text": "合同已经拍照上传"})
    assert "解除挂起（诉求人已答复）" in officer.text(f"/desk/cases/{case}")


def test_a_third_return_is_settled_by_consultation(city: City) -> None:
    [case] = register(city)
    front, ruler = Seat(city.user(Role.DISPATCHER)), city.by(Role.DISPATCHER)
    units = [city.units.urban, city.units.water, city.units.market]
    for number, unit in enumerate(units, 1):
        liaison = city.by(Role.LIAISON, unit=unit)
        reason = ReturnReason.NOT_DUTY
        back = c.FileReturn(leg=f"L{number}", reason=reason, explanation="不是我们")
        done(actions.perform(liaison, case, back))
        if number < len(units):
            request, onward = f"R{number}", units[number]
            upheld = c.RuleReturn(request=request, uphold=True, grounds="属实", unit=onward)
            done(actions.perform(ruler, case, upheld))
    address = f"/desk/rulings/{case}/R3"
    assert "须会商裁定" in front.text(address)
    said = {"request": "R3", "opinion": "应由市场监管局承办", "legal_basis": "条例第九条"}
    Seat(city.user(Role.LIAISON)).post(f"/desk/cases/{case}/do/GiveOpinion", said)
    management = Seat(city.user(Role.MANAGEMENT))
    screen = management.text(address)
    assert "应由市场监管局承办" in screen and "条例第九条" in screen
    ruling = {"command": "RuleConsultation", "request": "R3", "unit": "market", "grounds": "依清单"}
    assert management.post(address, ruling).status_code == 302
    assert "会商裁定" in management.text(f"/desk/cases/{case}")
