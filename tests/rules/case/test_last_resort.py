"""兜底单位 and 首接单位: who takes what is nobody's, and who keeps what it let pass."""

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import dispute as d
from hotline.rules.case import last_resort as lr
from hotline.rules.case import redispatch as rd
from hotline.rules.case.first_accepting import (
    bound_from,
    is_first_accepting,
    left_behind,
    was_first_accepting,
)
from hotline.rules.directory import Directory
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import FlagName
from hotline.rules.words import EndReason, LegState, RequestState, ReturnReason
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, accepted, file_return, finish, signed
from tests.rules.case.unclear import TO_LAST_RESORT, nobodys, taken

EAST = w.liaison(w.EAST)


def test_the_district_takes_what_the_directory_is_silent_on() -> None:
    lead = taken().lead
    assert (lead.unit, lead.last_resort, lead.entry) == (w.EAST, True, "")
    assert not signed().lead.last_resort, "an entry decided"


def test_only_where_no_entry_the_rulebook_and_somebody_of_last_resort() -> None:
    refused = accepted().refuse(w.DISPATCHER, TO_LAST_RESORT)
    assert refused.code is Code.WRONG_STATE and "E1" in refused.message
    silent = nobodys()
    silent.world = w.with_flag(FlagName.LAST_RESORT_TAKES, False)
    assert "会商" in silent.refuse(w.DISPATCHER, TO_LAST_RESORT).advice
    nobody = nobodys()
    nobody.world = replace(nobody.world, directory=Directory())
    assert nobody.refuse(w.DISPATCHER, TO_LAST_RESORT).code is Code.NO_ENTRY


def test_it_may_not_say_not_ours_but_that_the_area_is_wrong() -> None:
    story = taken()
    refused = story.refuse(EAST, file_return("L1"))
    assert refused.field == "reason" and "下派" in refused.advice
    area = c.FileReturn(leg="L1", reason=ReturnReason.NOT_AREA, explanation=MARK)
    assert story.copy().do(EAST, area).lead.state is LegState.DISPUTED
    story.do(EAST, c.Sign(leg="L1"))
    story.do(EAST, c.HandDown(leg="L1", unit=w.EAST_URBAN, note=MARK))
    assert story.case.legs[1].parent_leg == "L1"


def test_it_asks_for_a_consultation_whose_ruling_is_final() -> None:
    ask = lr.AskConsultation(leg="L1", explanation=MARK, believed_unit=w.URBAN)
    assert signed().refuse(w.liaison(w.URBAN), ask).code is Code.WRONG_STATE
    story = taken()
    wrong = lr.AskConsultation(leg="L1", explanation=MARK, believed_unit=w.EAST)
    assert story.refuse(EAST, wrong).code is Code.UNKNOWN_UNIT
    story.do(EAST, ask)
    asked = story.case.requests[0]
    assert asked.consultation and story.lead.limit.paused_since
    ruling = d.RuleConsultation(request="R1", unit=w.EAST, grounds=MARK)
    story.do(w.MANAGEMENT, ruling)
    assert story.lead.state is LegState.DISPATCHED
    assert story.refuse(EAST, ask).code is Code.LIMIT_REACHED


# --- 首接单位 -----------------------------------------------------------------------------------


def test_after_the_return_limit_the_unit_leads_as_first_accepting() -> None:
    story = signed(co=(w.WATER,))
    due = story.lead.return_due
    assert bound_from(story.case, story.lead) == due
    assert not is_first_accepting(story.case, story.lead, due)
    story.at(3, 6, 10)
    assert is_first_accepting(story.case, story.lead, story.now)
    assert was_first_accepting(story.case, story.lead, story.now) == due
    assert bound_from(story.case, story.case.legs[1]) is None, "a co-handler does not lead"


def test_a_unit_that_was_done_before_never_was() -> None:
    story = finish(signed(), w.URBAN).at(3, 6, 10)
    assert not is_first_accepting(story.case, story.lead, story.now)
    assert was_first_accepting(story.case, story.lead, story.now) is None


def test_a_return_that_waits_or_was_upheld_binds_nobody_and_a_rejected_one_at_once() -> None:
    story = signed().do(w.liaison(w.URBAN), file_return("L1"))
    assert bound_from(story.case, story.lead) is None
    story.later(hours=2)
    kept = story.copy().do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=False, grounds=MARK))
    assert bound_from(kept.case, kept.lead) == kept.now < kept.lead.return_due
    back = story.copy().do(w.liaison(w.URBAN), c.WithdrawReturn(request="R1"))
    assert bound_from(back.case, back.lead) == back.lead.return_due
    story.do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=True, grounds=MARK, unit=w.HOUSING))
    assert bound_from(story.case, story.case.legs[0]) is None
    assert bound_from(story.case, story.lead) == story.lead.return_due


def _moved(story: Story) -> Story:
    return story.do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.HOUSING, reason=MARK))


def test_whoever_follows_a_first_accepting_unit_gets_what_is_left() -> None:
    before = signed().lead.limit.due_at
    early, late = _moved(signed().at(3, 3, 10)), _moved(signed().at(3, 6, 10))
    assert early.lead.limit.due_at > before, "a dispatch put right begins afresh"
    assert late.lead.limit.due_at == before


def test_also_where_it_is_dispatched_only_later() -> None:
    story = signed().at(3, 6, 10)
    before = story.lead.limit.due_at
    assert left_behind(story.case) is None
    story.do(w.liaison(w.URBAN), rd.AskRedispatch(leg="L1", fact=MARK))
    story.do(w.DISPATCHER, rd.RuleRedispatch(request="R1", grant=True, grounds=MARK))
    assert story.case.requests[0].state is RequestState.UPHELD
    assert story.case.legs[0].ended is EndReason.REDISPATCHED
    story.do(w.DISPATCHER, c.Dispatch(lead=w.HOUSING, reason=MARK))
    assert story.lead.limit.due_at == before
    assert left_behind(accepted().case) is None
