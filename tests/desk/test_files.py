"""附件 on the case page: seen by whom, added by whom, refused alike, put on record."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from hotline import ledger
from hotline.handling import actions
from hotline.handling.files import attaching
from hotline.handling.streams import case_ref
from hotline.people.models import AccessRow
from hotline.rules.case import commands as c
from hotline.rules.file_words import FileGroup
from hotline.rules.refusal import Refusal
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures import pictures as p
from tests.fixtures.people import City, done
from tests.handling.steps import REPLY, complete, matter, register


@pytest.fixture(autouse=True)
def own_store(tmp_path: Any, settings: Any) -> None:
    """A store of the test's own."""
    settings.FILES_DIR = tmp_path / "files"


def sent(content: bytes | None = None, name: str = "现场.jpg") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, p.photo() if content is None else content, "image/jpeg")


def links(response: HttpResponse, part: str) -> list[str]:
    """Addresses on the page that end in that part."""
    found = re.findall(rf'(?:href|src)="([^"]+/{part}(?:\?[^"]*)?)"', response.content.decode())
    return [one.replace("&amp;", "&") for one in found]


def signed(city: City, **more: object) -> str:
    """A case whose unit is at work."""
    [case] = register(city, matter(**more))
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    return case


def attach(city: City, case: str, *contents: bytes) -> None:
    """Files of the citizen's, taken in by the hotline."""
    files = [p.upload(content) for content in contents] or [p.upload()]
    done(attaching.attach(city.by(Role.AGENT), case, files))


def test_the_page_shows_pictures_with_time_place_and_who(city: City) -> None:
    case = signed(city)
    attach(city, case)
    seat = Seat(city.user(Role.OFFICER))
    page = seat.get(f"/desk/cases/{case}")
    said = words(page)
    for part in ("诉求材料", "现场.jpg", "话务员", "2026-02-13 16:30", "31.23040, 121.47370"):
        assert part in said
    assert "上传 1 张照片" in said
    [thumb] = links(page, "thumb")
    answer = seat.get(thumb)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == (
        "private, no-store",
        "nosniff",
    )
    [original] = links(page, "stored")
    answer = seat.get(original)
    assert answer.content == p.photo()
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")


def test_the_page_is_one_reading_and_each_larger_picture_another(city: City) -> None:
    case = signed(city)
    attach(city, case)
    seat = Seat(city.user(Role.OFFICER))
    page = seat.get(f"/desk/cases/{case}")
    seat.get(links(page, "thumb")[0])
    rows = AccessRow.objects.filter(city=city.code, case_id=case).order_by("id")
    assert [row.fields for row in rows] == [["address", "words", "files"]]
    seat.get(links(page, "view")[0])
    seat.get(links(page, "thumb")[0].partition("?")[0])
    assert [row.fields for row in rows.all()][1:] == [["files"], ["files"]]
    other = Seat(city.user(Role.DISPATCHER))
    other.get(links(page, "thumb")[0])
    assert rows.all().count() == 4, "a colleague's page does not stand for one's own"


def test_who_may_not_know_the_caller_sees_the_picture_without_place(city: City) -> None:
    case = signed(city)
    attach(city, case)
    seat = Seat(city.user(Role.INSPECTOR))
    page = seat.get(f"/desk/cases/{case}")
    assert "31.23040" not in words(page)
    assert links(page, "view")
    assert not links(page, "stored")
    stored = links(page, "view")[0].replace("/view", "/stored")
    assert seat.get(stored).status_code == 404


def test_out_of_sight_is_as_if_there_were_none(city: City) -> None:
    [case] = register(city, matter(confidential=True, reported_unit=city.units.urban))
    attach(city, case)
    page = Seat(city.user(Role.FOLLOW_UP_CALLER)).get(f"/desk/cases/{case}")
    [thumb] = links(page, "thumb")
    officer = Seat(city.user(Role.OFFICER))
    unknown = thumb.replace(case, "0" * 8 + case[8:])
    answers = [officer.get(thumb), officer.get(unknown)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert not links(Seat(city.user(Role.LEADER)).get(f"/desk/cases/{case}"), "thumb")


def test_a_unit_adds_evidence_in_its_group_and_the_hotline_material(city: City) -> None:
    case = signed(city)
    officer = Seat(city.user(Role.OFFICER))
    assert "办理情况" in officer.text(f"/desk/cases/{case}")
    form = {"leg": "L1", "group": "handling", "key": "k1", "files": [sent(), sent()]}
    answer = officer.post(f"/desk/cases/{case}/do/AttachEvidence", form)
    assert answer.status_code == 302
    assert "done=AttachEvidence" in answer["Location"]
    assert "上传佐证（办理情况）：2 张照片" in officer.text(f"/desk/cases/{case}")
    agent = Seat(city.user(Role.AGENT))
    answer = agent.post(f"/desk/cases/{case}/do/AttachFiles", {"key": "k2", "files": [sent(p.AMR)]})
    assert answer.status_code == 302
    page = agent.get(f"/desk/cases/{case}")
    assert "<audio" in page.content.decode()
    assert ledger.state_of(case_ref(city.code, case)).files == 3


@pytest.mark.parametrize(
    ("content", "says"), [(p.HTML, "不是可以接收的文件"), (b"", "是空的"), (p.bomb(), "已损坏")]
)
def test_page_and_action_refuse_alike(city: City, content: bytes, says: str) -> None:
    case = signed(city)
    seat = Seat(city.user(Role.AGENT))
    answer = seat.post(f"/desk/cases/{case}/do/AttachFiles", {"files": [sent(content, "a.jpg")]})
    refused = attaching.attach(city.by(Role.AGENT), case, [p.upload(content, "a.jpg")])
    assert isinstance(refused, Refusal)
    assert answer.status_code == refused.status
    assert refused.message in words(answer)
    assert says in refused.message


def test_nobody_adds_anything_where_the_rules_do_not_let_them(city: City) -> None:
    case = signed(city)
    seat = Seat(city.user(Role.INSPECTOR))
    assert "data-upload" not in seat.get(f"/desk/cases/{case}").content.decode()
    answer = seat.post(f"/desk/cases/{case}/do/AttachFiles", {"files": [sent(p.PDF)]})
    assert answer.status_code == 403
    assert "您的角色不能执行“上传材料”" in words(answer)
    water = Seat(city.user(Role.OFFICER, unit=city.units.water))
    form = {"leg": "L1", "group": "handling", "files": [sent(p.PDF)]}
    assert water.post(f"/desk/cases/{case}/do/AttachEvidence", form).status_code == 404
    [unsigned] = register(city)
    officer = Seat(city.user(Role.OFFICER))
    assert "data-upload" not in officer.get(f"/desk/cases/{unsigned}").content.decode()
    form["files"] = [sent(p.PDF)]
    answer = officer.post(f"/desk/cases/{unsigned}/do/AttachEvidence", form)
    assert answer.status_code == 409
    # Of work that is done it may still show evidence: 无理重复诉求 asks for it then.
    complete(city, unsigned)
    assert "data-upload" in officer.get(f"/desk/cases/{unsigned}").content.decode()


def test_after_erasure_the_page_says_how_many_are_gone(city: City) -> None:
    case = signed(city)
    attach(city, case)
    seat = Seat(city.user(Role.DISPATCHER))
    [thumb] = links(seat.get(f"/desk/cases/{case}"), "thumb")
    done(actions.erase(city.by(Role.SECURITY_ADMIN), case, "本人申请"))
    assert "另有 1 个附件已按规定删除" in seat.text(f"/desk/cases/{case}")
    assert seat.get(thumb).status_code == 404


def test_a_recording_can_be_played_from_the_middle(city: City) -> None:
    case = signed(city)
    sound = p.MP3 + bytes(range(200))
    attach(city, case, sound)
    seat = Seat(city.user(Role.OFFICER))
    [play] = links(seat.get(f"/desk/cases/{case}"), "stored")
    whole = seat.get(play)
    assert (whole.content, whole["Accept-Ranges"]) == (sound, "bytes")
    assert whole["Content-Disposition"].startswith("inline")
    for asked, status, wanted in (
        ("bytes=10-19", 206, sound[10:20]),
        ("bytes=600-", 206, sound[600:]),
        ("bytes=-5", 206, sound[-5:]),
        ("bytes=99999-", 416, b""),
        ("bytes=9-3", 200, sound),
        ("bytes=-0", 200, sound),
        ("lines=1-2", 200, sound),
    ):
        part = seat.get(play, Range=asked)
        assert (part.status_code, part.content) == (status, wanted), asked
    assert seat.get(play, Range="bytes=10-19")["Content-Range"] == f"bytes 10-19/{len(sound)}"


def test_the_parts_of_one_reading_are_on_record_once(city: City) -> None:
    case = signed(city)
    attach(city, case, p.MP3 + bytes(60), p.MP3 + b"other")
    seat = Seat(city.user(Role.OFFICER))
    one, other = links(seat.get(f"/desk/cases/{case}"), "stored")
    read = AccessRow.objects.filter(city=city.code, case_id=case, page="附件")
    for asked in ("bytes=0-", "bytes=10-19", "bytes=20-", "bytes=5-9"):
        assert seat.get(one, Range=asked).status_code == 206
    assert read.count() == 1, "a player that jumps"
    assert seat.get(other, Range="bytes=10-19").status_code == 206
    assert read.count() == 2, "another file"
    seat.get(one, Range="bytes=0-")
    assert read.count() == 3, "begun again"
    later = Seat(city.user(Role.LIAISON))
    later.get(one, Range="bytes=10-19")
    assert read.count() == 4, "another reader"
    assert {row.purpose for row in read} == {f"附件 {url.split('/')[5]}" for url in (one, other)}


@pytest.mark.parametrize(
    ("named", "saved"),
    [
        ("现场.jpg", "现场.jpg"),
        ("IMG_1.JPEG", "IMG_1.JPEG"),
        ("账单.hta", "账单.hta.jpg"),
        ("图\u202egpj.exe", "图_gpj.exe.jpg"),
        ("照片", "照片.jpg"),
    ],
)
def test_a_file_leaves_under_a_name_that_ends_as_what_it_is(
    city: City, named: str, saved: str
) -> None:
    case = signed(city)
    upload = p.upload(p.photo() + p.HTML, named)
    done(attaching.attach(city.by(Role.AGENT), case, [upload]))
    seat = Seat(city.user(Role.OFFICER))
    [original] = links(seat.get(f"/desk/cases/{case}"), "stored")
    answer = seat.get(original)
    assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(saved)}"


def test_a_document_is_downloaded_never_opened(city: City) -> None:
    case = signed(city)
    attach(city, case, p.PDF)
    seat = Seat(city.user(Role.OFFICER))
    [link] = links(seat.get(f"/desk/cases/{case}"), "stored")
    answer = seat.get(link)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_whoever_approves_a_reply_sees_the_evidence_beside_it(city: City) -> None:
    case = signed(city)
    officer = city.by(Role.OFFICER)
    done(attaching.attach_evidence(officer, case, "L1", FileGroup.HANDLING, [p.upload()]))
    done(actions.perform(officer, case, c.RecordFirstContact(leg="L1")))
    done(actions.perform(officer, case, REPLY))
    page = Seat(city.user(Role.UNIT_HEAD)).get(f"/desk/approvals/{case}/R1")
    assert len(links(page, "thumb")) == 1
    assert "data-upload" not in page.content.decode()
    rows = AccessRow.objects.filter(city=city.code, case_id=case)
    assert [row.fields for row in rows] == [["address", "words", "files"]]
