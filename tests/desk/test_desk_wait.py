"""热线环节时限: what waits at the hotline itself is sorted by what runs out, and seen when late."""

from datetime import timedelta

from hotline import ledger
from hotline.handling import actions
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.words import Role, Urgency
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register


def test_triage_and_dispatch_are_sorted_by_the_desks_own_limit(city: City) -> None:
    """先登记的一般件在后，后登记的特急件派单时限先到，在前；退回补录的有补录时限。"""
    plain, _ = register(
        city,
        matter(title="一般的", dispatch=False),
        matter(title="特急的", dispatch=False, urgency=Urgency.CRITICAL),
    )
    seat = Seat(city.user(Role.DISPATCHER))
    said = seat.text("/desk/dispatch")
    assert said.index("特急的") < said.index("一般的")
    assert "派单时限" in said
    done(actions.perform(city.by(Role.DISPATCHER), plain, c.SendBackForCompletion(reason="补地址")))
    assert "还剩" in seat.text("/desk/triage")


def test_the_case_page_says_why_it_is_due_then(city: City) -> None:
    [case] = register(city, matter(dispatch=False))
    said = Seat(city.user(Role.DISPATCHER)).text(f"/desk/cases/{case}")
    assert "派单时限" in said
    assert "DB11/T 2021-2022" in said
    assert "等待派单" in said


def test_what_the_desk_missed_is_listed_for_the_duty_and_on_record(city: City) -> None:
    """一夜没有派单：时钟记下超期，值班页列出，派单员从这一行派出后消失，记录还在。"""
    [case] = register(city, matter(title="昨天的", dispatch=False))
    duty = Seat(city.user(Role.DUTY_MANAGER))
    assert "热线各环节都在时限内" in duty.text("/desk/duty?tab=desk_late")
    due = ledger.state_of(case_ref(city.code, case)).desk.due_at
    later = due + timedelta(hours=2)
    ledger.fire_due(later, city=city.code)
    with ledger.clock.at(later):
        said = Seat(city.user(Role.DUTY_MANAGER)).text("/desk/duty?tab=desk_late")
        assert "昨天的" in said
        assert "已超期2小时" in said
        done(actions.perform(city.by(Role.DISPATCHER), case, c.Dispatch()))
        again = Seat(city.user(Role.DUTY_MANAGER)).text("/desk/duty?tab=desk_late")
    assert "昨天的" not in again
    told = [type(one.event).__name__ for one in ledger.read(case_ref(city.code, case))]
    assert told[-2:] == ["DeskWaitBreached", "LegDispatched"]
