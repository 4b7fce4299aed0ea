"""Rows of the numbers under which others know a case."""

from collections.abc import Sequence

from hotline.handling.imports.models import SourceRow
from hotline.ledger import Put, StreamRef
from hotline.rules.case.state import Case


def source_rows(ref: StreamRef, case: Case) -> Sequence[Put]:
    """One for each source; none for the many cases that have none."""
    return [
        Put(
            SourceRow,
            {
                "case_id": str(ref.id),
                "source": one.id,
                "city": ref.city,
                "platform": one.platform,
                "number": one.number,
            },
        )
        for one in case.sources
    ]
