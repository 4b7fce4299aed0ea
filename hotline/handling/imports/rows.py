"""Rows of the numbers under which others know a case."""

from collections.abc import Sequence

from hotline.handling.imports.models import SourceRow
from hotline.ledger import Put, StreamRef
from hotline.rules.case.outer_table import STILL_OURS
from hotline.rules.case.province_state import waiting
from hotline.rules.case.state import Case
from hotline.rules.words import Platform


def source_rows(ref: StreamRef, case: Case) -> Sequence[Put]:
    """One for each source; none for the many cases that have none."""
    asked = waiting(case.above)
    since = asked.asked_at if asked and case.stage in STILL_OURS else None
    return [
        Put(
            SourceRow,
            {
                "case_id": str(ref.id),
                "source": one.id,
                "city": ref.city,
                "platform": one.platform,
                "number": one.number,
                "asked_from": since if one.platform is Platform.PROVINCE else None,
            },
        )
        for one in case.sources
    ]
