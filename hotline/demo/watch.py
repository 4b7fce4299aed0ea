"""What stands over the cases when the demo opens: duty rosters of all units, a night's shift handed
over and taken over, a topic of governance with a plan of which a step is late."""

from datetime import timedelta
from random import Random
from uuid import uuid5

from hotline import ledger
from hotline.demo import place
from hotline.demo.founding import done
from hotline.demo.people import SHOWN_UNIT, Staff, person
from hotline.handling.queries import reader
from hotline.oversight import actions, shifts
from hotline.oversight.governance import actions as governing
from hotline.oversight.streams import shift_ref
from hotline.people.by import By
from hotline.rules.actor import setup_actor
from hotline.rules.oversight.duty_phone import DayKind, Line, SetDutyRoster
from hotline.rules.oversight.governance import OpenGovernance, ReportProgress, Step
from hotline.rules.oversight.shift import Remark, TakeOver
from hotline.rules.words import Face

ROSTERS = 12
"""So many units keep a roster; the others are reached at their own number."""


def furnish(staff: Staff, rng: Random) -> None:
    """Everything below, in the days before the city's now."""
    _rosters(staff, rng)
    _shifts(staff)
    _governance(staff)


def _rosters(staff: Staff, rng: Random) -> None:
    by = By(actor=setup_actor(staff.city), face=Face.IMPORT)
    first = [unit.id for unit in place.units()][:ROSTERS]
    for unit in dict.fromkeys((SHOWN_UNIT, *first)):
        day, night, rest, head = (person(rng) for _ in range(4))
        numbers = [f"1990000{rng.randint(0, 9999):04d}" for _ in range(4)]
        off = (DayKind.REST, DayKind.HOLIDAY)
        lines = (
            _line(day, numbers[0], "08:30", "17:30", DayKind.WORKDAY),
            _line(night, numbers[1], "17:30", "08:30", DayKind.WORKDAY),
            _line(rest, numbers[2], "00:00", "24:00", *off[: rng.choice((1, 2, 2))]),
        )
        command = SetDutyRoster(unit=unit, lines=lines, head_name=head, head_phone=numbers[3])
        done(actions.set_roster(by, command))


def _line(name: str, phone: str, start: str, end: str, *days: DayKind) -> Line:
    return Line(days=days, start=start, end=end, name=name, phone=phone)


# not said: words of people of the demo city
def _shifts(staff: Staff) -> None:
    """The night's shift, handed over this morning, and the day's."""
    now, night, day = ledger.clock.now(), staff.named("dutymanager2"), staff.named("dutymanager")
    with ledger.clock.at(now - timedelta(hours=11)):
        begun = ledger.clock.now()
        done(shifts.open_shift(night, reader(night.actor), begun + timedelta(hours=8)))
    with ledger.clock.at(now - timedelta(hours=3, minutes=10)):
        done(shifts.in_shift(night, 1, [Remark(remark="夜间来电平稳，气象台发布大风蓝色预警。")]))
        done(shifts.hand_over(night, reader(night.actor), 1, day.actor.id))
    with ledger.clock.at(now - timedelta(hours=3)):
        done(shifts.in_shift(day, 1, [TakeOver()]))
        begun = ledger.clock.now()
        done(shifts.open_shift(day, reader(day.actor), begun + timedelta(hours=12)))


# not said: words of people of the demo city
def _governance(staff: Staff) -> None:
    """占道经营 in 溪东区, opened five weeks ago; the second step should be done by now."""
    now = ledger.clock.now()
    opened = now - timedelta(weeks=5)
    days = [(opened + timedelta(weeks=weeks)).date() for weeks in (1, 4, 10)]
    steps = ("摸清夜市摊点和经营户底数", "划定疏导点，摊点入场", "复查，巩固常态巡查")
    plan = tuple(Step(by=day, what=what) for day, what in zip(days, steps, strict=True))
    id = uuid5(shift_ref(staff.city, 0).id, "governance")
    command = OpenGovernance(
        name="溪东区夜市占道经营治理",
        lead=SHOWN_UNIT,
        topic="cg/zd",
        area="xidong",
        co_units=("heqing",),
        measures="疏堵结合：划定疏导点，错时经营，重点路段夜间值守。",
        steps=plan,
    )
    with ledger.clock.at(opened):
        done(governing.act(staff.named("supervisor"), id, command))
    with ledger.clock.at(opened + timedelta(days=6)):
        report = ReportProgress(words="已登记摊点 46 处，其中 31 户愿意进入疏导点。", step=1)
        done(governing.act(staff.named("liaison"), id, report))
