"""值班表 and the ladder: kept by the unit, gaps shown, whom to ring, what came of it."""

from datetime import timedelta

from hotline import ledger
from hotline.oversight.models import RosterRow
from hotline.people.models import AccessRow
from hotline.rules.words import Role, Urgency
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.handling.steps import matter, register

NUMBER = "13912345678"
TYPED = {
    "name-0": "李明", "phone-0": NUMBER, "start-0": "00:00", "end-0": "24:00",
    "days-0": ["workday", "rest", "holiday"],
    "name-1": "", "phone-1": "", "start-1": "", "end-1": "",
    "head_name": "陈局长", "head_phone": "13887654321",
}  # fmt: skip


def test_a_unit_keeps_its_roster_and_it_is_seen_who_cannot_be_reached(
    city: City,
) -> None:
    liaison = Seat(city.user(Role.LIAISON))
    manager = Seat(city.user(Role.DUTY_MANAGER))
    before = manager.text("/desk/duty/phones")
    assert "没有值班表，也没有单位值班电话" in before
    wrong = liaison.post("/desk/duty/roster", {**TYPED, "phone-0": "查号台"})
    assert wrong.status_code == 422
    assert "不像电话号码" in words(wrong) and "陈局长" in wrong.content.decode()
    assert liaison.post("/desk/duty/roster", TYPED).status_code == 302
    kept = liaison.get("/desk/duty/roster").content.decode()
    assert NUMBER in kept and "正在值班" in kept and "全天有人" in kept
    row = RosterRow.objects.get(city=city.code)
    assert (row.unit, row.gaps, row.has_head) == (city.units.urban, 0, True)
    after = manager.text("/desk/duty/phones")
    assert NUMBER not in after and "已登记" in after
    assert manager.get("/desk/duty/roster").status_code == 200
    assert Seat(city.user(Role.OFFICER)).get("/desk/duty/roster").status_code == 403


def test_the_ladder_is_rung_by_one_screen_and_numbers_are_shown_on_record(city: City) -> None:
    """列表里“打电话”，先打值班人；号码点了才显示并留痕；没人接转负责人；负责人确认。"""
    Seat(city.user(Role.LIAISON)).post("/desk/duty/roster", TYPED)
    [case] = register(city, matter(title="井盖没了", urgency=Urgency.URGENT))
    seat = Seat(city.user(Role.DUTY_MANAGER))
    at = f"/desk/duty/calls/{case}/L1"
    assert at in seat.get("/desk/duty?tab=unacknowledged").content.decode()
    page = seat.text(at)
    assert "139****5678" in page and NUMBER not in page and "现在打" in page
    shown = words(seat.post(at, {"show": "1"}))
    assert NUMBER in shown
    assert AccessRow.objects.filter(city=city.code, fields=["duty_phone"]).count() == 1
    assert "没有填写谁确认的" in words(seat.post(at, {"rang": "confirmed", "to": "other"}))
    assert seat.post(at, {"rang": "odd", "to": "0.李明"}).status_code == 422
    changed = seat.post(at, {"rang": "confirmed", "to": "0.王强"})
    assert changed.status_code == 409 and "刚换过班" in words(changed), "who was rung, not who is"
    seat.post(at, {"rang": "no_answer", "to": "0.李明", "climb": "1"})
    listed = seat.text("/desk/duty?tab=unacknowledged")
    assert "承办单位负责人" in listed and "已打1次" in listed
    told = seat.text(at)
    assert "电话未果：无人接听" in told and "138****4321" in told
    seat.post(at, {"rang": "confirmed", "to": "0.陈局长"})
    assert "已于" in seat.text(at)
    assert "紧急工单都已电话确认" in seat.text("/desk/duty?tab=unacknowledged")
    assert seat.get(f"/desk/duty/calls/{case}/L9").status_code == 404


def test_left_alone_the_ladder_climbs_by_itself_at_night(city: City) -> None:
    [case] = register(city, matter(title="井盖没了", urgency=Urgency.CRITICAL))
    later = ledger.clock.now() + timedelta(hours=1)
    ledger.fire_due(later, city=city.code)
    with ledger.clock.at(later):
        seat = Seat(city.user(Role.SUPERVISOR))
        page = seat.text(f"/desk/duty/calls/{case}/L1")
        assert "已到最后一级" in page and "下一级：热线值班长" in page
