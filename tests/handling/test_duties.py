"""What the clock does on its own, and that nothing it must do is left to nobody."""

from datetime import timedelta

from hotline import ledger
from hotline.handling import actions
from hotline.handling.duties import DUTIES
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case import lifecycle_doc
from hotline.rules.case.hold import BeginHold
from hotline.rules.words import LegState, Role
from tests.fixtures.people import City, done
from tests.handling.steps import register


def test_every_timer_of_a_case_has_its_duty() -> None:
    """A timer without a duty would wait for ever."""
    assert {("case", name) for name in lifecycle_doc.WAITS} == set(DUTIES)


def test_a_hold_ends_at_its_cap_while_nobody_looks(city: City) -> None:
    [case] = register(city)
    officer = city.by(Role.OFFICER)
    for command in (c.Sign(leg="L1"), c.RecordFirstContact(leg="L1")):
        done(actions.perform(officer, case, command))
    done(actions.perform(officer, case, BeginHold(leg="L1", explanation="请补充购房合同")))
    until = ledger.state_of(case_ref(city.code, case)).legs[0].held_until
    ledger.fire_due(until + timedelta(minutes=1), city=city.code)
    state = ledger.state_of(case_ref(city.code, case))
    assert state.legs[0].state is LegState.SIGNED
    assert state.last_at == until
