"""How much time is left, as figures, as words and as a light (三色灯): green, yellow, red.

Source: product.md §4 "Clocks" (lights) and 国办发〔2020〕53号 (督办). A light looks at natural
time, so that it can be reckoned for a whole list without a calendar; time on a paused clock
stands still. Red begins after the limit, not at it.
"""

from datetime import datetime, timedelta

import msgspec

from hotline.rules.calendar import ZERO, Calendar
from hotline.rules.deadline import Clock
from hotline.rules.reckoning import TimePolicy
from hotline.rules.text import say
from hotline.rules.words import Term

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Light(Term):
    """三色灯 of a limit."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "临期"
    RED = "red", "超期"


class Remaining(msgspec.Struct, frozen=True, kw_only=True):
    """Time to the limit, on the wall and within business hours; negative when overdue."""

    natural: timedelta
    working: timedelta

    @property
    def overdue(self) -> bool:
        """Whether the limit has passed."""
        return self.natural < ZERO


def remaining(now: datetime, due_at: datetime, calendar: Calendar) -> Remaining:
    """What is left from `now` to the limit."""
    return Remaining(natural=due_at - now, working=calendar.working_time_between(now, due_at))


def in_words(now: datetime, due_at: datetime) -> str:
    """还剩3小时, 已超期2天: whole units, rounded down, days from 48 hours on."""
    left = due_at - now
    if left >= ZERO:
        return say("还剩{time}", time=roughly(left))
    return say("已超期{time}", time=roughly(-left))


def clock_in_words(clock: Clock, now: datetime) -> str:
    """The same for a clock, which may be stopped or paused."""
    reached = clock.reached(now)
    left = clock.due_at - reached
    if clock.stopped_at is not None:
        if left >= ZERO:
            return say("按时完成，提前{time}", time=roughly(left))
        return say("超期完成，超{time}", time=roughly(-left))
    words = in_words(reached, clock.due_at)
    return say("{left}（暂停计时）", left=words) if clock.paused_since is not None else words


def yellow_from(start: datetime, due_at: datetime, policy: TimePolicy) -> datetime:
    """When the light turns yellow: the moment at which a reminder before the limit is owed."""
    return start + (due_at - start) * policy.yellow_percent // 100


def light(now: datetime, start: datetime, due_at: datetime, policy: TimePolicy) -> Light:
    """The light of a limit that ran from `start` without a pause."""
    if now > due_at:
        return Light.RED
    return Light.YELLOW if now >= yellow_from(start, due_at, policy) else Light.GREEN


def clock_light(clock: Clock, now: datetime, policy: TimePolicy) -> Light:
    """The light of a clock; the time of its pauses does not count as run."""
    paused = sum((turn.until - turn.at for turn in clock.pauses), start=ZERO)
    start = min(clock.started_at + paused, clock.due_at)
    return light(clock.reached(now), start, clock.due_at, policy)


def roughly(span: timedelta) -> str:
    """3小时, 2天: whole units, rounded down, days from 48 hours on."""
    if span >= 2 * _DAY:
        return say("{n}天", n=span // _DAY)
    if span >= _HOUR:
        return say("{n}小时", n=span // _HOUR)
    return say("{n}分钟", n=span // _MINUTE) if span >= _MINUTE else say("不足1分钟")
