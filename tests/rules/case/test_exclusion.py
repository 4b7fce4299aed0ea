"""考核剔除: with evidence, by the district, then by the city, by different people."""

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import exclusion as x
from hotline.rules.case.timers import timers
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, ExclusionReason, RequestState
from tests.rules.case import build as b
from tests.rules.case import repeated as r
from tests.rules.case import world as w
from tests.rules.case.again import again_signed
from tests.rules.case.build import MARK


def test_two_levels_by_different_people() -> None:
    story = r.excluding()
    city = x.RuleCityExclusion(request=r.ONE, exclude=True, grounds=MARK)
    assert story.refuse(w.CITY_REVIEWER, city).code is Code.WRONG_STATE
    story = r.excluding_in_city()
    assert story.case.excluded(r.LEG) is None
    both = replace(w.CITY_REVIEWER, id=r.DISTRICT.id)
    assert story.refuse(both, city).code is Code.PARTY
    story.do(w.CITY_REVIEWER, city)
    assert story.case.excluded(r.LEG) is ExclusionReason.NOT_BORNE_OUT
    assert story.case.excluded("L1") is None


def test_it_changes_nothing_for_the_citizen() -> None:
    before = r.proven().case
    after = r.excluded(True).case
    assert (after.stage, after.promise, after.lead) == (before.stage, before.promise, before.lead)


def test_the_district_may_end_it() -> None:
    story = r.excluding()
    no = x.RuleDistrictExclusion(request=r.ONE, support=False, grounds=MARK)
    story.do(r.DISTRICT, no)
    assert story.case.requests[-1].state is RequestState.REJECTED
    assert story.case.excluded(r.LEG) is None


def test_it_is_asked_once_and_with_evidence() -> None:
    assert again_signed().refuse(w.liaison(r.HOLDER), r.exclude()).code is Code.MISSING
    assert r.excluded(False).refuse(w.liaison(r.HOLDER), r.exclude()).code is Code.ALREADY


def test_an_overdue_district_ruling_goes_to_the_city_also_after_closing() -> None:
    story = r.proven()
    b.finish(story, r.HOLDER).do(w.CALLER, b.outcome()).do(w.CALLER, c.Close())
    story.do(w.liaison(r.HOLDER), r.exclude())
    request = story.case.requests[-1]
    assert timers(story.case) == {f"ruling:{request.id}": request.due_at}
    assert request.due_at
    story.clock(request.due_at)
    assert story.case.stage is CaseStage.CLOSED
    assert story.case.requests[-1].rung == 1
    assert not timers(story.case)
    story.do(w.CITY_REVIEWER, x.RuleCityExclusion(request=request.id, exclude=True, grounds=MARK))
    assert story.case.excluded(r.LEG)
