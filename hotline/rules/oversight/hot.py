"""热点事件: a matter that several people raise within days, more often than usual.

Raised by the clock with the figures that raised it (seen against expected), grown by it while it
runs; people confirm it or dismiss it with a reason, add and take out cases by hand, and lead it on:
into the case that heads it as a mass event, or to a governance topic by a link. What was taken out
by hand never comes back by itself. Source: product.md §4 Merging, §9 rising-topic alarm; 66号 七.

What is expected, and whether that is unusual: `unusual`.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from hotline.rules.actor import Actor
from hotline.rules.oversight.unusual import Figures
from hotline.rules.reference.office import Command, Event, Office, allowed, first, text
from hotline.rules.refusal import Code, Refusal
from hotline.rules.sealed import SEALED
from hotline.rules.text import say
from hotline.rules.words import Role, Term

Sealed = Annotated[str, SEALED]

MOST: Final = 300
"""Cases of one event that are kept together; a matter of more people is a mass event."""
MOST_AT_ONCE: Final = 50
"""Cases that are merged while somebody waits."""
DECIDERS: Final = (
    Role.DISPATCHER, Role.PRE_REVIEWER, Role.TEAM_LEADER, Role.DUTY_MANAGER, Role.SUPERVISOR,
    Role.MANAGEMENT,
)  # fmt: skip


class HotState(Term):
    """How a hot event stands."""

    RAISED = "raised", "待研判"
    CONFIRMED = "confirmed", "已确认"
    DISMISSED = "dismissed", "已排除"


class RaiseHot(Command, frozen=True, kw_only=True):
    """By the clock. `name` is made of what the cases' words share."""

    name: str
    cases: tuple[str, ...]
    figures: Figures
    topic: str = ""
    area: str = ""


class GrowHot(Command, frozen=True, kw_only=True):
    """By the clock: further cases of the same matter."""

    cases: tuple[str, ...]


class ConfirmHot(Command, frozen=True, kw_only=True):
    """确认为热点."""


class DismissHot(Command, frozen=True, kw_only=True):
    """排除: no matter of its own, or chance."""

    reason: str


class ChangeMembers(Command, frozen=True, kw_only=True):
    """By hand: cases put in and taken out."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class LeadOn(Command, frozen=True, kw_only=True):
    """转为群体事件 headed by that case, or 转入治理专题 by its name or address; one or both."""

    case: str = ""
    governance: str = ""


class HotRaised(Event, frozen=True, kw_only=True):
    """已发现热点."""

    name: Sealed
    cases: tuple[str, ...]
    figures: Figures
    topic: str
    area: str


class HotGrown(Event, frozen=True, kw_only=True):
    """热点有新工单."""

    cases: tuple[str, ...]


class HotConfirmed(Event, frozen=True, kw_only=True):
    """已确认为热点."""

    by: str


class HotDismissed(Event, frozen=True, kw_only=True):
    """已排除."""

    by: str
    reason: Sealed


class MembersChanged(Event, frozen=True, kw_only=True):
    """工单已人工增减."""

    by: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


class HotLedOn(Event, frozen=True, kw_only=True):
    """已转群体事件或治理专题."""

    by: str
    case: str
    governance: str


HandCommand = ConfirmHot | DismissHot | ChangeMembers | LeadOn
HotCommand = RaiseHot | GrowHot | HandCommand
HotEvent = HotRaised | HotGrown | HotConfirmed | HotDismissed | MembersChanged | HotLedOn


class Hot(msgspec.Struct, frozen=True, kw_only=True):
    """A hot event. `out` were taken out by hand; `head` is the case of its mass event."""

    state: HotState | None = None
    raised_at: datetime | None = None
    last_at: datetime | None = None
    figures: Figures = Figures(seen=0, people=0, expected=0.0)
    topic: str = ""
    area: str = ""
    cases: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    decided_by: str = ""
    decided_at: datetime | None = None
    head: str = ""
    governance: str = ""


def forgotten(last_at: datetime, now: datetime, quiet: int) -> bool:
    """Whether a further like case begins anew, after so many days, instead of growing the event."""
    return now - last_at > timedelta(days=quiet)


# --- decider ----------------------------------------------------------------------------------


def decide(state: Hot, command: HotCommand, office: Office) -> tuple[HotEvent, ...] | Refusal:
    """What follows, or why not."""
    match command:
        case RaiseHot():
            return allowed(office, Role.CLOCK) or _raise(state, command, office)
        case GrowHot():
            return allowed(office, Role.CLOCK) or _grow(state, command.cases, office)
        case _:
            refusal = allowed(office, *DECIDERS) or _there(state)
            return refusal or _by_hand(state, command, office)


def _raise(state: Hot, command: RaiseHot, office: Office) -> tuple[HotEvent, ...]:
    if state.state is not None:
        return ()
    raised = HotRaised(
        at=office.now,
        name=command.name,
        cases=command.cases[:MOST],
        figures=command.figures,
        topic=command.topic,
        area=command.area,
    )
    return (raised,)


def _grow(state: Hot, cases: tuple[str, ...], office: Office) -> tuple[HotEvent, ...]:
    known = {*state.cases, *state.out}
    fresh = tuple(case for case in cases if case not in known)[: max(0, MOST - len(state.cases))]
    return (HotGrown(at=office.now, cases=fresh),) if fresh else ()


def _there(state: Hot) -> Refusal | None:
    if state.state is not None:
        return None
    return Refusal(code=Code.NOT_FOUND, message=say("没有这个热点。"))


def _by_hand(state: Hot, command: HandCommand, office: Office) -> tuple[HotEvent, ...] | Refusal:
    by = office.actor.id
    match command:
        case ConfirmHot():
            if state.state is HotState.CONFIRMED:
                return _already()
            return (HotConfirmed(at=office.now, by=by),)
        case DismissHot():
            if state.state is HotState.DISMISSED:
                return _already()
            refusal = first(text(command.reason, "reason", say("理由"), limit=2000))
            return refusal or (HotDismissed(at=office.now, by=by, reason=command.reason),)
        case ChangeMembers():
            added = tuple(one for one in command.added if one not in state.cases)
            removed = tuple(one for one in command.removed if one in state.cases)
            changed = MembersChanged(at=office.now, by=by, added=added, removed=removed)
            return (changed,) if added or removed else _already()
        case _:
            return _lead_on(state, command, office)


def _lead_on(state: Hot, command: LeadOn, office: Office) -> tuple[HotEvent, ...] | Refusal:
    if command.case and command.case not in state.cases:
        return Refusal(
            code=Code.INVALID,
            message=say("主单应是这个热点中的工单。"),
            advice=say("请先把它加入热点。"),
            field="case",
        )
    if not command.case and (no := text(command.governance, "governance", say("治理专题"))):
        return no
    led = HotLedOn(
        at=office.now, by=office.actor.id, case=command.case, governance=command.governance.strip()
    )
    return (led,)


def merging(
    actor: Actor, members: AbstractSet[str], head: str, others: Sequence[str]
) -> Refusal | None:
    """Why these cases of an event cannot be merged under that one at once; what each case's own
    rules say comes on top."""
    if not actor.is_a(*DECIDERS):
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("您的角色不能从热点并单。"),
            advice=say("请由派单或值班人员办理。"),
        )
    if head not in members or not members >= set(others):
        return Refusal(
            code=Code.INVALID,
            message=say("主单和要并入的都应是这个热点中的工单。"),
            advice=say("请先选主单；不在其中的请先加入热点。"),
            field="head",
        )
    if not 0 < len(others) <= MOST_AT_ONCE:
        return Refusal(
            code=Code.INVALID,
            message=say("选了{n}件要并入的，应为1到{most}件。", n=len(others), most=MOST_AT_ONCE),
            advice=say("请勾选主单以外的工单，多的分几次并入。"),
            field="cases",
        )
    return None


def _already() -> Refusal:
    return Refusal(
        code=Code.ALREADY,
        message=say("已经是这样，没有可改的。"),
        advice=say("请刷新页面查看最新状态。"),
    )


def evolve(state: Hot, event: HotEvent) -> Hot:
    """The event after that."""
    match event:
        case HotRaised():
            return Hot(
                state=HotState.RAISED,
                raised_at=event.at,
                last_at=event.at,
                figures=event.figures,
                topic=event.topic,
                area=event.area,
                cases=event.cases,
            )
        case HotGrown():
            return replace(state, cases=state.cases + event.cases, last_at=event.at)
        case HotConfirmed():
            return replace(
                state, state=HotState.CONFIRMED, decided_by=event.by, decided_at=event.at
            )
        case HotDismissed():
            return replace(
                state, state=HotState.DISMISSED, decided_by=event.by, decided_at=event.at
            )
        case MembersChanged():
            kept = tuple(one for one in state.cases if one not in event.removed)
            return replace(
                state,
                cases=kept + event.added,
                by_hand=(*state.by_hand, *event.added),
                out=tuple(one for one in (*state.out, *event.removed) if one not in event.added),
            )
        case _:
            return replace(
                state,
                head=event.case or state.head,
                governance=event.governance or state.governance,
            )
