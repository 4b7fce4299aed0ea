"""自动派单 from the figure to the fall: measured, switched on, planned, sent, reviewed, off."""

from datetime import datetime, timedelta
from uuid import UUID

from hotline import ledger
from hotline.dispatching.automatic import actions, queries
from hotline.dispatching.automatic.models import AutomaticRow
from hotline.handling import actions as handling
from hotline.handling.queries import reader
from hotline.handling.streams import case_ref
from hotline.oversight.automatic.queries import cities, fallen
from hotline.oversight.automatic.working import AutoDispatcher
from hotline.rules.case.automatic import HoldBack, ReviewAutomatic
from hotline.rules.case.commands import Withdraw
from hotline.rules.case.leg_events import LegDispatched
from hotline.rules.reference.automatic import AutomaticSwitchedOff, SetAutomaticRules
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage, Role, Tag
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling import steps
from tests.oversight.automated import AFTER, MANY, TOPIC, follow, matter, measured

ASK = "/desk/admin/automatic"


def test_measured_switched_on_sent_reviewed_and_off_again(city: City) -> None:
    began = ledger.clock.now() - AFTER - timedelta(hours=1)
    measured(city, began)
    with ledger.clock.at(began + timedelta(minutes=5)):
        assert not queries.records(city.world(), ledger.clock.now()), "may still be returned"
    now = began + AFTER
    with ledger.clock.at(now):
        _switched_on(city)
        case = _sent(city, now)
        _guarded(city)
        _late_and_withdrawn(city, now)
        _falls(city, case)


def _called(city: City, caller: int, words: str) -> list[str]:
    """One case of that caller."""
    phone = f"1390000000{caller}"
    return steps.register(city, matter(words), caller_phone=phone)  # type: ignore[arg-type]


def _switched_on(city: City) -> None:
    """By the management alone, on what is measured now; the page says all of it."""
    record = queries.records(city.world(), ledger.clock.now())[TOPIC]
    assert (record.figure.cases, record.figure.right) == (MANY, MANY)
    head, seat = city.by(Role.MANAGEMENT), Seat(city.user(Role.MANAGEMENT))
    refused = actions.switch_on(head, TOPIC)
    assert isinstance(refused, Refusal)
    assert "低于本市要求的95%" in refused.message
    assert "还没有达到要求的事项" in seat.text(ASK)
    lower = {"do": "automatic-rules", "bar": "90", "share": "10", "grace": "3", "key": "r1"}
    assert seat.post(ASK, {**lower, "bar": "80"}).status_code == 422
    assert seat.post(ASK, {**lower, "share": "十"}).status_code == 422
    assert seat.post(ASK, lower).status_code == 302
    assert isinstance(actions.switch_on(city.by(Role.DISPATCHER), TOPIC), Refusal)
    assert "可以开通" in seat.text(ASK)
    on = {"do": "automatic-on", "topic": TOPIC, "key": "r2"}
    assert seat.post(ASK, on).status_code == 422, "without the tick"
    assert seat.post(ASK, {**on, "sure": "1"}).status_code == 302
    page = seat.text(ASK)
    for said in ("已开通", "60/60", "派准率下限 90%", "开通 公用事业 › 停水"):
        assert said in page, said
    assert Seat(city.user(Role.OFFICER)).get(ASK).status_code == 403


def _sent(city: City, now: datetime) -> UUID:
    """Planned, shown, and after three minutes sent with all that it rests on."""
    (case,) = _called(city, 1, "自来水停了没通知，幸福里小区")
    assert city.code in cities()
    worker = AutoDispatcher()
    assert worker.look(city.code) == 1
    assert worker.look(city.code) == 0, "once"
    desk = Seat(city.user(Role.DISPATCHER))
    page = desk.text("/desk/dispatch")
    assert "自动派给" in page
    assert "拦下" in page
    ledger.fire_due(now + timedelta(minutes=2), city=city.code)
    assert ledger.state_of(case_ref(city.code, case)).stage is CaseStage.ACCEPTED
    ledger.fire_due(now + timedelta(minutes=4), city=city.code)
    (event,) = [
        one
        for one in ledger.read(case_ref(city.code, case))
        if isinstance(one.event, LegDispatched)
    ]
    plan = event.event.automatic
    assert plan is not None
    assert (plan.unit, plan.entry, plan.edition) == (city.units.water, "9", "2026-1")
    assert (plan.model, plan.cases, plan.right) == ("v2", MANY, MANY)
    assert plan.review
    assert plan.bound >= 0.9
    assert event.envelope.actor == "clock"
    told = desk.text(f"/desk/cases/{case}")
    for said in ("自动派单（主办单）", "模型 v2 把握", "抽样复核"):
        assert said in told, said
    for said in ("派对了", "派错了", "幸福里"):
        assert said in desk.text("/desk/automatic"), said
    return UUID(str(case))


def _guarded(city: City) -> None:
    """What asks for a person is left to people; what is planned may be held back."""
    like, danger, tagged = steps.register(
        city,
        matter("自来水停了没通知，幸福里小区"),  # type: ignore[arg-type]
        matter("楼上楼下都停水了，有人要跳楼"),  # type: ignore[arg-type]
        matter("没水做饭，老李家", tags=(Tag.MINOR,)),  # type: ignore[arg-type]
    )
    assert AutoDispatcher().look(city.code) == 0, (like, danger, tagged)
    assert _called(city, 1, "水龙头一滴水没有，人民路")
    assert AutoDispatcher().look(city.code) == 0, "the caller of _sent once more, in other words"
    (held,) = _called(city, 2, "水龙头一滴水没有，金光大厦")
    assert AutoDispatcher().look(city.code) == 1
    done(handling.carry_out(city.by(Role.DISPATCHER), held, HoldBack(reason="已在抢修")))
    assert AutoDispatcher().look(city.code) == 0
    ledger.fire_due(ledger.clock.now() + timedelta(minutes=9), city=city.code)
    assert ledger.state_of(case_ref(city.code, held)).stage is CaseStage.ACCEPTED


def _late_and_withdrawn(city: City, now: datetime) -> None:
    """After a night without clocks a unit gets its case, and its limits, in the morning. What was
    withdrawn there proves nothing and is owed no review; a city at fault stops no other."""
    (case,) = _called(city, 3, "没水做饭，东风新村")
    broken = AutomaticRow.objects.create(city="a-broken", state={"on": {"x": 1}})
    assert AutoDispatcher().step() == 1
    broken.delete()
    morning = now + timedelta(hours=8)
    with ledger.clock.at(morning):
        ledger.fire_due(morning, city=city.code)
    (sent,) = [
        one.event
        for one in ledger.read(case_ref(city.code, case))
        if isinstance(one.event, LegDispatched)
    ]
    assert sent.at >= morning
    assert sent.limit.started_at >= morning
    with ledger.clock.at(morning):
        done(handling.perform(city.by(Role.AGENT), case, Withdraw(reason="水来了")))
    follow(city)
    later = morning + timedelta(days=8)
    record = queries.records(city.world(), later)[TOPIC]
    assert (record.figure.cases, record.figure.right) == (MANY + 1, MANY + 1), "that of _sent"
    assert (record.sent, record.drawn, record.overdue) == (2, 1, 1)


def _falls(city: City, case: UUID) -> None:
    """Two wrong of those reviewed, and the machine switches the topic off by itself."""
    (other,) = _called(city, 4, "水龙头一滴水没有，长江路")
    assert AutoDispatcher().look(city.code) == 1
    ledger.fire_due(ledger.clock.now() + timedelta(minutes=4), city=city.code)
    by, wrong = city.by(Role.DISPATCHER), {"right": "false", "unit": city.units.urban}
    seat = Seat(city.user(Role.DISPATCHER))
    assert seat.post(f"/desk/cases/{case}/do/ReviewAutomatic", wrong).status_code == 422
    seat.post(f"/desk/cases/{case}/do/ReviewAutomatic", {**wrong, "reason": "是物业停的水"})
    follow(city)
    assert AutoDispatcher().look(city.code) == 0
    assert TOPIC in city.world().automatic.on, "one may be wrong"
    again = ReviewAutomatic(right=False, unit=city.units.urban, reason="同上")
    done(handling.carry_out(by, other, again))
    follow(city)
    record = queries.records(city.world(), ledger.clock.now())[TOPIC]
    assert (record.sent, record.reviewed, record.wrong, record.overdue) == (3, 2, 2, 0)
    AutoDispatcher().look(city.code)
    assert TOPIC not in city.world().automatic.on
    assert city.code not in cities()
    (last, *_) = queries.history(city.code)
    assert isinstance(last.event, AutomaticSwitchedOff)
    assert last.event.by_rule
    assert "2件派错" in last.event.reason
    page = Seat(city.user(Role.MANAGEMENT)).text(ASK)
    assert "已停用：最近复核的20件中有2件派错" in page
    assert "系统" in page
    for role, many in ((Role.MANAGEMENT, 1), (Role.DISPATCHER, 0)):
        assert fallen(reader(city.actor(role))).count() == many
    assert isinstance(actions.switch_off(by, TOPIC, "停"), Refusal)
    done(actions.set_rules(city.by(Role.MANAGEMENT), SetAutomaticRules(bar=0.9, share=5, grace=1)))
