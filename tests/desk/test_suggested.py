"""Suggestions beside what is typed and in the dispatch queue: directory first, then precedent."""

from hotline import ledger
from hotline.desk.suggested import unit_lines
from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case.leg_events import LegDispatched
from hotline.rules.words import Role
from hotline.web.suggesting import Offer
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register

WORDS = "大润发超市门口广场的健身器材坏了，没有人修。"


def test_a_case_that_the_directory_is_silent_on_goes_where_its_like_went(city: City) -> None:
    seat = Seat(city.user(Role.DISPATCHER))
    told = {"topic": "sq", "text": WORDS, "title": "健身器材损坏", "dispatch": False}
    (past,) = register(city, matter(**told))
    by = city.by(Role.DISPATCHER)
    lead = c.Dispatch(lead=city.units.heping, reason="小区设施")
    done(actions.perform(by, past, lead))
    CaseRow.objects.filter(id=past).update(stage="closed")  # how it closes is not asked here
    (case,) = register(city, matter(**told | {"text": "广场健身器材坏了没人修。"}))
    queue = seat.get("/desk/dispatch").content.decode()
    assert f"/desk/cases/{case}/suggested" in queue
    part = f"/desk/cases/{case}/suggested?back=/desk/dispatch"
    said = seat.text(part)
    number = CaseRow.objects.get(id=past).number
    for seen in ("和平街道", "先例：1 件近似工单由该单位办结", number, "派给和平街道", "兜底"):
        assert seen in said
    sent = {"key": "k1", "lead": "heping", "reason": "按先例派单", "suggested": "heping"}
    assert seat.post(f"/desk/cases/{case}/do/Dispatch", sent).status_code == 302
    events = [one.event for one in ledger.read(case_ref(city.code, case))]
    leg = next(one for one in events if isinstance(one, LegDispatched))
    assert (leg.unit, leg.suggested, leg.entry) == ("heping", "heping", "")
    assert "不在待派单" in seat.text(part)


def test_who_departs_from_the_directory_is_asked_why_and_it_stands_in_the_record(
    city: City,
) -> None:
    seat = Seat(city.user(Role.DISPATCHER))
    told = {"text": "超市卖过期面包，包装上的日期被改过。", "title": "过期面包", "dispatch": False}
    (past,) = register(city, matter(**told))
    elsewhere = c.Dispatch(lead=city.units.heping, reason="现场协调")
    done(actions.perform(city.by(Role.DISPATCHER), past, elsewhere))
    CaseRow.objects.filter(id=past).update(stage="closed")  # how it closes is not asked here
    (case,) = register(city, matter(**told))
    on_row = seat.get(f"/desk/cases/{case}/suggested?back=/desk/dispatch").content.decode()
    for seen in ('data-row-key="1"', 'data-row-key="2"', 'name="reason" required', "过期面包"):
        assert seen in on_row
    assert 'form="form-Dispatch"' not in on_row
    assert 'data-key="2"' in seat.get(f"/desk/cases/{case}/suggested").content.decode()
    sent = {"key": "k1", "lead": city.units.heping, "suggested": city.units.urban}
    again = words(seat.post(f"/desk/cases/{case}/do/Dispatch", sent))
    assert "须说明理由" in again
    said = sent | {"key": "k2", "reason": "该店由街道处置"}
    assert seat.post(f"/desk/cases/{case}/do/Dispatch", said).status_code == 302
    events = [one.event for one in ledger.read(case_ref(city.code, case))]
    leg = next(one for one in events if isinstance(one, LegDispatched))
    assert (leg.unit, leg.suggested, leg.reason) == ("heping", city.units.urban, "该店由街道处置")


def test_what_is_typed_gets_topics_objects_and_units(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    where = "/desk/register/suggested"
    typed = {
        "n": "0",
        "m0-topic": "食品安全",
        "m0-text": "大润发超市卖过期面包",
        "m0-area": "东城区",
    }
    said = words(seat.post(where, typed))
    assert "对象建议 大润发超市" in said
    assert words(seat.post(where, {"n": "0", "m0-text": "短"})) == ""
    danger = {"n": "0", "m0-text": "没有人受伤，但是楼道起火了", "m0-urgency": "ordinary"}
    said = words(seat.post("/desk/register/hints", danger))
    for seen in ("119消防 起火", "危及生命安全", "改为特急", "类型可能是求助"):
        assert seen in said
    assert "受伤" not in said and "移交119消防" in said
    offers = seat.post("/desk/register/hints", danger).content.decode()
    for seen in ('data-also="m0-line" data-also-value="119"', 'data-key="Alt+h"', "Alt+U"):
        assert seen in offers
    assert words(seat.post("/desk/register/hints", {"n": "0", "m0-text": "路灯"})) == ""
    told = {"topic": "sc/sp", "dispatch": False, "confidential": True}
    (case,) = register(city, matter(**told))
    unseen = Seat(city.user(Role.DISPATCHER))
    assert "不能提出建议" in unseen.text(f"/desk/cases/{case}/suggested")


def test_what_the_directory_has_on_a_likely_topic_is_sent_with_its_unit_and_why(
    city: City,
) -> None:
    """A case without a topic fits no entry: to send it "by the directory" would be refused."""
    offer = Offer(
        unit="heping",
        name="和平街道",
        topic="sq",
        topic_name="社区事务",
        because="派单目录条目 sq。",
        entry="sq",
    )
    (supposed,) = unit_lines([offer], "")
    assert supposed.supposed and not supposed.directed and not supposed.departs
    assert supposed.reason == "工单没有事项，按可能的事项“社区事务”派单。派单目录条目 sq。"
    (directed,) = unit_lines([offer], "sq")
    assert directed.directed and not directed.supposed and directed.reason == ""
    (case,) = register(city, matter(text=WORDS, dispatch=False, topic=""))
    sent = {"key": "k1", "lead": "heping", "reason": supposed.reason, "suggested": "heping"}
    seat = Seat(city.user(Role.DISPATCHER))
    assert seat.post(f"/desk/cases/{case}/do/Dispatch", sent).status_code == 302
