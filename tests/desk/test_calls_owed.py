"""回访何时该打、到期回访、抽查，在工作台上看得见、做得到。"""

from datetime import timedelta

from hotline import ledger
from hotline.handling import actions
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case.sampling import draw
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import REPLY, complete, matter, register


def test_the_list_shows_until_when_the_first_call_is_due(city: City) -> None:
    """办结后列表上是启动时限的灯；过了时限变红、记在流转记录；打过电话就只写等了多久。"""
    [case] = register(city, matter(title="路灯不亮"))
    complete(city, case)
    caller = Seat(city.user(Role.FOLLOW_UP_CALLER))
    said = caller.text("/desk/follow-up")
    assert "路灯不亮" in said
    assert "还剩" in said
    later = ledger.clock.now() + timedelta(days=12)
    ledger.fire_due(later, city=city.code)
    with ledger.clock.at(later):
        caller = Seat(city.user(Role.FOLLOW_UP_CALLER))
        assert "已超期" in caller.text("/desk/follow-up")
        page = caller.text(f"/desk/cases/{case}")
        assert "回访未按时启动" in page
        assert "回访启动时限" in page
    assert "路灯不亮" not in caller.text("/desk/follow-up?tab=expired")


def test_what_was_drawn_is_checked_from_its_list(city: City) -> None:
    """没留电话的工单，抽中的列在“抽查”；记下结果后，流转记录写明怎么抽的。"""
    for _ in range(90):
        [case] = register(city, matter(title="匿名反映"), caller_phone="")
        if draw(ledger.state_of(case_ref(city.code, case)).number, 1) < 10:
            break
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    done(actions.perform(city.by(Role.OFFICER), case, REPLY))
    done(actions.perform(city.by(Role.UNIT_HEAD), case, c.ApproveCompletion(request="R1")))
    seat = Seat(city.user(Role.INSPECTOR))
    assert "匿名反映" in seat.text("/desk/samples")
    seat.post(f"/desk/cases/{case}/do/CheckSample", {"solved": "solved", "note": "到现场看过"})
    assert "没有待抽查的工单" in seat.text("/desk/samples")
    assert "低于抽查比例10%" in seat.text(f"/desk/cases/{case}")
