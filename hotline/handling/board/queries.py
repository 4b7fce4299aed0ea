"""Figures of the supervision board: late, about to be, bouncing, silent, pressed, in doubt.

Each figure is the number of lines of the list that it leads to, narrowed to that unit: a unit's
figure holds those of the units below it, as the lists do (product.md §4 Supervision; issue 4).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, Q

from hotline.handling.models import CaseRow, DocumentRow, LegRow
from hotline.handling.queries import Reader
from hotline.handling.queues.asked import Narrowed, lit
from hotline.handling.queues.lists import LEG_CLOCK, PRESSING, QUEUES
from hotline.handling.queues.queries import lines_by_unit

MOST_UNITS, MOST_OFFICERS = 200, 40
BATCH = 500
"""Documents of a register that are read at once."""
Key = tuple[UUID, str]
"""A document: its case, and its number there."""
FIGURES = ("late", "soon", "bouncing", "silent", "press_open")
"""Lists whose lines are counted, by their names."""
DOUBTS = "doubts"
"""The list of 疑点办结, counted for who may open it."""


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """How many lines each list has for one unit and those below it."""

    unit: str
    counts: Mapping[str, int]


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """One officer's running legs: all, late, about to be."""

    officer: str
    unit: str
    running: int
    late: int
    soon: int


def by_unit(who: Reader, *, doubts: bool = False) -> Sequence[Behind]:
    """Units with something behind, the most overdue first. Four statements, five with `doubts`."""
    found: dict[str, Counter[str]] = {}
    for unit, late, soon in _legs(who):
        _add(who, found, (unit,), late=late, soon=soon)
    for name in ("bouncing", "silent"):
        where = QUEUES[name].where(who, Narrowed())
        rows = CaseRow.objects.filter(who.sight.cases(), where).values("leg_units")
        for row in rows.annotate(n=Count("id")).order_by():
            _add(who, found, row["leg_units"] or (), **{name: row["n"]})
    for name in ("press_open", DOUBTS) if doubts else ("press_open",):
        for unit, n in lines_by_unit(who, name):
            _add(who, found, (unit,), **{name: n})
    lines = [Behind(unit=unit, counts=counts) for unit, counts in found.items()]
    return sorted(lines, key=_worst)[:MOST_UNITS]


def _worst(line: Behind) -> tuple[int, int, int, str]:
    counts = line.counts
    return -counts.get("late", 0), -counts.get("press_open", 0), -sum(counts.values()), line.unit


def _legs(who: Reader) -> Iterable[tuple[str, int, int]]:
    soon, over = lit("soon", LEG_CLOCK, who.world, who.now), Q(next_due__lt=who.now)
    found = LegRow.objects.filter(who.sight.legs(), soon | over, running=True).values("unit")
    counted = found.annotate(over=Count("leg", filter=over), all=Count("leg")).order_by()
    return [(row["unit"], row["over"], row["all"] - row["over"]) for row in counted]


def _add(who: Reader, found: dict[str, Counter[str]], units: Iterable[str], **counts: int) -> None:
    """To each unit and all above it, once however many of its units a case has known."""
    above = {one.id for unit in units for one in who.world.units.ancestors(unit)}
    for unit in above:
        found.setdefault(unit, Counter()).update(counts)


def by_officer(who: Reader) -> Sequence[Hand]:
    """Officers with running legs, the most overdue first. One statement."""
    over, soon = Q(next_due__lt=who.now), lit("soon", LEG_CLOCK, who.world, who.now)
    legs: Any = LegRow.objects.filter(who.sight.legs(), running=True).exclude(officer="")
    counted = legs.values("officer", "unit").annotate(
        running_legs=Count("leg"),
        late=Count("leg", filter=over),
        soon=Count("leg", filter=soon),
    )
    rows = counted.order_by("-late", "-soon", "-running_legs", "officer", "unit")
    return [
        Hand(
            officer=row["officer"],
            unit=row["unit"],
            running=row["running_legs"],
            late=row["late"],
            soon=row["soon"],
        )
        for row in rows[:MOST_OFFICERS]
    ]


def documents(who: Reader, most: int) -> Sequence[Key]:
    """All documents in sight, the newest first, at most so many. One statement."""
    where = PRESSING["press_all"].where(who, Narrowed())
    found = DocumentRow.objects.filter(who.sight.legs(), where).order_by("-filed_at", "request")
    return list(found.values_list("case_id", "request")[:most])


def registered(who: Reader, wanted: Sequence[Key]) -> Iterator[Sequence[tuple[Any, Any]]]:
    """(document, its case) in that order, a batch at a time. Two statements a batch."""
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        ids = {case for case, _ in part}
        found = DocumentRow.objects.filter(who.sight.legs(), case_id__in=ids)
        rows = {(row.case_id, row.request): row for row in found}
        known = {row.id: row for row in CaseRow.objects.filter(who.sight.cases(), id__in=ids)}
        yield [(rows[key], known[key[0]]) for key in part if key in rows and key[0] in known]
