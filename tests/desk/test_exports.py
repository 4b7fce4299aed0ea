"""后台导出: asked for, made by the courier in steps, fetched by its asker, gone after a day."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest

from hotline import ledger
from hotline.desk import export_work, exporting
from hotline.desk.export_work import Maker, make
from hotline.handling import actions
from hotline.handling.exports import jobs
from hotline.handling.exports.models import ExportPartRow, ExportRow
from hotline.handling.models import CaseRow
from hotline.people.models import AccessRow
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import NAME, matter, pressing, register

PERSONAL = {"kind": "complaint", "personal": ["name"], "purpose": "月度分析"}


@pytest.fixture(autouse=True)
def _nothing_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three cases are many here; exports of other tests are out of the way."""
    monkeypatch.setattr(exporting, "MOST", 2)
    monkeypatch.setattr(export_work, "LOOK", 0.0)
    ExportRow.objects.all().delete()
    yield
    ExportRow.objects.all().delete()
    ExportPartRow.objects.all().delete()


def _asked(city: City, role: Role = Role.DISPATCHER, **form: object) -> tuple[Seat, ExportRow]:
    register(city, *(matter() for _ in range(3)))
    seat = Seat(city.user(role))
    response = seat.post("/desk/find/export", {"kind": "complaint", **form})
    assert response["Location"] == "/desk/find/exports"
    return seat, ExportRow.objects.get(city=city.code)


def _made() -> None:
    maker = Maker()
    while maker.step():
        pass


def _sheet(seat: Seat, row: ExportRow) -> str:
    response = seat.get(f"/desk/find/exports/{row.id}/file")
    assert response["Content-Disposition"].startswith("attachment")
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if "xl/" in name)


def test_a_long_register_of_documents_is_made_in_the_background_too(city: City) -> None:
    """督办台账超过一次能等的件数：后台导出，全部督办都在，不含个人信息。"""
    cases = register(city, *(matter() for _ in range(3)))
    for case in cases:
        pressing(city, case)
    seat = Seat(city.user(Role.SUPERVISOR))
    for _ in range(jobs.AT_ONCE):
        response = seat.post("/desk/supervision/register.xlsx")
        assert response["Location"] == "/desk/find/exports"
    fourth = seat.post("/desk/supervision/register.xlsx")
    assert fourth.status_code == 422 and "导出在等待或进行" in words(fourth)
    row = ExportRow.objects.filter(city=city.code).earliest("asked_at")
    ExportRow.objects.exclude(id=row.id).delete()
    assert row.about == "全部可见督办，最新的在前"
    _made()
    text = _sheet(seat, row)
    assert all(f"{CaseRow.objects.get(id=case).number}-D1" in text for case in cases)
    assert NAME not in text and "烧烤" not in text
    sent = seat.get(f"/desk/find/exports/{row.id}/file")["Content-Disposition"]
    assert quote("督办台账") in sent
    assert AccessRow.objects.filter(city=city.code, page="导出督办台账").count() == 3


def test_many_cases_are_made_in_the_background_and_fetched_by_their_asker(city: City) -> None:
    seat, row = _asked(city, **PERSONAL)
    assert NAME.encode() not in bytes(row.asked)
    assert "等待" in seat.text("/desk/find/exports")
    assert seat.get(f"/desk/find/exports/{row.id}/progress").json()["state"] == "running"
    _made()
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == ("ready", 3, 3)
    assert "下载 Excel" in seat.text("/desk/find/exports")
    sheet = _sheet(seat, row)
    assert sheet.count(NAME) >= 1
    assert "dispatcher" in sheet
    read = AccessRow.objects.filter(city=city.code, page="导出Excel")
    assert read.count() == 3
    assert {(one.user_id, "月度分析" in one.purpose) for one in read} == {(seat.account.id, True)}
    kept = b"".join(bytes(part.content) for part in ExportPartRow.objects.filter(export_id=row.id))
    assert kept[:2] != b"PK", "what lies in the table is sealed"


def test_nobody_else_sees_or_fetches_it(city: City) -> None:
    _, row = _asked(city)
    _made()
    other = Seat(city.user(Role.MANAGEMENT))
    assert "没有后台导出" in other.text("/desk/find/exports")
    assert other.get(f"/desk/find/exports/{row.id}/progress").status_code == 404
    assert other.get(f"/desk/find/exports/{row.id}/file").status_code == 302
    other.post(f"/desk/find/exports/{row.id}")
    row.refresh_from_db()
    assert row.state == "ready"


def test_a_maker_that_dies_leaves_it_to_the_next(city: City) -> None:
    seat, row = _asked(city)
    job = jobs.claim()
    assert job is not None
    dying = make(job)
    next(dying)
    next(dying)
    del dying
    assert jobs.claim() is None, "another maker may still be at it"
    row.lease_until = ledger.clock.wall() - timedelta(seconds=1)
    row.state, row.tries = "running", 1
    row.save()
    _made()
    row.refresh_from_db()
    assert (row.state, row.done) == ("ready", 3)
    assert "dispatcher" in _sheet(seat, row)


def test_a_maker_that_was_given_up_writes_nothing_more(city: City) -> None:
    """It only stood still for longer than its lease; another is at it now."""
    _, row = _asked(city)
    slow = jobs.claim()
    assert slow is not None
    ExportRow.objects.update(lease_until=ledger.clock.wall() - timedelta(seconds=1))
    job = jobs.claim()
    assert job is not None
    assert not jobs.keep_part(slow, 0, b"old")
    assert not jobs.advance(slow, 1, 3)
    assert not jobs.finish(slow, 3)
    jobs.fail(slow)
    assert jobs.keep_part(job, 0, b"new") and jobs.advance(job, 2, 3)
    row.refresh_from_db()
    assert (row.state, row.done) == ("running", 2)
    jobs.fail(job)


def test_after_three_dead_makers_it_has_failed(city: City) -> None:
    seat, row = _asked(city)
    row.state, row.tries = "running", jobs.TRIES
    row.lease_until = ledger.clock.wall() - timedelta(seconds=1)
    row.save()
    _made()
    assert "没有完成" in seat.text("/desk/find/exports")


def test_cancelling_ends_it_at_the_next_batch(city: City) -> None:
    seat, row = _asked(city)
    job = jobs.claim()
    assert job is not None
    making = make(job)
    next(making)
    seat.post(f"/desk/find/exports/{row.id}")
    assert list(making) == []
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert not ExportPartRow.objects.filter(export_id=row.id).exists()
    assert "已取消" in seat.text("/desk/find/exports")


def test_who_may_no_more_gets_nothing(city: City) -> None:
    _, row = _asked(city)
    ExportRow.objects.filter(id=row.id).update(user_id=city.user(Role.SYSTEM_ADMIN).id)
    _made()
    row.refresh_from_db()
    assert row.state == "failed"


def test_no_more_than_three_at_once_and_none_after_a_day(city: City) -> None:
    seat, row = _asked(city)
    for _ in range(2):
        seat.post("/desk/find/export", {"kind": "complaint"})
    refused = seat.post("/desk/find/export", {"kind": "complaint"})
    assert "您已有3个导出" in words(refused)
    _made()
    assert ExportRow.objects.filter(city=city.code, state="ready").count() == 3
    ExportRow.objects.filter(id=row.id).update(expires_at=ledger.clock.wall() - timedelta(hours=1))
    assert seat.get(f"/desk/find/exports/{row.id}/file").status_code == 302
    jobs.sweep()
    assert not ExportRow.objects.filter(id=row.id).exists()
    assert not ExportPartRow.objects.filter(export_id=row.id).exists()


def test_an_erasure_makes_every_file_of_the_city_anew(city: City) -> None:
    """A file made before would hand out for a day what a person had erased."""
    seat, row = _asked(city, **PERSONAL)
    under_way = jobs.claim()
    assert under_way is not None
    case = CaseRow.objects.filter(city=city.code).first()
    assert case is not None
    done(actions.erase(city.by(Role.SECURITY_ADMIN), case.id, "本人要求删除"))
    assert not jobs.advance(under_way, 1, 3), "it may have read what is gone now"
    _made()
    assert _sheet(seat, row).count(NAME) == 2
    done(actions.erase_by_number(city.by(Role.SECURITY_ADMIN), _other(case).number, "本人要求"))
    row.refresh_from_db()
    assert (row.state, ExportPartRow.objects.filter(export_id=row.id).count()) == ("waiting", 0)
    assert seat.get(f"/desk/find/exports/{row.id}/file").status_code == 302
    _made()
    assert _sheet(seat, row).count(NAME) == 1


def _other(case: CaseRow) -> CaseRow:
    return CaseRow.objects.filter(city=case.city).exclude(id=case.id)[0]
