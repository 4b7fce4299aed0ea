"""无理重复诉求 and 考核剔除 as people do them: paper, ruling, final answer, objection, levels."""

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.files import attaching
from hotline.handling.models import CaseRow, ContactRow
from hotline.rules.file_words import FileGroup
from hotline.rules.words import Nature, RequestState, Role
from tests.desk.seat import Seat
from tests.fixtures import pictures as p
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, complete, register
from tests.portal.visitor import Visitor

FINAL = "该事项已于2月3日依法答复，如无新的事实不再重复办理。"
PAPER = {"leg": "L1", "paper": "城管函〔2026〕3号", "grounds": "六次上门，均已取缔"}


def proven(city: City) -> str:
    """A case that was handled and answered, with evidence of its unit."""
    [case] = register(city)
    complete(city, case)
    officer = city.by(Role.OFFICER)
    done(attaching.attach_evidence(officer, case, "L1", FileGroup.HANDLING, [p.upload()]))
    return case


def _object_at_the_portal(city: City, case: str, agent: Seat) -> None:
    """The caller contests the ruling themselves; then nobody else can."""
    citizen = Visitor(city)
    citizen.enter(case)
    assert "对认定有异议" in citizen.text("progress/case/")
    empty = citizen.post("progress/contest/", {"objection": " "})
    assert empty.status_code == 422 and 'id="objection-error"' in empty.content.decode()
    assert citizen.post("progress/contest/", {"objection": "摊位昨晚又来了"}).status_code == 303
    assert "对认定有异议" not in citizen.text("progress/case/"), "one objection at a time"
    again = agent.post(f"/desk/cases/{case}/do/ContestUnreasonable", {"words": "又来了"})
    assert again.status_code == 409


def test_recognised_told_to_a_later_call_contested_and_lifted(city: City) -> None:
    case = proven(city)
    head, ruler = Seat(city.user(Role.UNIT_HEAD)), Seat(city.user(Role.MANAGEMENT))
    assert head.post(f"/desk/cases/{case}/do/FileUnreasonable", PAPER).status_code == 302
    assert "烧烤摊占道经营" in ruler.text("/desk/unreasonable")
    address = f"/desk/unreasonable/{case}/R2"
    screen = ruler.text(address)
    assert "城管函〔2026〕3号" in screen and "六次上门，均已取缔" in screen
    ruling = {"command": "RuleUnreasonable", "request": "R2", "recognise": "true"}
    ruling |= {"grounds": "已依法办结"}
    assert "认定时须写明最终答复" in ruler.post(address, ruling).content.decode()
    assert ruler.post(address, ruling | {"final_answer": FINAL}).status_code == 302
    assert "没有待认定的申请" in ruler.text("/desk/unreasonable")

    agent = Seat(city.user(Role.AGENT))
    panel = agent.post("/desk/register/caller", {"caller_phone": PHONE}).content.decode()
    assert FINAL in panel and "已告知最终答复" in panel
    before = CaseRow.objects.filter(city=city.code).count()
    told = {"channel": "phone", "caller_phone": PHONE, "fragment": "1"}
    assert agent.post(f"/desk/cases/{case}/do/GiveFinalAnswer", told).status_code == 200
    assert CaseRow.objects.filter(city=city.code).count() == before
    assert ContactRow.objects.filter(city=city.code, nature=Nature.REPEAT).count() == 1
    assert "同一诉求再次来电，已告知最终答复" in ruler.text(f"/desk/cases/{case}")

    _object_at_the_portal(city, case, agent)
    address = f"/desk/unreasonable/{case}/R3"
    lift = {"command": "RuleContest", "request": "R3", "lift": "true", "grounds": "属新的事实"}
    assert "您作出过该认定" in ruler.text(address)
    reviewer = Seat(city.user(Role.CITY_REVIEWER))
    assert "摊位昨晚又来了" in reviewer.text(address)
    assert reviewer.post(address, lift).status_code == 302
    panel = agent.post("/desk/register/caller", {"caller_phone": PHONE}).content.decode()
    assert FINAL not in panel


def test_excluded_on_two_levels_and_counted_by_reason(city: City) -> None:
    case = proven(city)
    unit, district = Seat(city.user(Role.LIAISON)), Seat(city.user(Role.DISTRICT_REVIEWER))
    claim = {"leg": "L1", "reason": "not_borne_out", "claim": "现场没有摊位"}
    assert unit.post(f"/desk/cases/{case}/do/FileExclusion", claim).status_code == 302
    listed = district.text("/desk/exclusions")
    assert "查否（诉求经查不属实）" in listed
    address = f"/desk/exclusions/{case}/R2"
    assert "现场没有摊位" in district.text(address)
    support = {"command": "RuleDistrictExclusion", "request": "R2", "support": "true"}
    assert district.post(address, support | {"grounds": "照片属实"}).status_code == 302
    reviewer = Seat(city.user(Role.CITY_REVIEWER))
    assert "照片属实" in reviewer.text(address)
    final = {"command": "RuleCityExclusion", "request": "R2", "exclude": "true", "grounds": "同意"}
    assert reviewer.post(address, final).status_code == 302
    assert "没有待审核的剔除申请" in reviewer.text("/desk/exclusions")
    assert "按理由统计" in reviewer.text("/desk/exclusions")
    told = unit.text(f"/desk/cases/{case}")
    assert "同意考核剔除" in told and "不计入考核" in told
    state = ledger.state_of(actions.case_ref(city.code, case))
    assert state is not None
    assert state.requests[-1].state is RequestState.UPHELD


@pytest.mark.parametrize("place", ["unreasonable", "exclusions"])
@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.OFFICER])
def test_others_have_no_part_in_it(city: City, role: Role, place: str) -> None:
    assert Seat(city.user(role)).get(f"/desk/{place}").status_code == 403
