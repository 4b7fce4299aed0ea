"""What the settings that hold, and others, would have raised over the last thirty days.

Reckoned from what each case was like when it came (`HotLookRow`) and from when cases of its topic
and of the whole city came, by the same rules that raise events; what people dismissed since is not
known to it. Confidential cases are in none of it. Shown to who sees the whole city.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hotline.handling.models import CaseRow, PhoneRow
from hotline.handling.queries import Reader
from hotline.oversight.hot.models import HotLookRow
from hotline.rules.alike.likeness import LIKELY
from hotline.rules.oversight import unusual
from hotline.rules.oversight.unusual import Rehearsed, Seen
from hotline.rules.reference.alarms import Alarms, AlikeLimits
from hotline.rules.words import CaseStage

DAYS: Final = 30
MOST: Final = 150_000
"""Cases that are reckoned with, the newest; of a city of a thousand a day the whole span."""
_MILLISECONDS: Final = 80
"""Bits of a case's id below the moment at which it was made."""


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """Both outcomes. `cases` came in these days; `looks_since` is when it began to be kept what new
    cases were like, None where nothing is; `same` and `same_then` are cases for which an earlier
    one was likely the same."""

    now: Sequence[Rehearsed]
    then: Sequence[Rehearsed]
    cases: int
    looks_since: datetime | None
    same: int
    same_then: int


def rehearsed(who: Reader, held: Alarms, other: Alarms) -> Rehearsal:
    """What the two would have raised. Four statements, and two to three seconds of a large city."""
    since = who.now - timedelta(days=DAYS)
    looks = list(
        HotLookRow.objects.filter(city=who.actor.city, at__gte=since)
        .order_by("at")
        .values_list("case_id", "at", "like", "percent")
    )
    cases = _cases(who, since - max(unusual.back(held.hot), unusual.back(other.hot)), looks)
    known = {case.id for case in cases}
    ours = [one for one in looks if str(one[0]) in known]
    return Rehearsal(
        now=unusual.rehearse(cases, held.hot, since, LIKELY),
        then=unusual.rehearse(cases, other.hot, since, LIKELY),
        cases=sum(case.at >= since for case in cases),
        looks_since=looks[0][1] if looks else None,
        same=_same(ours, held.alike),
        same_then=_same(ours, other.alike),
    )


def _cases(who: Reader, oldest: datetime, looks: Sequence[Any]) -> list[Seen]:
    rows = CaseRow.objects.filter(
        who.sight.cases(), confidential=False, registered_at__gte=oldest
    ).exclude(stage=CaseStage.WITHDRAWN)
    found = rows.order_by("-registered_at").values_list("id", "registered_at", "topic", "area")
    like = {case: tuple(zip(ids, percent, strict=True)) for case, _, ids, percent in looks}
    digests = PhoneRow.objects.filter(city=who.actor.city, stream_id__in=rows.values("id"))
    callers = dict(digests.values_list("stream_id", "digest"))
    return [
        Seen(
            id=str(id),
            at=at,
            topic=topic,
            area=area,
            caller=callers.get(id, ""),
            like=tuple((str(one), percent / 100) for one, percent in like.get(id, ())),
        )
        for id, at, topic, area in reversed(list(found[:MOST]))
    ]


def _same(looks: Sequence[Any], limits: AlikeLimits) -> int:
    """Cases with an earlier one that would have been shown; the caller does not count here."""
    return sum(
        any(
            percent >= limits.least * 100 and _age(case, one) <= limits.days
            for one, percent in zip(like, percents, strict=True)
        )
        for case, _, like, percents in looks
    )


def _age(case: UUID, earlier: UUID) -> float:
    """Days between the two, by their ids."""
    apart = (case.int >> _MILLISECONDS) - (earlier.int >> _MILLISECONDS)
    return apart / timedelta(days=1).total_seconds() / 1000
