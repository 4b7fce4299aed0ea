"""Earlier cases, as the directory and suggestions look back on them, within the reader's sight.

Confidential cases are never looked back on: that somebody sees a number or a hint of one is what
keeping it confidential forbids [product.md §10].
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left

from hotline.handling.models import CaseRow, CaseTextRow
from hotline.handling.queries import Listed, Reader, titled
from hotline.rules.directory import Matter
from hotline.rules.directory_replay import Bundle
from hotline.rules.precedent import Past
from hotline.rules.words import CaseStage

MOST_BUNDLES = 50_000
SHOWN = 50
READ = 120
"""So many of the newest cases of a topic are compared; more would not be newer duty."""
WORDS = 1000
"""Characters of a text that are compared."""
ASKED_FOR = 40
"""So many bundles are looked up for the cases that a replay shows."""


def bundles(who: Reader, since: datetime, until: datetime) -> list[Bundle]:
    """Cases registered from then until then, counted by what the directory decides on; one
    statement."""
    found = (
        _since(who, since)
        .filter(registered_at__lt=until)
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


def settled(who: Reader, topics: Sequence[str]) -> list[Past]:
    """The newest closed cases of these topics that came back from no unit and whose words the
    reader may see, so many a topic; two statements."""
    if not topics:
        return []
    newest = [_settled(who, topic) for topic in topics]
    found = list(newest[0].union(*newest[1:], all=True) if len(newest) > 1 else newest[0])
    texts = CaseTextRow.objects.filter(stream_id__in=[id for id, *_ in found])
    told = texts.values_list("stream_id", "title", Left("text", WORDS))
    words = {id: (title, f"{title} {text}") for id, title, text in told}
    return [
        Past(id=str(id), number=number, unit=unit, topic=topic, area=area,
             title=words[id][0], words=words[id][1])
        for id, number, unit, topic, area in found
        if id in words
    ]  # fmt: skip


def _settled(who: Reader, topic: str) -> QuerySet[Any, Any]:
    """Served by the index handling_case_settled, newest first."""
    found = CaseRow.objects.filter(
        who.sight.cases(), who.sight.words(), topic=topic, stage=CaseStage.CLOSED, returns=0,
        confidential=False, parent=None,
    ).exclude(lead_unit="")  # fmt: skip
    columns = found.values_list("id", "number", "lead_unit", "topic", "area")
    return columns.order_by("-closed_at")[:READ]
