"""Reading batches: one's own; all of the city for who audits, without what was typed."""

from collections.abc import Iterator, Sequence, Set
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count

from hotline.handling.batches import jobs
from hotline.handling.batches.jobs import Outcome, Pick
from hotline.handling.batches.models import BatchItemRow, BatchRow
from hotline.handling.models import CaseRow, LegRow
from hotline.handling.queries import Reader
from hotline.people.models import UserRow
from hotline.rules.case.edges import Edge
from hotline.rules.case.fields import Command
from hotline.rules.words import Role

SHOWN = 50
NOT_DONE = (Outcome.WOULD_NOT.value, Outcome.REFUSED.value)


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """One case that was refused; `number` "" where it is out of the reader's sight."""

    case: UUID
    number: str
    code: str
    said: str
    advice: str


def audits(who: Reader) -> bool:
    """Whether the reader sees everybody's batches."""
    return who.actor.is_a(Role.AUDIT_ADMIN)


def listed(who: Reader) -> Sequence[Any]:
    """The newest batches that the reader may see."""
    return list(_visible(who).defer("asked").order_by("-created_at")[:SHOWN])


def one(who: Reader, id: UUID) -> Any | None:
    """One batch that the reader may see."""
    return _visible(who).filter(id=id).first()


def open_to(who: Reader, given: Sequence[Edge], cases: Sequence[UUID]) -> list[Edge]:
    """Of these acts those that are open to at least one of the cases as they stand now; what the
    rest of the rules say of each case is for the dry run. Two statements."""
    seen = CaseRow.objects.filter(who.sight.cases(), id__in=cases)
    stages = set(seen.values_list("stage", flat=True).distinct())
    legs = LegRow.objects.filter(who.sight.legs(), case_id__in=cases)
    states = set(legs.values_list("state", flat=True).distinct())
    return [edge for edge in given if _open(edge, stages, states)]


def _open(edge: Edge, stages: Set[str], states: Set[str]) -> bool:
    if edge.subject == "leg":
        return bool(edge.leaves & states and edge.stages & stages)
    return bool(edge.leaves & stages)


def asked(row: Any) -> Command | None:
    """What was asked, for its asker; None once its words were thrown away."""
    return jobs.command_of(row.id, row.command, bytes(row.asked)) if row.asked else None


def names(rows: Sequence[Any]) -> dict[str, str]:
    """Who asked, by user id."""
    wanted = {row.user_id for row in rows}
    found = UserRow.objects.filter(id__in=wanted) if wanted else ()
    return {str(user.id): user.name for user in found}


def reasons(row: Any) -> Sequence[tuple[str, str, int]]:
    """(message, advice, number) of what was refused, the commonest first."""
    found = _refused(row).values("said", "advice").annotate(number=Count("n"))
    top = found.order_by("-number", "said")[:SHOWN]
    return [(one["said"], one["advice"], one["number"]) for one in top]


def refused(who: Reader, row: Any, most: int = SHOWN) -> Iterator[Refused]:
    """The first so many that were refused, in order."""
    lines = list(_refused(row).order_by("n")[:most])
    for start in range(0, len(lines), 500):
        part = lines[start : start + 500]
        seen = CaseRow.objects.filter(who.sight.cases(), id__in=[line.case_id for line in part])
        numbers = dict(seen.values_list("id", "number"))
        for line in part:
            number = numbers.get(line.case_id, "")
            yield Refused(
                case=line.case_id,
                number=number,
                code=line.code,
                said=line.said,
                advice=line.advice,
            )


def again(row: Any) -> list[Pick]:
    """What was refused, to be tried in a new batch; legs are found anew."""
    lines = _refused(row).order_by("n").values_list("case_id", flat=True)
    return [Pick(case) for case in lines]


def _refused(row: Any) -> Any:
    return BatchItemRow.objects.filter(batch_id=row.id, outcome__in=NOT_DONE)


def _visible(who: Reader) -> Any:
    found = BatchRow.objects.filter(city=who.actor.city)
    return found if audits(who) else found.filter(user_id=who.actor.id)
