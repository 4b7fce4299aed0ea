"""延期 and 挂起: a unit asks for more days and somebody rules, or waits for the citizen."""

from hotline.demo.life import Fate, Life
from hotline.demo.words import say
from hotline.rules.case import procedure as p
from hotline.rules.case.extension import FileExtension, RuleExtension, pending
from hotline.rules.case.hold import BeginHold, EndHold
from hotline.rules.case.procedure_state import ProcedureKind, ProcedureResult
from hotline.rules.case.state import Leg
from hotline.rules.words import CaseStage, Kind, LegRole, LegState, Role, Urgency

EXTENDS, GRANTS, HOLDS = 0.05, 0.75, 0.04
LIAISONS = (Role.LIAISON, Role.UNIT_HEAD)
MARKET = "market"
"""The unit whose complaints have a procedure of their own."""
LENGTHS = ("2wd", "3wd", "5wd")


def more_time(life: Life, leg_id: str) -> Fate:
    """Now and then, after the first days of work."""
    leg = life.case.leg(leg_id)
    if leg and _of_the_market(life, leg):
        yield from _in_procedure(life, leg)
        return
    drawn = life.rng.random()
    if drawn < EXTENDS:
        yield from _extended(life, leg_id)
    elif drawn < EXTENDS + HOLDS:
        yield from _held(life, leg_id)


def _of_the_market(life: Life, leg: Leg) -> bool:
    complains = leg.unit == MARKET and life.case.kind is Kind.COMPLAINT
    return complains and leg.role is LegRole.LEAD and _may(life, leg)


def _in_procedure(life: Life, leg: Leg) -> Fate:
    """法定程序 of a market complaint: accepted, answered for the time being, tracked to its end."""
    by = life.staff.of(leg.unit, *LIAISONS)
    head = life.staff.of(leg.unit, Role.UNIT_HEAD)
    life.do(head, p.BeginProcedure(leg=leg.id, procedure=ProcedureKind.MARKET_COMPLAINT))
    yield life.worked(4, 16)
    found = _in_it(life, leg.id)
    if found and _may(life, found):
        life.do(by, p.AcceptProcedure(leg=leg.id))
        answer = say(life.rng, "interim_answers")
        life.do(by, p.AnswerInterim(leg=leg.id, public_answer=answer))
        yield life.worked(20, 90)
    if _in_it(life, leg.id):
        life.do(by, p.EndProcedure(leg=leg.id, outcome=ProcedureResult.MEDIATED))


def _in_it(life: Life, leg_id: str) -> Leg | None:
    """The leg, if it is still at work and in its procedure."""
    leg = life.case.leg(leg_id)
    at_work = life.is_in(CaseStage.HANDLING) and leg and leg.state is LegState.SIGNED
    return leg if leg and at_work and p.running(leg) else None


def ask(life: Life, leg: Leg) -> bool:
    """延期申请, where the leg's limit has not come yet and the leg is the lead's."""
    if leg.role is not LegRole.LEAD or not _may(life, leg):
        return False
    length, why = life.rng.choice(LENGTHS), say(life.rng, "extension_reasons")
    command = FileExtension(leg=leg.id, length=length, explanation=why)
    life.do(life.staff.of(leg.unit, *LIAISONS), command)
    return True


def hold(life: Life, leg: Leg) -> bool:
    """挂起, after a contact that is on record."""
    if not leg.first_contact_at or leg.holds or not _may(life, leg):
        return False
    why = say(life.rng, "hold_reasons")
    life.do(life.staff.of(leg.unit, *LIAISONS), BeginHold(leg=leg.id, explanation=why))
    return True


def _may(life: Life, leg: Leg) -> bool:
    in_time = leg.limit.breached_at is None and life.now < leg.limit.due_at
    ruled = pending(life.case, leg.id) is None
    ordinary = life.is_in(CaseStage.HANDLING) and life.case.urgency is Urgency.ORDINARY
    return ordinary and leg.state is LegState.SIGNED and in_time and ruled


def _extended(life: Life, leg_id: str) -> Fate:
    leg = life.case.leg(leg_id)
    if leg is None or not ask(life, leg):
        return
    yield life.worked(1, 4)
    request = pending(life.case, leg_id)
    if request and life.is_in(CaseStage.HANDLING):
        grant = life.rng.random() < GRANTS
        grounds = say(life.rng, "extension_granted" if grant else "extension_refused")
        command = RuleExtension(request=request.id, grant=grant, grounds=grounds)
        life.do(life.staff.named("reviewer"), command)


def _held(life: Life, leg_id: str) -> Fate:
    leg = life.case.leg(leg_id)
    if leg is None or not hold(life, leg):
        return
    yield life.worked(4, 12)
    leg = life.case.leg(leg_id)
    if leg and leg.state is LegState.HELD and life.is_in(CaseStage.HANDLING):
        note = say(life.rng, "hold_ended")
        life.do(life.staff.of(leg.unit, *LIAISONS), EndHold(leg=leg_id, note=note))
