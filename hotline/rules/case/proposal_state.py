"""A proposed entry of the dispatch directory, as a case keeps it. See `entry_proposal`."""

from datetime import datetime

import msgspec


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """修改派单目录的建议: under which entry the case would have gone right; `taken` into which
    draft as which entry, or declined; None while nobody has answered."""

    id: str
    topic: str
    area: str
    object: str
    lead: str
    co_handlers: tuple[str, ...]
    was: str
    proposed_at: datetime
    answered_at: datetime | None = None
    taken: bool | None = None
    edition: str = ""
    entry: str = ""
