"""Earlier cases, as the directory and suggestions look back on them, within the reader's sight.

Confidential cases are never looked back on: that somebody sees a number or a hint of one is what
keeping it confidential forbids [product.md §10].
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from hotline.handling.models import CaseRow
from hotline.handling.queries import Listed, Reader, titled
from hotline.rules.directory import Matter
from hotline.rules.directory_replay import Bundle

MOST_BUNDLES = 50_000
SHOWN = 50
ASKED_FOR = 40
"""So many bundles are looked up for the cases that a replay shows."""


def bundles(who: Reader, since: datetime) -> list[Bundle]:
    """Cases registered since then, counted by what the directory decides on; one statement."""
    found = (
        _since(who, since)
        .values("topic", "area", "kind", "object")
        .annotate(cases=Count("id"))
        .order_by("-cases")[:MOST_BUNDLES]
    )
    return [
        Bundle(
            matter=Matter(topic=row["topic"], area=row["area"], kind=row["kind"],
                          object=row["object"]),
            cases=row["cases"],
        )
        for row in found
    ]  # fmt: skip


def of_bundles(who: Reader, since: datetime, wanted: Sequence[Bundle]) -> Sequence[Listed]:
    """The newest cases of these bundles, at most a page of them."""
    either = Q()
    for one in wanted[:ASKED_FOR]:
        matter = one.matter
        either |= Q(topic=matter.topic, area=matter.area, kind=matter.kind, object=matter.object)
    if not either:
        return []
    found = _since(who, since).filter(either).order_by("-registered_at", "id")[:SHOWN]
    return titled(who, list(found))


def _since(who: Reader, since: datetime) -> QuerySet[Any]:
    return CaseRow.objects.filter(
        who.sight.cases(), registered_at__gte=since, confidential=False
    ).exclude(topic="")
