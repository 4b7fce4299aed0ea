"""自动派单 by topic: what would be sent, what was measured of it, on and off."""

from datetime import date

import pytest
from msgspec.structs import replace

from hotline.rules import automatic, shadow
from hotline.rules.automatic import Record
from hotline.rules.directory import Duty, DutyLine, Entry, Matter
from hotline.rules.reference import automatic as r
from hotline.rules.reference.office import decide_each
from hotline.rules.refusal import Code, Refusal
from hotline.rules.shares import Figure, interval
from hotline.rules.words import Role
from tests.rules.offices import office, refused
from tests.rules.test_suggestion import DAY, entry, world

HEAD, DISPATCHER = office(Role.MANAGEMENT), office(Role.DISPATCHER)
CLOCK = office(Role.CLOCK, id="clock")
GOOD, WORSE, FEW = (
    Figure(cases=200, right=198), Figure(cases=200, right=190), Figure(cases=49, right=49),
)  # fmt: skip
MATTER = Matter(topic="cg", area="dong", kind="help")


def test_a_figure_is_trusted_by_its_lower_bound() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    assert (Figure().share, Figure().bound) == (0.0, 0.0)
    assert GOOD.share == 0.99
    assert round(GOOD.bound, 3) == 0.964
    assert automatic.percent(0.9496) == "94.9", "never rounded up"
    assert automatic.percent(0.9) == "90"


def test_one_unit_alone_and_nothing_that_alarms() -> None:
    made = world(entry("e1"), entry("both", "cg/lj", co_handlers=("heping",)))
    found = shadow.alone(made, MATTER, DAY)
    assert found is not None
    assert found.id == "e1"
    assert shadow.alone(made, replace(MATTER, area=""), DAY) is None
    assert shadow.alone(made, replace(MATTER, topic="cg/lj"), DAY) is None, "several units"
    assert shadow.alone(made, replace(MATTER, topic="sc"), DAY) is None
    for lead in ("old", "nowhere"):
        assert shadow.alone(world(entry("e1", lead=lead)), MATTER, DAY) is None
    listed = DutyLine(id="d", topic="cg", duty=Duty.WITHDRAWN)
    street = world(entry("e1", lead="heping"), duties=(listed,))
    assert shadow.alone(street, MATTER, DAY) is None
    assert shadow.quiet("路灯不亮", "小区门口的路灯坏了")
    assert not shadow.quiet("有人跳楼", "六楼有人要跳楼")
    letter = "小区门口的路灯已经坏了三个星期，晚上出门看不清路。物业说不归他们管。" * 20
    assert shadow.quiet("路灯不亮", letter)
    assert not shadow.quiet("路灯不亮", f"{letter}六楼有人要跳楼。{letter}"), "hidden in a letter"


def test_what_an_entry_decides_is_its_mark() -> None:
    one = Entry(id="a", topic="cg", lead="urban", legal_basis="旧法")
    same = replace(one, id="b", legal_basis="新法", effective_to=date(2027, 1, 1))
    assert shadow.entry_mark(one) == shadow.entry_mark(same)
    assert shadow.entry_mark(one) != shadow.entry_mark(replace(one, lead="old"))
    past = entry("e2", effective_to=date(2025, 1, 1))
    assert shadow.marks(world(one, past), DAY) == {shadow.entry_mark(one)}
    assert 0 <= shadow.draw("260213-0001234-1") < 100


def test_when_a_topic_falls_back_to_people() -> None:
    assert automatic.below(GOOD, 0.95) == ""
    assert "少于50件" in automatic.below(FEW, 0.9)
    assert "200件中对190件，下限91" in automatic.below(WORSE, 0.95)
    assert automatic.falls(Record(), 0.95) == "", "nothing new is no fault"
    assert automatic.falls(Record(figure=GOOD, wrong=1, overdue=10), 0.95) == ""
    assert "对190件" in automatic.falls(Record(figure=WORSE), 0.95)
    assert "2件派错" in automatic.falls(Record(figure=GOOD, wrong=2), 0.95)
    assert "11件" in automatic.falls(Record(figure=GOOD, overdue=11), 0.95)


def after(*commands: r.AutomaticCommand, state: r.Automatic | None = None) -> r.Automatic:
    """What stands after the management has done these."""
    state = state or r.Automatic()
    events = decide_each(r.decide, r.evolve, state, commands, HEAD)
    assert not isinstance(events, Refusal), events
    for event in events:
        state = r.evolve(state, event)
    return state


ON = r.SwitchOn(topic="cg", figure=GOOD)


def test_switched_on_by_the_management_on_what_was_measured() -> None:
    state = after(ON)
    assert state.on["cg"].figure == GOOD
    assert state.on["cg"].bar == 0.95
    refused(r.decide(state, ON, HEAD), Code.ALREADY)
    refused(r.decide(r.Automatic(), ON, DISPATCHER), Code.WRONG_ROLE)
    refused(r.decide(r.Automatic(), r.SwitchOn(topic=" ", figure=GOOD), HEAD), Code.MISSING)
    below = r.SwitchOn(topic="cg", figure=WORSE)
    refused(r.decide(r.Automatic(), below, HEAD), Code.WRONG_STATE, "下限91")
    lower = after(r.SetAutomaticRules(bar=0.9, share=20, grace=5), below)
    assert lower.on["cg"].bar == 0.9
    assert lower.settings == r.Settings(bar=0.9, share=20, grace=5)


def test_switched_off_at_once_by_dispatchers_or_the_machine_and_on_again() -> None:
    state = after(ON)
    off = r.SwitchOff(topic="cg", reason="最近派错", figure=WORSE)
    refused(r.decide(r.Automatic(), off, DISPATCHER), Code.WRONG_STATE)
    refused(r.decide(state, replace(off, reason=" "), DISPATCHER), Code.MISSING)
    refused(r.decide(state, off, office(Role.AGENT)), Code.WRONG_ROLE)
    (event,) = r.decide(state, off, CLOCK)  # type: ignore[misc]
    assert isinstance(event, r.AutomaticSwitchedOff)
    assert event.by_rule
    gone = r.evolve(state, event)
    assert not gone.on
    assert gone.off["cg"].reason == "最近派错"
    (event,) = r.decide(state, off, DISPATCHER)  # type: ignore[misc]
    assert isinstance(event, r.AutomaticSwitchedOff)
    assert not event.by_rule
    again = after(ON, state=gone)
    assert "cg" in again.on
    assert not again.off


@pytest.mark.parametrize(
    ("bar", "share", "grace", "field"),
    [(0.89, 10, 3, "bar"), (0.95, 0, 3, "share"), (0.95, 10, 61, "grace")],
)
def test_what_a_city_may_ask(bar: float, share: int, grace: int, field: str) -> None:
    command = r.SetAutomaticRules(bar=bar, share=share, grace=grace)
    assert refused(r.decide(r.Automatic(), command, HEAD), Code.INVALID).field == field
    refused(r.decide(r.Automatic(), command, DISPATCHER), Code.WRONG_ROLE)
