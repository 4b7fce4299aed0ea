"""Cases by the number under which another platform knows them (来源编号)."""

from collections.abc import Sequence
from typing import Final

from hotline.handling.imports.models import SourceRow
from hotline.handling.models import CaseRow
from hotline.handling.queries import Listed, Reader, titled

FEW: Final = 5


def numbered(who: Reader, number: str) -> Sequence[Listed]:
    """The newest cases with that number within the reader's sight; a confidential one is told to
    nobody who only has the number. Two statements."""
    named = SourceRow.objects.filter(city=who.actor.city, number=number)
    found = CaseRow.objects.filter(
        who.sight.cases(), id__in=named.values("case_id"), confidential=False
    )
    return titled(who, list(found.order_by("-registered_at")[:FEW]))
