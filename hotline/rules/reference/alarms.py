"""When the city is told of hot matters (热点), and which earlier cases are shown as 可能重复.

Kept by the management body or the system administrator, each change with a reason; it counts from
then on and raises nothing anew of what came before. Nothing is decided by these figures: people
confirm, dismiss and merge. Source: product.md §4 Repeats, Merging; §9 rising-topic alarm.
"""

from datetime import datetime
from typing import Final

import msgspec

from hotline.rules.oversight.unusual import HotLimits
from hotline.rules.reference.office import Command, Event, Office, allowed, already, first, text
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

KEEPERS: Final = (Role.MANAGEMENT, Role.SYSTEM_ADMIN)


class AlikeLimits(msgspec.Struct, frozen=True, kw_only=True):
    """`least`: score from 0 to 1 from which a case is shown; `days`: how long ago one that is over
    may be, an open one is compared always."""

    least: float = 0.5
    days: int = 180


class Alarms(msgspec.Struct, frozen=True, kw_only=True):
    """What holds in a city; of one that never changed it, the standard."""

    hot: HotLimits = HotLimits()
    alike: AlikeLimits = AlikeLimits()
    changed_at: datetime | None = None
    by: str = ""


class SetAlarms(Command, frozen=True, kw_only=True):
    """设置热点与查重: all of it anew. The standard is set like anything else."""

    hot: HotLimits
    alike: AlikeLimits
    reason: str


class AlarmsSet(Event, frozen=True, kw_only=True):
    """热点与查重设置已更改."""

    by: str
    reason: str
    hot: HotLimits
    alike: AlikeLimits


class Bounds(msgspec.Struct, frozen=True):
    """Between which values a figure may lie, and what it is called."""

    least: float
    most: float
    label: str


HOT: Final = {
    "window": Bounds(1, 28, say("观察天数")),
    "weeks": Bounds(2, 12, say("对比前几周")),
    "fewest": Bounds(2, 50, say("最少件数与人数")),
    "times": Bounds(1, 20, say("达到往常的倍数")),
    "chance": Bounds(1e-6, 0.05, say("偶然的机会")),
    "quiet": Bounds(1, 60, say("停止几天后另起")),
    "of_topic": Bounds(0, 200, say("同事项同区一天几件")),
}
ALIKE: Final = {
    "least": Bounds(0.3, 0.95, say("最低相似分")),
    "days": Bounds(7, 365, say("回看天数")),
}
"""Fields of the two, and what they may be."""


def decide(state: Alarms, command: SetAlarms, office: Office) -> tuple[AlarmsSet, ...] | Refusal:
    """What follows, or why not."""
    refusal = first(
        allowed(office, *KEEPERS),
        bounded(command.hot, command.alike),
        text(command.reason, "reason", say("理由"), limit=500),
    )
    if refusal:
        return refusal
    if (command.hot, command.alike) == (state.hot, state.alike):
        return already(say("设置已经是这样。"))
    changed = AlarmsSet(
        at=office.now,
        by=office.actor.id,
        reason=command.reason,
        hot=command.hot,
        alike=command.alike,
    )
    return (changed,)


def bounded(hot: HotLimits, alike: AlikeLimits) -> Refusal | None:
    """Refuses a figure that lies outside what it may be."""
    return first(
        *(_within(getattr(hot, name), name, held) for name, held in HOT.items()),
        *(_within(getattr(alike, name), name, held) for name, held in ALIKE.items()),
    )


def _within(value: float, field: str, held: Bounds) -> Refusal | None:
    if held.least <= value <= held.most:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say(
            "{label}应在 {least} 到 {most} 之间。",
            label=held.label,
            least=f"{held.least:.6g}",
            most=f"{held.most:.6g}",
        ),
        advice=say("请重新填写。"),
        field=field,
    )


def evolve(_state: Alarms, event: AlarmsSet) -> Alarms:
    """What holds after that."""
    return Alarms(hot=event.hot, alike=event.alike, changed_at=event.at, by=event.by)
