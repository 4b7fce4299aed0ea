"""When somebody may be told: quiet hours and digests, in minutes after midnight of the city."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import msgspec

CITIZENS: Final = (21 * 60, 8 * 60)
"""From when to when no SMS goes to a citizen: 21:00 to 8:00, as follow-up calls keep it."""
AT_ONCE: Final = -1


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """Quiet from–to (the same = never), and the moment of the day's digest (-1 = none)."""

    quiet_from: int = 0
    quiet_to: int = 0
    digest: int = AT_ONCE


OF_CITIZENS: Final = Hours(quiet_from=CITIZENS[0], quiet_to=CITIZENS[1])


def not_before(now: datetime, hours: Hours, *, urgent: bool, gathered: bool) -> datetime:
    """The first moment from `now` (local) at which it may go out; an urgent one always now.

    `gathered`: whether this way is one for digests (e-mail).
    """
    if urgent:
        return now
    if gathered and hours.digest >= 0:
        now = _next(now, hours.digest)
    return _next(now, hours.quiet_to) if _quiet(now, hours) else now


def shut(off: Collection[str], thing: str, way: str, *, urgent: bool) -> bool:
    """Whether somebody wants nothing of that thing by that way; an urgent order is never silent."""
    return not urgent and f"{thing}:{way}" in off


def _quiet(now: datetime, hours: Hours) -> bool:
    minute = now.hour * 60 + now.minute
    begin, end = hours.quiet_from, hours.quiet_to
    return begin <= minute < end if begin <= end else minute >= begin or minute < end


def _next(now: datetime, minute: int) -> datetime:
    """The next time at which the clock shows that minute; now, if it shows it."""
    then = now.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
    return then if then > now - timedelta(minutes=1) else then + timedelta(days=1)
