"""What waits on people's tables when the demo opens: lives that stop where somebody has to act."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hotline.demo import intake, more_time, pressing, turns, unit_work
from hotline.demo.life import Fate, Life
from hotline.demo.people import SHOWN_STREET, SHOWN_UNIT
from hotline.demo.words import say
from hotline.rules.calendar import Calendar
from hotline.rules.case import commands as c
from hotline.rules.units import UnitTree
from hotline.rules.words import (
    Kind,
    LegState,
    RequestKind,
    Role,
    Satisfied,
    Solved,
    Urgency,
)

# Working days of the national rulebook's handling limits; only to find days that look right.
LIMIT = {Kind.CONSULT: 5, Kind.HELP: 10, Kind.SUGGESTION: 10, Kind.PRAISE: 10}
LONGEST = 15
WATER = "water"
"""The unit of the department's system, whose inbox its account looks at."""
TOPICS = {
    SHOWN_UNIT: ("cg/zd/ys", "cg/zs/sg", "cg/hw/jzlj", "cg/hw/gczs", "cg/wj", "cg/tc/gx"),
    WATER: ("gg/sh/sz", "gg/sh/sf"),
    SHOWN_STREET: ("cg/hw/ljqy", "zj/wy/xf", "sq/ll", "sq/jw", "mz/db"),
}
STREETS = {SHOWN_UNIT: ("heqing", "baita", "nanmen"), SHOWN_STREET: ("heqing",)}

Begin = Callable[[Life, UnitTree], Fate]


class Waits:
    """When one of these lives begins, and what it is."""

    def __init__(self, hours: float, fate: Begin, unit: str = "", used: float = 0) -> None:
        self.hours, self.fate, self.unit, self.used = hours, fate, unit, used

    def begins(self, until: datetime, kind: Kind, calendar: Calendar) -> datetime:
        """`hours` before the end, or where `used` of the handling limit has run by then."""
        if not self.used:
            return until - timedelta(hours=self.hours)
        days = round(LIMIT.get(kind, LONGEST) * self.used)
        day = calendar.add_working_days(calendar.local(until).date(), -days)
        return calendar.moment(day, calendar.opening) + timedelta(minutes=40 + self.hours)


def all_of_them() -> list[Waits]:
    """Fresh triage, dispatch queue, inboxes with every light, rulings, approvals, follow-ups."""
    found = [Waits(hours, fresh) for hours in (0.05, 0.2, 0.6, 1.2, 1.7)]
    found += [Waits(0.9, half_told), Waits(1.6, half_told), Waits(0.07, in_danger)]
    found += [Waits(hours, queued) for hours in (0.3, 0.8, 1.5, 4, 9, 20)]
    for unit in (SHOWN_UNIT, SHOWN_STREET):
        found += [Waits(hours, unsigned, unit) for hours in (0.5, 3)]
        found += [Waits(minutes, signed, unit, used) for minutes, used in ((5, 0.3), (30, 0.9))]
        found += [Waits(9, signed, unit, 1.3), Waits(12, replied, unit, 0.4)]
        found += [Waits(20, replied, unit, 0.55), Waits(5, returned, unit), Waits(9, returned)]
    found += [Waits(hours, completed, used=0.5) for hours in (1, 8, 15, 21, 33)]
    found += [Waits(hours, unsolved, used=0.6) for hours in (3, 11)]
    found += [Waits(hours, urgent) for hours in (0.2, 0.5, 1.1)]
    for unit in (SHOWN_UNIT, SHOWN_STREET, ""):
        found += [Waits(7, asking, unit, 0.5), Waits(11, held, unit, 0.35)]
    found += [Waits(hours, bounced) for hours in (26, 31)]
    found += [
        Waits(hours, pressed, unit, 1.1) for hours, unit in ((3, SHOWN_UNIT), (6, SHOWN_STREET))
    ]
    found += [Waits(hours, answered, unit, 1.2) for hours, unit in ((4, SHOWN_UNIT), (8, ""))]
    return found


def fresh(life: Life, units: UnitTree) -> Fate:
    """Just written at the portal."""
    yield from intake.at_portal(life)


def half_told(life: Life, units: UnitTree) -> Fate:
    """Sent back to the agent."""
    yield from intake.sent_back(life)


def in_danger(life: Life, units: UnitTree) -> Fate:
    """Handed over, nobody has confirmed yet."""
    yield from intake.danger(life)


def queued(life: Life, units: UnitTree) -> Fate:
    """Accepted by an outsourced agent, waiting for the dispatcher."""
    life.register(life.staff.named("agent"), (life.told.matter(triage=c.Accept()),))
    yield life.later(0.01)


def unsigned(life: Life, units: UnitTree) -> Fate:
    """On the unit's table, unsigned."""
    yield from queued(life, units)
    yield life.later(0.1)
    intake.place_by_directory(life)


def urgent(life: Life, units: UnitTree) -> Fate:
    """Sent out as urgent, and nobody there has signed it yet."""
    matter = life.told.matter(urgency=Urgency.URGENT, triage=c.Accept(), dispatch=True)
    life.register(life.staff.named("agent5"), (matter,))
    yield life.later(0.01)


def bounced(life: Life, units: UnitTree) -> Fate:
    """Returned, sent to the unit that was named, and returned by that one too."""
    yield from unsigned(life, units)
    for left in (1, 0):
        yield life.later(0.5, 2)
        lead = life.case.lead
        if lead is None or life.now > lead.return_due or lead.state is not LegState.DISPATCHED:
            return
        believed = turns.not_our_duty(life, lead, units)
        if not left:
            return
        yield life.later(0.5, 2)
        ruling = c.RuleReturn(
            request=unit_work.filed(life, lead.id, RequestKind.RETURN),
            uphold=True,
            grounds=say(life.rng, "uphold", other=units.name(believed)),
            unit=believed,
        )
        life.do(life.staff.named("dispatcher2"), ruling)


def signed(life: Life, units: UnitTree) -> Fate:
    """Signed and contacted; how far its clock has run is up to the day on which it began."""
    yield from unsigned(life, units)
    yield life.worked(1, 3)
    lead = life.case.lead
    if lead:
        unit_work.sign(life, lead)
        yield life.worked(0.5, 3)
        by = life.staff.of(lead.unit, *unit_work.HANDLERS)
        # A confidential one is rung by the hotline, so that the unit has no number to name.
        note = say(life.rng, "contact_notes") if life.case.confidential else ""
        life.do(by, c.RecordFirstContact(leg=lead.id, number=life.caller.phone, note=note))


def asking(life: Life, units: UnitTree) -> Fate:
    """The unit has asked for more days this morning; somebody has to rule."""
    yield from signed(life, units)
    yield life.stage.until - timedelta(hours=life.rng.uniform(1, 4))
    if life.case.lead:
        more_time.ask(life, life.case.lead)


def held(life: Life, units: UnitTree) -> Fate:
    """The unit waits for what the citizen promised to send."""
    yield from signed(life, units)
    yield life.stage.until - timedelta(hours=life.rng.uniform(2, 9))
    if life.case.lead:
        more_time.hold(life, life.case.lead)


def pressed(life: Life, units: UnitTree) -> Fate:
    """Late, and pressed by a supervisor: the unit has to receive and answer."""
    yield from signed(life, units)
    yield from pressing.press(life, 0)


def answered(life: Life, units: UnitTree) -> Fate:
    """Late, pressed, answered: the supervisor has to judge."""
    yield from signed(life, units)
    yield from pressing.press(life, 2)


def replied(life: Life, units: UnitTree) -> Fate:
    """Answered this morning; the head has to approve. Whoever helped has answered already."""
    yield from signed(life, units)
    for leg in life.case.running_legs:
        if leg.role == "co_handling":
            life.beside(life.worked(1), unit_work.work(life, leg.id, units))
    yield life.stage.until - timedelta(hours=life.rng.uniform(1, 6))
    lead = life.case.lead
    if lead and unit_work.open_leg(life, lead.id):
        unit_work.answer(life, lead)


def returned(life: Life, units: UnitTree) -> Fate:
    """Sent back by the unit; somebody has to rule."""
    yield from unsigned(life, units)
    yield life.later(0.3, 0.9)
    lead = life.case.lead
    if lead and life.now <= lead.return_due:
        turns.file_return(life, lead, units)


def completed(life: Life, units: UnitTree) -> Fate:
    """Completed, the citizen not yet asked."""
    yield from signed(life, units)
    yield life.stage.until - timedelta(hours=life.rng.uniform(2, 28))
    for leg in life.case.running_legs:
        if leg.role == "co_handling":
            command = c.ReleaseCoHandler(leg=leg.id, reason="主办单位可独立完成。")
            life.do(life.staff.named("dispatcher"), command)
    if life.case.lead and unit_work.open_leg(life, "L1"):
        unit_work.answer(life, life.case.lead)
        yield life.later(0.1)
        head = life.staff.of(life.case.lead.unit, Role.UNIT_HEAD)
        life.do(head, c.ApproveCompletion(request=unit_work.filed(life, "L1")))


def unsolved(life: Life, units: UnitTree) -> Fate:
    """The citizen said: not solved. It waits to be reopened or reviewed."""
    yield from completed(life, units)
    yield life.later(0.2)
    said = c.RecordOutcome(
        contacted=True,
        solved=Solved.NOT,
        result=Satisfied.NOT,
        process=Satisfied.BASICALLY,
        words="来是来了，第二天又那样了。",
        called_in=True,
    )
    life.do(life.staff.named("caller"), said)
