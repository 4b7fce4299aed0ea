"""登录、退出、改密码、登录过期后回到原处。"""

from django.test import Client

from hotline.desk.gate import COOKIE
from hotline.people import actions
from hotline.people.sign_in import sign_out
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done


def _form(of: City, **more: str) -> dict[str, str]:
    account = of.user(Role.DISPATCHER)
    return {
        "city": of.code,
        "username": account.username,
        "password": account.password,
        **more,
    }


def test_one_is_led_back_to_where_one_was_going(city: City) -> None:
    response = Client().post("/desk/sign-in", _form(city, next="/desk/find"))
    assert response.status_code == 302
    assert response["Location"] == "/desk/find"
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["path"] == "/desk/"
    assert cookie["samesite"] == "Lax"


def test_nobody_is_led_to_another_site(city: City) -> None:
    for where in ("https://evil.example/desk/", "//evil.example", "/desk//evil", "javascript:1"):
        response = Client().post("/desk/sign-in", _form(city, next=where))
        assert response["Location"] in ("/desk/", "/desk//evil")


def test_a_wrong_password_keeps_the_name_and_says_so(city: City) -> None:
    response = Client().post("/desk/sign-in", _form(city, password="wrong"))
    assert response.status_code == 401
    assert "用户名或密码不正确。" in words(response)
    assert city.user(Role.DISPATCHER).username in response.content.decode()
    assert "wrong" not in words(response)


def test_each_missing_field_is_named(city: City, other_city: City) -> None:
    for field, word in (("city", "城市"), ("username", "用户名"), ("password", "密码")):
        response = Client().post("/desk/sign-in", _form(city, **{field: ""}))
        assert response.status_code == 422
        assert f"没有填写{word}。" in words(response)


def test_a_password_set_by_another_is_changed_first(city: City) -> None:
    account = city.user(Role.OFFICER)
    done(actions.reset_password(city.setup, account.id, "temporary 54321"))
    browser = Client()
    form = _form(city, username=account.username, password="temporary 54321", next="/desk/inbox")
    assert browser.post("/desk/sign-in", form)["Location"] == "/desk/password"
    assert browser.get("/desk/inbox")["Location"] == "/desk/password"
    new = {"old": "temporary 54321", "new": "my own 12345678", "again": "other"}
    refused = browser.post("/desk/password", new)
    assert "两次输入的新密码不一致。" in words(refused)
    changed = browser.post("/desk/password", {**new, "again": new["new"]})
    assert changed["Location"] == "/desk/"
    assert browser.get("/desk/inbox").status_code == 200


def test_a_form_sent_after_the_session_ended_says_that_nothing_is_lost(city: City) -> None:
    seat = Seat(city.user(Role.DISPATCHER))
    sign_out(seat.secret)
    page = "http://testserver/desk/register"
    response = seat.post("/desk/register", {"caller_phone": "1"}, Referer=page)
    assert response.status_code == 401
    assert "草稿" in words(response)
    assert "next=%2Fdesk%2Fregister" in response.content.decode()


def test_signing_out_ends_the_session(city: City) -> None:
    seat = Seat(city.user(Role.DISPATCHER))
    assert seat.get("/desk/find").status_code == 200
    assert seat.post("/desk/sign-out")["Location"] == "/desk/sign-in?out"
    seat.client.cookies[COOKIE] = seat.secret
    assert seat.get("/desk/find").status_code == 302
