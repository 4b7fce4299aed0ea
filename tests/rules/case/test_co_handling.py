"""协办: due before the lead, never moves it, and never holds it up once released."""

from hotline.rules.case import commands as c
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, LegRole, LegState, Role
from tests.rules.case import world as w
from tests.rules.case.build import MARK, dispatched, file_return, finish, reply, signed


def test_co_handlers_are_due_one_working_day_before_the_lead() -> None:
    story = dispatched(w.QUALITY)
    assert story.lead.limit.due_at == w.local(3, 16, 17, 30)
    for unit in (w.URBAN, w.WATER):
        limit = story.leg(unit).limit
        assert limit.due_at == w.local(3, 13, 17, 30)
        assert "先于主办" in limit.turns[-1].reason  # type: ignore[union-attr]


def test_the_lead_cannot_complete_while_a_co_handler_owes() -> None:
    story = signed(co=(w.WATER,))
    story.do(w.officer(w.URBAN), c.RecordFirstContact(leg="L1")).do(w.officer(w.URBAN), reply("L1"))
    approve = c.ApproveCompletion(request="R1")
    refusal = story.refuse(w.head(w.URBAN), approve)
    assert refusal.code is Code.OPEN_LEGS
    assert "市水务局" in refusal.message
    finish(story, w.WATER)
    assert story.case.stage is CaseStage.HANDLING, "one public answer, one follow-up"
    story.do(w.head(w.URBAN), approve)
    assert story.case.stage is CaseStage.COMPLETED


def test_or_until_the_hotline_releases_it() -> None:
    story = signed(co=(w.WATER,))
    story.do(w.DISPATCHER, c.ReleaseCoHandler(leg="L2", reason=MARK))
    assert story.leg(w.WATER).state is LegState.RELEASED
    assert finish(story, w.URBAN).case.stage is CaseStage.COMPLETED


def test_a_disputed_co_handler_still_owes() -> None:
    story = signed(co=(w.WATER,)).do(w.liaison(w.WATER), file_return("L2"))
    story.do(w.officer(w.URBAN), c.RecordFirstContact(leg="L1")).do(w.officer(w.URBAN), reply("L1"))
    refusal = story.refuse(w.head(w.URBAN), c.ApproveCompletion(request="R2"))
    assert refusal.code is Code.OPEN_LEGS


def test_the_lead_is_redispatched_never_released() -> None:
    refusal = signed().refuse(w.DISPATCHER, c.ReleaseCoHandler(leg="L1", reason=MARK))
    assert refusal.code is Code.WRONG_STATE
    assert "改派" in refusal.advice


def test_a_unit_added_later_is_still_due_before_the_lead() -> None:
    story = signed().at(3, 10, 9)
    story.do(w.person(Role.SUPERVISOR), c.AddUnit(unit=w.WATER, reason=MARK))
    leg = story.leg(w.WATER)
    assert leg.role is LegRole.CO_HANDLING
    assert leg.limit.due_at == w.local(3, 13, 17, 30)


def test_a_unit_added_at_the_last_minute_is_never_due_before_it_was_asked() -> None:
    story = signed().at(3, 16, 16)
    story.do(w.DISPATCHER, c.AddUnit(unit=w.WATER))
    assert story.leg(w.WATER).limit.due_at == story.now


def test_a_co_handlers_return_never_moves_the_lead() -> None:
    story = signed(co=(w.WATER,))
    limit = story.lead.limit
    story.do(w.liaison(w.WATER), file_return("L2")).at(3, 4, 9)
    story.do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=False, grounds=MARK))
    assert story.lead.limit == limit


def test_lateness_falls_on_the_late_leg() -> None:
    """协办迟了，主办没迟：只有协办单记超期。"""
    story = signed(co=(w.WATER,))
    assert story.clock(w.local(3, 14, 9)) == [
        "sign:L2",
        "remind:L2",
        "remind:L1",
        "limit:L2",
    ]
    finish(story, w.WATER)
    finish(story, w.URBAN)
    assert story.leg(w.WATER).on_time is False
    assert story.leg(w.URBAN).on_time is True


def test_a_co_handler_needs_no_first_contact_of_its_own() -> None:
    story = signed(co=(w.WATER,))
    story.do(w.liaison(w.WATER), c.Sign(leg="L2")).do(w.officer(w.WATER), reply("L2"))
    assert story.leg(w.WATER).state is LegState.REPLIED
