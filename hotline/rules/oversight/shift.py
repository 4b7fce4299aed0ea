"""值班交接: a shift of the hotline's duty manager, from opening to being taken over.

What is still open when a shift ends is gathered by the platform, not remembered by people: alarms,
urgent orders that nobody has confirmed or signed, what waits at the hotline beyond its limit,
documents that climbed. Whoever hands over writes a remark on each and may leave an item out only by
name and with a reason; whoever takes over confirms item by item or all, and may refuse one. Shifts
are numbered; each is a stream of its own and nothing in it can be changed afterwards. A shift that
the next one is opened upon without having been handed over has lapsed, and what was open then is
named [product.md §4 Supervision: a shift hands over open alarms; pages.md: shift-handover log].
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, assert_never

import msgspec
from msgspec.structs import replace

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
from hotline.rules.sealed import SEALED
from hotline.rules.text import say
from hotline.rules.words import Role, Term

Sealed = Annotated[str, SEALED]
LONGEST: Final = timedelta(hours=24)
WORDS: Final = 1000


class ItemKind(Term):
    """Why something is handed over."""

    HAND_OVER = "hand_over", "移交未确认"
    UNCONFIRMED = "unconfirmed", "紧急未电话确认"
    UNSIGNED = "unsigned", "紧急未签收"
    DESK_LATE = "desk_late", "热线环节超期"
    CLIMBED = "climbed", "督办逾期升级"


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One open thing. `key` names it within a shift; `due_at` is what it is measured by."""

    key: str
    kind: ItemKind
    case: str
    number: str
    unit: str = ""
    due_at: datetime | None = None


class OpenShift(Command, frozen=True, kw_only=True):
    """开班, until then."""

    until: datetime


class Remark(Command, frozen=True, kw_only=True):
    """A remark on an open thing; `key` "" is the log of the shift (值班记事)."""

    remark: str
    key: str = ""


class HandOverShift(Command, frozen=True, kw_only=True):
    """交班 to another duty manager: all that is open, but for what is left out, and why."""

    to: str
    items: tuple[Item, ...]
    left: tuple[str, ...] = ()
    why: str = ""


class TakeOver(Command, frozen=True, kw_only=True):
    """确认接班: these items; all that wait where none is named."""

    keys: tuple[str, ...] = ()


class RefuseItem(Command, frozen=True, kw_only=True):
    """不接 of one item: it stays with whoever handed over."""

    key: str
    reason: str


class ShiftOpened(Event, frozen=True, kw_only=True):
    """已开班."""

    n: int
    manager: str
    until: datetime


class ShiftRemarked(Event, frozen=True, kw_only=True):
    """已备注."""

    key: str
    by: str
    remark: Sealed


class ShiftHandedOver(Event, frozen=True, kw_only=True):
    """已交班. `left` are open things that were not handed over."""

    by: str
    to: str
    items: tuple[Item, ...]
    left: tuple[Item, ...]
    why: Sealed


class ItemsTakenOver(Event, frozen=True, kw_only=True):
    """已确认接班."""

    by: str
    keys: tuple[str, ...]


class ItemRefused(Event, frozen=True, kw_only=True):
    """未接."""

    by: str
    key: str
    reason: Sealed


class ShiftLapsed(Event, frozen=True, kw_only=True):
    """未交班: the next shift was opened by somebody else without a handover; what was open then."""

    by: str
    items: tuple[Item, ...]


InShift = Remark | HandOverShift | TakeOver | RefuseItem
"""Commands within a shift; `OpenShift` ends the one before it, so `open_next` decides it."""
ShiftEvent = (
    ShiftOpened | ShiftRemarked | ShiftHandedOver | ItemsTakenOver | ItemRefused | ShiftLapsed
)
Decision = tuple[ShiftEvent, ...] | Refusal


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A shift. `n` 0 = not opened. `taken` and `refused` are keys of `items`."""

    n: int = 0
    manager: str = ""
    opened_at: datetime | None = None
    until: datetime | None = None
    to: str = ""
    handed_at: datetime | None = None
    items: tuple[Item, ...] = ()
    left: tuple[Item, ...] = ()
    taken: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    finished_at: datetime | None = None
    lapsed: bool = False

    @property
    def running(self) -> bool:
        """Whether it is neither handed over nor lapsed."""
        return bool(self.n) and self.handed_at is None and not self.lapsed

    @property
    def waiting(self) -> tuple[Item, ...]:
        """Items that were handed over and nobody has confirmed or refused."""
        known = {*self.taken, *self.refused}
        return tuple(item for item in self.items if item.key not in known)

    def overran(self, now: datetime) -> bool:
        """Whether it should have been handed over by now."""
        return self.running and self.until is not None and now > self.until


def open_next(
    last: Shift, command: OpenShift, items: Iterable[Item], office: Office
) -> tuple[tuple[ShiftEvent, ...], tuple[ShiftEvent, ...]] | Refusal:
    """(events of the last shift, of the new one): opening upon one that runs lets it lapse."""
    refusal = allowed(office, Role.DUTY_MANAGER)
    if refusal:
        return refusal
    if last.running and last.manager == office.actor.id:
        return already(say("您的第 {n} 班还没有交班。", n=last.n), "hours")
    if last.waiting and last.to == office.actor.id:
        return wrong_state(
            say("上一班交给您的事项还没有全部确认。"), say("请先逐项确认，或写明理由不接，再开班。")
        )
    if not office.now < command.until <= office.now + LONGEST:
        return Refusal(
            code=Code.INVALID,
            message=say("一班最长 {hours} 小时，从现在起算。", hours=24),
            advice=say("请重新选择值班时长。"),
            field="hours",
        )
    lapsed = ShiftLapsed(at=office.now, by=office.actor.id, items=tuple(items))
    opened = ShiftOpened(at=office.now, n=last.n + 1, manager=office.actor.id, until=command.until)
    return (lapsed,) if last.running else (), (opened,)


def decide(state: Shift, command: InShift, office: Office) -> Decision:
    """What follows, or why not."""
    refusal = allowed(office, Role.DUTY_MANAGER)
    if refusal:
        return refusal
    match command:
        case Remark():
            return _remark(state, command, office)
        case HandOverShift():
            return _hand_over(state, command, office)
        case TakeOver():
            return _take(state, command, office)
        case RefuseItem():
            return _refuse(state, command, office)
        case _:
            assert_never(command)


def _remark(state: Shift, command: Remark, office: Office) -> Decision:
    refusal = first(_own(state, office), text(command.remark, "remark", say("备注"), limit=WORDS))
    if refusal:
        return refusal
    return (
        ShiftRemarked(at=office.now, key=command.key, by=office.actor.id, remark=command.remark),
    )


def _hand_over(state: Shift, command: HandOverShift, office: Office) -> Decision:
    refusal = _own(state, office)
    if refusal:
        return refusal
    if command.to in ("", office.actor.id):
        return Refusal(
            code=Code.MISSING,
            message=say("没有选择由谁接班。"),
            advice=say("请选择另一位值班长。"),
            field="to",
        )
    left = tuple(item for item in command.items if item.key in command.left)
    refusal = text(command.why, "why", say("不交接的理由"), limit=WORDS) if left else None
    if refusal:
        return refusal
    handed = ShiftHandedOver(
        at=office.now,
        by=office.actor.id,
        to=command.to,
        items=tuple(item for item in command.items if item.key not in command.left),
        left=left,
        why=command.why if left else "",
    )
    return (handed,)


def _take(state: Shift, command: TakeOver, office: Office) -> Decision:
    refusal = _receiver(state, office)
    if refusal:
        return refusal
    open_keys = [item.key for item in state.waiting]
    keys = tuple(key for key in open_keys if not command.keys or key in command.keys)
    if state.items and not keys:
        return already(say("所选事项都已经确认。"), "pick")
    return (ItemsTakenOver(at=office.now, by=office.actor.id, keys=keys),)


def _refuse(state: Shift, command: RefuseItem, office: Office) -> Decision:
    refusal = first(
        _receiver(state, office), text(command.reason, "reason", say("不接的理由"), limit=WORDS)
    )
    if refusal:
        return refusal
    if command.key not in {item.key for item in state.waiting}:
        return already(say("这一项已经确认，或不在交接之内。"), "pick")
    return (ItemRefused(at=office.now, by=office.actor.id, key=command.key, reason=command.reason),)


def _own(state: Shift, office: Office) -> Refusal | None:
    """Only whose shift it is, while it runs."""
    if state.running and state.manager == office.actor.id:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("这一班不是您的，或已经交班。"),
        advice=say("请刷新页面查看当前班次。"),
    )


def _receiver(state: Shift, office: Office) -> Refusal | None:
    """Only to whom it was handed over, until all is confirmed."""
    if state.handed_at and state.to == office.actor.id and state.finished_at is None:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("这一班没有交给您，或已经接完。"),
        advice=say("请刷新页面查看当前班次。"),
    )


def evolve(state: Shift, event: ShiftEvent) -> Shift:
    """The shift after that."""
    match event:
        case ShiftOpened():
            return Shift(n=event.n, manager=event.manager, opened_at=event.at, until=event.until)
        case ShiftHandedOver():
            return replace(
                state, to=event.to, handed_at=event.at, items=event.items, left=event.left
            )
        case ItemsTakenOver():
            return _finished(replace(state, taken=(*state.taken, *event.keys)), event.at)
        case ItemRefused():
            return _finished(replace(state, refused=(*state.refused, event.key)), event.at)
        case ShiftLapsed():
            return replace(state, lapsed=True, left=event.items, finished_at=event.at)
        case ShiftRemarked():
            return state
        case _:
            assert_never(event)


def _finished(state: Shift, at: datetime) -> Shift:
    return state if state.waiting else replace(state, finished_at=at)


def remarks(events: Iterable[Any]) -> dict[str, list[ShiftRemarked]]:
    """Remarks by what they are about, oldest first; "" is the log of the shift."""
    found: dict[str, list[ShiftRemarked]] = {}
    for event in events:
        if isinstance(event, ShiftRemarked):
            found.setdefault(event.key, []).append(event)
    return found
