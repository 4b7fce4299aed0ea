"""派单: by the directory, or by hand with a reason; duty lists on every path; fresh clocks."""

import pytest
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import leg_events as le
from hotline.rules.directory import Directory, Entry
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, LegRole, LegState, Role
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, accepted, dispatched, reply, signed


def sent(story: Story) -> list[tuple[str, LegRole]]:
    """Units and roles of the legs that run."""
    return [(leg.unit, leg.role) for leg in story.case.running_legs]


def test_the_directory_names_lead_and_co_handlers() -> None:
    story = dispatched(w.QUALITY)
    co = LegRole.CO_HANDLING
    assert sent(story) == [(w.HOUSING, LegRole.LEAD), (w.URBAN, co), (w.WATER, co)]
    assert [leg.entry for leg in story.case.legs] == ["E2"] * 3


def test_the_limit_runs_from_dispatch_and_never_from_signing() -> None:
    """周一派单，周二才签收：办理时限仍自周一起算，3月16日下班前。"""
    story = dispatched()
    limit = story.lead.limit
    assert limit.due_at == w.local(3, 16, 17, 30)
    story.at(3, 3, 10).do(w.liaison(w.URBAN), c.Sign(leg="L1"))
    assert story.lead.limit == limit
    assert story.lead.sign_due == w.local(3, 3, 17, 30)
    assert story.lead.return_due == w.local(3, 4, 17, 30)
    assert story.lead.contact_due == w.local(3, 3, 17, 30)


@pytest.mark.parametrize(("limit", "day"), [("2wd", 4), ("90wd", 16)])
def test_a_limit_of_the_entry_shortens_and_never_lengthens(limit: str, day: int) -> None:
    story = accepted()
    entries = (Entry(id="E1", topic=w.NOISE, lead=w.URBAN, limit=limit),)
    story.world = replace(story.world, directory=Directory(entries=entries))
    story.do(w.DISPATCHER, c.Dispatch())
    assert story.lead.limit.due_at == w.local(3, day, 17, 30)


def test_by_hand_needs_a_reason_and_shows_the_entry_passed_over() -> None:
    story = accepted()
    refusal = story.refuse(w.DISPATCHER, c.Dispatch(lead=w.HOUSING, reason=" "))
    assert (refusal.code, refusal.field) == (Code.MISSING, "reason")
    assert "E1" in refusal.message
    assert "市城管局" in refusal.message
    story.do(w.DISPATCHER, c.Dispatch(lead=w.HOUSING, reason=MARK))
    assert story.lead.unit == w.HOUSING
    assert story.lead.entry == ""


def test_where_the_directory_is_silent_the_last_resort_is_proposed() -> None:
    story = accepted(w.SILENT, area="east/lake")
    refusal = story.refuse(w.DISPATCHER, c.Dispatch())
    assert (refusal.code, refusal.field) == (Code.NO_ENTRY, "lead")
    assert "东区" in refusal.advice
    story.do(w.DISPATCHER, c.Dispatch(lead=w.EAST, reason=MARK))
    assert "兜底" not in accepted(w.SILENT).refuse(w.DISPATCHER, c.Dispatch()).advice


def test_without_entry_a_reason_is_asked_for_without_naming_one() -> None:
    refusal = accepted(w.SILENT).refuse(w.DISPATCHER, c.Dispatch(lead=w.EAST))
    assert refusal.code is Code.MISSING
    assert "条目" not in refusal.message


def test_agents_follow_the_directory() -> None:
    """话务员只能按目录派：不能指定主办，也不能自己添协办单位。"""
    story = accepted()
    named = story.refuse(w.AGENT, c.Dispatch(lead=w.HOUSING, reason=MARK))
    assert (named.code, named.field) == (Code.WRONG_ROLE, "lead")
    added = story.refuse(w.AGENT, c.Dispatch(co_handlers=(w.HOUSING,), reason=MARK))
    assert (added.code, added.field) == (Code.WRONG_ROLE, "co_handlers")
    story.do(w.AGENT, c.Dispatch())
    assert story.lead.unit == w.URBAN


def test_a_dispatcher_may_choose_co_handlers_beside_the_directorys_lead() -> None:
    story = dispatched(co=(w.WATER,))
    assert sent(story) == [(w.URBAN, LegRole.LEAD), (w.WATER, LegRole.CO_HANDLING)]
    assert story.lead.entry == "E1"


@pytest.mark.parametrize(
    ("who", "may"), [(Role.AGENT, False), (Role.TEAM_LEADER, True), (Role.PRE_REVIEWER, True)]
)
def test_what_was_sent_back_is_placed_by_a_dispatcher(who: Role, may: bool) -> None:
    story = accepted().do(w.DISPATCHER, c.SendBackForCompletion(reason=MARK))
    story.do(w.AGENT, c.CompleteIntake(note=MARK))
    if may:
        story.do(w.person(who), c.Dispatch())
    else:
        assert story.refuse(w.person(who), c.Dispatch()).code is Code.WRONG_ROLE


@pytest.mark.parametrize("unit", ["nowhere", w.CLOSED_UNIT])
def test_unknown_and_closed_units_get_nothing(unit: str) -> None:
    refusal = accepted().refuse(w.DISPATCHER, c.Dispatch(lead=unit, reason=MARK))
    assert (refusal.code, refusal.field) == (Code.UNKNOWN_UNIT, "unit")


def test_one_unit_holds_one_leg() -> None:
    story = accepted()
    twice = c.Dispatch(co_handlers=(w.WATER, w.WATER), reason=MARK)
    assert story.refuse(w.DISPATCHER, twice).code is Code.ALREADY
    story.do(w.DISPATCHER, c.Dispatch())
    assert story.refuse(w.DISPATCHER, c.AddUnit(unit=w.URBAN)).code is Code.ALREADY


def test_the_reported_unit_never_holds_a_confidential_case() -> None:
    """保密举报湖滨街道：街道和其下的村都不能承办；其上级东区可以。"""
    story = accepted(w.SILENT, confidential=True, reported_unit=w.LAKE_STREET)
    for unit in (w.LAKE_STREET, w.LAKE_VILLAGE):
        refusal = story.refuse(w.DISPATCHER, c.Dispatch(lead=unit, reason=MARK))
        assert refusal.code is Code.PARTY
    story.do(w.DISPATCHER, c.Dispatch(lead=w.EAST, reason=MARK))
    assert story.refuse(w.DISPATCHER, c.AddUnit(unit=w.LAKE_VILLAGE)).code is Code.PARTY
    story.do(w.liaison(w.EAST), c.Sign(leg="L1"))
    down = c.HandDown(leg="L1", unit=w.LAKE_STREET)
    assert story.refuse(w.liaison(w.EAST), down).code is Code.PARTY


def test_a_reported_unit_may_hold_a_case_that_is_not_confidential() -> None:
    story = accepted(w.SILENT, reported_unit=w.LAKE_STREET)
    story.do(w.DISPATCHER, c.Dispatch(lead=w.LAKE_STREET, reason=MARK))
    assert story.case.stage is CaseStage.HANDLING


# --- duty lists [66号 五] ---------------------------------------------------------------------


def test_duty_list_on_dispatch() -> None:
    """配合履职事项：街道不能主办，可以协办；收回事项：都不行；基本事项：可以主办。"""
    refusal = accepted(w.ASSISTING).refuse(w.DISPATCHER, c.Dispatch())
    assert refusal.code is Code.DUTY_LIST
    assert "D1" in refusal.message
    story = accepted(w.ASSISTING)
    story.do(w.DISPATCHER, c.Dispatch(lead=w.URBAN, co_handlers=(w.LAKE_STREET,), reason=MARK))
    assert dispatched(w.OF_STREET).lead.unit == w.LAKE_STREET
    taken_back = c.Dispatch(lead=w.HOUSING, co_handlers=(w.LAKE_STREET,), reason=MARK)
    assert accepted(w.WITHDRAWN).refuse(w.DISPATCHER, taken_back).code is Code.DUTY_LIST


def handled_by(topic: str, unit: str) -> Story:
    """A case of that topic held and signed by that unit."""
    story = accepted(topic).do(w.DISPATCHER, c.Dispatch(lead=unit, reason=MARK))
    return story.do(w.liaison(unit), c.Sign(leg="L1"))


def test_duty_list_on_add() -> None:
    story = handled_by(w.WITHDRAWN, w.HOUSING)
    assert story.refuse(w.DISPATCHER, c.AddUnit(unit=w.HILL_STREET)).code is Code.DUTY_LIST
    assisting = handled_by(w.ASSISTING, w.HOUSING)
    assert assisting.do(w.DISPATCHER, c.AddUnit(unit=w.HILL_STREET, reason=MARK)).case.legs[1:]


def test_duty_list_on_redispatch() -> None:
    story = handled_by(w.ASSISTING, w.HOUSING)
    again = c.Redispatch(leg="L1", unit=w.HILL_STREET, reason=MARK)
    assert story.refuse(w.DISPATCHER, again).code is Code.DUTY_LIST


def test_duty_list_on_hand_down_where_the_street_would_stand_in_the_districts_place() -> None:
    story = handled_by(w.ASSISTING, w.EAST)
    down = c.HandDown(leg="L1", unit=w.HILL_STREET)
    assert story.refuse(w.liaison(w.EAST), down).code is Code.DUTY_LIST


def test_duty_list_on_ruling() -> None:
    story = handled_by(w.ASSISTING, w.HOUSING)
    story.do(w.liaison(w.HOUSING), c.FileReturn(leg="L1", reason="not_duty", explanation=MARK))  # type: ignore[arg-type]
    ruling = c.RuleReturn(request="R1", uphold=True, grounds=MARK, unit=w.HILL_STREET)
    assert story.refuse(w.DISPATCHER, ruling).code is Code.DUTY_LIST


# --- re-dispatch ------------------------------------------------------------------------------


def test_redispatch_gives_the_new_unit_fresh_clocks() -> None:
    story = signed().at(3, 3, 10)
    story.do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.HOUSING, reason=MARK))
    old, new = story.case.legs
    assert (old.state, new.unit, new.role) == (LegState.REDISPATCHED, w.HOUSING, LegRole.LEAD)
    assert new.limit.started_at == story.now
    assert new.limit.due_at == w.local(3, 17, 17, 30)
    last = story.last
    assert isinstance(last, le.LegDispatched)
    assert last.replaces == "L1"


def test_redispatch_of_a_reply_lets_its_approval_lapse() -> None:
    story = signed()
    story.do(w.officer(w.URBAN), c.RecordFirstContact(leg="L1"))
    story.do(w.officer(w.URBAN), reply("L1"))
    story.do(w.MANAGEMENT, c.Redispatch(leg="L1", unit=w.HOUSING, reason=MARK))
    assert story.case.requests[0].state == "lapsed"
    assert story.refuse(w.head(w.URBAN), c.ApproveCompletion(request="R1")).code is Code.WRONG_STATE


def test_redispatch_to_a_unit_already_at_work_is_refused_with_the_way_out() -> None:
    story = signed(co=(w.WATER,))
    refusal = story.refuse(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.WATER, reason=MARK))
    assert refusal.code is Code.ALREADY
    assert "免予协办" in refusal.advice
    story.do(w.DISPATCHER, c.ReleaseCoHandler(leg="L2", reason=MARK))
    story.do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.WATER, reason=MARK))
    assert story.lead.unit == w.WATER


def test_a_leg_or_request_that_is_not_there() -> None:
    story = dispatched()
    assert story.refuse(w.liaison(w.URBAN), c.Sign(leg="L9")).field == "leg"
    ruling = c.RuleReturn(request="R9", uphold=False, grounds=MARK)
    assert story.refuse(w.DISPATCHER, ruling).code is Code.NOT_FOUND
