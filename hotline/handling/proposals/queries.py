"""Reading what rulings propose for the directory, and where it was silent.

Topic, area and units say nothing of anybody; the reported party of a confidential case gets no row
of it all the same, as everywhere.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Count, Q, QuerySet

from hotline.handling.models import CaseRow, LegRow
from hotline.handling.proposals.models import ProposalRow
from hotline.handling.queries import Reader

MOST, LATEST, GAPS = 100, 20, 20


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """How many wait, were taken in, were declined."""

    waiting: int
    taken: int
    declined: int


def waiting(who: Reader) -> Sequence[Any]:
    """Proposals that nobody has answered, the oldest first."""
    return list(_rows(who).filter(taken__isnull=True).order_by("proposed_at", "case_id")[:MOST])


def answered(who: Reader) -> Sequence[Any]:
    """The last that were answered, the newest first."""
    found = _rows(who).filter(answered_at__isnull=False)
    return list(found.order_by("-answered_at", "case_id")[:LATEST])


def one(who: Reader, case_id: str, proposal: str) -> Any | None:
    """A proposal that waits."""
    found = _rows(who).filter(case_id=case_id, proposal=proposal, taken__isnull=True)
    return found.first()


def answers(who: Reader) -> Answers:
    """What became of all."""
    counted = _rows(who).aggregate(
        n_waiting=Count("proposal", filter=Q(taken__isnull=True)),
        n_taken=Count("proposal", filter=Q(taken=True)),
        n_declined=Count("proposal", filter=Q(taken=False)),
    )
    return Answers(**{name.removeprefix("n_"): number for name, number in counted.items()})


def gaps(who: Reader, since: datetime) -> Sequence[tuple[str, str, int]]:
    """(topic, area, cases) that went to 兜底单位 since then, the most frequent first: where the
    directory was silent."""
    legs = LegRow.objects.filter(who.sight.legs(), last_resort=True, dispatched_at__gte=since)
    cases = CaseRow.objects.filter(who.sight.cases(), id__in=legs.values("case_id"))
    counted = cases.values("topic", "area").annotate(n=Count("id")).order_by("-n", "topic", "area")
    return [(row["topic"], row["area"], row["n"]) for row in counted[:GAPS]]


def _rows(who: Reader) -> QuerySet[ProposalRow]:
    hidden = Q(confidential=True, reported_unit__in=sorted(who.sight.standing))
    return ProposalRow.objects.filter(~hidden, city=who.actor.city)
