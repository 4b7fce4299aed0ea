"""来源 at the desk: who is still owed an answer, and a petition known by its number."""

from hotline import ledger
from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.handling.streams import case_ref
from hotline.rules.case.events import LegalRouteTold
from hotline.rules.case.police_order import RecallPoliceOrder
from hotline.rules.case.sources import AttachSource
from hotline.rules.words import Channel, Platform, Role
from tests.desk.seat import Seat, words
from tests.desk.test_numbers import ORDINARY
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register


def test_each_source_stands_in_the_list_until_it_was_answered(city: City) -> None:
    [case] = register(city, channel=Channel.POLICE, source_number="110-0302-7")
    agent = city.by(Role.AGENT)
    also = AttachSource(platform=Platform.PETITION, number="XF-2026-031")
    done(actions.perform(agent, case, also))
    seat = Seat(city.user(Role.DISPATCHER))
    assert "没有待答复的来源" in seat.text("/desk/sources")
    done(actions.perform(agent, case, RecallPoliceOrder(reason="重复报警")))
    number = CaseRow.objects.get(id=case).number
    assert number in seat.text("/desk/sources")
    assert "待答复来源 1" in seat.text("/desk/dispatch")
    for source in ("S1", "S2"):
        assert number in seat.text("/desk/sources")
        told = {"source": source, "note": "已书面答复"}
        assert seat.post(f"/desk/cases/{case}/do/AnswerSource", told).status_code == 302
    assert "没有待答复的来源" in seat.text("/desk/sources")
    assert Seat(city.user(Role.OFFICER)).get("/desk/sources").status_code == 403


def test_a_petition_is_known_by_its_number_when_it_is_told(city: City) -> None:
    """信访件编号与在办工单相符：登记时就看到，告知法定途径时记下是哪一件。"""
    [case] = register(city)
    named = AttachSource(platform=Platform.PETITION, number="XF-2026-031")
    done(actions.perform(city.by(Role.AGENT), case, named))
    number = CaseRow.objects.get(id=case).number
    seat = Seat(city.user(Role.AGENT))
    for field in ("source_number", "m0-reference"):
        found = words(seat.post("/desk/register/source", {field: "XF-2026-031"}))
        assert number in found and "不要重复登记" in found
    assert words(seat.post("/desk/register/source", {"source_number": "XF"})) == ""
    told = {"m0-way": "TellLegalRoute", "m0-route": "petition", "m0-spoken": "请找信访局"}
    form = {**ORDINARY, **told, "m0-reference": "XF-2026-031"}
    assert seat.post("/desk/register", form).status_code == 302
    [new] = CaseRow.objects.filter(city=city.code).exclude(id=case)
    [event] = [
        one.event
        for one in ledger.read(case_ref(city.code, new.id))
        if isinstance(one.event, LegalRouteTold)
    ]
    assert (event.matched, event.reference) == (number, "XF-2026-031")
    [later] = register(city, matter(triage=None, dispatch=False))
    said = {"route": "petition", "words": "请找信访局", "reference": "XF-2026-031"}
    assert seat.post(f"/desk/cases/{later}/do/TellLegalRoute", said).status_code == 302
    told_later = [one.event for one in ledger.read(case_ref(city.code, later))]
    assert [e.matched for e in told_later if isinstance(e, LegalRouteTold)] == [number]


def test_a_provinces_order_lies_inside_its_limit_and_asks_go_up(city: City) -> None:
    """省级平台交办：时限从登记表单来，申请上报后列在“等省级答复”，答复登记后不在。"""
    seat = Seat(city.user(Role.DISPATCHER))
    day = city.world().calendar.next_working_day(ledger.clock.now().date())
    day = city.world().calendar.next_working_day(day)
    order = {**ORDINARY, "channel": "platform", "source_platform": "province"}
    order |= {"source_number": "S-2026-7", "source_due": f"{day}"}
    wrong = seat.post("/desk/register", {**order, "source_due": "2001-01-01"})
    assert wrong.status_code == 422 and "省级时限已经过了" in words(wrong)
    assert seat.post("/desk/register", order).status_code == 302
    row = CaseRow.objects.get(city=city.code)
    assert row.due_at and row.due_at.date() < day
    page = seat.text(f"/desk/cases/{row.id}")
    assert "省级时限" in page and "省级平台交办，时限早于省级时限" in page
    more = {"ask": "extension", "until": "2027-12-31", "explanation": "要更换主管道"}
    assert seat.post(f"/desk/cases/{row.id}/do/ForwardUp", more).status_code == 302
    listed = seat.text("/desk/sources?tab=above")
    assert row.number in listed and "登记省级答复" in listed
    told = {"agreed": "true", "note": "同意延期"}
    assert seat.post(f"/desk/cases/{row.id}/do/RecordAnswerFromAbove", told).status_code == 302
    assert "没有在等省级答复的" in seat.text("/desk/sources?tab=above")
    assert CaseRow.objects.get(id=row.id).due_at > row.due_at
    assert "省级平台同意（省级延期）" in seat.text(f"/desk/cases/{row.id}")
