"""The official calendar (官方日历): which days are worked, and at which hours.

Working days are Monday to Friday, less the days of rest and plus the adjusted working days
(调休上班) that the State Council publishes once a year [全国年节及纪念日放假办法; 国务院办公厅关于
部分节假日安排的通知]. A year without that notice is provisional (暂定): weekends and the holidays
with a fixed date only. That errs to the early side, so no citizen is promised too little; such a
deadline says so and is computed again when the notice comes.

Assumes and leaves out: one zone per calendar; the same hours on every working day, all year (a
city with summer hours publishes a calendar edition for each season); a period of business does
not cross midnight; a period is half open, so the closing minute itself is no longer worked.
Datetimes must be aware (naive is refused) and are read in the calendar's zone. Results are in
that zone; the ledger stores UTC.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from hotline.rules.text import say

ONE_DAY = timedelta(days=1)
ZERO = timedelta(0)

# 全国年节及纪念日放假办法第二条 (2024 revision): the holidays that fall on the same date each year.
FIXED_HOLIDAYS = {
    (1, 1): say("元旦"),
    (5, 1): say("劳动节"),
    (5, 2): say("劳动节"),
    (10, 1): say("国庆节"),
    (10, 2): say("国庆节"),
    (10, 3): say("国庆节"),
}
HOLIDAYS = {
    "New Year's Day": say("元旦"),
    "Spring Festival": say("春节"),
    "Tomb-sweeping Day": say("清明节"),
    "Labour Day": say("劳动节"),
    "Dragon Boat Festival": say("端午节"),
    "National Day": say("国庆节"),
    "Mid-autumn Festival": say("中秋节"),
    "Anti-Fascist 70th Day": say("抗战胜利纪念日"),
}
"""Holidays of the notices, by the names of the data package (official_calendar.py)."""
_SAID = {str(name): name for name in HOLIDAYS.values()}
WEEKDAYS = (
    say("周一"),
    say("周二"),
    say("周三"),
    say("周四"),
    say("周五"),
    say("周六"),
    say("周日"),
)


class NamedDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the yearly notice with the holiday it belongs to (春节, 国庆节 …)."""

    day: date
    name: str


class YearNotice(msgspec.Struct, frozen=True, kw_only=True):
    """The State Council's notice (部分节假日安排的通知) for one year, as a city adopted it.

    `number` is that of the paper (国办发明电〔2025〕7号). Days of the end of the year before and of
    the beginning of the next may stand in it.
    """

    year: int
    number: str
    rest_days: tuple[NamedDay, ...]
    work_days: tuple[NamedDay, ...]


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From opening to closing within one day, half open: `start` is in, `end` is out."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


DEFAULT_HOURS = (
    Period(start=time(9), end=time(12)),
    Period(start=time(13, 30), end=time(17, 30)),
)


def hours_problem(hours: tuple[Period, ...]) -> str:
    """What is wrong with these hours of business, in Chinese; "" when they can be used."""
    if not hours:
        return say("至少要有一段工作时间")
    for period in hours:
        if period.end <= period.start:
            return say("{period} 的结束时间不晚于开始时间", period=period)
    for before, after in pairwise(hours):
        if after.start < before.end:
            return say("{after} 与 {before} 重叠或顺序颠倒", after=after, before=before)
    return ""


class Calendar(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One edition of a city's calendar. Build it once and keep it: its look-ups are cached."""

    edition: str
    published: tuple[int, ...]
    rest_days: tuple[NamedDay, ...]
    work_days: tuple[NamedDay, ...]
    hours: tuple[Period, ...] = DEFAULT_HOURS
    zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        """Refuses hours that do not follow one another, and an unknown zone."""
        problem = hours_problem(self.hours)
        if problem:
            raise ValueError(problem)
        ZoneInfo(self.zone)

    @cached_property
    def reckoned(self) -> dict[tuple[object, ...], tuple[datetime, bool]]:
        """Limits already reckoned under this calendar (reckoning.due_at); grows by a few a day."""
        return {}

    @cached_property
    def with_other_hours(self) -> "dict[tuple[Period, ...], Calendar]":
        """The same days with other hours, as far as asked for (official_calendar.with_hours)."""
        return {}

    # -- days ------------------------------------------------------------------------------

    @cached_property
    def _rest(self) -> dict[date, str]:
        return {named.day: named.name for named in self.rest_days}

    @cached_property
    def _work(self) -> dict[date, str]:
        return {named.day: named.name for named in self.work_days}

    @cached_property
    def _published(self) -> frozenset[int]:
        return frozenset(self.published)

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for that day's year is not in this edition."""
        return day.year not in self._published

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked: adjusted days first, then rest days, then the weekday."""
        if day in self._work:
            return True
        if day in self._rest or day.weekday() >= 5:
            return False
        return not (self.is_provisional(day) and (day.month, day.day) in FIXED_HOLIDAYS)

    def is_moved(self, day: date) -> bool:
        """Whether it is worked in place of a day before or after a holiday (调休)."""
        return day in self._work

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        day -= ONE_DAY
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative); 0 is `day` itself."""
        step = self.next_working_day if count > 0 else self.previous_working_day
        for _ in range(abs(count)):
            day = step(day)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and including `until`."""
        span = (until - after).days
        return sum(self.is_working_day(after + timedelta(days=n)) for n in range(1, span + 1))

    def label(self, day: date) -> str:
        """Why the day is worked or not: 工作日, 春节调休上班, 春节休息, 周末."""
        found = self._labels.get(day)
        if found is None:
            found = self._labels[day] = self._label(day)
        return found

    @cached_property
    def _labels(self) -> dict[date, str]:
        """Labels said so far; explaining a limit asks for the same days over and over."""
        return {}

    def _label(self, day: date) -> str:
        if day in self._work:
            return say("{holiday}调休上班", holiday=holiday(self._work[day]))
        if day in self._rest:
            return say("{holiday}休息", holiday=holiday(self._rest[day]))
        if self.is_provisional(day) and (day.month, day.day) in FIXED_HOLIDAYS:
            return say("{holiday}休息", holiday=FIXED_HOLIDAYS[day.month, day.day])
        return say("周末") if day.weekday() >= 5 else say("工作日")

    # -- hours -----------------------------------------------------------------------------

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def opening(self) -> time:
        """上班时间, the start of the first period."""
        return self.hours[0].start

    @property
    def close(self) -> time:
        """下班时间, the end of business."""
        return self.hours[-1].end

    @cached_property
    def midday(self) -> time:
        """Where the morning half ends: the end of the first period, or the middle of the only."""
        if len(self.hours) > 1:
            return self.hours[0].end
        minutes = sum(at.hour * 60 + at.minute for at in (self.opening, self.close)) // 2
        return time(minutes // 60, minutes % 60)

    @cached_property
    def working_day_length(self) -> timedelta:
        """Time worked on one working day."""
        spans = (_since_midnight(p.end) - _since_midnight(p.start) for p in self.hours)
        return sum(spans, start=ZERO)

    def local(self, at: datetime) -> datetime:
        """The moment in the calendar's zone; a naive datetime is refused with ValueError."""
        if at.tzinfo is None:
            raise ValueError(f"naive datetime {at.isoformat()}: a moment needs its zone")
        return at.astimezone(self._zone)

    def moment(self, day: date, at: time) -> datetime:
        """That time of that day in the calendar's zone."""
        return datetime.combine(day, at, self._zone)

    def midnight_after(self, day: date) -> datetime:
        """24:00 of the day, which is 00:00 of the next."""
        return datetime.combine(day + ONE_DAY, time(), self._zone)

    def is_working_time(self, at: datetime) -> bool:
        """Whether the moment lies within hours of business of a working day."""
        here = self.local(at)
        clock = here.time()
        return self.is_working_day(here.date()) and any(
            period.start <= clock < period.end for period in self.hours
        )

    def next_working_time(self, at: datetime) -> datetime:
        """The moment itself when it is worked, else the next opening (also after lunch)."""
        here = self.local(at)
        start, _ = next(self._periods_from(here))
        return max(start, here)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Exact time worked from `start` to `end`; negative when `end` is the earlier."""
        if end < start:
            return -self.working_time_between(end, start)
        total, here, until = ZERO, self.local(start), self.local(end)
        for opens, closes in self._periods_from(here):
            if opens >= until:
                return total
            total += min(closes, until) - max(opens, here)
        raise AssertionError("periods never end")  # pragma: no cover - the iterator is endless

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The first moment by which `amount` has been worked since `start` (itself for zero)."""
        here = self.local(start)
        if amount < ZERO:
            raise ValueError(f"cannot add negative working time {amount}")
        if amount == ZERO:
            return here
        for opens, closes in self._periods_from(here):
            begin = max(opens, here)
            if amount <= closes - begin:
                return begin + amount
            amount -= closes - begin
        raise AssertionError("periods never end")  # pragma: no cover - the iterator is endless

    def _periods_from(self, here: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Periods of business, in order, from the one that contains or follows `here`."""
        day = here.date()
        if not self.is_working_day(day):
            day = self.next_working_day(day)
        while True:
            for period in self.hours:
                closes = self.moment(day, period.end)
                if closes > here:
                    yield self.moment(day, period.start), closes
            day = self.next_working_day(day)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def holiday(name: str) -> str:
    """The name on record, so that it can be said in another language; one of a region as it is."""
    return _SAID.get(name, name)


def say_day(day: date, *, year: bool = False) -> str:
    """A day as people write it: 2月13日（周五）, with the year on request."""
    weekday = WEEKDAYS[day.weekday()]
    if year:
        parts = {"year": day.year, "month": day.month, "day": day.day}
        return say("{year}年{month}月{day}日（{weekday}）", weekday=weekday, **parts)
    return say("{month}月{day}日（{weekday}）", month=day.month, day=day.day, weekday=weekday)
