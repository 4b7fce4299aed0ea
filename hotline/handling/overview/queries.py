"""Figures over cases in sight: how many were raised where and about what, and what became of them.

They are counted from the live rows of fourteen days, which is right for one page that a few people
open; reports over longer times belong to fact tables.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Count, Func, Q, QuerySet, TextField, Value

from hotline.handling.models import CaseRow
from hotline.handling.paging import COUNT_BOUND, Counted
from hotline.handling.queries import Reader
from hotline.people.models import CityRow
from hotline.rules.words import Solved

MOST = 30
"""Parts shown of one kind: districts of a city, topics of the first level."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One district or topic: raised today, in seven days, in the seven before; of the seven days
    those now over their promise and those that the citizen called unsolved."""

    code: str
    today: int
    week: int
    before: int
    late: int
    unsolved: int


def by_part(who: Reader, name: str, *, since: Mapping[str, datetime]) -> Sequence[Part]:
    """The parts of the city (`area` or `topic`, first level), the most of seven days first.

    `since`: the beginnings of today, week and the week before it.
    """
    week = Q(registered_at__gte=since["week"])
    found = (
        CaseRow.objects.filter(who.sight.cases(), registered_at__gte=since["before"])
        .annotate(code=_first(name))
        .values("code")
        .annotate(
            today=Count("id", filter=Q(registered_at__gte=since["today"])),
            week=Count("id", filter=week),
            earlier=Count("id", filter=~week),
            late=Count("id", filter=week & Q(due_at__lt=who.now)),
            unsolved=Count("id", filter=week & Q(solved=Solved.NOT)),
        )
        .order_by("-week", "-today", "code")
    )
    return [
        Part(
            code=row["code"],
            today=row["today"],
            week=row["week"],
            before=row["earlier"],
            late=row["late"],
            unsolved=row["unsolved"],
        )
        for row in found[:MOST]
    ]


def under_way(who: Reader, stages: Sequence[str]) -> Sequence[str]:
    """How many cases stand in each of these stages now, "" for those over their promise, as pages
    write it. One statement, each counted up to the bound."""
    own = CaseRow.objects.filter(who.sight.cases())
    counts = {
        f"n{at}": Counted(_stage(who, stage, own).values("city")[: COUNT_BOUND + 1])
        for at, stage in enumerate(stages)
    }
    row: dict[str, Any] = dict(
        CityRow.objects.filter(city=who.actor.city).values(**counts).first() or {}
    )
    found = [int(row.get(f"n{at}") or 0) for at in range(len(stages))]
    return [f"{COUNT_BOUND:,}+" if count > COUNT_BOUND else str(count) for count in found]


def open_to_all(who: Reader) -> QuerySet[Any]:
    """The cases in the reader's sight that anybody may see a tick of."""
    return CaseRow.objects.filter(who.sight.cases(), confidential=False)


def counted(who: Reader, counts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Several counts of the reader's city in one statement, by their names."""
    return CityRow.objects.filter(city=who.actor.city).values(**counts).first() or {}


def _stage(who: Reader, stage: str, own: QuerySet[Any]) -> QuerySet[Any]:
    late = Q(due_at__lt=who.now)
    return own.filter(Q(stage=stage) if stage else late).order_by()


def _first(name: str) -> Func:
    """The first level of a code: dong of dong/heping."""
    return Func(name, Value("/"), Value(1), function="split_part", output_field=TextField())
