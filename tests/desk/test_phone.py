"""紧急工单电话确认 at the desk: the duty manager's list, whom to ring, who answered."""

from datetime import timedelta

from hotline import ledger
from hotline.rules.words import Role, Urgency
from tests.desk.seat import Seat
from tests.fixtures.people import City
from tests.handling.steps import matter, register

LIST = "/desk/duty?tab=unacknowledged"


def test_who_answered_is_written_down_from_the_duty_list(city: City) -> None:
    """紧急工单派出：值班长在列表里看到，打电话，记下谁接的，列表里就没有了；一般工单不在内。"""
    [case, _] = register(
        city, matter(title="井盖没了", urgency=Urgency.URGENT), matter(title="一般的")
    )
    seat = Seat(city.user(Role.DUTY_MANAGER))
    said = seat.text(LIST)
    assert "井盖没了" in said
    assert "一般的" not in said
    assert "打电话" in said
    told = {"leg": "L1", "by": "值班员李明", "number": "0571-12345"}
    seat.post(f"/desk/cases/{case}/do/AcknowledgeOrder", told)
    assert "紧急工单都已电话确认" in seat.text(LIST)
    assert "单位电话确认紧急工单" in seat.text(f"/desk/cases/{case}")


def test_unanswered_it_is_late_and_on_record(city: City) -> None:
    """没人接：到时记下告警，列表上显示已超期。"""
    [case] = register(city, matter(title="井盖没了", urgency=Urgency.CRITICAL))
    later = ledger.clock.now() + timedelta(hours=1)
    ledger.fire_due(later, city=city.code)
    with ledger.clock.at(later):
        seat = Seat(city.user(Role.DUTY_MANAGER))
        assert "已超期" in seat.text(LIST)
        assert "紧急工单无人电话确认，已告警" in seat.text(f"/desk/cases/{case}")
