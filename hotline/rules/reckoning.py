"""How a limit is reckoned: from a start and a duration to the moment it is due, step by step.

Sources: 民法典第200条至第204条, in particular 第201条 (the start day is not counted; hours count
from the moment) and 第203条 (a last day of rest rolls forward; the last day ends at 24:00, or where
there are business hours, when business ends); product.md §4 "Time units".

What a city may choose is in `TimePolicy`. What we assume beyond the law, because no instrument
settles it:
- Hours and minutes (`h`, `min`) run straight through; they are never shifted, never rolled.
- Working hours (`wh`) run in hours of business only, so an off-hours start waits by itself.
- Half a working day is a half in the calendar's sense (morning or afternoon). Alone, the half in
  which it starts is not counted, as 第201条 does with the day: begun in the morning it ends with
  the day, begun in the afternoon it ends at midday of the next working day. `1.5wd` is `1wd` and
  the morning after.
- `today` is the one unit whose start day counts. Begun after close of business, or on a day of
  rest, and not shifted, it ends at 24:00 of that day.
- A limit is kept when the act is at or before `due_at`.

Results are in UTC, as stored; texts speak in the calendar's zone, which must be free of daylight
saving time (China has had none since 1991).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Literal, assert_never

import msgspec

from hotline.rules.calendar import Calendar, say_day
from hotline.rules.duration import Duration, TimeUnit
from hotline.rules.moments import say_end, say_moment, say_span
from hotline.rules.text import joined, say

START_DAY = say("民法典第201条第1款")
BY_HOURS = say("民法典第201条第2款")
LAST_DAY_OF_REST = say("民法典第203条第1款")
END_OF_LAST_DAY = say("民法典第203条第2款")
RULEBOOK = say("办理规则")
NOTICE = say("国务院办公厅年度放假安排")

TICK = timedelta(microseconds=1)


class TimePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What a city's rulebook settles about reckoning time (`[time]`).

    `off_hours_start`: `shift` treats a start outside business hours as one at the next opening,
    `stay` takes it as it is. `ends`: the last day ends at `close` of business or at `midnight`.
    `days_roll`: a calendar-day limit whose last day is one of rest moves to the next working day.
    `pause`: what a pause of a working-day limit takes out, exact `working_time` or `whole_days`
    (calendar-day limits always pause by whole days, hours always exactly).
    `yellow_percent`: the light turns yellow when that much of the time has run.
    """

    off_hours_start: Literal["shift", "stay"] = "shift"
    ends: Literal["close", "midnight"] = "close"
    days_roll: bool = True
    pause: Literal["working_time", "whole_days"] = "working_time"
    yellow_percent: int = 70

    def __post_init__(self) -> None:
        """Refuses choices that contradict one another (ValueError)."""
        if self.ends == "midnight" and self.pause == "working_time":
            raise ValueError(say("时限截至 24:00 的，暂停只能按整日计（下班后没有工作时间可扣）"))
        if not 1 <= self.yellow_percent <= 99:
            raise ValueError(say("黄灯比例应在 1 到 99 之间，不能是 {n}", n=self.yellow_percent))


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of the explanation: the moment reckoned to so far, and the rule applied."""

    at: datetime
    text: str
    source: str = ""


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """When a limit is due, why, and whether a year without official notice was touched."""

    due_at: datetime
    steps: tuple[Step, ...]
    provisional: bool = False


def due(start: datetime, duration: Duration, calendar: Calendar, policy: TimePolicy) -> Deadline:
    """The limit `duration` after `start`. Naive datetimes are refused (ValueError)."""
    here = calendar.local(start)
    steps = [
        _step(
            here,
            say("{start}起算，时限{limit}", start=say_moment(here, year=True), limit=duration.zh),
        )
    ]
    if policy.off_hours_start == "shift" and not duration.is_natural:
        moved = calendar.next_working_time(here)
        if moved != here:
            why, begin = calendar.label(here.date()), _say(moved, here)
            text = say("不在工作时间（{why}），自{start}起算", why=why, start=begin)
            steps.append(_step(moved, text, RULEBOOK))
            here = moved
    return _reckon(here, duration, calendar, policy, steps)


def due_at(
    start: datetime, duration: Duration, calendar: Calendar, policy: TimePolicy
) -> tuple[datetime, bool]:
    """The end of `due` without its explanation: the moment, and whether it is provisional.

    Registering a case reckons five limits. Those in whole working days depend on the day alone
    once the start stands in working time, so they are reckoned once per day and kept; hours and
    minutes need no explaining to be added.
    """
    if duration.is_natural:
        here = calendar.local(start)
        found_at = here + duration.span
        return found_at.astimezone(UTC), bool(_unpublished(here, found_at, calendar))
    whole = duration.unit is TimeUnit.WORKING_DAYS and not duration.has_half_day
    if not whole:
        found = due(start, duration, calendar, policy)
        return found.due_at, found.provisional
    here = calendar.local(start)
    if policy.off_hours_start == "shift":
        here = calendar.next_working_time(here)
    key = (here.date(), duration, policy)
    if key not in calendar.reckoned:
        found = due(here, duration, calendar, policy)
        calendar.reckoned[key] = (found.due_at, found.provisional)
    return calendar.reckoned[key]


def extended(due_at: datetime, by: Duration, calendar: Calendar, policy: TimePolicy) -> Deadline:
    """The limit after an extension (延期): counted from the old limit, whenever it was granted."""
    if by.unit is TimeUnit.TODAY:
        raise ValueError("an extension by `today` has no length")
    here = calendar.local(due_at)
    steps = [
        _step(
            here, say("自原时限{end}起延长{by}", end=say_end(here, year=True), by=by.zh), RULEBOOK
        )
    ]
    if by.unit in (TimeUnit.WORKING_DAYS, TimeUnit.DAYS):
        # The old limit is the end of a day (or half): counted from within that day, not after it.
        here -= TICK
    return _reckon(here, by, calendar, policy, steps)


def ahead_of(
    limit: datetime,
    lead_time: Duration,
    calendar: Calendar,
    policy: TimePolicy,
    *,
    not_before: datetime,
) -> Deadline:
    """The moment `lead_time` ahead of `limit` (协办先于主办), but never before `not_before`.

    Only whole days, hours and minutes can be counted backwards; others raise ValueError.
    """
    here = calendar.local(limit)
    last = (here - TICK).date()
    if lead_time.is_natural:
        found = here - lead_time.span
    elif lead_time.unit is TimeUnit.WORKING_DAYS and not lead_time.has_half_day:
        day = calendar.add_working_days(last, -lead_time.whole_days)
        found = day_end(day, calendar, policy)
    elif lead_time.unit is TimeUnit.DAYS:
        day = last - timedelta(days=lead_time.whole_days)
        if policy.days_roll and not calendar.is_working_day(day):
            day = calendar.previous_working_day(day)
        found = day_end(day, calendar, policy)
    else:
        raise ValueError(f"{lead_time} cannot be counted backwards")
    floor = calendar.local(not_before)
    steps = [
        _step(found, say("早于{end}{by}", end=say_end(here, year=True), by=lead_time.zh), RULEBOOK)
    ]
    if found < floor:
        found = floor
        steps.append(_step(found, say("不早于{moment}", moment=say_moment(found)), RULEBOOK))
    return _finish(found, calendar, steps, "", RULEBOOK)


def resumed(
    due_at: datetime,
    unit: TimeUnit,
    pause: tuple[datetime, datetime],
    calendar: Calendar,
    policy: TimePolicy,
) -> Deadline:
    """The limit of a clock counted in `unit` after the pause (from, until): what was left is kept.

    A clock already overdue when paused stays so. A pause of no length changes nothing. Where any
    time was left the new limit lies after the end of the pause.
    """
    old, paused, until = (calendar.local(at) for at in (due_at, *pause))
    if until < paused:
        raise ValueError(f"a pause cannot end at {until} before it began at {paused}")
    since, to = say_moment(paused, year=True), say_moment(until)
    steps = [_step(until, say("{since}暂停，{to}恢复", since=since, to=to))]
    if until == paused or paused >= old:
        return _finish(old, calendar, steps, say("时限不变"), RULEBOOK)
    left = calendar.working_time_between(paused, old)
    by_days = unit is TimeUnit.DAYS or (
        policy.pause == "whole_days" and unit in (TimeUnit.WORKING_DAYS, TimeUnit.TODAY)
    )
    if by_days:
        found, text = _shifted_by_days(old, unit, (paused, until), calendar, policy)
    elif unit in (TimeUnit.MINUTES, TimeUnit.HOURS) or not left:
        # Without working time left, what is left lies outside business hours and runs straight.
        found = until + (old - paused)
        text = say("暂停时剩余{left}，恢复后继续计", left=say_span(old - paused))
    else:
        found = calendar.add_working_time(until, left)
        text = say("暂停时剩余工作时间{left}，恢复后继续计", left=say_span(left))
    steps.append(_step(until, text, RULEBOOK))
    return _finish(found, calendar, steps, "", RULEBOOK)


def day_end(day: date, calendar: Calendar, policy: TimePolicy) -> datetime:
    """When that day ends as a last day: close of business where there is one, else 24:00."""
    if policy.ends == "close" and calendar.is_working_day(day):
        return calendar.moment(day, calendar.close)
    return calendar.midnight_after(day)


# -- reckoning by unit ---------------------------------------------------------------------------


def _reckon(
    here: datetime,
    duration: Duration,
    calendar: Calendar,
    policy: TimePolicy,
    steps: list[Step],
) -> Deadline:
    """Counts `duration` from the local moment `here`, whatever was shifted before."""
    match duration.unit:
        case TimeUnit.MINUTES | TimeUnit.HOURS:
            text, source = say("自起算时刻连续计算，不扣除夜间和节假日"), BY_HOURS
            return _finish(here + duration.span, calendar, steps, text, source)
        case TimeUnit.WORKING_HOURS:
            found = calendar.add_working_time(here, duration.span)
            text = say("只计工作时间")
            return _finish(found, calendar, steps, text, RULEBOOK)
        case TimeUnit.TODAY:
            return _by_today(here, calendar, policy, steps)
        case TimeUnit.DAYS:
            return _by_days(here, duration.whole_days, calendar, policy, steps)
        case TimeUnit.WORKING_DAYS:
            return _by_working_days(here, duration, calendar, policy, steps)
        case _ as unit:
            assert_never(unit)


def _by_today(
    here: datetime, calendar: Calendar, policy: TimePolicy, steps: list[Step]
) -> Deadline:
    found = day_end(here.date(), calendar, policy)
    if found <= here:
        found = calendar.midnight_after(here.date())
    return _finish(found, calendar, steps, say("当日办理"), END_OF_LAST_DAY)


def _by_days(
    here: datetime, count: int, calendar: Calendar, policy: TimePolicy, steps: list[Step]
) -> Deadline:
    last = here.date() + timedelta(days=count)
    text = say("当日不计入，自次日起计{n}日，最后一日为{last}", n=count, last=_say_day(last, here))
    steps.append(_step(here, text, START_DAY))
    if policy.days_roll and not calendar.is_working_day(last):
        rolled = calendar.next_working_day(last)
        days = {"day": _say_day(last, here), "to": _say_day(rolled, here)}
        why = say("{day}{why}，顺延至{to}", why=calendar.label(last), **days)
        steps.append(_step(calendar.moment(last, time()), why, LAST_DAY_OF_REST))
        last = rolled
    found = day_end(last, calendar, policy)
    return _finish(found, calendar, steps, "", END_OF_LAST_DAY)


def _by_working_days(
    here: datetime, duration: Duration, calendar: Calendar, policy: TimePolicy, steps: list[Step]
) -> Deadline:
    if not duration.whole_days:
        return _by_half_day(here, calendar, policy, steps)
    steps.append(_step(here, say("当日不计入，自下一工作日起计"), START_DAY))
    last = calendar.add_working_days(here.date(), duration.whole_days)
    steps.extend(_counted(here, last, calendar))
    found = day_end(last, calendar, policy)
    if duration.has_half_day:
        half = calendar.next_working_day(last)
        found = calendar.moment(half, calendar.midday)
        text = say("另半个工作日计至{day}上午", day=_say_day(half, here))
        steps.append(_step(calendar.moment(half, time()), text, RULEBOOK))
    return _finish(found, calendar, steps, "", END_OF_LAST_DAY)


def _by_half_day(
    here: datetime, calendar: Calendar, policy: TimePolicy, steps: list[Step]
) -> Deadline:
    day = here.date()
    if calendar.is_working_day(day) and here.time() < calendar.midday:
        found, text = day_end(day, calendar, policy), say("当日上午不计入，计至当日下午")
    else:
        day = calendar.next_working_day(day)
        found = calendar.moment(day, calendar.midday)
        text = say("起算的半日不计入，计至{day}上午", day=_say_day(day, here))
    return _finish(found, calendar, steps, text, RULEBOOK)


def _counted(here: datetime, last: date, calendar: Calendar) -> Iterator[Step]:
    """One step per stretch of days of the same sort after the start day, up to `last`."""
    start = here.date()
    days = (start + timedelta(days=n) for n in range(1, (last - start).days + 1))
    counted = 0
    for label, stretch in groupby(days, key=calendar.label):
        group = list(stretch)
        said = _say_day(group[0], here)
        if len(group) > 1:
            said = say("{first}至{last}", first=said, last=_say_day(group[-1], here))
        at = calendar.moment(group[0], time())
        if not calendar.is_working_day(group[0]):
            yield _step(at, say("{days}{why}，不计", days=said, why=label), NOTICE)
            continue
        first, counted = counted + 1, counted + len(group)
        if first == counted:
            text = say("{days}{why}，计第{n}个工作日", days=said, why=label, n=first)
        else:
            which = {"first": first, "last": counted}
            text = say("{days}{why}，计第{first}至第{last}个工作日", days=said, why=label, **which)
        yield _step(at, text, NOTICE if calendar.is_moved(group[0]) else "")


def _shifted_by_days(
    old: datetime,
    unit: TimeUnit,
    pause: tuple[datetime, datetime],
    calendar: Calendar,
    policy: TimePolicy,
) -> tuple[datetime, str]:
    """The old limit, later by the days after the one of the pause up to that of its end."""
    paused, until = pause
    last = (old - TICK).date()
    time_of_day = old - calendar.moment(last, time())
    natural = unit is TimeUnit.DAYS
    if natural:
        lost = (until.date() - paused.date()).days
    else:
        lost = calendar.working_days_between(paused.date(), until.date())
    while True:
        if not natural:
            day = calendar.add_working_days(last, lost)
            found = calendar.moment(day, time()) + time_of_day
        elif lost:
            day = last + timedelta(days=lost)
            if policy.days_roll and not calendar.is_working_day(day):
                day = calendar.next_working_day(day)
            found = day_end(day, calendar, policy)
        else:
            found = old
        if found > until:
            if natural:
                return found, say("暂停{n}日，时限顺延", n=lost)
            return found, say("暂停{n}个工作日，时限顺延", n=lost)
        lost += 1


def _finish(
    found: datetime, calendar: Calendar, steps: list[Step], text: str, source: str
) -> Deadline:
    """Closes the explanation: a note on unpublished years, then the moment the limit is due."""
    since, last = calendar.local(steps[0].at), (found - TICK).date()
    unknown = _unpublished(since, found, calendar)
    if unknown:
        which = joined("、", (say("{year}年", year=year) for year in unknown))
        note = say("{years}放假安排未公布，暂按周末和固定节日计，公布后重新计算", years=which)
        steps.append(Step(at=steps[-1].at, text=note, source=NOTICE))
    end = say_end(found, year=since.year != last.year)
    ends = say("{so}，{end}届满", so=text, end=end) if text else say("{end}届满", end=end)
    steps.append(_step(found, ends, source))
    return Deadline(due_at=found.astimezone(UTC), steps=tuple(steps), provisional=bool(unknown))


def _unpublished(since: datetime, found: datetime, calendar: Calendar) -> list[int]:
    """The years that a limit touches and whose holidays are not published yet."""
    years = range(since.year, (found - TICK).year + 1)
    return [year for year in years if calendar.is_provisional(date(year, 1, 1))]


def _say_day(day: date, here: datetime) -> str:
    return say_day(day, year=day.year != here.year)


def _say(at: datetime, here: datetime) -> str:
    return say_moment(at, year=at.year != here.year)


def _step(at: datetime, text: str, source: str = "") -> Step:
    return Step(at=at.astimezone(UTC), text=text, source=source)
