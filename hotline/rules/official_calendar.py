"""The State Council's yearly notices as a `Calendar`, from the data package `chinesecalendar`.

The package knows the years for which 国务院办公厅 has published 部分节假日安排的通知 (2004 to 2026
in 1.11.0); it raises for others, we call those provisional. It is data only, so it is read here,
in the pure room. The edition is named after what it contains: equal days and hours give the same
name, any change gives another, and a clock computed with it can be traced.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

from chinese_calendar import constants

from hotline.rules.calendar import DEFAULT_HOURS, HOLIDAYS, Calendar, NamedDay, Period


def official_calendar(
    *,
    hours: tuple[Period, ...] = DEFAULT_HOURS,
    zone: str = "Asia/Shanghai",
    through: int | None = None,
    local_rest_days: Iterable[NamedDay] = (),
) -> Calendar:
    """The calendar of all published years, or of those up to `through`.

    `local_rest_days` are holidays of a region of its own (广西三月三, 藏历新年 …)
    [全国年节及纪念日放假办法第四条].
    """
    published = tuple(year for year in published_years() if through is None or year <= through)
    rest = _named(constants.holidays, published)
    rest += tuple(sorted(local_rest_days, key=lambda named: named.day))
    work = _named(constants.workdays, published)
    return Calendar(
        edition=_edition(published, rest, work, hours),
        published=published,
        rest_days=rest,
        work_days=work,
        hours=hours,
        zone=zone,
    )


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
