"""Notices through the real follower and messenger, to a mail server and a gateway on loopback."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.notices import following, line, links, queries, sending, wishing
from hotline.handling.notices.following import Follower
from hotline.handling.notices.hours import AT_ONCE, OF_CITIZENS, Hours, not_before
from hotline.handling.notices.models import NoticeCursor, NoticeRow
from hotline.handling.notices.sending import Messenger
from hotline.handling.notices.table import Thing, Way, Whom, checked
from hotline.handling.notices.wishing import Wish
from hotline.people import actions as people
from hotline.rules.case import commands as c
from hotline.rules.reference.user_messages import DisableUser
from hotline.rules.refusal import Refusal
from hotline.rules.words import ReturnReason, Role, Urgency
from tests.fixtures.people import City, done
from tests.handling.notices.post import MailSink, SmsSink, serving
from tests.handling.steps import NAME, PHONE, REPLY, WORDS, matter, pressing, register

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _from_here(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The feed is read from where it stands; looks are not spaced out, no night is quiet."""
    monkeypatch.setattr(following, "LOOK", 0.0)
    monkeypatch.setattr(sending, "LOOK", 0.0)
    monkeypatch.setattr("hotline.handling.notices.hours.OF_CITIZENS", Hours())
    NoticeRow.objects.all().delete()
    NoticeCursor.objects.all().delete()
    _sequenced()
    head = ledger.follow(None, 1_000_000)
    NoticeCursor.objects.create(name=following.NAME, cursor=head.cursor)


@pytest.fixture
def post(settings: Any) -> Iterator[tuple[MailSink, SmsSink]]:
    """Both ways open."""
    with serving(MailSink()) as mail, serving(SmsSink()) as sms:
        settings.NOTICE_EMAIL, settings.NOTICE_SMS = mail.address, sms.address
        settings.PUBLIC_URL = "https://12345.example.gov.cn"
        yield mail, sms


def _sequenced() -> None:
    while ledger.sequence_once():
        pass


def _followed() -> None:
    _sequenced()
    follower = Follower()
    while follower.step():
        pass


def _sent() -> None:
    messenger = Messenger()
    while messenger.step():
        messenger.finish()
    messenger.finish()


def _told(city: City, **which: object) -> list[tuple[str, str, str]]:
    rows = NoticeRow.objects.filter(city=city.code, **which).order_by("at", "id")
    return [(row.thing, row.whom, row.way) for row in rows]


def _wishes(city: City, role: Role, **more: object) -> None:
    values = {"email": f"{role}@example.gov.cn", "phone": "13900000000", **more}
    assert wishing.set_wish(city.actor(role), Wish(**values)) is None  # type: ignore[arg-type]


# --- who is told ------------------------------------------------------------------------------


def test_each_step_tells_whom_it_concerns(city: City) -> None:
    [case, returned] = register(city, matter(), matter())
    officer = city.by(Role.OFFICER)
    done(actions.perform(officer, case, c.Sign(leg="L1")))
    reassign = c.Reassign(leg="L1", officer=city.user(Role.OFFICER).id)
    done(actions.perform(city.by(Role.LIAISON), case, reassign))
    done(actions.perform(officer, case, c.RecordFirstContact(leg="L1")))
    done(actions.perform(officer, case, REPLY))
    back = c.SendBackCompletion(request="R1", reason="没有写清")
    done(actions.perform(city.by(Role.UNIT_HEAD), case, back))
    pressing(city, case)
    asked = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不是我们")
    done(actions.perform(city.by(Role.LIAISON), returned, asked))
    _followed()
    page = Way.PAGE
    assert sorted(_told(city, case_id=case)) == sorted(
        [
            (Thing.ORDER, Whom.LIAISON, page),
            (Thing.APPROVE, Whom.HEAD, page),
            *((Thing.SENT_BACK, whom, page) for whom in (Whom.LIAISON, Whom.OFFICER)),
            *((Thing.SUPERVISED, whom, page) for whom in (Whom.LIAISON, Whom.HEAD)),
        ]
    )
    assert _told(city, case_id=returned, thing=Thing.RETURNED) == [
        (Thing.RETURNED, Whom.DISPATCHER, page)
    ]


def test_followed_twice_it_tells_once(city: City) -> None:
    register(city)
    before = queries.cursor(following.NAME)
    _followed()
    first = _told(city)
    NoticeCursor.objects.update(cursor=before)
    _followed()
    assert _told(city) == first == [(Thing.ORDER, Whom.LIAISON, Way.PAGE)]


def test_of_two_couriers_one_writes(city: City) -> None:
    """The cursor moves only from where the batch was read, and the rows come with it."""
    register(city)
    _sequenced()
    before = queries.cursor(following.NAME)
    batch = ledger.follow(before, 500)
    NoticeCursor.objects.update(cursor="elsewhere")
    following._write(before, batch.cursor, following.notices(batch.events))
    assert _told(city) == []
    assert queries.cursor(following.NAME) == "elsewhere"


def test_a_cursor_of_another_life_begins_where_the_ledger_says(city: City) -> None:
    NoticeCursor.objects.update(cursor="nonsense")
    register(city)
    _followed()
    _followed()
    assert _told(city) == [(Thing.ORDER, Whom.LIAISON, Way.PAGE)]


def test_what_is_long_past_is_not_told(city: City) -> None:
    with ledger.clock.at(ledger.clock.now() - timedelta(days=4)):
        register(city)
    _followed()
    assert _told(city) == []


def test_the_reported_party_of_a_confidential_case_is_not_told(city: City) -> None:
    [open_, hidden] = register(
        city, matter(), matter(confidential=True, reported_unit=city.units.urban)
    )
    _followed()
    told = {str(row.case_id) for row in NoticeRow.objects.filter(city=city.code)}
    assert open_ in told
    assert hidden not in told


# --- what goes out ----------------------------------------------------------------------------


def test_mail_and_sms_say_the_number_and_what_to_do_and_nothing_else(
    city: City, post: tuple[MailSink, SmsSink]
) -> None:
    mail, sms = post
    _wishes(city, Role.LIAISON)
    [case] = register(city)
    pressing(city, case)
    _followed()
    _sent()
    texts = [str(one.get_content()) for one in mail.letters] + [one["text"] for one in sms.messages]
    number = ledger.state_of(actions.case_ref(city.code, case)).number
    assert {str(one["To"]) for one in mail.letters} == {"liaison@example.gov.cn"}
    assert {one["to"] for one in sms.messages} == {"13900000000", PHONE}
    assert all(number in text for text in texts)
    for personal in (NAME, PHONE, "烧烤", WORDS, "和平路", "城管局"):
        assert personal not in "".join(texts)
    assert not NoticeRow.objects.filter(city=city.code, state="waiting").exists()
    _sent()
    assert len(texts) == len(mail.letters) + len(sms.messages)


def test_a_failure_is_tried_again_later_and_in_the_end_shown_as_dead(
    city: City, post: tuple[MailSink, SmsSink]
) -> None:
    _, sms = post
    sms.answer = 503
    register(city)
    _followed()
    pauses = []
    for _ in range(len(line.AGAIN) + 1):
        NoticeRow.objects.filter(state="waiting").update(not_before=ledger.clock.wall())
        _sent()
        row = NoticeRow.objects.get(city=city.code, way=Way.SMS)
        pauses.append(row.not_before and row.not_before - ledger.clock.wall())
    assert [round(one.total_seconds() / 60) for one in pauses[:-1]] == [1, 5, 30, 120, 480]
    assert (row.state, row.fault) == ("dead", "HTTP 503")
    assert PHONE not in str(vars(row))
    sms.answer = 200
    assert line.send_again(city.actor(Role.SYSTEM_ADMIN), row.id) == 1
    _sent()
    assert len(sms.messages) == 1


def test_refused_for_good_it_is_dead_at_once(city: City, post: tuple[MailSink, SmsSink]) -> None:
    mail, _ = post
    mail.answer = 550
    _wishes(city, Role.LIAISON)
    register(city)
    _followed()
    _sent()
    row = NoticeRow.objects.get(city=city.code, way=Way.EMAIL)
    assert (row.state, row.fault, row.tries) == ("dead", "SMTP 550", 1)


def test_a_sender_that_died_leaves_it_to_the_next_under_the_same_key(
    city: City, post: tuple[MailSink, SmsSink]
) -> None:
    _, sms = post
    register(city)
    _followed()
    [taken] = line.claim()
    assert line.claim() == []
    NoticeRow.objects.filter(id=taken.id).update(not_before=ledger.clock.wall())
    _sent()
    assert [one["key"] for one in sms.messages] == [str(taken.batch)]


def test_who_is_gone_meanwhile_is_not_written_to(
    city: City, post: tuple[MailSink, SmsSink]
) -> None:
    mail, _ = post
    _wishes(city, Role.LIAISON)
    register(city)
    _followed()
    admin = city.by(Role.SECURITY_ADMIN)
    done(people.change_user(admin, city.user(Role.LIAISON).id, DisableUser(reason="调离")))
    _sent()
    assert mail.letters == []
    assert _told(city, state="dropped") == [(Thing.ORDER, Whom.LIAISON, Way.EMAIL)]


def test_a_way_that_is_not_open_piles_nothing_up(city: City) -> None:
    _wishes(city, Role.LIAISON)
    register(city)
    _followed()
    assert _told(city) == [(Thing.ORDER, Whom.LIAISON, Way.PAGE)]


# --- when -------------------------------------------------------------------------------------


def test_a_digest_is_one_letter(city: City, post: tuple[MailSink, SmsSink]) -> None:
    mail, _ = post
    _wishes(city, Role.LIAISON, digest="08:30")
    register(city, matter(), matter(), matter())
    _followed()
    waiting = NoticeRow.objects.filter(city=city.code, way=Way.EMAIL)
    assert {row.not_before.astimezone(SHANGHAI).strftime("%H:%M") for row in waiting} == {"08:30"}
    waiting.update(not_before=ledger.clock.wall())
    _sent()
    [letter] = mail.letters
    assert str(letter.get_content()).count("新承办单") == 3
    assert "3项" in str(letter["Subject"])


def test_an_urgent_order_is_never_silent(city: City, post: tuple[MailSink, SmsSink]) -> None:
    mail, _ = post
    off = frozenset({"order:page", "order:email"})
    _wishes(city, Role.LIAISON, quiet_from="00:00", quiet_to="23:59", digest="08:30", off=off)
    [ordinary] = register(city)
    [urgent] = register(city, matter(urgency=Urgency.CRITICAL))
    _followed()
    _sent()
    assert _told(city, case_id=ordinary, user_id=city.user(Role.LIAISON).id) == []
    number = ledger.state_of(actions.case_ref(city.code, urgent)).number
    assert [number in str(one["Subject"]) for one in mail.letters] == [True]


def test_who_must_be_rung_next_is_told_at_any_hour(
    city: City, post: tuple[MailSink, SmsSink]
) -> None:
    """紧急工单没人接：逐级告诉负责人、上级单位联络员、值班长，免打扰、汇总和关闭都拦不住。"""
    mail, _ = post
    head = city.user(Role.UNIT_HEAD, unit=city.units.heping)
    above = city.user(Role.LIAISON, unit=city.units.east)
    off = frozenset({"ring:page", "ring:email"})
    quiet: dict[str, Any] = {"quiet_from": "00:00", "quiet_to": "23:59", "digest": "08:30"}
    _wishes(city, Role.DUTY_MANAGER, **quiet, off=off)
    [case] = register(city, matter(topic="cg/lj", urgency=Urgency.URGENT))
    assert ledger.state_of(actions.case_ref(city.code, case)).lead.unit == city.units.heping
    ledger.fire_due(ledger.clock.now() + timedelta(hours=6), city=city.code)
    _followed()
    rows = NoticeRow.objects.filter(case_id=case, thing=Thing.RING, way=Way.PAGE).order_by("at")
    assert [(row.whom, row.user_id) for row in rows] == [
        (Whom.HEAD, head.id),
        (Whom.LIAISON, above.id),
        (Whom.DUTY_MANAGER, city.user(Role.DUTY_MANAGER).id),
    ]
    assert [bool(row.due_at) for row in rows] == [True, True, False], "the last one has no end"
    _sent()
    number = ledger.state_of(actions.case_ref(city.code, case)).number
    assert [number in str(one["Subject"]) for one in mail.letters] == [True]


def test_quiet_hours_over_midnight() -> None:
    night = Hours(quiet_from=22 * 60, quiet_to=7 * 60)
    at = datetime(2026, 3, 2, 23, 15, tzinfo=SHANGHAI)
    morning = datetime(2026, 3, 3, 7, 0, tzinfo=SHANGHAI)
    assert not_before(at, night, urgent=False, gathered=False) == morning
    assert not_before(at, night, urgent=True, gathered=True) == at
    noon = at.replace(hour=12)
    assert not_before(noon, night, urgent=False, gathered=False) == noon
    digest = Hours(digest=8 * 60, quiet_from=0, quiet_to=9 * 60)
    nine = datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)
    assert not_before(at, digest, urgent=False, gathered=True) == nine
    assert Hours().digest == AT_ONCE
    assert not_before(at, OF_CITIZENS, urgent=False, gathered=False) == morning.replace(hour=8)


# --- what may be set --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "{name}您好", "{number", "{number!r}", "{number.x}", "长" * 201]
)
def test_a_text_with_anything_personal_or_broken_is_refused(text: str) -> None:
    assert isinstance(checked(text), Refusal)


def test_a_city_s_own_line_is_used(city: City, post: tuple[MailSink, SmsSink]) -> None:
    _, sms = post
    before = queries.table(city.code)
    key = (Thing.ACCEPTED, Whom.CITIZEN)
    own = {key: wishing.Line(thing=key[0], whom=key[1], ways=before[key].ways, text="受理{number}")}
    assert wishing.set_table(city.actor(Role.SYSTEM_ADMIN), before, own) == {}
    register(city)
    _followed()
    _sent()
    assert [one["text"][:2] for one in sms.messages] == ["受理"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"phone": "010-123"}, "phone"),
        ({"digest": "25:00"}, "digest"),
        ({"quiet_from": "22:00"}, "quiet_to"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(city: City, wrong: dict[str, str], field: str) -> None:
    refusal = wishing.set_wish(city.actor(Role.LIAISON), Wish(**wrong))  # type: ignore[arg-type]
    assert refusal is not None
    assert refusal.field == field


# --- the link ---------------------------------------------------------------------------------


def test_a_link_is_good_once_and_until_its_day(city: City, post: tuple[MailSink, SmsSink]) -> None:
    register(city)
    _followed()
    row = NoticeRow.objects.get(city=city.code, whom=Whom.CITIZEN)
    NoticeRow.objects.filter(id=row.id).update(due_at=ledger.clock.now() + timedelta(days=3))
    token = links.token(row.id)
    assert links.is_open(city.code, token)
    with ledger.clock.at(ledger.clock.now() + timedelta(days=4)):
        assert not links.is_open(city.code, token)
        assert links.use(city.code, token) is None
    forged = ("A" if token[0] != "A" else "B") + token[1:]
    assert links.use(city.code, forged) is None
    assert links.use(city.code, "x") is None
    assert links.use("elsewhere", token) is None
    assert links.use(city.code, token) == row.case_id
    assert links.use(city.code, token) is None


def test_what_has_outlived_its_time_is_swept(city: City) -> None:
    register(city)
    _followed()
    assert line.sweep() == 0
    NoticeRow.objects.filter(city=city.code).update(at=ledger.clock.wall() - timedelta(days=91))
    assert line.sweep() == 1
