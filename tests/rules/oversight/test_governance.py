"""治理专题: opened with a plan, reported by who takes part, measured honestly, closed."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from hotline.rules.oversight import governance as g
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.case import world as w

PLAN = (g.Step(by=date(2026, 4, 1), what="整改"), g.Step(by=date(2026, 3, 15), what="排查"))
OPEN = g.OpenGovernance(
    name="夜间施工噪声", lead=w.URBAN, topic=w.NOISE, co_units=(w.EAST, w.URBAN),
    measures="错时施工", steps=PLAN,
)  # fmt: skip


def office(role: Role, unit: str = "", day: int = 0) -> Office:
    """Somebody of that role and unit, so many days after Monday."""
    now = w.MONDAY + timedelta(days=day)
    return Office(now=now, actor=w.person(role, unit), units=w.UNITS)


def do(state: g.Governance, command: g.GovernanceCommand, who: Office) -> g.Governance:
    """The topic after a command that is carried out."""
    found = g.decide(state, command, who)
    assert not isinstance(found, Refusal), found
    for event in found:
        state = g.evolve(state, event)
    return state


def code(state: g.Governance, command: g.GovernanceCommand, who: Office) -> Code:
    """Why not."""
    found = g.decide(state, command, who)
    assert isinstance(found, Refusal), found
    return found.code


def opened() -> g.Governance:
    """The topic, opened on Monday by the supervisor."""
    return do(g.Governance(), OPEN, office(Role.SUPERVISOR))


def test_a_plan_has_steps_in_order_and_units_that_stand() -> None:
    state = opened()
    assert [step.what for step in state.steps] == ["排查", "整改"]
    assert state.units == (w.URBAN, w.EAST)
    assert code(state, OPEN, office(Role.MANAGEMENT)) is Code.ALREADY
    assert code(g.Governance(), OPEN, office(Role.LIAISON, w.URBAN)) is Code.WRONG_ROLE


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": ""}, Code.MISSING),
        ({"measures": ""}, Code.MISSING),
        ({"lead": w.CLOSED_UNIT}, Code.NOT_FOUND),
        ({"co_units": ("nowhere",)}, Code.NOT_FOUND),
        ({"topic": "", "area": ""}, Code.INVALID),
        ({"steps": ()}, Code.INVALID),
        ({"steps": (g.Step(by=date(2026, 4, 1), what=" "),)}, Code.MISSING),
    ],
)
def test_a_topic_without_bounds_plan_or_units_is_refused(wrong: dict[str, Any], why: Code) -> None:
    assert code(g.Governance(), replace(OPEN, **wrong), office(Role.SUPERVISOR)) is why


def test_units_that_take_part_report_and_late_steps_are_seen() -> None:
    state = opened()
    assert [step.what for step in state.late(date(2026, 3, 20))] == ["排查"]
    report = g.ReportProgress(words="已排查 12 处", step=1)
    assert code(state, report, office(Role.LIAISON, w.HOUSING)) is Code.WRONG_ROLE
    assert code(state, replace(report, step=9), office(Role.UNIT_HEAD, w.EAST)) is Code.NOT_FOUND
    assert code(state, replace(report, words=""), office(Role.SUPERVISOR)) is Code.MISSING
    state = do(state, report, office(Role.LIAISON, w.URBAN, 3))
    assert state.late(date(2026, 3, 20)) == ()
    assert state.reports == 1
    assert code(state, report, office(Role.LIAISON, w.URBAN)) is Code.ALREADY
    state = do(state, replace(report, step=0), office(Role.OFFICER, w.EAST, 4))
    assert state.reports == 2
    close = g.CloseGovernance(result="投诉减少一半")
    assert code(state, close, office(Role.SUPERVISOR)) is Code.WRONG_ROLE
    assert code(state, replace(close, result=""), office(Role.MANAGEMENT)) is Code.MISSING
    state = do(state, close, office(Role.MANAGEMENT, day=60))
    assert state.closed_at
    assert state.late(date(2027, 1, 1)) == ()
    assert code(state, close, office(Role.MANAGEMENT)) is Code.WRONG_STATE
    assert code(g.Governance(), report, office(Role.SUPERVISOR)) is Code.WRONG_STATE


def weeks(*counts: tuple[int, int]) -> tuple[tuple[date, int, int], ...]:
    """Weeks from 5 January 2026, a Monday."""
    first = date(2026, 1, 5)
    return tuple((first + timedelta(weeks=n), *one) for n, one in enumerate(counts))


def test_the_effect_compares_as_many_whole_weeks_after_as_before() -> None:
    """立项那一周和本周都不算；前后各四周才比较；全部都在减少的，占比会说出来。"""
    found = weeks(*[(20, 100)] * 5, (30, 100), *[(10, 50)] * 4, (1, 5))
    inside, now = date(2026, 2, 11), date(2026, 3, 18)
    effect = g.effect(found, inside, now)
    assert effect is not None
    assert (effect.weeks, effect.before, effect.after) == (4, 20, 10)
    assert (effect.share_before, effect.share_after) == (0.2, 0.2)
    assert effect.change == -0.5
    assert g.effect(found, inside, date(2026, 3, 11)) is None


def test_nothing_before_has_no_change_and_no_cases_no_share() -> None:
    effect = g.effect(
        weeks(*[(0, 0)] * 4, (1, 1), *[(2, 4)] * 4), date(2026, 2, 4), date(2026, 4, 1)
    )
    assert effect is not None
    assert effect.change is None
    assert effect.share_before is None
    assert effect.share_after == 0.5
