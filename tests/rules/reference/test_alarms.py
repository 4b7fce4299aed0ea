"""The settings of hot matters and duplicates, by example."""

from datetime import UTC, datetime

from hotline.rules.actor import Actor
from hotline.rules.oversight.unusual import HotLimits
from hotline.rules.reference import alarms
from hotline.rules.reference.alarms import Alarms, AlikeLimits, SetAlarms
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOONER = SetAlarms(hot=HotLimits(fewest=2), alike=AlikeLimits(days=90), reason="早一点知道")


def office(role: Role) -> Office:
    return Office(
        now=NOW, actor=Actor(id="m", name="m", city="c", unit="u", roles=frozenset({role}))
    )


def test_settings_are_changed_with_a_reason_within_bounds_and_set_back() -> None:
    found = alarms.decide(Alarms(), SOONER, office(Role.MANAGEMENT))
    assert not isinstance(found, Refusal)
    state = alarms.evolve(Alarms(), found[0])
    assert (state.hot.fewest, state.alike.days, state.by, state.changed_at) == (2, 90, "m", NOW)
    standard = SetAlarms(hot=HotLimits(), alike=AlikeLimits(), reason="恢复")
    [back] = alarms.decide(state, standard, office(Role.SYSTEM_ADMIN))  # type: ignore[misc]
    assert alarms.evolve(state, back).hot == HotLimits()

    def refused(command: SetAlarms, role: Role = Role.MANAGEMENT) -> tuple[Code, str]:
        refusal = alarms.decide(state, command, office(role))
        assert isinstance(refusal, Refusal)
        return refusal.code, refusal.field

    changed = {"alike": AlikeLimits(), "reason": "-"}
    assert refused(SOONER) == (Code.ALREADY, "")
    assert refused(SOONER, Role.DISPATCHER)[0] is Code.WRONG_ROLE
    wide = SetAlarms(hot=HotLimits(window=29), **changed)  # type: ignore[arg-type]
    assert refused(wide) == (Code.INVALID, "window")
    assert refused(SetAlarms(hot=HotLimits(), alike=AlikeLimits(least=0.1), reason="-")) == (
        Code.INVALID, "least",
    )  # fmt: skip
    assert refused(SetAlarms(hot=HotLimits(), alike=AlikeLimits(), reason=" "))[1] == "reason"
