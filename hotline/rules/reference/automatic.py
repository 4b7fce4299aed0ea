"""For which topics a city lets the machine dispatch (自动派单), and what it asks of it.

Switched on topic by topic by the management body, and only where what was measured passes the
city's bar at that moment; the figure goes into the event. Switched off at once by any dispatcher or
the management body with a reason, or by the machine itself (`automatic.falls`). The stream is
reference data: whether a topic is on is known to the very decision that sends a case.
"""

from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from hotline.rules.automatic import below
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    text,
    wrong_state,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.shares import Figure
from hotline.rules.text import say
from hotline.rules.words import Role

LOWEST_BAR: Final = 0.9
KEEPERS: Final = (Role.MANAGEMENT,)
STOPPERS: Final = (Role.DISPATCHER, Role.MANAGEMENT)
READERS: Final = (*STOPPERS, Role.CITY_REVIEWER, Role.SYSTEM_ADMIN)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`bar`: below which lower bound (0 to 1) no topic is on. `share`: per cent of what was sent
    that is drawn for review. `grace`: minutes in which a person may hold a case back."""

    bar: float = 0.95
    share: int = 10
    grace: int = 3


class On(msgspec.Struct, frozen=True, kw_only=True):
    """A topic that is on: since when, by whom, on which figure and bar."""

    since: datetime
    by: str
    figure: Figure
    bar: float


class Off(msgspec.Struct, frozen=True, kw_only=True):
    """A topic that was switched off: when, by whom, why, and whether by the machine."""

    at: datetime
    by: str
    by_rule: bool
    reason: str


class Automatic(msgspec.Struct, frozen=True, kw_only=True):
    """What the city has set, which topics are on, and which were switched off last."""

    settings: Settings = Settings()
    on: dict[str, On] = {}
    off: dict[str, Off] = {}


class SetAutomaticRules(Command, frozen=True, kw_only=True):
    """What the city asks of 自动派单."""

    bar: float
    share: int
    grace: int


class SwitchOn(Command, frozen=True, kw_only=True):
    """开通: `figure` is what was measured of the topic by now, put in by the platform."""

    topic: str
    figure: Figure


class SwitchOff(Command, frozen=True, kw_only=True):
    """停用, at once."""

    topic: str
    reason: str
    figure: Figure | None = None


class AutomaticRulesSet(Event, frozen=True, kw_only=True):
    """The city asks this of 自动派单."""

    bar: float
    share: int
    grace: int


class AutomaticSwitchedOn(Event, frozen=True, kw_only=True):
    """已开通自动派单: measured so at that moment."""

    topic: str
    by: str
    figure: Figure
    bound: float
    bar: float


class AutomaticSwitchedOff(Event, frozen=True, kw_only=True):
    """已停用自动派单, by a person or by the machine."""

    topic: str
    by: str
    by_rule: bool
    reason: str
    figure: Figure | None = None


AutomaticCommand = SetAutomaticRules | SwitchOn | SwitchOff
AutomaticEvent = AutomaticRulesSet | AutomaticSwitchedOn | AutomaticSwitchedOff
Decision = tuple[AutomaticEvent, ...] | Refusal


def decide(state: Automatic, command: AutomaticCommand, office: Office) -> Decision:
    """What follows, or why not."""
    match command:
        case SetAutomaticRules():
            return _set(command, office)
        case SwitchOn():
            return _switch_on(state, command, office)
        case _:
            return _switch_off(state, command, office)


def _set(command: SetAutomaticRules, office: Office) -> Decision:
    refusal = first(
        allowed(office, *KEEPERS),
        _within(command.bar * 100, LOWEST_BAR * 100, 99.9, "bar", say("派准率要求（%）")),
        _within(command.share, 1, 100, "share", say("抽查比例（%）")),
        _within(command.grace, 1, 60, "grace", say("等待分钟数")),
    )
    if refusal:
        return refusal
    return (
        AutomaticRulesSet(at=office.now, bar=command.bar, share=command.share, grace=command.grace),
    )


def _within(value: float, least: float, most: float, field: str, label: str) -> Refusal | None:
    if least <= value <= most:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say(
            "{label}应在 {least} 到 {most} 之间。",
            label=label,
            least=f"{least:g}",
            most=f"{most:g}",
        ),
        advice=say("请重新填写。"),
        field=field,
    )


def _switch_on(state: Automatic, command: SwitchOn, office: Office) -> Decision:
    refusal = first(allowed(office, *KEEPERS), text(command.topic, "topic", say("事项"), limit=64))
    if refusal:
        return refusal
    if command.topic in state.on:
        return already(say("该事项已经开通自动派单。"), "topic")
    if why := below(command.figure, state.settings.bar):
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("该事项还不能自动派单：{why}", why=why),
            advice=say("达到要求后再开通；在此之前由人派单，结果会继续计入。"),
            field="topic",
        )
    on = AutomaticSwitchedOn(
        at=office.now,
        topic=command.topic,
        by=office.actor.id,
        figure=command.figure,
        bound=round(command.figure.bound, 4),
        bar=state.settings.bar,
    )
    return (on,)


def _switch_off(state: Automatic, command: SwitchOff, office: Office) -> Decision:
    refusal = first(
        allowed(office, *STOPPERS, Role.CLOCK),
        text(command.reason, "reason", say("理由"), limit=500),
    )
    if refusal:
        return refusal
    if command.topic not in state.on:
        return wrong_state(say("该事项没有开通自动派单。"), say("请刷新页面。"))
    off = AutomaticSwitchedOff(
        at=office.now,
        topic=command.topic,
        by=office.actor.id,
        by_rule=office.actor.is_a(Role.CLOCK),
        reason=command.reason,
        figure=command.figure,
    )
    return (off,)


def evolve(state: Automatic, event: AutomaticEvent) -> Automatic:
    """What is set and on after that."""
    match event:
        case AutomaticRulesSet():
            settings = Settings(bar=event.bar, share=event.share, grace=event.grace)
            return replace(state, settings=settings)
        case AutomaticSwitchedOn():
            on = On(since=event.at, by=event.by, figure=event.figure, bar=event.bar)
            off = {topic: one for topic, one in state.off.items() if topic != event.topic}
            return replace(state, on={**state.on, event.topic: on}, off=off)
        case _:
            gone = Off(at=event.at, by=event.by, by_rule=event.by_rule, reason=event.reason)
            left = {topic: one for topic, one in state.on.items() if topic != event.topic}
            return replace(state, on=left, off={**state.off, event.topic: gone})
