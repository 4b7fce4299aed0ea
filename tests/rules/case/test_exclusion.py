"""考核剔除: with evidence, by the district, then by the city, by different people."""

from datetime import date

import msgspec
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import exclusion as x
from hotline.rules.case.timers import timers
from hotline.rules.refusal import Code
from hotline.rules.rulebook import Editions
from hotline.rules.rulebook_exclusions import BEFORE, NOT_BORNE_OUT, ExclusionReason
from hotline.rules.rulebook_names import LimitName
from hotline.rules.words import CaseStage, RequestState
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
    assert story.case.excluded(r.LEG) == NOT_BORNE_OUT
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


def test_the_city_has_its_own_reasons() -> None:
    story = r.proven()
    own = ExclusionReason(code="typhoon", name="台风")
    books = tuple(replace(book, exclusions=(own,)) for book in story.world.editions.books)
    story.world = replace(story.world, editions=Editions(books=books))
    refused = story.refuse(w.liaison(r.HOLDER), r.exclude())
    assert (refused.code, refused.field) == (Code.INVALID, "reason")
    assert "台风（typhoon）" in refused.advice
    story.do(w.liaison(r.HOLDER), replace(r.exclude(), reason="typhoon"))
    editions = story.world.editions
    assert editions.exclusion_name("typhoon") == own.zh == "台风"
    assert editions.exclusion_name("gone") == "gone"


def test_each_reason_asks_for_its_evidence() -> None:
    asked = replace(r.exclude(), reason="uncooperative")
    refused = r.proven().refuse(w.liaison(r.HOLDER), asked)
    assert (refused.code, refused.field) == (Code.MISSING, "reason")
    assert "联系记录" in refused.message
    names = [one.zh for one in r.proven().world.editions.in_force(date(2026, 3, 2)).exclusions]
    assert "诉求人拒不配合（须有佐证：联系记录）" in names


def test_an_edition_older_than_the_list_means_those_of_before() -> None:
    book = w.plain_world().editions.books[0]
    kept = msgspec.to_builtins(book)
    del kept["exclusions"]
    late = {LimitName.UNREASONABLE_RULING, LimitName.EXCLUSION_RULING}
    kept["limits"] = [one for one in kept["limits"] if one["name"] not in late]
    old = msgspec.convert(kept, type(book))
    assert old.exclusions == BEFORE and old.exclusion("not_borne_out")
    assert old.exclusion("typhoon") is None
    review = old.clauses(LimitName.REHANDLE_REVIEW)
    assert old.clauses(LimitName.EXCLUSION_RULING) == review
    assert old.governs(LimitName.EXCLUSION_RULING) == review[0].governs
