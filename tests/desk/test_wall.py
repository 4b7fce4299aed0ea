"""大屏: figures of the city for a room full of people; nothing personal, nothing confidential."""

import re

from django.core import signing

from hotline.desk import wall
from hotline.handling.models import CaseRow
from hotline.handling.overview import wall as figures
from hotline.handling.queries import reader
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.handling.steps import complete, matter, register

WALL = "/desk/wall/"


def numbers(text: str) -> dict[str, str]:
    """The figures on top, by title."""
    titles = (
        "今日登记",
        "今日受理",
        "今日办结",
        "其中按时",
        "待处置",
        "待派单",
        "办理中",
        "已超期",
    )
    return {title: re.search(rf"{title} (\S+)", text)[1] for title in titles}  # type: ignore[index]


def test_figures_of_today_and_what_runs_out_first(city: City) -> None:
    one, _, _ = register(city, matter(), matter(topic="zj/wy", area="xi/renmin"), matter())
    complete(city, one)
    text = Seat(city.user(Role.LEADER)).text(WALL)
    shown = numbers(text)
    assert (shown["今日登记"], shown["今日受理"], shown["今日办结"]) == ("3", "3", "1")
    assert (shown["其中按时"], shown["办理中"], shown["已超期"]) == ("100%", "2", "0")
    assert "最先到期" in text
    assert "还剩" in text
    who = reader(city.actor(Role.SUPERVISOR))
    assert sum(n for _, n in figures.by_hour(who)) == 3
    assert len(figures.by_hour(who)) == 24
    [first, second] = figures.first_due(who)
    assert first.due <= second.due


def test_nothing_personal_stands_on_it(city: City) -> None:
    register(
        city, matter(title="王建国家门口", text="王建国的手机 13900139000", address="和平路1号")
    )
    text = words(Seat(city.user(Role.SUPERVISOR)).get(WALL))
    for secret in ("王建国", "13900139000", "和平路1号", "李秀英"):
        assert secret not in text
    assert CaseRow.objects.get(city=city.code).number not in text


def test_a_confidential_case_makes_no_tick_for_anybody(city: City) -> None:
    seat = Seat(city.user(Role.SUPERVISOR))
    before = seat.text(WALL)
    mark = figures.last_step(reader(city.actor(Role.SUPERVISOR)))
    register(city, matter(confidential=True, reported_unit="urban"))
    after = seat.text(WALL)
    assert numbers(before) == numbers(after)
    assert "没有正在计时的工单" in after
    assert figures.last_step(reader(city.actor(Role.SUPERVISOR))) == mark == ""


def test_who_may_not_see_it_is_told_so(city: City) -> None:
    assert Seat(city.user(Role.OFFICER)).get(WALL).status_code == 403


def test_it_lives_by_its_pass_and_the_pass_opens_nothing_else(city: City) -> None:
    register(city)
    account = city.user(Role.LEADER)
    seat = Seat(account)
    seat.get(WALL)
    passed = seat.client.cookies[wall.COOKIE]
    assert passed["path"] == WALL
    del seat.client.cookies["hotline_desk"]  # the session has run out
    assert seat.get(WALL).status_code == 302, "a person signs in"
    live = {"X-Live": "1"}
    shown = seat.get(WALL, **live)
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "private, no-store"
    mark = figures.last_step(reader(account.actor))
    assert seat.get(f"{WALL}?since={mark}", **live).status_code == 304
    register(city)
    assert seat.get(f"{WALL}?since={mark}", **live).status_code == 200
    assert seat.get("/desk/overview", **live).status_code == 401
    seat.client.cookies[wall.COOKIE] = signing.dumps({"city": city.code, "user": "x"}, salt="other")
    assert seat.get(WALL, **live).status_code == 401


def test_signing_out_ends_the_pass(city: City) -> None:
    seat = Seat(city.user(Role.LEADER))
    seat.get(WALL)
    seat.post("/desk/sign-out")
    assert not seat.client.cookies[wall.COOKIE].value
