"""时限计算 explains each step; the calendar says what is provisional; the logs are filtered."""

import pytest

from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City
from tests.handling.steps import register


def test_a_limit_is_explained_step_by_step(city: City) -> None:
    seat = Seat(city.user(Role.MANAGEMENT))
    said = seat.text("/desk/admin/limits?start=2026-02-13T16:30&kind=complaint&urgency=ordinary")
    assert "对诉求人的承诺时限" in said
    assert "2026年2月13日" in said
    assert "春节" in said
    assert "第2版" in said
    assert "第1版" in seat.text("/desk/admin/limits?start=2026-02-13T16:30&edition=1")
    assert "暂定" in seat.text("/desk/admin/limits?start=2026-12-31T16:30")


@pytest.mark.parametrize("start", ["", "昨天", "9999-12-31T00:00", "2026-02-13T16:30+08:00"])
def test_a_wrong_start_is_refused_beside_the_field(city: City, start: str) -> None:
    said = Seat(city.user(Role.EDITOR)).text(f"/desk/admin/limits?start={start}", status=422)
    assert "起算时间" in said


def test_the_calendar_shows_rest_work_and_provisional_years(city: City) -> None:
    said = Seat(city.user(Role.MANAGEMENT)).text("/desk/admin/calendar")
    assert "春节" in said
    assert "调休上班" in said
    assert "暂定" in said


def test_readings_are_filtered_by_person_day_and_case(city: City) -> None:
    [case] = register(city)
    reader = Seat(city.user(Role.DISPATCHER))
    reader.get(f"/desk/cases/{case}")
    reader.post(f"/desk/cases/{case}/show/phone", **{"HX-Request": "true"})
    seat = Seat(city.user(Role.AUDIT_ADMIN))
    said = seat.text("/desk/admin/access")
    assert "派单员（centre）" in said
    assert "电话" in said
    number = next(part for part in said.split() if part.count("-") == 2 and len(part) > 12)
    assert number in seat.text(f"/desk/admin/access?number={number}")
    assert "没有符合条件" in seat.text("/desk/admin/access?q=查无此人")
    assert "没有符合条件" in seat.text("/desk/admin/access?until=2001-01-01")
    assert "没有工单" in seat.text("/desk/admin/access?number=1", status=404)
    assert "日期" in seat.text("/desk/admin/access?since=昨天", status=422)


def test_sign_ins_are_listed_with_how_they_ended(city: City) -> None:
    seat = Seat(city.user(Role.AUDIT_ADMIN))
    said = seat.text("/desk/admin/sign-ins")
    assert "audit_admin.centre" in said
    assert "登录成功" in said
    assert "没有符合条件" in seat.text("/desk/admin/sign-ins?result=wrong&q=audit")
    assert "audit_admin" in seat.text("/desk/admin/sign-ins?after=乱写")


def test_the_home_of_an_administrator_is_their_page(city: City) -> None:
    for role, where in (
        (Role.SYSTEM_ADMIN, "/desk/admin/units"),
        (Role.SECURITY_ADMIN, "/desk/admin/people"),
        (Role.AUDIT_ADMIN, "/desk/admin/access"),
    ):
        assert Seat(city.user(role)).get("/desk/")["Location"] == where
