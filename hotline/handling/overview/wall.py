"""Figures for the wall (大屏): what was raised today, what runs out first, who has most overdue.

Nobody knows who stands before a wall, so confidential cases are left out for everybody: no row, no
count, no tick. Nothing personal is read here: no words, no address, no caller.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.db.models import Count, Func, Q, TextField, Value
from django.db.models.functions import TruncHour

from hotline.handling.overview.queries import counted, open_to_all
from hotline.handling.paging import COUNT_BOUND, Counted
from hotline.handling.queries import Reader
from hotline.rules.words import CaseStage

FIRST, TOP = 7, 4
"""Lines of what runs out first; areas, topics and units shown."""
HOURS = 24


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """Cases since midnight: raised, accepted, completed, and of these completed on time."""

    received: int
    accepted: int
    completed: int
    on_time: int


class First(msgspec.Struct, frozen=True, kw_only=True):
    """A case whose promise runs out: what it is about, where, who has it."""

    topic: str
    area: str
    unit: str
    since: datetime
    due: datetime


def last_step(who: Reader) -> str:
    """By which a wall knows that it is behind: the moment of the last step of a case on it."""
    found = open_to_all(who).order_by("-last_at").values_list("last_at", flat=True).first()
    return f"{found.timestamp():.6f}" if found else ""


def today(who: Reader, midnight: datetime) -> Today:
    """What happened since then. Whatever happened to a case today was its last step or came before
    one of today, so the rows of today's steps are enough."""
    row = (
        open_to_all(who)
        .filter(last_at__gte=midnight)
        .aggregate(
            received=Count("id", filter=Q(registered_at__gte=midnight)),
            accepted=Count("id", filter=Q(accepted_at__gte=midnight)),
            completed=Count("id", filter=Q(completed_at__gte=midnight)),
            on_time=Count("id", filter=Q(completed_at__gte=midnight, on_time=True)),
        )
    )
    return Today(**row)


def now(who: Reader) -> Mapping[str, int]:
    """How many wait for the desk (`waiting`), for dispatch, are being handled, are overdue. One
    statement, each counted up to COUNT_BOUND + 1."""
    own = open_to_all(who).order_by()
    asked = {
        "waiting": Q(stage__in=[CaseStage.REGISTERED, CaseStage.SENT_BACK]),
        "dispatch": Q(stage=CaseStage.ACCEPTED),
        "handling": Q(stage=CaseStage.HANDLING),
        "overdue": Q(due_at__lt=who.now),
    }
    counts = {
        f"n_{name}": Counted(own.filter(of).values("city")[: COUNT_BOUND + 1])
        for name, of in asked.items()
    }
    row = counted(who, counts)
    return {name: int(row.get(f"n_{name}") or 0) for name in asked}


def by_hour(who: Reader) -> Sequence[tuple[datetime, int]]:
    """(hour, cases raised in it) of the last 24 hours, the empty ones too; the last is this one."""
    zone = who.world.calendar.local(who.now).tzinfo
    this = who.world.calendar.local(who.now).replace(minute=0, second=0, microsecond=0)
    begin = this - timedelta(hours=HOURS - 1)
    found = dict(
        open_to_all(who)
        .filter(registered_at__gte=begin)
        .annotate(hour=TruncHour("registered_at", tzinfo=zone))
        .values_list("hour")
        .annotate(n=Count("id"))
        .order_by()
    )
    hours = [begin + timedelta(hours=n) for n in range(HOURS)]
    return [(hour, int(found.get(hour, 0))) for hour in hours]


def most(who: Reader, name: str, midnight: datetime) -> Sequence[tuple[str, int]]:
    """(code, cases raised today) by `area` or `topic`, the most first; "" is left out."""
    first = Func(name, Value("/"), Value(1), function="split_part", output_field=TextField())
    depth = Func(name, Value("/"), Value(2), function="split_part", output_field=TextField())
    found = (
        open_to_all(who)
        .filter(registered_at__gte=midnight)
        .exclude(**{name: ""})
        .annotate(first=first, second=depth)
        .values_list("first", "second")
        .annotate(n=Count("id"))
        .order_by("-n", "first", "second")
    )
    return [("/".join(filter(None, (a, b))), n) for a, b, n in found[:TOP]]


def overdue_units(who: Reader) -> Sequence[tuple[str, int]]:
    """(lead unit, its cases over their promise), the most first."""
    found = (
        open_to_all(who)
        .filter(due_at__lt=who.now)
        .exclude(lead_unit="")
        .values_list("lead_unit")
        .annotate(n=Count("id"))
        .order_by("-n", "lead_unit")
    )
    return list(found[:TOP])


def first_due(who: Reader) -> Sequence[First]:
    """The promises that run out first and have not yet."""
    found = (
        open_to_all(who)
        .filter(due_at__gte=who.now)
        .order_by("due_at", "registered_at", "id")
        .values_list("topic", "area", "lead_unit", "due_from", "due_at")
    )
    return [
        First(topic=topic, area=area, unit=unit, since=since or who.now, due=due)
        for topic, area, unit, since, due in found[:FIRST]
    ]
