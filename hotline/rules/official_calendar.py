"""The State Council's yearly notices as a `Calendar`, from the data package `chinesecalendar`.

The package knows the years for which 国务院办公厅 has published 部分节假日安排的通知 (2004 to 2026
in 1.11.0); it raises for others, we call those provisional, until the city adopts the year's notice
by itself (`YearNotice`), which then stands in place of whatever the package has for that year. It
is data only, so it is read here, in the pure room. The edition is named after what it contains:
equal days and hours give the same name, any change gives another, and a clock computed with it can
be traced.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

from chinese_calendar import constants
from msgspec.structs import replace

from hotline.rules.calendar import (
    DEFAULT_HOURS,
    HOLIDAYS,
    Calendar,
    NamedDay,
    Period,
    YearNotice,
)


def official_calendar(
    *,
    hours: tuple[Period, ...] = DEFAULT_HOURS,
    zone: str = "Asia/Shanghai",
    through: int | None = None,
    local_rest_days: Iterable[NamedDay] = (),
    notices: Iterable[YearNotice] = (),
) -> Calendar:
    """The calendar of all published years, or of those up to `through`, and of the `notices` that
    the city adopted by itself.

    `local_rest_days` are holidays of a region of its own (广西三月三, 藏历新年 …)
    [全国年节及纪念日放假办法第四条].
    """
    adopted = {one.year: one for one in sorted(notices, key=lambda one: one.year)}
    packed = [year for year in published_years() if through is None or year <= through]
    held = tuple(year for year in packed if year not in adopted)
    rest, work = _named(constants.holidays, held), _named(constants.workdays, held)
    for notice in adopted.values():
        rest, work = _with(rest, work, notice)
    rest += tuple(sorted(local_rest_days, key=lambda named: named.day))
    published = tuple(sorted({*packed, *adopted}))
    return Calendar(
        edition=_edition(published, rest, work, hours),
        published=published,
        rest_days=rest,
        work_days=work,
        hours=hours,
        zone=zone,
    )


def _with(
    rest: tuple[NamedDay, ...], work: tuple[NamedDay, ...], notice: YearNotice
) -> tuple[tuple[NamedDay, ...], tuple[NamedDay, ...]]:
    """The days with those of a notice, which says the last word about each day it names."""
    named = {one.day for one in (*notice.rest_days, *notice.work_days)}
    rests = (*(one for one in rest if one.day not in named), *notice.rest_days)
    works = (*(one for one in work if one.day not in named), *notice.work_days)
    return tuple(sorted(rests, key=_day)), tuple(sorted(works, key=_day))


def _day(named: NamedDay) -> date:
    return named.day


def with_hours(calendar: Calendar, hours: tuple[Period, ...]) -> Calendar:
    """The same days worked at other hours (those of another edition of the rulebook)."""
    if hours == calendar.hours:
        return calendar
    others = calendar.with_other_hours
    if hours not in others:
        named = _edition(calendar.published, calendar.rest_days, calendar.work_days, hours)
        others[hours] = replace(calendar, hours=hours, edition=named)
    return others[hours]


def digests(calendar: Calendar) -> dict[str, str]:
    """For each published year a digest of its days: where two differ, limits may move."""
    return {
        str(year): _edition(
            (year,),
            tuple(one for one in calendar.rest_days if one.day.year == year),
            tuple(one for one in calendar.work_days if one.day.year == year),
            (),
        )
        for year in calendar.published
    }


def published_years() -> tuple[int, ...]:
    """The years whose notice the data package has."""
    return tuple(sorted({day.year for day in constants.holidays}))


def _named(days: Mapping[date, str], years: tuple[int, ...]) -> tuple[NamedDay, ...]:
    known = frozenset(years)
    return tuple(
        NamedDay(day=day, name=str(HOLIDAYS[name]))
        for day, name in sorted(days.items())
        if day.year in known
    )


def _edition(
    published: tuple[int, ...],
    rest: tuple[NamedDay, ...],
    work: tuple[NamedDay, ...],
    hours: tuple[Period, ...],
) -> str:
    """A name that follows from the content: the last published year and a short digest."""
    lines = [f"-{named.day}{named.name}" for named in rest]
    lines += [f"+{named.day}{named.name}" for named in work]
    lines += [str(period) for period in hours]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]
    return f"CN{published[-1] if published else 0}-{digest}"
