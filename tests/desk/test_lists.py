"""队列: what waits for whom, what runs out first on top, the action in the row, live counts."""

from datetime import timedelta

from hotline import ledger
from hotline.handling import actions
from hotline.rules.case import commands as c
from hotline.rules.words import Role, Urgency
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, complete, matter, register


def test_what_runs_out_first_stands_on_top(city: City) -> None:
    register(city, matter(title="慢的"), matter(title="急的", urgency=Urgency.URGENT))
    said = Seat(city.user(Role.OFFICER)).text("/desk/inbox")
    assert said.index("急的") < said.index("慢的")
    assert "还剩" in said


def test_the_tabs_part_the_inbox_by_state(city: City) -> None:
    one, _ = register(city, matter(title="第一件"), matter(title="第二件"))
    done(actions.perform(city.by(Role.OFFICER), one, c.Sign(leg="L1")))
    seat = Seat(city.user(Role.OFFICER))
    assert "第二件" in seat.text("/desk/inbox?tab=sign")
    assert "第一件" not in seat.text("/desk/inbox?tab=sign")
    assert "第一件" in seat.text("/desk/inbox?tab=handling")
    assert "没有“协办”的承办单" in seat.text("/desk/inbox?tab=helping")


def test_the_dispatch_queue_proposes_and_sends_with_one_button(city: City) -> None:
    [case] = register(city, matter(dispatch=False))
    seat = Seat(city.user(Role.DISPATCHER))
    said = seat.text("/desk/dispatch")
    assert "按目录派单" in said
    assert "派单目录条目 1" in said
    response = seat.post(f"/desk/cases/{case}/do/Dispatch", {"back": "/desk/dispatch"})
    assert response["Location"].startswith("/desk/dispatch?done=Dispatch")
    assert "没有待派的工单" in seat.text("/desk/dispatch")


def test_where_the_directory_is_silent_the_row_says_so(city: City) -> None:
    register(city, matter(topic="sq", dispatch=False))
    said = Seat(city.user(Role.DISPATCHER)).text("/desk/dispatch")
    assert "目录没有适用的条目" in said
    assert "指定单位" in said


def test_a_number_opens_the_case_and_a_telephone_lists_its_cases(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.DISPATCHER))
    number = next(part for part in seat.text(f"/desk/cases/{case}").split() if part.count("-") == 2)
    found = seat.post("/desk/find", {"q": number.replace("-", "")})
    assert found["Location"] == f"/desk/cases/{case}"
    assert "烧烤摊占道经营" in words(seat.post("/desk/find", {"q": PHONE}))
    none = seat.post("/desk/find", {"q": "完全没有"})
    assert "没有找到" in seat.text(none["Location"])


def test_late_legs_are_watched_with_their_units(city: City) -> None:
    with ledger.clock.at(ledger.clock.now() - timedelta(days=60)):
        register(city)
    ledger.fire_due(city=city.code)
    said = Seat(city.user(Role.SUPERVISOR)).text("/desk/watch")
    assert "已超期" in said
    assert "城管局" in said
    assert "烧烤摊占道经营" in said
    assert "烧烤摊占道经营" not in Seat(city.user(Role.LEADER)).text("/desk/watch")


def test_a_second_page_goes_on_where_the_first_ended(city: City) -> None:
    for start in range(0, 60, 20):
        register(city, *(matter(title=f"第{start + n:02d}号") for n in range(20)))
    seat = Seat(city.user(Role.OFFICER))
    body = seat.get("/desk/inbox").content.decode()
    after = body.split("after=")[1].split('"')[0]
    first = {n for n in range(60) if f"第{n:02d}号" in body}
    rest = seat.get(f"/desk/inbox?after={after}").content.decode()
    second = {n for n in range(60) if f"第{n:02d}号" in rest}
    assert (len(first), len(second), len(first & second)) == (50, 10, 0)
    assert "共 60 件" in words(seat.get("/desk/inbox"))


def test_live_answers_only_when_something_changed(city: City) -> None:
    seat = Seat(city.user(Role.OFFICER))
    first = seat.get("/desk/live?since=").json()
    assert first["counts"]["sign"] == ""
    same = seat.get(f"/desk/live?since={first['mark']}")
    assert same.status_code == 304
    [case] = register(city)
    second = seat.get(f"/desk/live?since={first['mark']}").json()
    assert second["counts"]["sign"] == "1"
    done(actions.perform(city.by(Role.DISPATCHER), case, c.AddUnit(unit="housing")))
    assert seat.get(f"/desk/live?since={second['mark']}").status_code == 200


def test_the_counts_are_those_of_the_lists(city: City) -> None:
    register(city, matter(dispatch=False), matter(triage=None, dispatch=False), matter())
    [answered] = register(city)
    complete(city, answered)
    dispatcher = Seat(city.user(Role.DISPATCHER)).get("/desk/live?since=").json()["counts"]
    names = ("automatic", "automatic_fallen", "extensions", "hot", "notices", "on_site", "rulings")
    none = dict.fromkeys((*names, "sources"), "")
    assert dispatcher == {"dispatch": "1", "triage": "1"} | none
    caller = Seat(city.user(Role.FOLLOW_UP_CALLER)).get("/desk/live?since=").json()["counts"]
    assert {name: count for name, count in caller.items() if count} == {"follow_up": "1"}


def test_the_watermark_names_the_reader(city: City) -> None:
    response = Seat(city.user(Role.OFFICER)).get("/desk/watermark.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "承办员（urban） officer.urban" in response.content.decode()
    assert "private" in response["Cache-Control"]


def test_an_address_cannot_put_words_on_the_page(city: City) -> None:
    seat = Seat(city.user(Role.OFFICER))
    assert "已记录" not in seat.text("/desk/inbox?done=骗人&number=1")
    assert "签收已记录" in seat.text("/desk/inbox?done=Sign&number=<b>1</b>")


def test_a_lists_mark_tells_of_that_list_only(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.DISPATCHER))
    page = seat.get("/desk/dispatch").content.decode()
    shown = page.split('data-mark="')[1].split('"')[0]
    poll = "/desk/live?list=dispatch&tabs=&since="
    assert seat.get(poll + shown).status_code == 304, "the page and its polls agree"
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    assert seat.get(poll + shown).status_code == 304, "a step elsewhere is none of its business"
    register(city, matter(dispatch=False))
    assert seat.get(poll + shown).status_code == 200
    quiet = seat.get("/desk/live?list=none&since=").json()["mark"]
    done(actions.perform(city.by(Role.OFFICER), case, c.RecordFirstContact(leg="L1")))
    assert seat.get(f"/desk/live?list=none&since={quiet}").status_code == 304
