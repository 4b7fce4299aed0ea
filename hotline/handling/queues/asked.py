"""How a list that people work from may be narrowed and ordered.

A narrowed list is the same list with fewer lines: what waits there is decided by the queue alone.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec
from django.db.models import Case, IntegerField, Q, Value, When

from hotline.handling.search.asked import Asked, before, yellow_share
from hotline.rules.context import World
from hotline.rules.words import CaseStage, Term, Urgency


class Order(Term):
    """The order of a list."""

    DUE = "due", "时限先到的在前"
    NEWEST = "newest", "最新的在前"
    URGENT = "urgent", "紧急的在前"
    HANDED_OVER = "handed_over", "移交待确认的在前"


class Glows(Term):
    """三色灯 of the clock that the list shows."""

    LATE = "late", "已超期"
    SOON = "soon", "临期"
    FINE = "fine", "未到临期"
    NONE = "none", "没有时限或暂停"


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a list. `asked` is what search would ask of the cases in it; `days` is for
    lists that look at how long ago something was, 0 for their own measure; `officer` is for lists
    of legs, the id of who handles them."""

    asked: Asked = Asked()
    light: str = ""
    number: str = ""
    officer: str = ""
    days: int = 0
    order: Order = Order.DUE


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of the clock that a list shows: from when to when it runs."""

    start: str
    due: str


def lit(light: str, clock: Clock, world: World, now: datetime) -> Q:
    """Lines whose light is of that colour."""
    return _LIGHTS[light](clock, now, yellow_share(world, now)) if light else Q()


def _running(clock: Clock, now: datetime) -> Q:
    return Q(**{f"{clock.due}__gte": now})


_LIGHTS: dict[str, Callable[[Clock, datetime, float], Q]] = {
    Glows.LATE: lambda clock, now, share: Q(**{f"{clock.due}__lt": now}),
    Glows.SOON: lambda clock, now, share: (
        _running(clock, now)
        & Q(**{f"{clock.start}__lte": before(now, share, clock.start, clock.due)})
    ),
    Glows.FINE: lambda clock, now, share: (
        _running(clock, now)
        & Q(**{f"{clock.start}__gt": before(now, share, clock.start, clock.due)})
    ),
    Glows.NONE: lambda clock, now, share: Q(**{f"{clock.due}__isnull": True}),
}

RANKS = {
    Order.URGENT: Case(
        When(urgency=Urgency.CRITICAL, then=Value(0)),
        When(urgency=Urgency.URGENT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    ),
    Order.HANDED_OVER: Case(
        When(stage=CaseStage.HANDED_OVER, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    ),
}
"""Orders that no column holds: a number per case, the smallest first."""
