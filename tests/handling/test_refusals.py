"""From the wrong role, unit or city, on a closed case, at the same moment: nothing is done."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from hotline import ledger
from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.handling.streams import case_ref
from hotline.people.by import By, Outdated
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import ReturnReason, Role, Solved
from tests.fixtures.people import City, done
from tests.handling.steps import REPLY, complete, matter, register, verdict


def refused(by: By, case: str, command: Command) -> Code:
    """The code of a refusal that leaves the case exactly as it was."""
    ref = case_ref(by.city, case)
    before = ledger.read(ref)
    outcome = actions.perform(by, case, command)
    assert isinstance(outcome, Refusal), outcome
    assert outcome.message
    assert len(ledger.read(ref)) == len(before)
    return outcome.code


def test_from_the_wrong_role(city: City) -> None:
    [case] = register(city)
    assert refused(city.by(Role.AGENT), case, c.Sign(leg="L1")) is Code.WRONG_ROLE


def test_from_the_wrong_unit(city: City) -> None:
    [case] = register(city, matter(topic="cg/zs"))
    market = city.by(Role.OFFICER, unit=city.units.market)
    assert refused(market, case, c.Sign(leg="L1")) is Code.WRONG_UNIT


def test_what_a_unit_may_not_see_does_not_exist_for_it(city: City) -> None:
    """The refusal must not tell that there is such a case, what it has, or who holds it."""
    [case] = register(city)
    water = city.by(Role.OFFICER, unit=city.units.water)
    for command in (c.Sign(leg="L1"), c.Sign(leg="L9"), c.RecordProgress(leg="L1", note="无")):
        assert actions.perform(water, case, command) == actions.NO_CASE


def test_a_district_reviewer_reopens_nothing_of_another_district(city: City) -> None:
    [case] = register(city, matter(area="xi/renmin"))
    complete(city, case)
    done(actions.perform(city.by(Role.FOLLOW_UP_CALLER), case, verdict(Solved.NOT)))
    again = c.Reopen(reason="重办", unit=city.units.east)
    assert actions.perform(city.by(Role.DISTRICT_REVIEWER), case, again) == actions.NO_CASE


def test_undoing_a_merge_that_has_become_another(city: City, truth: list[object]) -> None:
    """Between looking up the parent and deciding, the case was merged elsewhere."""
    first, second, child = (register(city)[0] for _ in range(3))
    by = city.by(Role.DISPATCHER)
    done(actions.perform(by, child, c.Merge(parent=first)))
    checked, hurried = ledger.execute, False

    def late(*args: Any, **named: Any) -> Any:
        nonlocal hurried
        if not hurried:
            hurried = True
            done(actions.perform(by, child, c.UndoMerge(reason="并错")))
            done(actions.perform(by, child, c.Merge(parent=second)))
        return checked(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "execute", late)
        outcome = actions.perform(by, child, c.UndoMerge(reason="并错"))
    assert isinstance(outcome, Refusal)
    assert outcome.code is Code.CONFLICT
    counts = {str(row.id): row.children for row in CaseRow.objects.filter(city=city.code)}
    assert counts == {first: 0, second: 1, child: 0}


def test_one_key_erases_one_case(city: City) -> None:
    """A second erasure under the same key must not be called done."""
    one, two = register(city)[0], register(city)[0]
    by = city.by(Role.SECURITY_ADMIN, key="k")
    done(actions.erase(by, one, "本人要求"))
    assert done(actions.erase(by, one, "本人要求")).repeated
    other = actions.erase(by, two, "本人要求")
    assert isinstance(other, Refusal)
    assert other.code is Code.KEY_REUSED


def test_from_another_city(city: City, other_city: City) -> None:
    [case] = register(city)
    outcome = actions.perform(other_city.by(Role.OFFICER), case, c.Sign(leg="L1"))
    assert isinstance(outcome, Refusal)
    assert outcome.code is Code.NOT_FOUND


def test_out_of_order(city: City) -> None:
    [case] = register(city)
    assert refused(city.by(Role.OFFICER), case, REPLY) is Code.WRONG_STATE
    assert refused(city.by(Role.FOLLOW_UP_CALLER), case, verdict()) is Code.WRONG_STATE


def test_on_a_closed_case(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    done(actions.perform(city.by(Role.FOLLOW_UP_CALLER), case, verdict()))
    done(actions.perform(city.by(Role.FOLLOW_UP_CALLER), case, c.Close()))
    assert refused(city.by(Role.OFFICER), case, c.Sign(leg="L1")) is Code.WRONG_STATE
    assert refused(city.by(Role.AGENT), case, c.Remind()) is Code.WRONG_STATE


def test_a_leg_that_is_not_there(city: City) -> None:
    [case] = register(city)
    assert refused(city.by(Role.OFFICER), case, c.Sign(leg="L9")) is Code.NOT_FOUND


def test_merging_under_what_is_no_case(city: City) -> None:
    [case] = register(city, matter(dispatch=False))
    by = city.by(Role.DISPATCHER)
    assert refused(by, case, c.Merge(parent="不是编号")) is Code.NOT_FOUND
    assert refused(by, case, c.Merge(parent=case)) is Code.LOOP


def test_at_the_same_moment_one_of_two_wins(city: City) -> None:
    """两人同时签收：一人成功，一人得到“状态已变”的说明，不会签收两次。"""
    [case] = register(city)
    by = city.by(Role.OFFICER)

    def sign(_: int) -> object:
        try:
            return actions.perform(by, case, c.Sign(leg="L1"))
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(sign, range(2)))
    refusals = [found for found in results if isinstance(found, Refusal)]
    assert [found.code for found in refusals] == [Code.WRONG_STATE]


def test_roles_taken_away_meanwhile_are_noticed(city: City) -> None:
    """An actor looked up at an older version of the city's users must be looked up again."""
    [case] = register(city)
    by = city.by(Role.OFFICER)
    stale = By(actor=by.actor, face=by.face, reference=1)
    with pytest.raises(Outdated):
        actions.perform(stale, case, c.Sign(leg="L1"))
    assert CaseRow.objects.get(id=case).stage == "handling"


def test_a_confidential_case_does_not_exist_for_whom_it_reports(city: City) -> None:
    """保密举报城管局：城管局人员按编号操作也得到“没有这件工单”。"""
    report = matter(
        topic="zj", confidential=True, reported_unit=city.units.urban, text="举报城管局某人"
    )
    [case] = register(city, report)
    head = city.by(Role.LIAISON, unit=city.units.urban)
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不是我们")
    assert refused(head, case, back) is Code.NOT_FOUND
    by = city.by(Role.DISPATCHER)
    move = c.Redispatch(leg="L1", unit=city.units.urban, reason="误派")
    assert refused(by, case, move) is Code.PARTY
