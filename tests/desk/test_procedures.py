"""法定程序 on the desk: listed by law's own limit, for the unit that carries it and the hotline."""

from datetime import timedelta

from hotline import ledger
from hotline.handling import actions
from hotline.rules.case import commands as c
from hotline.rules.case import procedure as p
from hotline.rules.case.procedure_state import ProcedureKind, ProcedureResult
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import register


def _page(seat: Seat, tab: str = "procedures") -> str:
    return seat.get(f"/desk/procedures?tab={tab}").content.decode()


def test_a_procedure_is_tracked_from_its_beginning_to_its_result(city: City) -> None:
    unit, front = Seat(city.user(Role.UNIT_HEAD)), Seat(city.user(Role.DISPATCHER))
    assert "没有进行中的法定程序" in unit.text("/desk/procedures")
    head = city.by(Role.UNIT_HEAD)
    began = ledger.clock.now() - timedelta(days=2)
    with ledger.clock.at(began):
        [case] = register(city)
        done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
        begin = p.BeginProcedure(leg="L1", procedure=ProcedureKind.MARKET_REPORT)
        done(actions.perform(head, case, begin))
    mine = _page(unit)
    assert "市场监管举报（未作阶段性答复）" in mine and "open=AnswerInterim" in mine
    seen = _page(front, "procedures_untold")
    assert "市场监管举报" in seen and "open=AnswerInterim" not in seen
    assert "没有超过法定时限的程序" in front.text("/desk/procedures?tab=procedures_late")
    assert 'href="/desk/procedures"' in front.get("/desk/rulings").content.decode()
    with ledger.clock.at(began + timedelta(minutes=5)):
        told = p.AnswerInterim(leg="L1", public_answer="已立案核查，有结果即告知。")
        done(actions.perform(head, case, told))
    assert "open=EndProcedure" in _page(unit, "procedures_told")
    with ledger.clock.at(began + timedelta(days=60)):
        assert case in _page(front, "procedures_late")
    end = p.EndProcedure(leg="L1", outcome=ProcedureResult.NO_CASE)
    done(actions.perform(head, case, end))
    assert "没有进行中的法定程序" in front.text("/desk/procedures")
