"""退单审核: who may rule, and what an upheld return leads to."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, LegRole, LegState, Role
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, file_return, finish, signed


def disputed(co: tuple[str, ...] = (), believed: str = w.HOUSING) -> Story:
    """城管局 has returned the case and believes 住建局 responsible."""
    story = signed(co=co).at(3, 3, 10)
    return story.do(w.liaison(w.URBAN), file_return("L1", believed))


def uphold(unit: str = "") -> c.RuleReturn:
    """退单成立."""
    return c.RuleReturn(request="R1", uphold=True, grounds=MARK, unit=unit)


def test_upheld_a_new_leg_starts_with_fresh_clocks() -> None:
    story = disputed().at(3, 5, 10).do(w.CITY_REVIEWER, uphold(w.HOUSING))
    old, new = story.case.legs
    assert (old.state, old.ended) == (LegState.RETURNED, "return_upheld")
    assert old.limit.breached_at is None
    assert (new.unit, new.role, new.state) == (w.HOUSING, LegRole.LEAD, LegState.DISPATCHED)
    assert new.limit.started_at == story.now
    assert new.limit.due_at == w.local(3, 19, 17, 30)
    assert story.case.barred == ()
    assert story.case.promise is not None
    assert story.case.promise.due_at == w.local(3, 17, 17, 30)


def test_upheld_without_naming_a_unit_it_waits_for_dispatch() -> None:
    story = disputed().do(w.DISPATCHER, uphold())
    assert story.case.stage is CaseStage.ACCEPTED
    assert story.case.lead is None
    assert story.refuse(w.AGENT, c.Dispatch()).code is Code.WRONG_ROLE
    story.do(w.DISPATCHER, c.Dispatch(lead=w.HOUSING, reason=MARK))
    assert story.lead.unit == w.HOUSING


def test_no_unit_is_left_behind_when_the_case_waits_for_dispatch() -> None:
    """主办退单成立、尚未定新主办：协办单一并终止，重新派单时可再派，没有一张单子悬空。"""
    story = disputed(co=(w.WATER,)).do(w.DISPATCHER, uphold())
    assert story.case.stage is CaseStage.ACCEPTED
    assert story.case.running_legs == ()
    assert story.clock(w.local(3, 10, 9)) == ["desk"], "only the hotline owes something"
    story.do(w.DISPATCHER, c.Dispatch(lead=w.HOUSING, co_handlers=(w.WATER,), reason=MARK))
    assert [leg.unit for leg in story.case.running_legs] == [w.HOUSING, w.WATER]


def test_co_handlers_go_on_beside_a_new_lead() -> None:
    story = disputed(co=(w.WATER,))
    before = story.leg(w.WATER)
    story.do(w.DISPATCHER, uphold(w.HOUSING))
    assert story.leg(w.WATER) == before
    assert story.case.stage is CaseStage.HANDLING


def test_a_co_handlers_upheld_return_leaves_lead_and_stage_alone() -> None:
    story = signed(co=(w.WATER,))
    lead = story.lead
    story.do(w.liaison(w.WATER), file_return("L2")).do(w.DISPATCHER, uphold())
    assert story.lead == lead
    assert story.case.stage is CaseStage.HANDLING
    assert story.leg(w.WATER).state is LegState.RETURNED
    assert finish(story, w.URBAN).case.stage is CaseStage.COMPLETED


def test_a_co_handler_is_replaced_by_a_co_handler_due_before_the_lead() -> None:
    story = signed(co=(w.WATER,))
    story.do(w.liaison(w.WATER), file_return("L2")).do(w.DISPATCHER, uphold(w.HOUSING))
    new = story.leg(w.HOUSING)
    assert new.role is LegRole.CO_HANDLING
    assert new.limit.due_at < story.lead.limit.due_at


@pytest.mark.parametrize("unit", [w.URBAN, w.HOUSING])
@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.CITY_REVIEWER, Role.MANAGEMENT])
def test_the_ruler_is_not_of_a_party_unit(unit: str, role: Role) -> None:
    refusal = disputed().refuse(w.person(role, unit), uphold())
    assert refusal.code is Code.PARTY


def test_nor_of_a_unit_below_a_party() -> None:
    """东区退单：东区城管局的人同样不能审；东区街道退单，东区的审核人可以审。"""
    story = disputed(believed=w.EAST)
    assert story.refuse(w.person(Role.DISPATCHER, w.EAST_URBAN), uphold()).code is Code.PARTY
    lower = disputed(believed=w.LAKE_STREET)
    lower.do(w.person(Role.DISPATCHER, w.EAST), uphold())
    assert lower.case.returns == 1


def test_a_ruling_to_an_unknown_unit_changes_nothing() -> None:
    story = disputed()
    assert story.refuse(w.DISPATCHER, uphold("nowhere")).code is Code.UNKNOWN_UNIT
    assert story.refuse(w.DISPATCHER, uphold(w.URBAN)).code is Code.ALREADY
    assert story.lead.state is LegState.DISPUTED


def test_a_request_is_ruled_on_once() -> None:
    story = disputed().do(w.DISPATCHER, uphold(w.HOUSING))
    assert story.refuse(w.DISPATCHER, uphold(w.WATER)).code is Code.WRONG_STATE


def test_a_ruling_is_not_an_approval() -> None:
    """退单申请不能当办结审批批掉。"""
    assert disputed().refuse(w.head(w.URBAN), c.ApproveCompletion(request="R1")).field == "request"


def test_the_hotline_redispatches_what_it_holds_itself() -> None:
    """投诉话务员的工单由热线中心自办：若能退单，审核人就都是当事人，无人能裁。"""
    story = signed().do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.CENTRE, reason=MARK))
    refusal = story.refuse(w.liaison(w.CENTRE), file_return("L2"))
    assert refusal.code is Code.PARTY
    assert "改派" in refusal.advice
    story.do(w.DISPATCHER, c.Redispatch(leg="L2", unit=w.HOUSING, reason=MARK))


def test_staff_of_the_hotline_rule_on_the_department_their_centre_is_attached_to() -> None:
    """热线中心挂靠的部门退单：中心审核人照常裁定，不因挂靠而人人回避。"""
    story = disputed()
    story.world = c.msgspec.structs.replace(
        story.world, units=w.UNITS.change(w.CENTRE, parent=w.URBAN)
    )
    story.do(w.DISPATCHER, uphold(w.HOUSING))
    assert story.lead.unit == w.HOUSING
