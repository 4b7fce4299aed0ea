"""What was asked of the province platform that sent a case, and what it said."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from hotline.rules.province_words import UpwardAsk


class Upward(msgspec.Struct, frozen=True, kw_only=True):
    """上报省级: asked, until when where it was more time, and the answer once there is one."""

    id: str
    ask: UpwardAsk
    asked_at: datetime
    until: datetime | None = None
    answered_at: datetime | None = None
    agreed: bool | None = None


def waiting(above: Iterable[Upward]) -> Upward | None:
    """What the province has not answered yet."""
    return next((one for one in above if one.answered_at is None), None)
