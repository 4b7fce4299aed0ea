"""What units and citizens claim afterwards, with the papers that wait for somebody's ruling:
重办复核, 考核剔除, 无理重复诉求; a case nobody has touched for a week; a caller who only disturbs.

As in `waiting` each life stops where somebody has to act, or one step further, so that lists and
their history both hold something.
"""

from collections.abc import Generator
from datetime import datetime, timedelta

from hotline.demo import photos, unit_work
from hotline.demo.founding import done
from hotline.demo.life import Fate, Life
from hotline.demo.people import SHOWN_STREET, SHOWN_UNIT
from hotline.demo.waiting import WATER, Begin, Waits, completed, signed, unsigned, unsolved
from hotline.demo.words import Caller
from hotline.handling.numbers import actions as numbers
from hotline.rules.case import commands as c
from hotline.rules.case import exclusion as x
from hotline.rules.case import repeats as u
from hotline.rules.case import review as v
from hotline.rules.case.rehandle import OrderRehandle
from hotline.rules.case.state import Leg
from hotline.rules.disruption import EndCall, WarnDisruption
from hotline.rules.rulebook_exclusions import NOT_BORNE_OUT
from hotline.rules.units import UnitTree
from hotline.rules.words import CaseStage, Channel, Fault, Nature, Role

LIAISONS = (Role.LIAISON, Role.UNIT_HEAD)
PAPER = "关于同一诉求多次反映处理情况的书面意见"
AGAINST = "店铺已搬走两个月，每次来电都到现场核实，附现场照片。"
FINAL = "该事项已办结并多次书面答复，今后同一事项以此为最终答复。"
NOBODY_ELSE = Caller(name="来电人", phone="19900010000")
"""Beside the block of numbers from which everybody else calls."""
ABUSE = ("接通后辱骂话务员。", "再次来电辱骂，拒绝说明诉求。", "当天第三次来电辱骂。")


def all_of_them() -> list[Waits]:
    """For the shown unit and the shown street, whose accounts one signs in with."""
    found = [Waits(hours, reviewing(step), unit, 0.6) for hours, step, unit in _REVIEWS]
    found += [Waits(hours, excluding(step), unit, 0.5) for hours, step, unit in _EXCLUSIONS]
    found += [Waits(hours, repeating(step), SHOWN_UNIT, 0.7) for hours, step in _REPEATS]
    found += [Waits(hours, signed, unit, 0.55) for hours, unit in ((14, SHOWN_UNIT), (17, ""))]
    return [*found, Waits(6, owed), Waits(0.4, unsigned, WATER)]


def owed(life: Life, units: UnitTree) -> Fate:
    """Sent by 110 and answered on the spot; 110 has not been told yet."""
    told = c.AnswerDirectly(answer="已向来电人说明办理渠道和所需材料。")
    by = life.staff.named("agent4")
    number = f"110-{life.rng.randrange(10**6):06}"
    life.register(
        by, (life.told.matter(triage=told),), channel=Channel.POLICE, source_number=number
    )
    yield life.later(0.01)


def reviewing(steps: int) -> Begin:
    """责成重办 for a fault that the unit denies; with one step the district was with the unit."""

    def fate(life: Life, units: UnitTree) -> Fate:
        yield from unsolved(life, units)
        yield life.later(0.2)
        if not life.is_in(CaseStage.FOLLOWED_UP):
            return
        order = OrderRehandle(fault=Fault.UNTRUE, reason="诉求人说问题还在，与答复不符。")
        life.do(life.staff.named("reviewer"), order)
        yield life.later(0.3)
        lead = life.case.lead
        if lead is None:
            return
        request = life.case.next_request_id
        claim = v.FileReview(leg=lead.id, claim="已三次到场处理，现场照片和签字见佐证。")
        life.do(life.staff.of(lead.unit, *LIAISONS), claim)
        yield life.later(0.3)
        if steps:
            grounds = "照片时间在答复之前，支持承办单位。"
            ruling = v.RuleDistrictReview(request=request, support=True, grounds=grounds)
            life.do(life.staff.named("districtreviewer"), ruling)

    return fate


def excluding(steps: int) -> Begin:
    """考核剔除 asked for with evidence; then supported by the district; then ruled by the city."""

    def fate(life: Life, units: UnitTree) -> Fate:
        leg = yield from _proven(life, units)
        if leg is None:
            return
        request = life.case.next_request_id
        claim = x.FileExclusion(leg=leg.id, reason=NOT_BORNE_OUT, claim=AGAINST)
        life.do(life.staff.of(leg.unit, *LIAISONS), claim)
        rulings = (
            ("districtreviewer", x.RuleDistrictExclusion, {"support": True}),
            ("reviewer", x.RuleCityExclusion, {"exclude": True}),
        )
        for name, kind, found in rulings[:steps]:
            yield life.later(0.2)
            life.do(
                life.staff.named(name), kind(request=request, grounds="现场核实属实。", **found)
            )

    return fate


def repeating(steps: int) -> Begin:
    """无理重复诉求 by the head's paper; then recognised; then the caller objects."""

    def fate(life: Life, units: UnitTree) -> Fate:
        leg = yield from _proven(life, units)
        if leg is None:
            return
        request = life.case.next_request_id
        grounds = "半年内同一事项来电九次，均已上门核实、书面答复。"
        paper = u.FileUnreasonable(leg=leg.id, paper=PAPER, grounds=grounds)
        life.do(life.staff.of(leg.unit, Role.UNIT_HEAD), paper)
        if steps:
            yield life.later(0.2)
            ruling = u.RuleUnreasonable(
                request=request, recognise=True, grounds="材料齐全。", final_answer=FINAL
            )
            life.do(life.staff.named("management"), ruling)
        if steps > 1:
            yield life.later(0.2)
            said = u.ContestUnreasonable(words="这次是新摆出来的，不是上次那件事。")
            life.do(life.staff.named("agent4"), said)

    return fate


def _proven(life: Life, units: UnitTree) -> Generator[datetime, None, Leg | None]:
    """A completion with its proof; the leg, None where the city's hours did not let it end."""
    yield from completed(life, units)
    yield life.later(0.2)
    leg = life.case.lead
    if leg is None or not life.is_in(CaseStage.COMPLETED):
        return None
    photos.proof(life, life.staff.of(leg.unit, *unit_work.HANDLERS), leg)
    yield life.later(0.2)
    return leg


def disturbing(life: Life) -> Fate:
    """Abuse three times in a day, warned and at last ended; the number is restricted for a week."""
    life.caller = NOBODY_ELSE
    agent = life.staff.named("agent4")
    for told in ABUSE:
        life.call_without_matter(agent, Nature.HARASSMENT, told, anonymous=False)
        for command in (WarnDisruption(note="已告知将结束通话。"),) * 2:
            done(numbers.disturbed(agent, life.contact, command))
        done(numbers.disturbed(agent, life.contact, EndCall()))
        yield life.later(0.7, 1.5)
    until = life.now + timedelta(days=7)
    head = life.staff.named("management")
    done(numbers.restrict_caller(head, life.contact, until, "一日三次辱骂，经警告不止。"))


_REVIEWS = ((3, 0, SHOWN_UNIT), (9, 1, SHOWN_STREET))
_EXCLUSIONS = ((2, 0, SHOWN_STREET), (6, 1, SHOWN_UNIT), (12, 2, SHOWN_UNIT))
_REPEATS = ((4, 0), (10, 1), (16, 2))
