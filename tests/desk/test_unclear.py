"""Whose it is stays unclear: 兜底单位, 首接单位, 现场划分职责, and what rulings teach."""

from datetime import timedelta
from uuid import UUID

from hotline import ledger
from hotline.desk.admin.directory_proposals import _entry
from hotline.dispatching import queries as directories
from hotline.handling import actions
from hotline.handling.models import CaseRow, LegRow
from hotline.handling.proposals.models import ProposalRow
from hotline.portal.story import bound_words
from hotline.rules.case import commands as c
from hotline.rules.directory import Directory
from hotline.rules.words import ReturnReason, Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register


def test_the_last_resort_unit_is_sent_to_with_one_key_and_may_not_say_not_ours(city: City) -> None:
    [case] = register(city, matter(topic="sq", dispatch=False))
    seat = Seat(city.user(Role.DISPATCHER))
    assert "派给兜底单位" in seat.text("/desk/dispatch")
    sent = {"reason": "目录没有适用的条目", "back": "/desk/dispatch"}
    assert seat.post(f"/desk/cases/{case}/do/DispatchToLastResort", sent).status_code == 302
    leg = LegRow.objects.get(case_id=case)
    assert (leg.unit, leg.last_resort) == ("east", True)
    district = Seat(city.user(Role.LIAISON, unit="east"))
    assert "兜底单位" in district.text("/desk/inbox")
    told = district.text(f"/desk/cases/{case}")
    assert "目录未定，作为兜底单位承接" in told and "提请会商" in told
    back = {"leg": "L1", "reason": "not_duty", "explanation": "不归我们"}
    refused = district.post(f"/desk/cases/{case}/do/FileReturn", back)
    assert "本单位是该事项的兜底单位" in refused.content.decode()
    asked = {"leg": "L1", "explanation": "与市局职责交叉"}
    assert district.post(f"/desk/cases/{case}/do/AskConsultation", asked).status_code == 302
    assert "会商" in seat.text(f"/desk/rulings/{case}/R1")


def test_a_unit_that_let_the_return_limit_pass_is_shown_as_first_accepting(city: City) -> None:
    with ledger.clock.at(ledger.clock.now() - timedelta(days=6)):
        [case] = register(city)
        done(actions.perform(city.by(Role.LIAISON), case, c.Sign(leg="L1")))
    seat = Seat(city.user(Role.LIAISON))
    assert "首接单位" in seat.text("/desk/inbox")
    page = seat.text(f"/desk/cases/{case}")
    assert "首接单位，自" in page and "城管局为首接单位" in page
    state = ledger.state_of(actions.case_ref(city.code, case))
    said = bound_words(state, city.world().units, ledger.clock.now())
    assert said.startswith("由城管局负责到底")


def test_units_are_ordered_on_site_record_their_coming_and_the_duty_is_divided(city: City) -> None:
    [case] = register(city, matter(topic="sq", dispatch=False))
    seat = Seat(city.user(Role.DISPATCHER))
    order = {"units": ["urban", "market"], "place": "人民路口", "note": "谁修井盖"}
    assert seat.post(f"/desk/cases/{case}/do/OrderSiteMeeting", order).status_code == 302
    assert "城管局、市场监管局" in seat.text("/desk/on-site")
    unit = Seat(city.user(Role.LIAISON))
    assert "烧烤摊占道经营" in unit.text("/desk/on-site")
    address = f"/desk/on-site/{case}/R1"
    screen = unit.text(address)
    assert "人民路口" in screen and "未登记" in screen
    came = {"command": "RecordAttendance", "request": "R1", "came": "true"}
    assert unit.post(address, came).status_code == 302
    outcome = {"command": "DivideDuty", "request": "R1", "lead": "urban", "division": "城管局修"}
    refused = seat.post(address, outcome)
    assert "还没有登记到场情况：市场监管局" in refused.content.decode()
    absent = came | {"came": "false", "unit": "market"}
    assert seat.post(address, absent).status_code == 302
    assert "未到场" in seat.text(address)
    assert seat.post(address, outcome).status_code == 302
    assert "没有待划分的现场" in seat.text("/desk/on-site")
    leg = LegRow.objects.get(case_id=case)
    assert (leg.unit, leg.running) == ("urban", True)
    told = seat.text(f"/desk/cases/{case}")
    assert "要求到现场划分职责" in told and "应到现场：城管局、市场监管局" in told


def test_the_directory_names_no_confidential_case() -> None:
    """Whom it reports reads the directory too."""
    row = ProposalRow(case_id=UUID(int=7), number="261100001", proposal="P1", topic="cg/zd",
                      area="dong", object="", lead="market", co_handlers=[],
                      confidential=True)  # fmt: skip
    entry = _entry(row, "dong", Directory(edition="2027-1"))
    assert row.number not in f"{entry}" and entry.id.endswith("-P1")
    assert entry.legal_basis == "一件保密工单的裁定"


def test_a_ruling_proposes_an_entry_that_a_draft_takes_in_with_the_case_as_its_ground(
    city: City,
) -> None:
    one, two = register(city, matter(), matter())
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不归我们")
    seat = Seat(city.user(Role.DISPATCHER))
    ruling = {"command": "RuleReturn", "request": "R1", "uphold": "true", "unit": "market"}
    ruling |= {"grounds": "属市场监管", "propose_entry": "on"}
    for case in (one, two):
        done(actions.perform(city.by(Role.LIAISON), case, back))
        assert seat.post(f"/desk/rulings/{case}/R1", ruling).status_code == 302
    address = "/desk/admin/directory/proposals"
    said = seat.text(address)
    assert "条目 1：城管局" in said and "市场监管局" in said and "还没有草稿" in said
    begun = {"do": "draft", "edition": "2027-1", "effective_from": "2027-01-01"}
    assert seat.post("/desk/admin/directory", begun).status_code == 302
    take = {"do": "proposal-take", "which": f"{one}.P1", "edition": "2027-1", "area": "dong"}
    assert seat.post(address, take).status_code == 302
    held = directories.edition(city.by(Role.DISPATCHER).actor, "2027-1")
    assert held
    number = CaseRow.objects.get(id=one).number
    [entry] = [one for one in held.entries if one.id == f"{number}-P1"]
    assert (entry.lead, entry.area) == ("market", "dong")
    assert entry.legal_basis == f"工单{number}的裁定"
    assert "该建议已经处理" in seat.post(address, take).content.decode()
    decline = {"do": "proposal-decline", "which": f"{two}.P1", "reason": ""}
    assert "不采纳须说明理由" in seat.post(address, decline).content.decode()
    assert seat.post(address, decline | {"reason": "个案"}).status_code == 302
    said = seat.text(address)
    assert "已列入草稿 1 条，不采纳 1 条" in said and "没有待处理的建议" in said
    assert "目录修改建议已列入草稿" in seat.text(f"/desk/cases/{one}")
