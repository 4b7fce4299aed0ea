"""值班交接: handed over by item, taken over or refused; lapsed where it was not."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from hotline.rules.oversight import shift as s
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.case import world as w

ZHANG = replace(w.person(Role.DUTY_MANAGER), id="zhang")
LI = replace(w.person(Role.DUTY_MANAGER), id="li")
FIRE = s.Item(key="hand_over:a", kind=s.ItemKind.HAND_OVER, case="a", number="1")
WELL = s.Item(key="unconfirmed:b:L1", kind=s.ItemKind.UNCONFIRMED, case="b", number="2")
TILL = w.MONDAY + timedelta(hours=8)


def office(actor: Any = ZHANG, hours: float = 0) -> Office:
    """That manager, so many hours into Monday."""
    return Office(now=w.MONDAY + timedelta(hours=hours), actor=actor)


def opened() -> s.Shift:
    """The first shift, Zhang's."""
    found = s.open_next(s.Shift(), s.OpenShift(until=TILL), (), office())
    assert not isinstance(found, Refusal)
    ended, begun = found
    assert ended == ()
    return s.evolve(s.Shift(), begun[0])


def do(state: s.Shift, command: s.InShift, who: Office) -> s.Shift:
    """The shift after a command that is carried out."""
    found = s.decide(state, command, who)
    assert not isinstance(found, Refusal), found
    for event in found:
        state = s.evolve(state, event)
    return state


def code(found: Any) -> Code:
    """Why not."""
    assert isinstance(found, Refusal), found
    return found.code


def handed(**more: Any) -> s.Shift:
    """Zhang's shift, handed over to Li with two open things."""
    return do(opened(), s.HandOverShift(to="li", items=(FIRE, WELL), **more), office(hours=8))


def test_one_person_at_a_time_opens_a_shift_of_a_day_at_most() -> None:
    state = opened()
    assert (state.n, state.running, state.overran(TILL)) == (1, True, False)
    assert state.overran(TILL + timedelta(minutes=1))
    own = s.open_next(state, s.OpenShift(until=TILL), (), office())
    assert code(own) is Code.ALREADY
    late = s.OpenShift(until=w.MONDAY + timedelta(hours=25))
    assert code(s.open_next(s.Shift(), late, (), office())) is Code.INVALID
    agent = office(w.person(Role.AGENT))
    assert code(s.open_next(s.Shift(), s.OpenShift(until=TILL), (), agent)) is Code.WRONG_ROLE
    assert code(s.decide(state, s.Remark(remark="x"), agent)) is Code.WRONG_ROLE


def test_everything_open_is_handed_over_but_for_what_is_left_out_by_name_with_a_reason() -> None:
    state = do(opened(), s.Remark(key=FIRE.key, remark="119 已出动"), office())
    assert code(s.decide(state, s.Remark(remark=" "), office())) is Code.MISSING
    over = s.HandOverShift(to="li", items=(FIRE, WELL), left=(WELL.key,))
    assert code(s.decide(state, over, office())) is Code.MISSING
    assert code(s.decide(state, replace(over, to="zhang"), office())) is Code.MISSING
    assert code(s.decide(state, over, office(LI))) is Code.WRONG_STATE
    state = do(state, replace(over, why="已当面办结"), office(hours=8))
    assert (state.items, state.left, state.to) == ((FIRE,), (WELL,), "li")
    assert code(s.decide(state, s.Remark(remark="晚了"), office())) is Code.WRONG_STATE


def test_the_next_on_duty_confirms_item_by_item_or_refuses_one() -> None:
    state = handed()
    assert code(s.decide(state, s.TakeOver(), office())) is Code.WRONG_STATE
    state = do(state, s.TakeOver(keys=(FIRE.key,)), office(LI, 8))
    assert state.waiting == (WELL,)
    assert code(s.decide(state, s.TakeOver(keys=(FIRE.key,)), office(LI))) is Code.ALREADY
    assert code(s.decide(state, s.RefuseItem(key=FIRE.key, reason="x"), office(LI))) is Code.ALREADY
    assert code(s.decide(state, s.RefuseItem(key=WELL.key, reason=""), office(LI))) is Code.MISSING
    state = do(state, s.RefuseItem(key=WELL.key, reason="没有交清号码"), office(LI, 9))
    assert state.refused == (WELL.key,)
    assert state.finished_at == w.MONDAY + timedelta(hours=9)
    assert code(s.decide(state, s.TakeOver(), office(LI))) is Code.WRONG_STATE


def test_who_takes_over_confirms_before_opening_a_shift() -> None:
    """接班的人不能绕过逐项确认直接开班；别的值班长可以。"""
    begin = s.OpenShift(until=w.MONDAY + timedelta(hours=17))
    assert code(s.open_next(handed(), begin, (), office(LI, 9))) is Code.WRONG_STATE
    third = replace(w.person(Role.DUTY_MANAGER), id="wang")
    assert not isinstance(s.open_next(handed(), begin, (), office(third, 9)), Refusal)
    taken = do(handed(), s.TakeOver(), office(LI, 8))
    assert not isinstance(s.open_next(taken, begin, (), office(LI, 9)), Refusal)


def test_all_at_once_and_nothing_at_all_are_taken_over_too() -> None:
    assert do(handed(), s.TakeOver(), office(LI, 8)).finished_at
    nothing = do(opened(), s.HandOverShift(to="li", items=()), office(hours=8))
    assert not nothing.finished_at
    assert do(nothing, s.TakeOver(), office(LI, 8)).finished_at


def test_a_shift_that_was_not_handed_over_has_lapsed_with_what_was_open() -> None:
    """前一班没交班，后一班直接开了：前一班记为没有交班，未了事项留名。"""
    begin = s.OpenShift(until=w.MONDAY + timedelta(hours=17))
    found = s.open_next(opened(), begin, (FIRE,), office(LI, 9))
    assert not isinstance(found, Refusal)
    ended, begun = found
    before = s.evolve(opened(), ended[0])
    assert before.lapsed
    assert before.left == (FIRE,)
    assert not before.running
    assert s.evolve(s.Shift(), begun[0]).n == 2


def test_remarks_are_kept_by_what_they_are_about() -> None:
    first = s.ShiftRemarked(at=w.MONDAY, key="", by="zhang", remark="雨夹雪")
    second = replace(first, key=FIRE.key)
    assert s.remarks((first, second, None)) == {"": [first], FIRE.key: [second]}
