"""Reading governance topics, and counting what they changed.

Cases are counted by the week in which they were registered, of the topic and of all, as far as the
reader sees; a confidential case out of sight is in neither. Before and after are compared over the
same number of whole weeks, with the share of all cases beside it: where all fell, nothing was won.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from hotline import ledger
from hotline.handling.models import CaseRow
from hotline.handling.queries import Reader
from hotline.ledger import Recorded
from hotline.oversight.governance.models import GovernanceRow
from hotline.oversight.governance.streams import governance_ref
from hotline.rules.oversight.governance import Effect, Governance, effect, evolve
from hotline.rules.words import Role

MOST = 100
_MIDNIGHT = time(0)
BEFORE, AFTER = 12, 26
"""Weeks shown before the opening and after it at most."""
SEE_ALL = frozenset({Role.MANAGEMENT, Role.SUPERVISOR, Role.LEADER, Role.DUTY_MANAGER})


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """One week from its Monday: cases of the topic, and all."""

    monday: date
    cases: int
    all: int


def topics(who: Reader) -> Sequence[GovernanceRow]:
    """Topics that the reader's unit takes part in, all for who watches over the whole; those under
    way first, the one whose step is due first on top. One statement."""
    found = GovernanceRow.objects.filter(city=who.actor.city)
    if not SEE_ALL & who.actor.roles:
        found = found.filter(units__contains=[who.actor.unit])
    rows = list(found.order_by("-opened_at")[:MOST])
    last = who.now.date() + timedelta(days=3650)
    return sorted(rows, key=lambda row: (row.closed_at is not None, row.next_by or last))


def one(who: Reader, id: UUID) -> tuple[Governance, Sequence[Recorded]] | None:
    """A topic with what happened, if the reader may see it. One statement."""
    events = ledger.read(governance_ref(who.actor.city, id))
    state = Governance()
    for found in events:
        state = evolve(state, found.event)
    sees = bool(SEE_ALL & who.actor.roles) or who.actor.unit in state.units
    return (state, events) if state.name and sees else None


def weeks(who: Reader, state: Governance) -> Sequence[Week]:
    """Weeks around the opening, up to now, without gaps. One statement."""
    zone = ZoneInfo(who.world.editions.zone)
    opened = _monday((state.opened_at or who.now).astimezone(zone).date())
    first = opened - timedelta(weeks=BEFORE)
    last = min(opened + timedelta(weeks=AFTER), _monday(who.now.astimezone(zone).date()))
    since = who.world.calendar.moment(first, _MIDNIGHT)
    until = who.world.calendar.moment(last + timedelta(weeks=1), _MIDNIGHT)
    found = (
        CaseRow.objects.filter(who.sight.cases(), registered_at__gte=since, registered_at__lt=until)
        .annotate(week=TruncWeek("registered_at", tzinfo=zone))
        .values("week")
        .annotate(n=Count("id", filter=_about(state)), whole=Count("id"))
        .order_by("week")
    )
    counted: Mapping[date, tuple[int, int]] = {
        row["week"].astimezone(zone).date(): (row["n"], row["whole"]) for row in found
    }
    every = (first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1))
    return [
        Week(monday=day, cases=counted.get(day, (0, 0))[0], all=counted.get(day, (0, 0))[1])
        for day in every
    ]


def measured(who: Reader, state: Governance, found: Sequence[Week]) -> Effect | None:
    """What the topic changed; None while there is too little to compare."""
    if state.opened_at is None:
        return None
    calendar = who.world.calendar
    opened, now = calendar.local(state.opened_at).date(), calendar.local(who.now).date()
    return effect(tuple((week.monday, week.cases, week.all) for week in found), opened, now)


def _about(state: Governance) -> Q:
    """Cases of the topic in the area, what lies below them included."""
    found = Q()
    for name, code in (("topic", state.topic), ("area", state.area)):
        if code:
            found &= Q(**{name: code}) | Q(**{f"{name}__startswith": f"{code}/"})
    return found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
