"""群体事件 at the desk: one key on the agent's form, the list, the event's page."""

from hotline import ledger
from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.rules.case import mass
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, complete, register

CONTACT = {"channel": "phone", "nature": "matter", "caller_phone": PHONE, "matter": "0"}
MATTER = {"m0-kind": "help", "m0-urgency": "ordinary", "m0-way": "send"}


def opened(city: City, **more: str) -> str:
    """The case that heads an event."""
    [case] = register(city)
    event = mass.OpenEvent(name="和平路停水", script="预计今晚恢复。", **more)
    done(actions.perform(city.by(Role.DISPATCHER), case, event))
    return case


def test_one_key_merges_the_call(city: City) -> None:
    """Nothing but the number was typed: the event says what it is about."""
    head, seat = opened(city), Seat(city.user(Role.AGENT))
    offered = seat.text("/desk/register/events?n=0")
    for word in ("和平路停水", "预计今晚恢复。", "并入并登记", "Alt+J"):
        assert word in offered
    form = CONTACT | {"m0-kind": "", "m0-way": "accept", "join": f"0.{head}"}
    response = seat.post("/desk/register", form)
    said = seat.text(response["Location"])
    assert "已并入“和平路停水”" in said and "预计今晚恢复。" in said
    case = CaseRow.objects.get(city=city.code, parent=head)
    assert (case.stage, case.topic) == ("merged", "cg/zd")


def test_events_elsewhere_or_of_another_kind_are_not_offered(city: City) -> None:
    opened(city)
    seat = Seat(city.user(Role.AGENT))
    for typed in ("m0-topic=cg/lj", "m0-area=xi"):
        assert "和平路停水" not in seat.text(f"/desk/register/events?n=0&{typed}")
    assert "和平路停水" in seat.text("/desk/register/events?n=0&m0-topic=cg/zd&m0-area=dong")


def test_who_cannot_wait_is_written_beside_the_key(city: City) -> None:
    head, seat = opened(city), Seat(city.user(Role.AGENT))
    need = {"join": f"0.{head}", f"m0-need.{head}": "家中有婴儿"}
    seat.post("/desk/register", CONTACT | MATTER | need)
    case = CaseRow.objects.get(city=city.code, urgency="critical")
    assert (case.stage, case.parent) == ("accepted", None), "outside staff never dispatch"
    page = Seat(city.user(Role.DUTY_MANAGER)).text(f"/desk/events/{head}")
    assert case.number in page and "特急" in page


def test_without_scripts_the_event_is_chosen_from_a_list(city: City) -> None:
    head, seat = opened(city, notice="停水公告3号"), Seat(city.user(Role.AGENT))
    assert "并入群体事件" in seat.text("/desk/register")
    form = CONTACT | MATTER | {"m0-way": "join", "m0-event": head, "m0-text": "怎么停水了"}
    seat.post("/desk/register", form)
    case = CaseRow.objects.filter(city=city.code).exclude(id=head).get()
    assert case.stage == "closed", "answered with the notice"
    gone = seat.post("/desk/register", form | {"m0-event": case.id})
    assert gone.status_code == 404 and "没有这个群体事件" in gone.content.decode()


def test_the_list_and_the_page_count_callers(city: City) -> None:
    head, seat = opened(city), Seat(city.user(Role.DISPATCHER))
    form = CONTACT | MATTER | {"join": f"0.{head}"}
    for _ in range(2):
        seat.post("/desk/register", form)
    assert "正在并入来电" in seat.text("/desk/events")
    page = seat.text(f"/desk/events/{head}")
    for word in ("和平路停水", "3 来电人", "2 待答复", "更新告知口径"):
        assert word in page
    assert "群体事件“和平路停水”的主单" in seat.text(f"/desk/cases/{head}")
    complete(city, head)
    ledger.fire_due(ledger.clock.now(), city=city.code)
    assert "已统一答复" in seat.text("/desk/events")
    assert "2 已答复" in seat.text(f"/desk/events/{head}")


def test_no_event_no_page(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.DISPATCHER))
    assert seat.get(f"/desk/events/{case}").status_code == 404
    assert "没有群体事件" in seat.text("/desk/events")
