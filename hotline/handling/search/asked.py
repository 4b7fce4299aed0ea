"""What is asked of a search, and what that means as conditions on case rows.

Words (关键词) are found inside title, text and address, several of them all together. Chinese has
no spaces, and most of its words have two characters, too few for the trigrams of `pg_trgm`; so an
index over every two neighbouring characters (`handling_pairs`, migration 0002) finds the candidates
and a plain comparison decides. Words are compared only where the reader may see them: a hit would
tell what stands there.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    TextField,
    Value,
)

from hotline.rules.context import World
from hotline.rules.words import Term


class Light(Term):
    """How a case stands to the citizen's promise."""

    LATE = "late", "已超期"
    SOON = "soon", "临期"
    FINE = "fine", "未到临期"
    DONE_LATE = "done_late", "超期办结"


class Sort(Term):
    """The order of what was found."""

    NEWEST = "newest", "最近登记在前"
    PROMISE = "promise", "承诺时限近的在前"
    OLDEST = "oldest", "最早登记在前"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One search. "" and None ask nothing; codes are those of the city's reference data.

    `unit` means it and all below it, `topic` and `area` the node and all below it; `since` and
    `until` are days of registration in the city's zone, both included.
    """

    words: tuple[str, ...] = ()
    unit: str = ""
    topic: str = ""
    area: str = ""
    kind: str = ""
    urgency: str = ""
    stage: str = ""
    channel: str = ""
    tag: str = ""
    light: str = ""
    solved: str = ""
    satisfied: str = ""
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.NEWEST

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns of the order."""
        promised = ("due_at", "registered_at", "id")
        return promised if self.sort is Sort.PROMISE else ("registered_at", "id")


EQUAL = ("kind", "urgency", "stage", "channel", "solved", "satisfied")


def conditions(asked: Asked, world: World, now: datetime) -> Q:
    """Everything asked except words."""
    wanted = {name: getattr(asked, name) for name in EQUAL if getattr(asked, name)}
    parts = [Q(**wanted)]
    if asked.unit:
        parts.append(Q(leg_units__overlap=sorted(world.units.subtree(asked.unit) or {asked.unit})))
    parts += [_below(name, getattr(asked, name)) for name in ("topic", "area")]
    if asked.tag:
        parts.append(Q(tags__contains=[asked.tag]))
    if asked.light:
        parts.append(_LIGHTS[asked.light](now, yellow_share(world, now)))
    zone = ZoneInfo(world.calendar.zone)
    if asked.since:
        parts.append(Q(registered_at__gte=_midnight(asked.since, zone)))
    if asked.until:
        parts.append(Q(registered_at__lt=_midnight(asked.until + timedelta(days=1), zone)))
    return reduce(and_, parts)


def _below(name: str, code: str) -> Q:
    """A node of a tree and what stands under it."""
    return Q(**{name: code}) | Q(**{f"{name}__startswith": code + "/"}) if code else Q()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def yellow_share(world: World, now: datetime) -> float:
    """The share of a limit after which its light is yellow (rulebook)."""
    local = world.calendar.local(now).date()
    return world.editions.in_force(local).time.yellow_percent / 100


_LIGHTS: dict[str, Callable[[datetime, float], Q]] = {
    Light.LATE: lambda now, share: Q(due_at__lt=now),
    Light.SOON: lambda now, share: Q(due_at__gte=now) & Q(due_from__lte=before(now, share)),
    Light.FINE: lambda now, share: Q(due_at__gte=now) & Q(due_from__gt=before(now, share)),
    Light.DONE_LATE: lambda now, share: Q(on_time=False),
}


def before(
    now: datetime, share: float, start: str = "due_from", due: str = "due_at"
) -> ExpressionWrapper:
    """`start` up to this means that yellow has begun: now - (due - start) x share."""
    ran = ExpressionWrapper((F(due) - F(start)) * share, output_field=DurationField())
    moment = Value(now, output_field=DateTimeField())
    return ExpressionWrapper(moment - ran, output_field=DateTimeField())


# --- words ------------------------------------------------------------------------------------

FEWEST = 2
"""Characters of a word that can be looked for: one alone is in every other case."""


def pairs(word: str) -> list[str]:
    """Every two neighbouring characters, as the index has them."""
    plain = word.translate(_LOWER)
    return sorted({plain[at : at + 2] for at in range(len(plain) - 1)})


def holds(words: tuple[str, ...]) -> tuple["Func[Any]", Q]:
    """The indexed expression over a case's text, and the condition that all words are in it."""
    found = Q(pairs__contains=sorted({pair for word in words for pair in pairs(word)}))
    return indexed(), found & said(words)


def indexed() -> "Func[Any]":
    """The pairs of a case's text, as the index has them."""
    return Func("title", "text", "address", function="handling_pairs", output_field=_TEXTS)


def said(words: tuple[str, ...]) -> Q:
    """The plain comparison alone, for texts that are at hand."""
    found = Q()
    for word in words:
        found &= Q(title__icontains=word) | Q(text__icontains=word) | Q(address__icontains=word)
    return found


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_TEXTS: ArrayField = ArrayField(TextField())
