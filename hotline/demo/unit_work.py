"""What happens to a leg: signing, contact, progress, handing down, return and ruling, reply."""

from datetime import datetime, timedelta

from hotline.demo import more_time, photos, turns
from hotline.demo.life import Fate, Life
from hotline.demo.words import say
from hotline.people.queries import world
from hotline.rules.case import commands as c
from hotline.rules.case.state import Leg
from hotline.rules.units import UnitTree
from hotline.rules.words import (
    CaseStage,
    LegRole,
    LegState,
    RequestKind,
    RequestState,
    Role,
)

RETURNS, HANDS_DOWN, SENDS_BACK, LATE, SIGNS_LATE = 0.09, 0.35, 0.09, 0.1, 0.12
LONGEST_WAIT = 40
HANDLERS = (Role.OFFICER, Role.LIAISON, Role.UNIT_HEAD)
LIAISONS = (Role.LIAISON, Role.UNIT_HEAD)


def handle(life: Life, units: UnitTree) -> Fate:
    """Everything from dispatch to completion; co-handlers work beside the lead."""
    for leg in life.case.running_legs:
        if leg.role is LegRole.CO_HANDLING:
            life.beside(life.worked(1, 6), work(life, leg.id, units))
    lead = life.case.lead
    if lead:
        yield life.worked(0.2, 1)
        if life.rng.random() < RETURNS:
            yield from dispute(life, lead.id, units)
        elif life.case.lead:
            yield from work(life, lead.id, units)


def work(life: Life, leg_id: str, units: UnitTree) -> Fate:
    """One leg from signing to the approved reply."""
    rng = life.rng
    yield life.worked(9, 15) if rng.random() < SIGNS_LATE else life.worked(0.2, 5)
    leg = open_leg(life, leg_id)
    if leg is None:
        return
    other = turns.redispatched(life, leg, units)
    if other:
        yield from work(life, other, units)
        return
    sign(life, leg)
    turns.reassign(life, leg)
    yield from _contact(life, leg)
    yield from _hand_down(life, leg, units)
    yield from _join(life, leg_id, units)
    yield from _progress(life, leg_id)
    yield from more_time.more_time(life, leg_id)
    yield reply_at(life, leg)
    while open_leg(life, leg_id) and life.case.below(leg_id):
        yield life.worked(3, 6)
    yield from reply(life, leg_id)


def open_leg(life: Life, leg_id: str) -> Leg | None:
    """The leg while its unit still owes something and the case is in handling."""
    case = life.case
    leg = case.leg(leg_id)
    return leg if leg and leg.running and case.stage is CaseStage.HANDLING else None


def sign(life: Life, leg: Leg) -> None:
    """签收, unless the clock has deemed it signed already."""
    if leg.state is LegState.DISPATCHED:
        life.do(life.staff.of(leg.unit, *HANDLERS), c.Sign(leg=leg.id))


def _contact(life: Life, leg: Leg) -> Fate:
    yield life.worked(0.3, 5)
    if not open_leg(life, leg.id) or not life.case.reachable:
        return
    by = life.staff.of(leg.unit, *HANDLERS)
    note = say(life.rng, "contact_notes")
    life.do(by, c.RecordFirstContact(leg=leg.id, number=life.caller.phone, note=note))


def _hand_down(life: Life, leg: Leg, units: UnitTree) -> Fate:
    below = units.children.get(leg.unit, ())
    down = leg.role is not LegRole.CO_HANDLING and below and life.rng.random() < HANDS_DOWN
    if not down or not open_leg(life, leg.id):
        return
    area = life.told.spot.area.split("/")
    fitting = [unit for unit in below if unit in area] or [*below]
    command = c.HandDown(
        leg=leg.id, unit=life.rng.choice(fitting), note=say(life.rng, "down_notes")
    )
    if _may_lead(life, command.unit, units):
        outcome = life.do(life.staff.of(leg.unit, *LIAISONS), command)
        new = str(outcome.events[-1].event.leg)
        life.beside(life.worked(0.5, 4), work(life, new, units))
    yield life.worked(0.1)


def _join(life: Life, leg_id: str, units: UnitTree) -> Fate:
    leg = open_leg(life, leg_id)
    new = turns.joined(life, leg, units) if leg else ""
    if new:
        life.beside(life.worked(1, 6), work(life, new, units))
        yield life.worked(0.1)


def _may_lead(life: Life, unit: str, units: UnitTree) -> bool:
    """Whether it may be handed down there: not against the duty list, not to the reported party."""
    case = life.case
    if case.reported_unit and units.is_within(unit, case.reported_unit):
        return False
    directory = world(life.staff.city).directory
    return directory.check_duty(unit, case.topic, LegRole.HANDED_DOWN, units) is None


def _progress(life: Life, leg_id: str) -> Fate:
    for _ in range(life.rng.choice((0, 0, 1, 1, 2))):
        yield life.worked(2, 9)
        leg = open_leg(life, leg_id)
        if leg:
            by = life.staff.of(leg.unit, *HANDLERS)
            life.do(by, c.RecordProgress(leg=leg_id, note=say(life.rng, "progress_notes")))


def reply_at(life: Life, leg: Leg) -> datetime:
    """Mostly in the second third of the limit, some at the last moment, some too late."""
    rng = life.rng
    share = rng.uniform(1.02, 1.3) if rng.random() < LATE else rng.betavariate(3, 2.4)
    at = leg.dispatched_at + (leg.limit.due_at - leg.dispatched_at) * share
    return life.stage.calendar.next_working_time(at) + timedelta(minutes=rng.randint(1, 50))


def reply(life: Life, leg_id: str) -> Fate:
    """答复 and 审批, once in a while sent back first."""
    leg = open_leg(life, leg_id)
    if leg is None or leg.state is not LegState.SIGNED:
        return
    head = life.staff.of(leg.unit, Role.UNIT_HEAD)
    rounds = 2 if life.rng.random() < SENDS_BACK else 1
    for left in reversed(range(rounds)):
        answer(life, leg)
        yield life.worked(0.4, 5)
        leg = open_leg(life, leg_id)
        if leg is None or leg.state is not LegState.REPLIED:  # withdrawn meanwhile
            return
        if left:
            life.do(
                head,
                c.SendBackCompletion(
                    request=filed(life, leg_id), reason=say(life.rng, "sent_back")
                ),
            )
            yield life.worked(1, 6)
    for _ in range(LONGEST_WAIT):
        leg = open_leg(life, leg_id)
        if leg is None or leg.role is not LegRole.LEAD or not _co_handlers(life):
            break
        yield life.worked(3)
    if leg and leg.state is LegState.REPLIED:
        life.do(head, c.ApproveCompletion(request=filed(life, leg_id)))


def answer(life: Life, leg: Leg) -> None:
    """The officer's reply, waiting for the head."""
    story = life.told.story
    by = life.staff.of(leg.unit, *HANDLERS)
    photos.of_unit(life, by, leg)
    command = c.Reply(
        leg=leg.id,
        truth=story.truth,
        solved=story.solved,
        internal_record=life.told.record,
        public_answer=life.told.answer,
    )
    life.do(by, command)


def _co_handlers(life: Life) -> list[Leg]:
    return [leg for leg in life.case.running_legs if leg.role is LegRole.CO_HANDLING]


def filed(life: Life, leg_id: str, kind: RequestKind = RequestKind.COMPLETION) -> str:
    """Id of the request that waits on the leg."""
    return next(
        one.id
        for one in life.case.requests
        if one.leg == leg_id and one.kind is kind and one.state is RequestState.FILED
    )


# --- return and ruling ------------------------------------------------------------------------


def dispute(life: Life, leg_id: str, units: UnitTree) -> Fate:
    """A return, the ruling, and whoever has it then handles it."""
    yield life.worked(1, 9)
    leg = open_leg(life, leg_id)
    if leg is None:
        return
    if life.case.urgency == "critical" or life.now > leg.return_due:
        yield from work(life, leg_id, units)
        return
    believed = turns.file_return(life, leg, units)
    if life.rng.random() < turns.TAKES_BACK:
        yield from turns.take_back(life, leg, filed(life, leg_id, RequestKind.RETURN))
        yield from work(life, leg_id, units)
        return
    yield life.worked(1, 7)
    if not open_leg(life, leg_id):
        return
    uphold = bool(believed) and life.rng.random() < 0.6
    grounds = "uphold" if uphold else "reject" if believed else "reject_other"
    grounds = say(life.rng, grounds, other=units.name(believed) if believed else "")
    ruling = c.RuleReturn(
        request=filed(life, leg_id, RequestKind.RETURN),
        uphold=uphold,
        grounds=grounds,
        unit=believed if uphold else "",
    )
    life.do(life.staff.named("dispatcher"), ruling)
    lead = life.case.lead
    if lead:
        yield from work(life, lead.id, units)
