"""Figures on the city's own data: right at the first try, returns, time to dispatch, agreement with
what the model said, and how the model drifts.

Counted over cases registered in a period, confidential ones left out; a share stands beside its
count and its interval (Wilson, 95 %), since of few cases a share says little. A dispatch was right
at the first try when no other lead unit had to take the case over after a return was upheld or a
re-dispatch granted. A case younger than the return limits may still come back; the newest days look
better than they are.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.db import connection

from hotline.people.models import UserRow
from hotline.rules.actor import Actor
from hotline.rules.shares import interval

SHOWN: Final = 30
"""Lines of a table on the page; the sheet has all."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """`part` of `whole`, with the bounds between which the true share probably lies."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """From 0 to 1; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's interval, 95 %."""
        return interval(self.part, self.whole)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One topic, unit or dispatcher: dispatched, right at the first try, returned; `agreed`: of
    those the model was asked about, how often its first candidate is the topic the case has now;
    `followed`: of those a person sent who was shown a unit, how often to that unit."""

    key: str
    right: Share
    returned: Share
    agreed: Share
    followed: Share
    minutes: float | None = None
    """From registration to dispatch, median."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A period. `ninth`: minutes within which nine of ten were dispatched."""

    whole: Line
    ninth: float | None
    in_five: Share
    abstained: Share
    by_topic: list[Line]
    by_unit: list[Line]
    by_dispatcher: list[Line]


# Told once of each case before they are counted four times: what is sorted stays narrow.
_FIGURES: Final = """
WITH sent AS MATERIALIZED (
    SELECT topic, first_unit, dispatcher, dispatched_at - registered_at AS took,
        wrong_at IS NULL AS stood, returned_at IS NOT NULL AS returned,
        guess <> '' AND topic <> '' AS asked, guess <> '' AND guess = topic AS agreed,
        guess <> '' AND topic = ANY(five) AS in_five, abstained,
        suggested <> '' AND automatic_at IS NULL AS shown,
        suggested = first_unit AND automatic_at IS NULL AS followed
    FROM dispatching_fact
    WHERE city = %s AND registered_at >= %s AND dispatched_at IS NOT NULL AND NOT confidential
)
SELECT grouping(topic, first_unit, dispatcher) AS level, topic, first_unit, dispatcher,
    count(*) AS sent, count(*) FILTER (WHERE stood) AS right,
    count(*) FILTER (WHERE returned) AS returned, count(*) FILTER (WHERE asked) AS asked,
    count(*) FILTER (WHERE agreed) AS agreed, count(*) FILTER (WHERE in_five) AS in_five,
    count(*) FILTER (WHERE asked AND abstained) AS abstained,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS middle,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY took) AS ninth,
    count(*) FILTER (WHERE shown) AS shown, count(*) FILTER (WHERE followed) AS followed
FROM sent
GROUP BY GROUPING SETS ((), (topic), (first_unit), (dispatcher))
"""

_OF_WEEKS: Final = """
SELECT date_trunc('week', registered_at AT TIME ZONE %s)::date AS week,
    split_part(topic, '/', 1), split_part(guess, '/', 1), count(*),
    count(*) FILTER (WHERE guess <> ''), count(*) FILTER (WHERE guess <> '' AND abstained),
    count(*) FILTER (WHERE guess <> '' AND guess = topic),
    count(*) FILTER (WHERE guess <> '' AND topic = ANY(five))
FROM dispatching_fact
WHERE city = %s AND registered_at >= %s AND topic <> '' AND NOT confidential
GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3
"""


def figures(actor: Actor, since: datetime) -> Figures:
    """Of cases of the actor's city registered since then. One statement."""
    levels: dict[int, list[tuple[str, Any]]] = {}
    for level, topic, unit, dispatcher, *counts in _run(_FIGURES, [actor.city, since]):
        key = {3: topic, 5: unit, 6: dispatcher}.get(level, "")
        levels.setdefault(level, []).append((key or "", counts))
    whole = levels[7][0][1]
    asked = whole[3]
    return Figures(
        whole=_line("", whole),
        ninth=_minutes(whole[8]),
        in_five=Share(part=whole[5], whole=asked),
        abstained=Share(part=whole[6], whole=asked),
        by_topic=_lines(levels.get(3, [])),
        by_unit=_lines(levels.get(5, [])),
        by_dispatcher=_lines(levels.get(6, [])),
    )


def _lines(found: list[tuple[str, Any]]) -> list[Line]:
    """The most returns first, then the most dispatches."""
    lines = [_line(key, counts) for key, counts in found]
    return sorted(lines, key=lambda one: (-one.returned.part, -one.right.whole, one.key))


def _line(key: str, counts: Any) -> Line:
    sent, right, returned, asked, agreed, _, _, middle, _, shown, followed = counts
    return Line(
        key=key,
        right=Share(part=right, whole=sent),
        returned=Share(part=returned, whole=sent),
        agreed=Share(part=agreed, whole=asked),
        followed=Share(part=followed, whole=shown),
        minutes=_minutes(middle),
    )


def _minutes(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds() / 60, 1)


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """A week of the model: cases, those it was asked about, and how far what it says lies from what
    is assigned: `apart`, half the sum of differences of shares over topics of the first level."""

    begins: Any
    cases: int
    abstained: Share
    agreed: Share
    in_five: Share
    apart: float
    most: tuple[tuple[str, float, float], ...] = ()
    """The topics furthest apart: code, share assigned, share said."""


def weeks(city: str, zone: str, since: datetime) -> list[Week]:
    """The newest first. One statement: the cases of two months are gone through once."""
    counts: dict[Any, list[int]] = {}
    shares: dict[Any, dict[str, tuple[int, int]]] = {}
    for week, topic, guess, *more in _run(_OF_WEEKS, [zone, city, since]):
        counts[week] = [a + b for a, b in zip(counts.get(week, [0] * 5), more, strict=True)]
        of_week, asked = shares.setdefault(week, {}), more[1]
        if asked:
            assigned, guessed = of_week.get(topic, (0, 0))
            of_week[topic] = (assigned + asked, guessed)
            assigned, guessed = of_week.get(guess, (0, 0))
            of_week[guess] = (assigned, guessed + asked)
    return [_week(week, counts[week], shares[week]) for week in counts]


def _week(begins: Any, counts: Any, topics: Mapping[str, tuple[int, int]]) -> Week:
    cases, asked, abstained, agreed, in_five = counts
    apart = {topic: (a / asked, g / asked) for topic, (a, g) in topics.items()} if asked else {}
    most = sorted(apart, key=lambda topic: -abs(apart[topic][0] - apart[topic][1]))[:3]
    return Week(
        begins=begins,
        cases=cases,
        abstained=Share(part=abstained, whole=asked),
        agreed=Share(part=agreed, whole=asked),
        in_five=Share(part=in_five, whole=asked),
        apart=sum(abs(a - g) for a, g in apart.values()) / 2,
        most=tuple((topic, *apart[topic]) for topic in most),
    )


def names(actor: Actor) -> dict[str, str]:
    """Names of the city's people by id, for the lines of dispatchers."""
    found = UserRow.objects.filter(city=actor.city).values_list("id", "name")
    return {str(id): name for id, name in found}


def _run(text: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())
