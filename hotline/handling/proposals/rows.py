"""Rows of proposals, as they follow from the state of their case."""

from collections.abc import Sequence

from hotline.handling.proposals.models import ProposalRow
from hotline.ledger import Put, StreamRef
from hotline.rules.case.state import Case

_SAME = ("topic", "area", "object", "lead", "was", "proposed_at", "answered_at", "taken", "edition",
         "entry")  # fmt: skip


def proposal_rows(ref: StreamRef, case: Case) -> Sequence[Put]:
    """Nothing for the many cases that taught the directory nothing."""
    return [
        Put(
            ProposalRow,
            {
                "case_id": str(ref.id),
                "proposal": one.id,
                "city": ref.city,
                "number": case.number,
                "co_handlers": list(one.co_handlers),
                "reported_unit": case.reported_unit,
                "confidential": case.confidential,
                **{name: getattr(one, name) for name in _SAME},
            },
        )
        for one in case.proposals
    ]
