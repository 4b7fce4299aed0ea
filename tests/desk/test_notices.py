"""通知 at the desk: the bell, the list, one's wishes, the city's table, what was not delivered; and
the citizen's link."""

from datetime import timedelta

import pytest
from django.test import Client

from hotline import ledger
from hotline.handling.notices import following, links, queries
from hotline.handling.notices.following import Follower
from hotline.handling.notices.models import NoticeCursor, NoticeRow
from hotline.handling.notices.table import Thing, Way, Whom
from hotline.rules.words import Role, Urgency
from tests.desk.seat import Seat
from tests.fixtures.people import City
from tests.handling.steps import matter, register


@pytest.fixture
def told(city: City) -> str:
    """The bureau's liaison was told of an urgent order; its case."""
    while ledger.sequence_once():
        pass
    NoticeCursor.objects.all().delete()
    NoticeCursor.objects.create(name=following.NAME, cursor=ledger.follow(None, 1_000_000).cursor)
    [case] = register(city, matter(urgency=Urgency.URGENT))
    while ledger.sequence_once():
        pass
    Follower().step()
    return case


def test_the_bell_counts_and_the_list_leads_to_the_case(city: City, told: str) -> None:
    seat = Seat(city.user(Role.LIAISON))
    assert "通知 1" in seat.text("/desk/inbox")
    assert seat.get("/desk/live?since=").json()["counts"]["notices"] == "1"
    page = seat.text("/desk/notices")
    assert "新承办单 未读" in page
    assert "紧急" in page
    row = NoticeRow.objects.get(city=city.code)
    assert told in seat.get(f"/desk/notices/{row.id}")["Location"]
    assert "未读" not in seat.text("/desk/notices")
    assert seat.get("/desk/live?since=").json()["counts"]["notices"] == ""


def test_another_s_notices_are_nobody_else_s(city: City, told: str) -> None:
    row = NoticeRow.objects.get(city=city.code)
    other = Seat(city.user(Role.OFFICER))
    assert "没有通知" in other.text("/desk/notices")
    assert other.get(f"/desk/notices/{row.id}")["Location"] == "/desk/notices"
    other.post("/desk/notices", {"until": "2100-01-01T00:00:00+00:00"})
    row.refresh_from_db()
    assert row.read_at is None


def test_all_are_read_at_once_but_none_that_came_since(city: City, told: str) -> None:
    seat = Seat(city.user(Role.LIAISON))
    row = NoticeRow.objects.get(city=city.code)
    seat.post("/desk/notices", {"until": (row.at - timedelta(seconds=1)).isoformat()})
    seat.post("/desk/notices", {"until": "long ago"})
    assert "未读" in seat.text("/desk/notices")
    seat.post("/desk/notices", {"until": row.at.isoformat()})
    assert "未读" not in seat.text("/desk/notices")


def test_a_case_out_of_sight_takes_its_notices_along(city: City, told: str) -> None:
    NoticeRow.objects.filter(city=city.code).update(user_id=city.user(Role.SYSTEM_ADMIN).id)
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    assert "没有通知" in seat.text("/desk/notices")


def test_wishes_are_kept_and_refused_beside_their_field(city: City, settings: object) -> None:
    settings.NOTICE_EMAIL = "smtp://127.0.0.1:1/?from=a@b.cn"  # type: ignore[attr-defined]
    seat = Seat(city.user(Role.LIAISON))
    form = {"email": "li@example.gov.cn", "quiet_from": "22:00", "quiet_to": "07:00"}
    refused = seat.post("/desk/notices/wishes", {**form, "email": "li"})
    assert (refused.status_code, b'value="22:00"' in refused.content) == (422, True)
    seat.post("/desk/notices/wishes", {**form, "on": ["order:page"]})
    wish = queries.wish(city.code, city.user(Role.LIAISON).id)
    assert (wish.email, wish.quiet_from, wish.quiet_to, wish.digest) == (
        form["email"],
        1320,
        420,
        -1,
    )
    assert "order:page" not in wish.off
    assert {"order:email", "near:page"} <= set(wish.off)
    page = seat.get("/desk/notices/wishes?kept=1").content.decode()
    assert 'value="li@example.gov.cn"' in page
    assert "已保存" in page


def test_the_city_s_table_is_changed_as_a_whole_or_not_at_all(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    assert "新承办单 联络员" in seat.text("/desk/admin/notices")
    form = {"text-order-liaison": "有新单{number}", "ways-order-liaison": ["page", "sms"]}
    refused = seat.post("/desk/admin/notices", {**form, "text-near-officer": "{name}快办"})
    assert refused.status_code == 422
    assert "name" in refused.content.decode()
    assert not queries.table(city.code)[Thing.ORDER, Whom.LIAISON].own
    seat.post("/desk/admin/notices", form)
    line = queries.table(city.code)[Thing.ORDER, Whom.LIAISON]
    assert (line.text, line.ways) == ("有新单{number}", {Way.PAGE, Way.SMS})
    assert Seat(city.user(Role.LIAISON)).get("/desk/admin/notices").status_code == 403


def test_what_was_not_delivered_is_sent_again_and_names_no_case(city: City, told: str) -> None:
    NoticeRow.objects.filter(city=city.code).update(
        way=Way.EMAIL, state="dead", fault="SMTP 550", tries=6
    )
    row = NoticeRow.objects.get(city=city.code)
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    page = seat.text("/desk/admin/notices/undelivered")
    assert "SMTP 550" in page
    assert row.number not in page
    seat.post("/desk/admin/notices/undelivered", {"id": "nothing"})
    seat.post("/desk/admin/notices/undelivered", {"id": str(row.id)})
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 0)
    assert "没有未送达的通知" in seat.text("/desk/admin/notices/undelivered")
    row.delete()


def test_the_citizen_s_link_opens_the_case_once(city: City, told: str) -> None:
    due = ledger.clock.now() + timedelta(days=3)
    NoticeRow.objects.filter(city=city.code).update(
        user_id="", way=Way.SMS, whom=Whom.CITIZEN, state="sent", due_at=due
    )
    row = NoticeRow.objects.get(city=city.code)
    where = f"/c/{city.code}/in/{links.token(row.id)}"
    browser = Client()
    assert browser.get(where).status_code == 200
    assert browser.get(where).status_code == 200, "looking uses nothing up"
    assert browser.post(where)["Location"] == f"/c/{city.code}/progress/case/"
    assert row.number in browser.get(f"/c/{city.code}/progress/case/").content.decode()
    assert Client().post(where).status_code == 410
    assert "链接已失效" in Client().get(where).content.decode()
