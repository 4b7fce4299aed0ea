"""Whether a matter is raised more often than usual: what was seen, what was expected, and chance.

Expected is what the same weekdays of the weeks before had, so a Monday is compared with Mondays.
Where the whole city calls more than usual (a storm, the first working day after a holiday, a
Saturday that is worked), each matter that is usual is expected to rise with it, so that only what
rises beyond that stands out; a matter that nobody raised before is as surprising as ever. Poisson's
chance explains the rest. Source: product.md §9 rising-topic alarm (expected versus seen).
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

UNSEEN: Final = 0.15
"""Cases expected beforehand of any matter, so that a new one is not infinitely rare."""
TOPIC_DAYS: Final = 1
"""Days in which cases of one topic and district are counted together."""
TOPICS: Final = 10
"""So many times less likely by chance such a count must be."""
WEEK: Final = 7
ENOUGH: Final = 10.0
"""Fewer cases of the whole city than this, expected, tell nothing of a surge."""
MOST_LIFT: Final = 20.0


class HotLimits(msgspec.Struct, frozen=True, kw_only=True):
    """When a matter is hot, as the city sets it. `window`: days in which cases are seen together;
    `weeks`: weeks before, from which is known what is usual; `fewest`: cases, and people, that make
    an event; `times`: as often as expected, at least; `chance`: how likely it may be by chance;
    `quiet`: days without a further case after which a like one begins anew; `of_topic`: cases of
    one topic and district within a day that make an event though words and place differ, 0: never.
    """

    window: int = 7
    weeks: int = 8
    fewest: int = 3
    times: float = 3.0
    chance: float = 1e-3
    quiet: int = 14
    of_topic: int = 5


class Figures(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What raised it: cases `seen` in so many `days`, of so many `people`, and how many were
    expected; `lift` is how many times as much as usual the whole city called, never below 1."""

    seen: int
    people: int
    expected: float
    days: int = 7
    lift: float = 1.0


def spans(days: int, weeks: int) -> tuple[tuple[int, int], ...]:
    """(from, to) in whole days of age: the window itself, then the same weekdays before it."""
    period = WEEK * math.ceil(days / WEEK)
    times = max(1, weeks * WEEK // period)
    return tuple((period * n, period * n + days) for n in range(times + 1))


def back(limits: HotLimits) -> timedelta:
    """How far back cases are needed."""
    return timedelta(days=spans(limits.window, limits.weeks)[-1][1])


def counted(
    ages: Sequence[int], days: int, weeks: int = HotLimits().weeks, lift: float = 1.0
) -> tuple[int, float]:
    """(seen, expected) of like cases by their age in whole days."""
    seen, *before = (sum(start <= age < end for age in ages) for start, end in spans(days, weeks))
    return seen, expected(sum(before) / len(before), lift)


def counted_at(times: Sequence[datetime], at: datetime, days: int, weeks: int) -> tuple[int, float]:
    """(seen, usual) of sorted times as of a moment: the same without a list of ages."""
    seen, *before = (_between(times, at, start, end) for start, end in spans(days, weeks))
    return seen, sum(before) / len(before)


def _between(times: Sequence[datetime], at: datetime, start: int, end: int) -> int:
    oldest, newest = at - timedelta(days=end), at - timedelta(days=start)
    return bisect_right(times, newest) - bisect_right(times, oldest)


def expected(usual: float, lift: float = 1.0) -> float:
    """Cases expected where so many are usual."""
    return round(usual * lift + UNSEEN, 3)


def lifted(seen: int, usual: float) -> float:
    """How many times as much as usual the whole city calls."""
    if usual < ENOUGH:
        return 1.0
    return round(min(max(1.0, seen / usual), MOST_LIFT), 2)


def of_topic(limits: HotLimits) -> HotLimits:
    """The limits where only topic and district are the same: many of these are looked at every day,
    so each must be less likely by chance."""
    return replace(limits, fewest=limits.of_topic, chance=limits.chance / TOPICS)


def is_hot(figures: Figures, limits: HotLimits) -> bool:
    """Whether so many of so many people are more than chance explains (Poisson)."""
    if min(figures.seen, figures.people) < limits.fewest:
        return False
    enough = figures.seen >= limits.times * figures.expected
    return enough and at_least(figures.seen, figures.expected) < limits.chance


def at_least(times: int, expected: float) -> float:
    """Poisson's chance of as many or more, where so few are expected."""
    below, term = 0.0, math.exp(-expected)
    for number in range(times):
        below += term
        term *= expected / (number + 1)
    return max(0.0, 1.0 - below)


# --- what would have been ---------------------------------------------------------------------


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it was seen when it came: `like` are cases likely the same, with how likely."""

    id: str
    at: datetime
    topic: str
    area: str
    caller: str
    like: tuple[tuple[str, float], ...] = ()


class Rehearsed(msgspec.Struct, kw_only=True):
    """An event that would have been raised, by which case, and what would have been in it."""

    at: datetime
    topic: str
    area: str
    figures: Figures
    cases: list[str]
    last_at: datetime


def rehearse(
    cases: Sequence[Seen], limits: HotLimits, since: datetime, likely: float
) -> list[Rehearsed]:
    """What these limits would have raised from then on; cases in the order in which they came, with
    those of the weeks before. Nobody dismisses anything here."""
    return _Rehearsal(cases, limits, likely).run(since)


class _Rehearsal:
    def __init__(self, cases: Sequence[Seen], limits: HotLimits, likely: float) -> None:
        self.limits, self.likely = limits, likely
        self.cases = cases
        self.known = {case.id: case for case in cases}
        self.all = [case.at for case in cases]
        self.of_topic: dict[tuple[str, str], list[Seen]] = {}
        for case in cases:
            self.of_topic.setdefault((case.topic, _district(case.area)), []).append(case)
        self.times = {key: [case.at for case in held] for key, held in self.of_topic.items()}
        self.within: dict[str, Rehearsed] = {}
        self.raised: list[Rehearsed] = []

    def run(self, since: datetime) -> list[Rehearsed]:
        for case in self.cases:
            if case.at >= since and not self._by_words(case) and case.topic:
                self._by_topic(case)
        return self.raised

    def _by_words(self, case: Seen) -> bool:
        limits = self.limits
        like = [self.known[id] for id, score in case.like if score >= self.likely
                and id in self.known]  # fmt: skip
        held = [*(one for one in like if one.id != case.id), case]
        if len(held) < 2:
            return False
        ages = [(case.at - one.at).days for one in held]
        lift = self._lift(case.at, limits.window)
        seen, usual = counted(ages, limits.window, limits.weeks, lift)
        window = [one for one, age in zip(held, ages, strict=True) if 0 <= age < limits.window]
        figures = _figures(window, seen, usual, limits.window, lift)
        return self._put(case, window, figures, limits)

    def _by_topic(self, case: Seen) -> None:
        key, limits = (case.topic, _district(case.area)), self.limits
        times = self.times[key]
        seen, usual = counted_at(times, case.at, TOPIC_DAYS, limits.weeks)
        if not limits.of_topic or seen < 2:
            return
        until = bisect_right(times, case.at)
        window = self.of_topic[key][until - seen : until]
        lift = self._lift(case.at, TOPIC_DAYS)
        figures = _figures(window, seen, expected(usual, lift), TOPIC_DAYS, lift)
        self._put(case, window, figures, of_topic(limits))

    def _lift(self, at: datetime, days: int) -> float:
        return lifted(*counted_at(self.all, at, days, self.limits.weeks))

    def _put(self, case: Seen, window: Sequence[Seen], figures: Figures, limits: HotLimits) -> bool:
        if figures.seen < 2:
            return False
        event = self._running(case, window)
        if event is None and not is_hot(figures, limits):
            return False
        if event is None:
            event = Rehearsed(
                at=case.at, topic=case.topic, area=case.area, figures=figures, cases=[],
                last_at=case.at,
            )  # fmt: skip
            self.raised.append(event)
        event.last_at = case.at
        for one in {case.id, *(one.id for one in window)} - self.within.keys():
            self.within[one] = event
            event.cases.append(one)
        return True

    def _running(self, case: Seen, window: Sequence[Seen]) -> Rehearsed | None:
        quiet = timedelta(days=self.limits.quiet)
        found = (self.within[one.id] for one in window if one.id in self.within)
        return next((event for event in found if case.at - event.last_at <= quiet), None)


def _figures(window: Sequence[Seen], seen: int, expected: float, days: int, lift: float) -> Figures:
    people = len({one.caller or one.id for one in window})
    return Figures(seen=seen, people=people, expected=expected, days=days, lift=lift)


def _district(area: str) -> str:
    return area.split("/")[0]
