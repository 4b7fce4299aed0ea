"""docs/deadlines.md: limits reckoned by hand, each with the reason for that day.

The one table of worked examples: the tests run every row (`tests/rules/test_deadline.py`), the
page prints it with the steps that a city would show under 为什么是这一天. Every expected end
was worked out by hand from the notices and the articles of law.

python -m hotline.rules.deadline_examples > docs/deadlines.md     (a test compares the two)
"""

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from hotline.rules.calendar import Calendar, NamedDay, YearNotice
from hotline.rules.deadline import (
    NEW_CALENDAR,
    Clock,
    Deadline,
    due,
    explain,
    extended,
    mark_reckoned,
    pause,
    reckon_again,
    resume,
    start_clock,
)
from hotline.rules.duration import parse
from hotline.rules.official_calendar import official_calendar
from hotline.rules.reckoning import TimePolicy

ZONE: Final = ZoneInfo("Asia/Shanghai")
CALENDAR: Final = official_calendar(through=2026)
"""Published through 2026: what reaches into 2027 is provisional."""
_NEW_YEAR = "元旦"  # not said: the name of a holiday, kept as the notice has it
NEXT_YEAR: Final = official_calendar(
    through=2026,
    notices=(
        YearNotice(
            year=2027,
            number="",
            rest_days=tuple(NamedDay(day=date(2027, 1, n), name=_NEW_YEAR) for n in range(1, 6)),
            work_days=(NamedDay(day=date(2027, 1, 9), name=_NEW_YEAR),),
        ),
    ),
)
"""With a notice of 2027 that is made up: five days from 1 January, Saturday the 9th worked."""
SHIFT: Final = TimePolicy()
STAY: Final = TimePolicy(off_hours_start="stay")
MIDNIGHT: Final = TimePolicy(ends="midnight", pause="whole_days")
NO_ROLL: Final = TimePolicy(days_roll=False)
WHOLE_DAYS: Final = TimePolicy(pause="whole_days")
POLICIES: Final = (
    (SHIFT, "标准", "工作时间外起算的移到下一工作时段，末日下班届满，逢休息日顺延，暂停按工作时间"),
    (STAY, "不移", "工作时间以外起算的不移动，其余同标准"),
    (MIDNIGHT, "截至24:00", "末日24:00届满，暂停按整日，其余同标准"),
    (NO_ROLL, "不顺延", "末日逢休息日不顺延，其余同标准"),
    (WHOLE_DAYS, "整日暂停", "暂停按整日，其余同标准"),
)  # fmt: skip

HEAD: Final = """\
# 时限算例

由 `python -m hotline.rules.deadline_examples` 印出，请勿手改；每一行都由测试核对。Worked examples
of limits: start, length, the city's choices, the end, and the steps that the case page shows under
为什么是这一天. 工作时间09:00至12:00、13:30至17:30；2024年至2026年放假安排已公布，2027年未公布。"""


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One limit by hand. `paused`: from and until; `by`: an extension of the limit at `start`;
    `adopted`: when the notice of `NEXT_YEAR`, made up for these examples, reached it."""

    start: str
    length: str
    policy: TimePolicy
    ends: str
    paused: tuple[str, str] | None = None
    by: bool = False
    adopted: str = ""
    provisional: bool = False


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Examples of one rule."""

    title: str
    rows: tuple[Example, ...]


def _group(title: str, *rows: Example) -> Group:
    return Group(title=title, rows=rows)


def _due(start: str, length: str, policy: TimePolicy, ends: str) -> Example:
    return Example(start=start, length=length, policy=policy, ends=ends)


def _early(start: str, length: str, ends: str) -> Example:
    return Example(start=start, length=length, policy=SHIFT, ends=ends, provisional=True)


def _paused(start: str, length: str, policy: TimePolicy, *moments: str) -> Example:
    since, until, ends = moments
    return Example(start=start, length=length, policy=policy, ends=ends, paused=(since, until))


def _again(start: str, length: str, adopted: str, ends: str) -> Example:
    return Example(start=start, length=length, policy=SHIFT, ends=ends, adopted=adopted)


def _longer(limit: str, length: str, policy: TimePolicy, ends: str) -> Example:
    return Example(start=limit, length=length, policy=policy, ends=ends, by=True)


GROUPS: Final[tuple[Group, ...]] = (
    _group(
        "工作日：当日不计，末日下班届满",
        _due("2026-03-02 10:00", "1wd", SHIFT, "2026-03-03 17:30"),
        _due("2026-03-02 09:00", "5wd", SHIFT, "2026-03-09 17:30"),
        _due("2026-03-06 10:00", "1wd", SHIFT, "2026-03-09 17:30"),
        _due("2026-03-02 07:00", "1wd", SHIFT, "2026-03-03 17:30"),
        _due("2026-03-02 10:00", "1wd", MIDNIGHT, "2026-03-03 24:00"),
    ),
    _group(
        "2026年春节：2月14日、28日调休上班，2月15日至23日休息",
        _due("2026-02-13 16:30", "1wd", SHIFT, "2026-02-14 17:30"),
        _due("2026-02-13 16:30", "5wd", SHIFT, "2026-02-27 17:30"),
        _due("2026-02-14 10:00", "1wd", SHIFT, "2026-02-24 17:30"),
        _due("2026-02-10 10:00", "15wd", SHIFT, "2026-03-09 17:30"),
        _due("2026-02-27 10:00", "1wd", SHIFT, "2026-02-28 17:30"),
    ),
    _group(
        "工作时间以外起算",
        _due("2026-02-14 18:00", "1wd", SHIFT, "2026-02-25 17:30"),
        _due("2026-02-14 18:00", "1wd", STAY, "2026-02-24 17:30"),
        _due("2026-02-17 10:00", "1wd", SHIFT, "2026-02-25 17:30"),
        _due("2026-02-17 10:00", "1wd", STAY, "2026-02-24 17:30"),
    ),
    _group(
        "2026年中秋、国庆：9月20日、10月10日调休上班",
        _due("2026-09-18 10:00", "1wd", SHIFT, "2026-09-20 17:30"),
        _due("2026-09-24 10:00", "1wd", SHIFT, "2026-09-28 17:30"),
        _due("2026-09-28 10:00", "5wd", SHIFT, "2026-10-10 17:30"),
        _due("2026-09-30 16:00", "1wd", SHIFT, "2026-10-08 17:30"),
    ),
    _group(
        "自然日：末日逢休息日顺延",
        _due("2026-02-10 10:00", "7d", SHIFT, "2026-02-24 17:30"),
        _due("2026-02-10 10:00", "7d", NO_ROLL, "2026-02-17 24:00"),
        _due("2026-02-10 10:00", "7d", MIDNIGHT, "2026-02-24 24:00"),
        _due("2026-03-02 10:00", "3d", SHIFT, "2026-03-05 17:30"),
        _due("2026-10-01 10:00", "7d", STAY, "2026-10-08 17:30"),
        _due("2026-10-01 10:00", "7d", SHIFT, "2026-10-15 17:30"),
        _due("2026-09-27 10:00", "5d", STAY, "2026-10-08 17:30"),
        _due("2026-01-05 10:00", "180d", SHIFT, "2026-07-06 17:30"),
    ),
    _group(
        "月末、年末、闰年、跨年",
        _due("2026-01-30 10:00", "30d", SHIFT, "2026-03-02 17:30"),
        _due("2026-02-27 10:00", "1d", SHIFT, "2026-02-28 17:30"),
        _due("2024-02-28 10:00", "1wd", SHIFT, "2024-02-29 17:30"),
        _due("2025-12-31 10:00", "1wd", SHIFT, "2026-01-04 17:30"),
    ),
    _group(
        "半个工作日：起算的半日不计",
        _due("2026-03-02 10:00", "0.5wd", SHIFT, "2026-03-02 17:30"),
        _due("2026-03-02 14:00", "0.5wd", SHIFT, "2026-03-03 12:00"),
        _due("2026-03-02 12:30", "0.5wd", STAY, "2026-03-03 12:00"),
        _due("2026-03-02 20:00", "0.5wd", SHIFT, "2026-03-03 17:30"),
        _due("2026-03-02 20:00", "0.5wd", STAY, "2026-03-03 12:00"),
        _due("2026-02-14 15:00", "0.5wd", SHIFT, "2026-02-24 12:00"),
        _due("2026-02-17 15:00", "0.5wd", STAY, "2026-02-24 12:00"),
        _due("2026-03-02 10:00", "1.5wd", SHIFT, "2026-03-04 12:00"),
        _due("2026-03-05 16:00", "1.5wd", SHIFT, "2026-03-09 12:00"),
    ),
    _group(
        "当日",
        _due("2026-03-02 10:00", "today", SHIFT, "2026-03-02 17:30"),
        _due("2026-03-02 10:00", "today", MIDNIGHT, "2026-03-02 24:00"),
        _due("2026-03-02 18:00", "today", SHIFT, "2026-03-03 17:30"),
        _due("2026-03-02 18:00", "today", STAY, "2026-03-02 24:00"),
        _due("2026-02-17 10:00", "today", STAY, "2026-02-17 24:00"),
    ),
    _group(
        "工作小时：只计工作时间",
        _due("2026-03-02 09:00", "3wh", SHIFT, "2026-03-02 12:00"),
        _due("2026-03-02 10:00:20", "4wh", SHIFT, "2026-03-02 15:30:20"),
        _due("2026-03-02 09:00", "8wh", SHIFT, "2026-03-03 10:00"),
        _due("2026-03-02 12:30", "1wh", STAY, "2026-03-02 14:30"),
        _due("2026-03-02 17:15", "0.5wh", SHIFT, "2026-03-03 09:15"),
        _due("2026-09-30 16:00", "4wh", SHIFT, "2026-10-08 11:30"),
    ),
    _group(
        "小时和分钟：连续计算",
        _due("2026-03-02 23:30", "2h", SHIFT, "2026-03-03 01:30"),
        _due("2026-09-30 17:00", "24h", SHIFT, "2026-10-01 17:00"),
        _due("2026-02-17 03:00", "10min", SHIFT, "2026-02-17 03:10"),
        _due("2026-03-28 23:00", "24h", SHIFT, "2026-03-29 23:00"),
    ),
    _group(
        "2027年未公布：暂按周末和固定节日计，公布后重新计算",
        _early("2026-12-31 10:00", "1wd", "2027-01-04 17:30"),
        _early("2027-02-05 10:00", "1wd", "2027-02-08 17:30"),
        _early("2027-04-30 10:00", "1wd", "2027-05-03 17:30"),
        _early("2027-09-30 10:00", "1wd", "2027-10-04 17:30"),
    ),
    _group(
        "暂停：恢复后承接剩余的时间",
        _paused(
            "2026-03-02 10:00",
            "5wd",
            SHIFT,
            "2026-03-04 10:00",
            "2026-03-06 10:00",
            "2026-03-11 17:30",
        ),
        _paused(
            "2026-03-02 10:00",
            "5wd",
            WHOLE_DAYS,
            "2026-03-04 10:00",
            "2026-03-06 10:00",
            "2026-03-11 17:30",
        ),
        _paused(
            "2026-03-02 10:00",
            "5wd",
            SHIFT,
            "2026-03-04 14:00",
            "2026-03-04 16:00",
            "2026-03-10 11:00",
        ),
        _paused(
            "2026-03-02 10:00",
            "5wd",
            WHOLE_DAYS,
            "2026-03-04 14:00",
            "2026-03-04 16:00",
            "2026-03-09 17:30",
        ),
        _paused(
            "2026-03-02 10:00",
            "5wd",
            SHIFT,
            "2026-03-06 16:00",
            "2026-03-09 10:00",
            "2026-03-10 11:30",
        ),
        _paused(
            "2026-03-02 10:00",
            "5wd",
            SHIFT,
            "2026-03-07 10:00",
            "2026-03-08 10:00",
            "2026-03-09 17:30",
        ),
        _paused(
            "2026-03-02 10:00",
            "5wd",
            MIDNIGHT,
            "2026-03-04 10:00",
            "2026-03-06 10:00",
            "2026-03-11 24:00",
        ),
        _paused(
            "2026-03-02 10:00",
            "7d",
            SHIFT,
            "2026-03-03 10:00",
            "2026-03-05 10:00",
            "2026-03-11 17:30",
        ),
        _paused(
            "2026-03-02 10:00",
            "7d",
            NO_ROLL,
            "2026-03-03 10:00",
            "2026-03-08 10:00",
            "2026-03-14 24:00",
        ),
        _paused(
            "2026-03-02 10:00",
            "24h",
            SHIFT,
            "2026-03-02 12:00",
            "2026-03-02 15:00",
            "2026-03-03 13:00",
        ),
        _paused(
            "2026-02-10 10:00",
            "5wd",
            SHIFT,
            "2026-02-13 10:00",
            "2026-02-25 10:00",
            "2026-02-27 17:30",
        ),
        _paused(
            "2026-09-24 10:00",
            "3wd",
            SHIFT,
            "2026-09-28 10:00",
            "2026-10-08 10:00",
            "2026-10-10 17:30",
        ),
    ),
    _group(
        "延期：自原时限起计，与何时批准无关（起算一栏为原时限）",
        _longer("2026-02-27 17:30", "1wd", SHIFT, "2026-02-28 17:30"),
        _longer("2026-02-27 17:30", "5wd", SHIFT, "2026-03-05 17:30"),
        _longer("2026-02-27 24:00", "1wd", MIDNIGHT, "2026-02-28 24:00"),
        _longer("2026-03-03 17:30", "0.5wd", SHIFT, "2026-03-04 12:00"),
        _longer("2026-03-03 12:00", "0.5wd", SHIFT, "2026-03-03 17:30"),
        _longer("2026-03-03 17:30", "4wh", SHIFT, "2026-03-04 14:30"),
        _longer("2026-03-03 17:30", "24h", SHIFT, "2026-03-04 17:30"),
        _longer("2026-03-03 17:30", "4d", SHIFT, "2026-03-09 17:30"),
    ),
    _group(
        "重新计算：2026年12月31日批准2027年放假安排（算例假定1月1日至5日放假，1月9日上班）",
        _again("2026-12-28 10:00", "5wd", "2026-12-31 09:00", "2027-01-07 17:30"),
        _again("2026-12-28 10:00", "10wd", "2026-12-31 09:00", "2027-01-13 17:30"),
        _again("2026-12-28 10:00", "5d", "2026-12-31 09:00", "2027-01-06 17:30"),
    ),
)

EXAMPLES: Final = tuple(one for group in GROUPS for one in group.rows)


def at(text: str) -> datetime:
    """A moment in Shanghai: "2026-02-13 16:30", "2026-02-13 24:00" for the end of that day."""
    if text.endswith("24:00"):
        day = datetime.strptime(text[:10], "%Y-%m-%d").replace(tzinfo=ZONE)
        return day + timedelta(days=1)
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def reckoned(one: Example, calendar: Calendar = CALENDAR) -> Deadline:
    """What the rules make of the example, as a running city would."""
    start, length = at(one.start), parse(one.length)
    if one.by:
        return extended(start, length, calendar, one.policy)
    if one.paused is None and not one.adopted:
        return due(start, length, calendar, one.policy)
    clock = start_clock("handle", start, length, calendar, one.policy, edition=1)
    if one.adopted:
        return _told(reckon_anew(clock, at(one.adopted), one.policy), NEXT_YEAR, one.policy)
    since, until = map(at, one.paused or ())
    return _told(resume(pause(clock, since), until, calendar, one.policy), calendar, one.policy)


def reckon_anew(clock: Clock, when: datetime, policy: TimePolicy) -> Clock:
    """The clock as it runs since the notice of the next year was adopted."""
    again = reckon_again(clock, NEXT_YEAR, policy)
    return mark_reckoned(again, clock, when, NEW_CALENDAR, f"日历{NEXT_YEAR.edition}")


def _told(clock: Clock, calendar: Calendar, policy: TimePolicy) -> Deadline:
    steps = explain(clock, calendar, policy)
    return Deadline(due_at=clock.due_at, steps=steps, provisional=clock.provisional)


def document() -> str:
    """The whole page, ending in a newline."""
    return "\n\n".join([HEAD, *_policies(), *_tables()]) + "\n"


def _policies() -> Iterator[str]:
    yield "## 各地可以选的算法"
    yield "\n".join(f"- **{name}**：{what}。" for _, name, what in POLICIES)


def _tables() -> Iterator[str]:
    names = {policy: name for policy, name, _ in POLICIES}
    for group in GROUPS:
        yield f"## {group.title}"
        lines = [
            "| 起算 | 时限 | 算法 | 届满 | 为什么是这一天 |",
            "| --- | --- | --- | --- | --- |",
        ]
        for one in group.rows:
            steps = reckoned(one).steps[1:] if not one.by else reckoned(one).steps
            why = "；".join(str(step.text) for step in steps)
            length = parse(one.length).zh
            lines.append(f"| {one.start} | {length} | {names[one.policy]} | {one.ends} | {why} |")
        yield "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(document())
