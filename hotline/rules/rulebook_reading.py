"""Reading a rulebook from TOML: either a `Rulebook` or every problem in it at once.

Besides the shape (`toml_table.py`) this refuses: names and units that do not exist; a limit,
number or flag that is missing or given twice; clauses of one limit that disagree on what they
govern; a limit without default; and a clause that can never apply, because every case it fits is
taken by the clauses above it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from functools import cache
from importlib import resources
from typing import Final, get_args

import msgspec

from hotline.rules.calendar import Period, hours_problem
from hotline.rules.duration import BadDuration, Duration, TimeUnit, parse
from hotline.rules.reckoning import TimePolicy
from hotline.rules.rulebook import (
    Clause,
    Editions,
    FlagClause,
    Governs,
    NumberClause,
    Rulebook,
    When,
)
from hotline.rules.rulebook_clauses import problems_among
from hotline.rules.rulebook_exclusions import read_exclusions
from hotline.rules.rulebook_names import (
    BACKWARD_UNITS,
    COUNTED_BACKWARDS,
    LENGTHS,
    NUMBER_RANGE,
    ClauseName,
    FlagName,
    LimitName,
    NumberName,
)
from hotline.rules.text import joined, say
from hotline.rules.toml_table import Problem, Problems, Table, open_toml
from hotline.rules.words import Channel, Kind, Tag, Urgency

__all__ = ["MODELS", "Problem", "Problems", "model", "national_editions", "read_rulebook"]

_PERIOD = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_TOPIC = re.compile(r"[^\s/]+(/[^\s/]+)*")
_NO_PERIOD = Period(start=time(), end=time())
_LARGEST = 1_000_000


def read_rulebook(text: str) -> Rulebook | Problems:
    """The edition a TOML text describes, or everything that is wrong with it."""
    table = open_toml(text)
    if isinstance(table, Problem):
        return (table,)
    book = _book(table)
    table.close()
    return tuple(table.problems) or book


NATIONAL: Final = ("national-2021", "national")
"""The editions of the national default, oldest first."""
MODELS: Final = ("national", "beijing", "guangdong", "sichuan")
"""What a city may start from: the national default, and three on the limits of those places."""


def shipped(name: str) -> str:
    """The text of a rulebook that comes with the platform."""
    return (resources.files("hotline.rulebooks") / f"{name}.toml").read_text("utf-8")


@cache
def national_editions() -> Editions:
    """全国默认: the editions that come with the platform, which a city starts from."""
    return Editions(books=tuple(model(name) for name in NATIONAL))


@cache
def model(name: str) -> Rulebook:
    """A rulebook that comes with the platform."""
    return _sound(read_rulebook(shipped(name)))


def _sound(read: Rulebook | Problems) -> Rulebook:
    if not isinstance(read, Rulebook):
        raise ValueError(joined("\n", (problem.zh for problem in read)))
    return read


# -- parts ---------------------------------------------------------------------------------------


def _book(table: Table) -> Rulebook:
    """The edition; only to be used when the table has no problems."""
    time_table = table.table("time")
    policy, hours = _policy(time_table), _hours(time_table)
    follow_up_hours = _follow_up_hours(time_table)
    time_table.close()
    return Rulebook(
        edition=table.number("edition", 1, _LARGEST),
        title=table.text("title", say("应为标题")),
        city=table.text("city", say("应为城市代码，全国默认写 national")),
        effective_from=table.day("effective_from"),
        time=policy,
        hours=hours,
        follow_up_hours=follow_up_hours,
        limits=_limits(table),
        numbers=tuple(_numbers(table)),
        flags=tuple(_flags(table)),
        exclusions=tuple(read_exclusions(table)),
    )


def _policy(table: Table) -> TimePolicy:
    values = {
        "off_hours_start": table.choice("off_hours_start", ("shift", "stay")),
        "ends": table.choice("ends", ("close", "midnight")),
        "days_roll": table.flag("days_roll"),
        "pause": table.choice("pause", ("working_time", "whole_days")),
        "yellow_percent": table.number("yellow_percent", 1, 99),
    }
    if values["ends"] == "midnight" and values["pause"] == "working_time":
        table.wrong("pause", say("ends 为 midnight 时应为 whole_days：下班后没有工作时间可扣"))
    return TimePolicy() if table.problems else msgspec.convert(values, TimePolicy)


def _hours(table: Table) -> tuple[Period, ...]:
    """Hours of business, in order and apart."""
    hours = tuple(_period(table, "hours", text) for text in table.texts("hours"))
    problem = hours_problem(hours)
    if problem and _NO_PERIOD not in hours:
        table.wrong(
            "hours", say('{problem}；应写作 ["09:00-12:00", "13:30-17:30"]', problem=problem)
        )
    return hours


def _follow_up_hours(table: Table) -> Period:
    """The part of a day in which citizens may be called back."""
    text = table.text("follow_up_hours", say("应写作 08:30-20:30"))
    period = _period(table, "follow_up_hours", text) if text else _NO_PERIOD
    if period != _NO_PERIOD and hours_problem((period,)):
        table.wrong("follow_up_hours", hours_problem((period,)))
    return period


def _period(table: Table, key: str, text: str) -> Period:
    """A period of the day; `_NO_PERIOD` and a problem when the text is none."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        table.wrong(key, say("应写作 09:00-12:00"), text)
        return _NO_PERIOD
    first, second, third, fourth = (int(part) for part in match.groups())
    return Period(start=time(first, second), end=time(third, fourth))


def _limits(table: Table) -> tuple[Clause, ...]:
    before = len(table.problems)
    known = {name.value: name for name in LimitName}
    clauses: list[Clause] = []
    for row in table.rows("limits"):
        name = known.get(row.choice("name", known))
        when = _when(row.table("when", optional=True))
        duration = _duration(row, name)
        governs, source = _governs(row), _source(row)
        row.close()
        if name and duration:
            number = sum(clause.name is name for clause in clauses) + 1
            clauses.append(
                Clause(
                    key=f"{name.value}#{number}",
                    name=name,
                    duration=duration,
                    governs=governs,
                    source=source,
                    when=when,
                )
            )
    if len(table.problems) == before:
        # Only clauses that are sound one by one can be compared with one another.
        table.problems.extend(problems_among(clauses))
    return tuple(clauses)


def _when(table: Table) -> When:
    when = When(
        kind=table.words("kind", Kind),
        urgency=table.words("urgency", Urgency),
        topic=table.texts("topic"),
        tag=table.words("tag", Tag),
        channel=table.words("channel", Channel),
    )
    for code in when.topic:
        if _TOPIC.fullmatch(code) is None:
            table.wrong("topic", say("应为事项代码，层级之间用 /，首尾不用"), code)
    table.close()
    return when


def _duration(row: Table, name: LimitName | None) -> Duration | None:
    """The duration of a limit, None when it cannot be read."""
    text = row.text("duration", say("应写作 10min、2h、4wh、0.5wd、1wd、7d 或 today"))
    if not text:
        return None
    try:
        duration = parse(text)
    except BadDuration as error:
        row.wrong("duration", str(error))
        return None
    if name in COUNTED_BACKWARDS and (duration.unit not in BACKWARD_UNITS or duration.has_half_day):
        row.wrong("duration", say("此项自主办时限倒推，只能用 min、h、d 或整数 wd"))
    elif name in LENGTHS and duration.unit is TimeUnit.TODAY:
        row.wrong("duration", say("此项是一段时长，不能写 today"))
    return duration


def _numbers(table: Table) -> Iterator[NumberClause]:
    known = {name.value: name for name in NumberName}
    names = []
    for row in table.rows("numbers"):
        name = known.get(row.choice("name", known))
        low, high = NUMBER_RANGE[name] if name else (0, _LARGEST)
        value, governs, source = row.number("value", low, high), _governs(row), _source(row)
        row.close()
        if name:
            names.append(name)
            yield NumberClause(name=name, value=value, governs=governs, source=source)
    _once_each(table, "numbers", names, known.values())


def _flags(table: Table) -> Iterator[FlagClause]:
    known = {name.value: name for name in FlagName}
    names = []
    for row in table.rows("flags"):
        name = known.get(row.choice("name", known))
        value, governs, source = row.flag("value"), _governs(row), _source(row)
        row.close()
        if name:
            names.append(name)
            yield FlagClause(name=name, value=value, governs=governs, source=source)
    _once_each(table, "flags", names, known.values())


def _once_each(
    table: Table, key: str, names: Sequence[ClauseName], known: Iterable[ClauseName]
) -> None:
    """Every name is settled exactly once: an edition leaves nothing open and nothing in doubt."""
    for name in known:
        times = names.count(name)
        if times != 1:
            what = (
                say("缺少“{name}”", name=name.zh)
                if times == 0
                else say("“{name}”写了{times}次", name=name.zh, times=times)
            )
            table.wrong(key, say("{what}，应恰好一次", what=what), name.value)


def _governs(row: Table) -> Governs:
    return "open" if row.choice("governs", get_args(Governs)) == "open" else "new"


def _source(row: Table) -> str:
    return row.text("source", say("应写明依据"))
