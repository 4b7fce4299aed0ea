"""Stories of what is handled again: unsolved, 重办, its review. See `states`."""

from hotline.rules.case import commands as c
from hotline.rules.case import rehandle as r
from hotline.rules.case import review as v
from hotline.rules.rulebook_names import NumberName
from hotline.rules.words import CaseStage, Fault, Role, Solved
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

LEG, HOLDER = "L2", w.WATER
REHANDLE = r.OrderRehandle(fault=Fault.NOT_HANDLED, reason=MARK)


def unsolved(stage: CaseStage, rounds: int = 2) -> Story:
    """The citizen said 未解决, in a city with so many rounds of 重办."""
    story = b.followed_up(Solved.NOT)
    story.world = w.with_number(NumberName.REHANDLE_ROUNDS, rounds)
    if stage is CaseStage.CLOSED:
        story.do(w.CITY_REVIEWER, c.Close(note=MARK))
    return story


def again() -> Story:
    """The water bureau handles it again, for its own fault; the leg of the second round is L2."""
    story = b.completed(w.WATER_OUT).do(w.CALLER, b.outcome(Solved.NOT))
    return story.do(w.CALLER, REHANDLE)


def again_signed() -> Story:
    return again().do(w.liaison(HOLDER), c.Sign(leg=LEG))


def reviewing() -> Story:
    return again_signed().do(w.liaison(HOLDER), v.FileReview(leg=LEG, claim=MARK))


def reviewing_in_city() -> Story:
    rule = v.RuleDistrictReview(request="R2", support=True, grounds=MARK)
    return reviewing().do(w.person(Role.DISTRICT_REVIEWER), rule)


def review_ruled(not_borne_out: bool) -> Story:
    rule = v.RuleCityReview(request="R2", not_borne_out=not_borne_out, grounds=MARK)
    return reviewing_in_city().do(w.CITY_REVIEWER, rule)
