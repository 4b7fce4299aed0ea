"""One event of each type that is no event of a case: duty phones, shifts, governance topics, hot
events, restricted numbers, reply templates. Written by hand, with everything in them that may be.
"""

from datetime import date, timedelta
from typing import Final

import msgspec

from hotline.rules.file_words import FileGroup
from hotline.rules.oversight import duty_phone as d
from hotline.rules.oversight import governance as g
from hotline.rules.oversight import hot as h
from hotline.rules.oversight import shift as s
from hotline.rules.oversight import unusual as u
from hotline.rules.reference import alarms as a
from hotline.rules.reference import number as n
from hotline.rules.replies import template as t
from tests.rules.case import world as w
from tests.rules.case.build import MARK, PHONE

AT: Final = w.MONDAY
DUE: Final = AT + timedelta(hours=8)
BY: Final = "manager@centre"
FIRE: Final = s.Item(
    key="hand_over:c1", kind=s.ItemKind.HAND_OVER, case="c1", number="20260302-000001-1"
)
LATE: Final = s.Item(
    key="unsigned:c2:L1", kind=s.ItemKind.UNSIGNED, case="c2", number="20260302-000002-9",
    unit=w.URBAN, due_at=DUE,
)  # fmt: skip
STEPS: Final = (
    g.Step(by=date(2026, 3, 15), what="排查", done_at=AT),
    g.Step(by=date(2026, 4, 1), what="整改"),
)

ROSTERS: Final = (
    d.DutyRosterSet(
        at=AT,
        unit=w.URBAN,
        by=BY,
        hours=(d.Hours(days=(d.DayKind.WORKDAY, d.DayKind.HOLIDAY), start=1050, end=510),),
        has_head=True,
        people=(d.Person(name=MARK, phone=PHONE),),
        head=(d.Person(name=MARK, phone=PHONE),),
    ),
)
SHIFTS: Final = (
    s.ShiftOpened(at=AT, n=7, manager=BY, until=DUE),
    s.ShiftRemarked(at=AT, key=FIRE.key, by=BY, remark=MARK),
    s.ShiftHandedOver(at=DUE, by=BY, to="next@centre", items=(FIRE,), left=(LATE,), why=MARK),
    s.ItemsTakenOver(at=DUE, by="next@centre", keys=(FIRE.key,)),
    s.ItemRefused(at=DUE, by="next@centre", key=LATE.key, reason=MARK),
    s.ShiftLapsed(at=DUE, by="next@centre", items=(FIRE, LATE)),
)
TOPICS: Final = (
    g.GovernanceOpened(
        at=AT, name="夜间施工噪声", topic=w.NOISE, area="east", lead=w.URBAN, co_units=(w.EAST,),
        steps=STEPS, by=BY, measures=MARK,
    ),
    g.ProgressReported(at=AT, unit=w.EAST, step=2, by="liaison@east", words=MARK),
    g.GovernanceClosed(at=DUE, by=BY, result=MARK),
)  # fmt: skip
HOT: Final = (
    h.HotRaised(
        at=AT, name=MARK, cases=("c1", "c2", "c3"), topic=w.NOISE, area="east",
        figures=u.Figures(seen=3, people=3, expected=0.15, days=1, lift=2.5),
    ),
    h.HotGrown(at=AT, cases=("c4",)),
    h.HotConfirmed(at=AT, by=BY),
    h.HotDismissed(at=AT, by=BY, reason=MARK),
    h.MembersChanged(at=AT, by=BY, added=("c5",), removed=("c2",)),
    h.HotLedOn(at=AT, by=BY, case="c1", governance="老旧管网"),
)  # fmt: skip
NUMBERS: Final = (
    n.NumberRestricted(
        at=AT, digest="5f" * 16, until=AT + timedelta(days=30), by=BY, shown=MARK, reason=MARK
    ),
    n.RestrictionLifted(at=DUE, by=BY, reason=MARK),
)
WORDINGS: Final = (
    t.TemplateWritten(
        at=AT, version=2, unit=w.URBAN, topic=w.NOISE, title="噪声", text="已责令{unit}整改。",
        asks=tuple(FileGroup)[:1], by=BY,
    ),
    t.TemplateRetired(at=DUE, by=BY),
)  # fmt: skip

ALARMS: Final = (
    a.AlarmsSet(
        at=AT, by=BY, reason="夜间误报多", hot=u.HotLimits(window=14, fewest=4),
        alike=a.AlikeLimits(least=0.6, days=90),
    ),
)  # fmt: skip

EVENTS: Final[dict[str, tuple[msgspec.Struct, ...]]] = {
    "duty_roster": ROSTERS,
    "shift": SHIFTS,
    "governance": TOPICS,
    "hot_event": HOT,
    "number": NUMBERS,
    "wording": WORDINGS,
    "alarms": ALARMS,
}
"""By the name of their stream."""
