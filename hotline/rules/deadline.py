"""A running limit (时限) as a value: started, paused, extended, stopped, breached, explained.

The state of a case holds two sorts of `Clock`: the citizen's promise and each leg's limit. A
clock keeps the promise as it was made (start, duration, edition of rulebook and calendar) and
every turn since with the limit it led to, so that it never changes behind anybody's back and can
be explained, or reckoned again under a later calendar, from itself alone.

Assumes: times are aware; the caller's guards allow the turn (a turn that makes no sense is a
programming error and raises ValueError); the caller ends a pause at the cap of the rulebook.
A clock counts as kept when stopped at or before `due_at`; while paused it cannot become overdue.
Reckoning itself, with its sources, is in `reckoning.py`; lights and words in `lights.py`.
"""

from datetime import UTC, datetime
from typing import assert_never

import msgspec
from msgspec.structs import replace

from hotline.rules.calendar import Calendar
from hotline.rules.duration import Duration
from hotline.rules.moments import say_end
from hotline.rules.reckoning import (
    NOTICE,
    RULEBOOK,
    Deadline,
    Step,
    TimePolicy,
    ahead_of,
    due,
    due_at,
    extended,
    resumed,
)
from hotline.rules.text import say

__all__ = [
    "Clock",
    "Deadline",
    "Extended",
    "Fixed",
    "Paused",
    "Reckoned",
    "Step",
    "TimePolicy",
    "Turn",
    "ahead_of",
    "breach",
    "due",
    "due_at",
    "explain",
    "extend",
    "extended",
    "fix",
    "is_overdue",
    "mark_reckoned",
    "pause",
    "reckon_again",
    "resume",
    "resumed",
    "run_on",
    "start_clock",
    "stop",
]


INNER_LIMIT = say("下派单的时限不超过上级承办单的时限")
BEFORE_THE_LEAD = say("协办单位应先于主办单位答复")
ENTRY_LIMIT = say("派单目录的条目规定了更短的时限")
TIME_LEFT = say("改定承办单位的承接剩余时限，但不少于规定的最短时限")
URGENCY_CHANGED = say("紧急程度更正后重新计算")
TAGS_CHANGED = say("标签更正后重新计算")
INTERIM = say("已作阶段性答复，按法定程序的时限跟踪到结果")
IN_PROVINCE = say("省级平台交办，时限早于省级时限")
NEW_CALENDAR = say("放假安排公布，按新日历重新计算")
NEW_RULES = say("办理规则修订并适用于在办工单，重新计算")
PROVINCE_ANSWERED = say("省级平台改定了时限，重新计算")
_FIXED = (INNER_LIMIT, BEFORE_THE_LEAD, ENTRY_LIMIT, TIME_LEFT, URGENCY_CHANGED, TAGS_CHANGED,
          INTERIM, IN_PROVINCE)  # fmt: skip
_RECKONED = (NEW_CALENDAR, NEW_RULES, PROVINCE_ANSWERED)
REASONS = {str(one): one for one in (*_FIXED, *_RECKONED)}
"""Reasons of `Fixed` and `Reckoned` as stored, so that they can be said in another language."""


class Paused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A pause that has ended, and the limit after it."""

    at: datetime
    until: datetime
    due_at: datetime


class Extended(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """延期 granted `at`: counted from the limit before it, and the limit after it."""

    at: datetime
    by: Duration
    due_at: datetime


class Fixed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A limit set by another rule than the clock's own duration, with the reason in Chinese."""

    at: datetime
    due_at: datetime
    reason: str
    source: str = ""


class Reckoned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """重新计算 `at`: the limit `was`, and is `due_at` since; `basis` is what it is reckoned by now
    (a calendar, an edition of the rulebook). `calendar_edition` and `edition` are those before."""

    at: datetime
    was: datetime
    due_at: datetime
    reason: str
    basis: str
    calendar_edition: str
    edition: int


Turn = Paused | Extended | Fixed | Reckoned


class Clock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One running limit. `clause` names the rulebook clause of `edition` that gave `duration`."""

    name: str
    started_at: datetime
    duration: Duration
    due_at: datetime
    edition: int
    calendar_edition: str
    clause: str = ""
    source: str = ""
    provisional: bool = False
    turns: tuple[Turn, ...] = ()
    paused_since: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None

    @property
    def pauses(self) -> tuple[Paused, ...]:
        """The pauses that have ended."""
        return tuple(turn for turn in self.turns if isinstance(turn, Paused))

    @property
    def extensions(self) -> tuple[Extended, ...]:
        """The extensions granted."""
        return tuple(turn for turn in self.turns if isinstance(turn, Extended))

    @property
    def is_running(self) -> bool:
        """Whether time passes on it: neither stopped nor paused."""
        return self.stopped_at is None and self.paused_since is None

    def reached(self, now: datetime) -> datetime:
        """The moment up to which time has passed on it: stopped, paused since, or now."""
        return min(at for at in (self.stopped_at, self.paused_since, now) if at is not None)


def start_clock(
    name: str,
    started_at: datetime,
    duration: Duration,
    calendar: Calendar,
    policy: TimePolicy,
    *,
    edition: int,
    clause: str = "",
    source: str = "",
) -> Clock:
    """A clock running from `started_at`; `Rulebook.start_clock` fills in the clause."""
    ends, provisional = due_at(started_at, duration, calendar, policy)
    return Clock(
        name=name,
        started_at=started_at.astimezone(UTC),
        duration=duration,
        due_at=ends,
        edition=edition,
        calendar_edition=calendar.edition,
        clause=clause,
        source=source,
        provisional=provisional,
    )


def pause(clock: Clock, at: datetime) -> Clock:
    """The clock standing still from `at` (退单审核, 挂起)."""
    _refuse(not clock.is_running, clock, "is not running")
    return replace(clock, paused_since=at)


def resume(clock: Clock, at: datetime, calendar: Calendar, policy: TimePolicy) -> Clock:
    """The clock running again from `at`, with what was left when it was paused."""
    since = clock.paused_since
    if since is None or clock.stopped_at is not None:
        raise ValueError(f"clock {clock.name} is not paused")
    deadline = resumed(clock.due_at, clock.duration.unit, (since, at), calendar, policy)
    turn = Paused(at=since, until=at, due_at=deadline.due_at)
    return _turned(replace(clock, paused_since=None), turn, deadline.provisional)


def extend(
    clock: Clock, at: datetime, by: Duration, calendar: Calendar, policy: TimePolicy
) -> Clock:
    """延期 granted at `at`; it counts from the old limit however late the ruling came."""
    _refuse(clock.stopped_at is not None, clock, "is stopped")
    deadline = extended(clock.due_at, by, calendar, policy)
    turn = Extended(at=at, by=by, due_at=deadline.due_at)
    return _turned(clock, turn, deadline.provisional)


def fix(clock: Clock, at: datetime, due_at: datetime, reason: str, source: str = "") -> Clock:
    """The clock with a limit set by another rule: a co-handler's, a new lead's, an inner limit."""
    _refuse(clock.stopped_at is not None, clock, "is stopped")
    limit = due_at.astimezone(UTC)
    return _turned(clock, Fixed(at=at, due_at=limit, reason=str(reason), source=str(source)), False)


def stop(clock: Clock, at: datetime) -> Clock:
    """The clock of a duty done (or fallen away) at `at`; a pause in progress stays on record."""
    _refuse(clock.stopped_at is not None, clock, "is stopped")
    return replace(clock, stopped_at=at)


def run_on(clock: Clock) -> Clock:
    """退回重报: the clock as if it had never been stopped."""
    _refuse(clock.stopped_at is None, clock, "is not stopped")
    return replace(clock, stopped_at=None)


def breach(clock: Clock, at: datetime) -> Clock:
    """The clock marked overdue since `at`; the first mark stays, also when it runs on."""
    return clock if clock.breached_at is not None else replace(clock, breached_at=at)


def is_overdue(clock: Clock, now: datetime) -> bool:
    """Whether more time has passed on the clock than it had."""
    return clock.reached(now) > clock.due_at


def explain(clock: Clock, calendar: Calendar, policy: TimePolicy) -> tuple[Step, ...]:
    """Every step from the start to `clock.due_at`, turns included; the last step is that limit.

    `calendar` and `policy` should be those of `clock.calendar_edition` and `clock.edition`. Under
    others the reckoning may end elsewhere; then a last step says which limit is on record.
    """
    again, steps = _replay(clock, calendar, policy)
    if again.due_at != clock.due_at:
        on_record = say_end(calendar.local(clock.due_at), year=True)
        text = say(
            "按日历{calendar_edition}、办理规则第{edition}版记录的时限为{on_record}",
            calendar_edition=clock.calendar_edition,
            edition=clock.edition,
            on_record=on_record,
        )
        steps.append(Step(at=clock.due_at, text=text))
    return tuple(steps)


def reckon_again(clock: Clock, calendar: Calendar, policy: TimePolicy) -> Clock:
    """The same clock and turns under a newer calendar (a provisional year was published).

    A limit fixed by another rule stays as it was set.
    """
    return _replay(clock, calendar, policy)[0]


def mark_reckoned(again: Clock, before: Clock, at: datetime, reason: str, basis: str) -> Clock:
    """`again` with the turn that keeps on record which limit it had `before`, and why it moved."""
    turn = Reckoned(
        at=at,
        was=before.due_at,
        due_at=again.due_at,
        reason=str(reason),
        basis=basis,
        calendar_edition=before.calendar_edition,
        edition=before.edition,
    )
    return replace(again, turns=(*again.turns, turn))


def _replay(clock: Clock, calendar: Calendar, policy: TimePolicy) -> tuple[Clock, list[Step]]:
    """The clock made once more, turn by turn, with the steps of each."""
    start = due(clock.started_at, clock.duration, calendar, policy)
    steps = list(start.steps)
    limit, provisional = start.due_at, start.provisional
    turns: list[Turn] = []
    for turn in clock.turns:
        deadline = _again(turn, clock, limit, calendar, policy)
        steps.extend(deadline.steps)
        limit, provisional = deadline.due_at, provisional or deadline.provisional
        turns.append(turn if isinstance(turn, Reckoned) else replace(turn, due_at=limit))
    again = replace(
        clock,
        due_at=limit,
        calendar_edition=calendar.edition,
        provisional=provisional,
        turns=tuple(turns),
    )
    return again, steps


def _again(
    turn: Turn, clock: Clock, limit: datetime, calendar: Calendar, policy: TimePolicy
) -> Deadline:
    match turn:
        case Paused(at=since, until=until):
            return resumed(limit, clock.duration.unit, (since, until), calendar, policy)
        case Extended(by=by):
            return extended(limit, by, calendar, policy)
        case Fixed(due_at=due_at, reason=reason, source=source):
            end = say_end(calendar.local(due_at), year=True)
            step = Step(
                at=due_at,
                text=say("{reason}，时限定为{end}", reason=REASONS.get(reason, reason), end=end),
                source=source,
            )
            return Deadline(due_at=due_at, steps=(step,))
        case Reckoned():
            return Deadline(due_at=limit, steps=(_said(turn, limit, calendar),))
        case _:
            assert_never(turn)


def _said(turn: Reckoned, limit: datetime, calendar: Calendar) -> Step:
    """Both limits, the moment at which the one took the other's place, and why."""
    was, now, at = (
        say_end(calendar.local(one), year=True) for one in (turn.was, turn.due_at, turn.at)
    )
    text = say(
        "{at}{reason}（{basis}）：原时限{was}，改为{now}",
        at=at,
        reason=REASONS.get(turn.reason, turn.reason),
        basis=turn.basis,
        was=was,
        now=now,
    )
    return Step(at=limit, text=text, source=NOTICE if turn.reason == NEW_CALENDAR else RULEBOOK)


def _turned(clock: Clock, turn: Turn, provisional: bool) -> Clock:
    return replace(
        clock,
        due_at=turn.due_at,
        turns=(*clock.turns, turn),
        provisional=clock.provisional or provisional,
    )


def _refuse(wrong: bool, clock: Clock, what: str) -> None:
    if wrong:
        raise ValueError(f"clock {clock.name} {what}")
