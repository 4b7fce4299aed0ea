"""The rulebook (办理规则): what a city settles about limits, numbers and yes-or-no rules.

A rulebook is an edition with a day from which it is in force. Everything product.md §4 lets a city
vary is a clause of it, so nothing of the kind is written in code. Editions are stored in the
journal as they are; events store the edition's number and the clause's `key`.

**Which clause applies.** Clauses of one limit are read from top to bottom; the first whose `when`
fits the case applies; the last has no `when` and is the default. So there is always exactly one.
A clause that can never be reached is refused when the text is read (`rulebook_reading.py`).

**Which edition applies.** Each limit, number and flag says whether it governs `new` cases only
(those accepted while it is in force) or `open` ones too. See `Editions.governing`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from hotline.rules import deadline
from hotline.rules.calendar import Calendar, Period
from hotline.rules.deadline import Clock, Deadline, TimePolicy
from hotline.rules.duration import Duration
from hotline.rules.rulebook_exclusions import BEFORE, ExclusionReason
from hotline.rules.rulebook_names import (
    ADDED,
    BORROWED,
    ClauseName,
    FlagName,
    LimitName,
    NumberName,
)
from hotline.rules.text import joined, say
from hotline.rules.words import Channel, Kind, Tag, Urgency

Governs = Literal["new", "open"]
GOVERNS_ZH: Mapping[Governs, str] = {"new": say("新受理的适用"), "open": say("在办的也适用")}


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a limit may depend on. A fact not yet known is empty and fits no condition on it."""

    kind: str = ""
    urgency: str = ""
    topic: str = ""
    tags: frozenset[str] = frozenset()
    channel: str = ""


class When(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Conditions of a clause: all that are given must fit; within one, any value does.

    `topic` holds codes of the topic tree; each stands for its subtree too ("/" between levels).
    """

    kind: tuple[Kind, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    topic: tuple[str, ...] = ()
    tag: tuple[Tag, ...] = ()
    channel: tuple[Channel, ...] = ()

    def fits(self, facts: CaseFacts) -> bool:
        """Whether a case with these facts meets every condition given."""
        return (
            (not self.kind or facts.kind in self.kind)
            and (not self.urgency or facts.urgency in self.urgency)
            and (not self.channel or facts.channel in self.channel)
            and (not self.tag or any(tag in facts.tags for tag in self.tag))
            and (not self.topic or any(under(facts.topic, topic) for topic in self.topic))
        )

    @property
    def is_default(self) -> bool:
        """Whether it has no condition, so that every case fits."""
        return self == When()

    @property
    def zh(self) -> str:
        """投诉、举报；紧急; "" for the default."""
        groups = (
            [term.zh for term in self.kind],
            [term.zh for term in self.urgency],
            [say("事项{code}", code=code) for code in self.topic],
            [say("标签{term}", term=term.zh) for term in self.tag],
            [say("{term}渠道", term=term.zh) for term in self.channel],
        )
        return joined("；", (joined("、", group) for group in groups if group))


def under(topic: str, prefix: str) -> bool:
    """Whether the topic is `prefix` or lies below it in the tree."""
    return topic == prefix or topic.startswith(prefix + "/")


class Clause(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One limit for the cases that fit; `key` is its name in this edition, e.g. `handle#2`."""

    key: str
    name: LimitName
    duration: Duration
    governs: Governs
    source: str
    when: When = When()

    @property
    def zh(self) -> str:
        """签收时限（特急）."""
        if not self.when.zh:
            return self.name.zh
        return say("{name}（{when}）", name=self.name.zh, when=self.when.zh)


class NumberClause(msgspec.Struct, frozen=True, kw_only=True):
    """One number of the edition."""

    name: NumberName
    value: int
    governs: Governs
    source: str


class FlagClause(msgspec.Struct, frozen=True, kw_only=True):
    """One yes or no of the edition."""

    name: FlagName
    value: bool
    governs: Governs
    source: str


class Rulebook(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One edition. Made by `read_rulebook`, which checks it; kept and read back as JSON."""

    edition: int
    title: str
    city: str
    effective_from: date
    time: TimePolicy
    hours: tuple[Period, ...]
    follow_up_hours: Period
    limits: tuple[Clause, ...]
    numbers: tuple[NumberClause, ...]
    flags: tuple[FlagClause, ...]
    exclusions: tuple[ExclusionReason, ...] = BEFORE

    @cached_property
    def _limits(self) -> Mapping[LimitName, tuple[Clause, ...]]:
        names = dict.fromkeys(clause.name for clause in self.limits)
        own = {name: tuple(c for c in self.limits if c.name is name) for name in names}
        return {late: own[lender] for late, lender in BORROWED.items() if lender in own} | own

    @cached_property
    def _values(self) -> Mapping[ClauseName, NumberClause | FlagClause]:
        found: dict[ClauseName, NumberClause | FlagClause] = {}
        found |= {clause.name: clause for clause in self.numbers}
        found |= {clause.name: clause for clause in self.flags}
        return found

    def clauses(self, name: LimitName) -> tuple[Clause, ...]:
        """All clauses of a limit in the order in which they are tried, the default last."""
        return self._limits[name]

    def limit(self, name: LimitName, facts: CaseFacts) -> Clause:
        """The clause for a case: the first that fits."""
        return next(clause for clause in self._limits[name] if clause.when.fits(facts))

    def clause(self, key: str) -> Clause:
        """The clause an event names; KeyError when this edition has none of that key."""
        for clause in self.limits:
            if clause.key == key:
                return clause
        raise KeyError(f"edition {self.edition} has no clause {key}")

    def number(self, name: NumberName) -> int:
        """The number of that name; an edition older than the name has what `ADDED` says."""
        found = self._values.get(name)
        return int(found.value) if found else ADDED[name]

    def flag(self, name: FlagName) -> bool:
        """Whether that rule applies; an edition older than the name has what `ADDED` says."""
        found = self._values.get(name)
        return bool(found.value if found else ADDED[name])

    def exclusion(self, code: str) -> ExclusionReason | None:
        """The reason of that code for 考核剔除; None where this edition has none."""
        return next((one for one in self.exclusions if one.code == code), None)

    def governs(self, name: ClauseName) -> Governs:
        """Whether the rule of that name reaches cases that were open before this edition."""
        if isinstance(name, LimitName):
            return self._limits[name][0].governs
        found = self._values.get(name)
        return found.governs if found else "open"

    def due(
        self, name: LimitName, start: datetime, facts: CaseFacts, calendar: Calendar
    ) -> Deadline:
        """When that limit, begun at `start`, is due for a case with these facts."""
        return deadline.due(start, self.limit(name, facts).duration, calendar, self.time)

    def start_clock(
        self, name: LimitName, at: datetime, facts: CaseFacts, calendar: Calendar
    ) -> Clock:
        """A clock of that limit, begun at `at`, that remembers edition, clause and source."""
        clause = self.limit(name, facts)
        return deadline.start_clock(
            name.value,
            at,
            clause.duration,
            calendar,
            self.time,
            edition=self.edition,
            clause=clause.key,
            source=clause.source,
        )


class Editions(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All editions of a city, in any order; numbers are unique and there is at least one.

    On equal days the higher number is in force (a correction). Before the first edition the first
    one applies, so that cases older than the platform can be brought in.
    """

    books: tuple[Rulebook, ...]
    zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        """Refuses an empty set and two editions of the same number (ValueError)."""
        numbers = sorted(book.edition for book in self.books)
        if not numbers:
            raise ValueError(say("至少要有一版办理规则"))
        twice = [number for number, following in pairwise(numbers) if number == following]
        if twice:
            raise ValueError(say("办理规则第{edition}版重复", edition=twice[0]))

    @cached_property
    def _ordered(self) -> tuple[Rulebook, ...]:
        return tuple(sorted(self.books, key=lambda book: (book.effective_from, book.edition)))

    def in_force(self, on: date) -> Rulebook:
        """The edition in force on that day."""
        started = [book for book in self._ordered if book.effective_from <= on]
        return started[-1] if started else self._ordered[0]

    def exclusion_name(self, code: str) -> str:
        """What the newest edition that knows it calls that reason for 考核剔除, else the code."""
        known = (book.exclusion(code) for book in reversed(self._ordered))
        return next((one.name for one in known if one), code)

    def edition(self, number: int) -> Rulebook:
        """The edition of that number, as stored in events; KeyError when there is none."""
        for book in self.books:
            if book.edition == number:
                return book
        raise KeyError(f"no rulebook edition {number}")

    def governing(self, name: ClauseName, opened_at: datetime, now: datetime) -> Rulebook:
        """The edition whose rule of that name holds now for a case accepted at `opened_at`.

        It is the one in force at acceptance, replaced in turn by each later edition in force by
        now whose rule also governs open cases (法不溯及既往 unless the city says so).
        """
        zone = ZoneInfo(self.zone)
        opened, today = opened_at.astimezone(zone).date(), now.astimezone(zone).date()
        held = self.in_force(opened)
        for book in self._ordered[self._ordered.index(held) + 1 :]:
            if book.effective_from <= today and book.governs(name) == "open":
                held = book
        return held


_TIME_RULES = {
    "off_hours_start": say("非工作时间起算"),
    "ends": say("最后一日截止"),
    "days_roll": say("最后一日遇休息日"),
    "pause": say("暂停扣除"),
    "yellow_percent": say("亮黄灯（%）"),
}


def diff(old: Rulebook, new: Rulebook) -> tuple[str, ...]:
    """What changes from one edition to the other, a sentence for each change (Chinese)."""
    said: list[str] = []
    heads = (
        (say("标题"), old.title, new.title),
        (say("适用城市"), old.city, new.city),
        (say("施行日期"), str(old.effective_from), str(new.effective_from)),
        (say("回访时段"), str(old.follow_up_hours), str(new.follow_up_hours)),
        (say("工作时间"), _hours(old), _hours(new)),
    )
    said += [
        say("{what}：{was} → {now}", what=what, was=was, now=now)
        for what, was, now in heads
        if was != now
    ]
    time_before, time_after = (msgspec.to_builtins(book.time) for book in (old, new))
    said += [
        say(
            "计时规则 {key}：{was} → {now}",
            key=_TIME_RULES.get(key, key),
            was=_plain(was),
            now=_plain(time_after[key]),
        )
        for key, was in time_before.items()
        if was != time_after[key]
    ]
    before, after = _said(old), _said(new)
    said += _changes(before, after)
    if [what for what in before if what in after] != [what for what in after if what in before]:
        said.append(say("各款先后次序有变；同一时限的条款自上而下适用，次序影响结果"))
    return tuple(said)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    said: list[str] = [
        say("删去 {what}：{value}", what=what, value=value)
        for what, value in before.items()
        if what not in after
    ]
    for what, value in after.items():
        if what not in before:
            said.append(say("新增 {what}：{value}", what=what, value=value))
        elif before[what] != value:
            said.append(say("{what}：{was} → {now}", what=what, was=before[what], now=value))
    return said


def _said(book: Rulebook) -> dict[str, str]:
    """Every clause in words, by what it is about."""
    said: dict[str, str] = {
        c.zh: say("{value}（{governs}）", value=c.duration.zh, governs=GOVERNS_ZH[c.governs])
        for c in book.limits
    }
    said |= {
        c.name.zh: say("{value}（{governs}）", value=c.value, governs=GOVERNS_ZH[c.governs])
        for c in book.numbers
    }
    said |= {
        c.name.zh: say("{value}（{governs}）", value=_plain(c.value), governs=GOVERNS_ZH[c.governs])
        for c in book.flags
    }
    return said | {say("剔除理由 {code}", code=one.code): one.zh for one in book.exclusions}


def _hours(book: Rulebook) -> str:
    return joined("、", book.hours)


def _plain(value: object) -> str:
    return {True: say("是"), False: say("否")}[value] if isinstance(value, bool) else str(value)
