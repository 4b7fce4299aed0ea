"""Moments and spans as people write them, in the zone of the value that is given."""

from datetime import datetime, time, timedelta

from hotline.rules.calendar import say_day
from hotline.rules.text import Said, joined, say

_TICK = timedelta(microseconds=1)


def say_moment(at: datetime, *, year: bool = False) -> Said:
    """A local moment as people write it: 2月13日（周五）16:30."""
    return joined("", (say_day(at.date(), year=year), f"{at.hour:02d}:{at.minute:02d}"))


def say_end(at: datetime, *, year: bool = False) -> Said:
    """A local moment that ends something: midnight is 24:00 of the day before."""
    if at.time() == time():
        return joined("", (say_day((at - _TICK).date(), year=year), "24:00"))
    return say_moment(at, year=year)


def say_span(span: timedelta) -> Said:
    """A span as hours and minutes, seconds dropped: 30小时15分钟."""
    hours, minutes = divmod(int(span // timedelta(minutes=1)), 60)
    if not hours:
        return say("{n}分钟", n=minutes)
    said = say("{n}小时", n=hours)
    return joined("", (said, say("{n}分钟", n=minutes))) if minutes else said
