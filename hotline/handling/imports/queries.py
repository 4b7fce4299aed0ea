"""Reading imports and mappings: of one's own city, by its system administrators; and cases by the
number under which another platform or system knows them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Sum

from hotline.handling.imports.mapping import Matching
from hotline.handling.imports.models import ImportPartRow, ImportRow, MatchingRow, SourceRow
from hotline.handling.models import CaseRow
from hotline.handling.queries import Listed, Reader, titled

MOST = 50
FEW: Final = 5


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of an import by what became of them in its last run."""

    made: int
    there: int
    refused: int

    @property
    def done(self) -> int:
        """Rows of finished parts."""
        return self.made + self.there + self.refused


def imports(city: str) -> Sequence[Any]:
    """The city's imports, the newest first."""
    found = ImportRow.objects.filter(city=city).defer("headings", "matching", "summary")
    return list(found.order_by("-created_at")[:MOST])


def one(city: str, import_id: UUID) -> Any | None:
    """One import of the city."""
    return ImportRow.objects.filter(city=city, id=import_id).first()


def same_file(city: str, digest: str) -> Any | None:
    """The newest import of that very file that is not over."""
    going = ("new", "checking", "checked", "importing")
    found = ImportRow.objects.filter(city=city, digest=digest, state__in=going)
    return found.order_by("-created_at").first()


def under_way(import_id: UUID) -> bool:
    """Whether parts of it are still to be done."""
    going = ("checking", "importing")
    return ImportRow.objects.filter(id=import_id, state__in=going).exists()


def counts(import_id: UUID) -> Counts:
    """How many rows were made, were there, were refused."""
    parts = ImportPartRow.objects.filter(import_id=import_id)
    found = parts.aggregate(made=Sum("made"), there=Sum("there"), refused=Sum("refused"))
    return Counts(**{name: value or 0 for name, value in found.items()})


def first_part(import_id: UUID) -> Any | None:
    """The part with the first rows, for a sample."""
    return ImportPartRow.objects.filter(import_id=import_id, n=0).defer("report").first()


def matchings(city: str) -> dict[str, Matching]:
    """Mappings of the city by name."""
    rows = MatchingRow.objects.filter(city=city).order_by("name")
    return {row.name: msgspec.convert(row.matching, Matching) for row in rows}


def by_source(who: Reader, number: str) -> Any | None:
    """The newest case within the reader's sight that another platform knows by this number."""
    ids = SourceRow.objects.filter(city=who.actor.city, number=number)
    found = CaseRow.objects.filter(who.sight.cases(), id__in=ids.values("case_id"))
    return found.order_by("-registered_at").first()


def asked_above(who: Reader) -> Any:
    """Ids of the city's cases of which something was asked of the province and is unanswered; to
    be narrowed by the reader's sight."""
    rows = SourceRow.objects.filter(city=who.actor.city, asked_from__isnull=False)
    return rows.values("case_id")


def numbered(who: Reader, number: str) -> Sequence[Listed]:
    """The newest cases with that number (来源编号) within the reader's sight; a confidential one is
    told to nobody who only has the number. Two statements."""
    named = SourceRow.objects.filter(city=who.actor.city, number=number)
    found = CaseRow.objects.filter(
        who.sight.cases(), id__in=named.values("case_id"), confidential=False
    )
    return titled(who, list(found.order_by("-registered_at")[:FEW]))
