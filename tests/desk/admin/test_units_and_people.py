"""单位、人员、令牌: changed by who may, refused beside the field, secrets shown once."""

import re

import pytest

from hotline.people import queries
from hotline.people.models import UserRow
from hotline.people.sign_in import Opened, sign_in
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City


def _form(do: str, **typed: str) -> dict[str, str]:
    return {"do": do, "key": f"{do}-{sorted(typed.items())}", **typed}


def test_a_unit_is_added_renamed_moved_and_closed_with_its_history(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    new = _form("unit-add", name="园林局", kind="department", duty_phone="0571-12345678", id="yl")
    response = seat.post("/desk/admin/units", new)
    assert response["Location"] == "/desk/admin/units/yl?did=unit-add"
    where = "/desk/admin/units/yl"
    seat.post(where, _form("unit-rename", name="园林绿化局", reason="机构改革"))
    seat.post(where, _form("unit-move", parent="东城区政府", reason="下放"))
    assert "没有勾选确认" in words(seat.post(where, _form("unit-close", reason="并入城管局")))
    seat.post(where, _form("unit-close", reason="并入城管局", successor="城管局", sure="yes"))
    said = seat.text(where)
    for step in (
        "建立“园林局”",
        "由“园林局”改名为“园林绿化局”",
        "移到东城区政府之下",
        "由城管局接续",
    ):
        assert step in said
    assert "园林绿化局" not in seat.text("/desk/admin/units")
    assert "园林绿化局" in seat.text("/desk/admin/units?gone=1&q=园林")


def test_a_refused_unit_keeps_what_was_typed(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    response = seat.post(
        "/desk/admin/units", _form("unit-add", name="新局", kind="department", parent="没有的")
    )
    assert response.status_code == 422
    body = response.content.decode()
    assert 'value="新局"' in body
    assert "没有名为“没有的”的单位" in words(response)


def test_who_may_not_is_told_why(city: City) -> None:
    said = Seat(city.user(Role.SECURITY_ADMIN)).text("/desk/admin/units/urban")
    assert "只有系统管理员可以这样做" in said
    said = Seat(city.user(Role.SYSTEM_ADMIN)).text("/desk/admin/units/east")
    assert "之下还有" in said


def test_an_account_is_opened_and_signed_in_to_with_the_password_shown_once(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    form = _form("user-add", username="zhang.san", name="张三", unit="城管局")
    where = seat.post("/desk/admin/people", form)["Location"].partition("?")[0]
    made = seat.post(where, _form("password"))
    secret = re.search(r'class="secret">([^<]+)<', made.content.decode())
    assert secret is not None
    assert isinstance(sign_in(city.code, "zhang.san", secret[1]), Opened)
    assert secret[1] not in seat.text(where)
    assert "只有安全管理员可以这样做" in seat.text(where)
    security = Seat(city.user(Role.SECURITY_ADMIN))
    security.post(where, _form("role-give", role="liaison", scope="东城区政府"))
    assert "授予联络员，范围 东城区政府" in security.text(where)
    security.post(where, _form("role-take", role="liaison", scope="east"))
    assert UserRow.objects.get(city=city.code, username="zhang.san").grants == []


def test_an_account_is_locked_unlocked_signed_out_and_disabled(city: City) -> None:
    officer = city.user(Role.OFFICER)
    there = Seat(officer)
    seat, where = Seat(city.user(Role.SYSTEM_ADMIN)), f"/desk/admin/people/{officer.id}"
    assert "没有填写原因" in words(seat.post(where, _form("user-lock", reason=" ")))
    seat.post(where, _form("user-lock", reason="疑似被盗"))
    assert there.get("/desk/inbox").status_code == 302
    seat.post(where, _form("user-unlock"))
    assert there.get("/desk/inbox").status_code == 200
    seat.post(where, _form("sign-out"))
    assert there.get("/desk/inbox").status_code == 302
    assert seat.post(where, _form("user-disable", reason="离职")).status_code == 422
    seat.post(where, _form("user-disable", reason="离职", sure="yes"))
    assert "停用：离职" in seat.text(where)
    corrected = _form("user-correct", name="某某", unit="城管局")
    assert "账号已停用" in words(seat.post(where, corrected))


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_the_list_is_searched_and_filtered(city: City, role: Role) -> None:
    seat = Seat(city.user(role))
    said = seat.text("/desk/admin/people?role=officer")
    assert "officer.urban" in said
    assert "dispatcher.centre" not in said
    assert "liaison.urban" in seat.text("/desk/admin/people?unit=城管局")
    assert "没有符合条件的账号" in seat.text("/desk/admin/people?q=查无此人")
    assert "没有名为" in seat.text("/desk/admin/people?unit=没有")


def test_a_token_is_shown_once_and_revoked(city: City) -> None:
    seat = Seat(city.user(Role.INTEGRATOR))
    made = seat.post("/desk/admin/tokens", _form("token", name="市监平台", days="90"))
    assert "hl_" in words(made)
    assert "hl_" not in seat.text("/desk/admin/tokens")
    token = queries.tokens(city.actor(Role.INTEGRATOR), city.user(Role.INTEGRATOR).id).get()
    security = Seat(city.user(Role.SECURITY_ADMIN))
    where = f"/desk/admin/people/{city.user(Role.INTEGRATOR).id}/tokens"
    assert "市监平台" in security.text(where)
    assert security.post(where, _form("token-revoke", id=token.id)).status_code == 422
    security.post(where, _form("token-revoke", id=token.id, sure="yes"))
    assert "没有令牌" in seat.text("/desk/admin/tokens")
    officer = f"/desk/admin/people/{city.user(Role.OFFICER).id}/tokens"
    assert "只能替部门系统建立" in Seat(city.user(Role.SYSTEM_ADMIN)).text(officer)
