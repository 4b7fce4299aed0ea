"""The unit tree (承办单位) as one stream per city, so that two moves at once cannot make a loop.

A unit is never deleted: it is renamed, moved or closed, and its history stays readable
[renames and mergers of departments, 机构改革]. Closed units keep their place, so that old cases
stay within the sight of whoever stands above.
"""

from typing import assert_never

from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    not_found,
    optional,
    text,
    wrong_state,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.units import Unit, UnitKind, UnitTree
from hotline.rules.words import Role


class AddUnit(Command, frozen=True, kw_only=True):
    """Sets up a unit below `parent` ("" = at the root) answering for `area` ("" = whole city)."""

    id: str
    name: str
    kind: UnitKind
    parent: str = ""
    area: str = ""
    short: str = ""
    duty_phone: str = ""


class RenameUnit(Command, frozen=True, kw_only=True):
    """Gives a unit another name; the former stays in the history."""

    id: str
    name: str
    short: str = ""
    reason: str = ""


class MoveUnit(Command, frozen=True, kw_only=True):
    """Puts a unit under another parent; `area` None leaves its area as it is."""

    id: str
    parent: str
    area: str | None = None
    reason: str = ""


class CloseUnit(Command, frozen=True, kw_only=True):
    """Ends a unit; `successor` takes over its duties. It must have no active unit below it."""

    id: str
    reason: str
    successor: str = ""


class SetDutyPhone(Command, frozen=True, kw_only=True):
    """The phone at which the unit is reached at any hour (值班电话)."""

    id: str
    phone: str


UnitCommand = AddUnit | RenameUnit | MoveUnit | CloseUnit | SetDutyPhone


class UnitAdded(Event, frozen=True, kw_only=True):
    """A unit was set up."""

    id: str
    name: str
    kind: UnitKind
    parent: str = ""
    area: str = ""
    short: str = ""
    duty_phone: str = ""


class UnitRenamed(Event, frozen=True, kw_only=True):
    """A unit has another name; `before` is the one it had."""

    id: str
    name: str
    before: str
    short: str = ""
    reason: str = ""


class UnitMoved(Event, frozen=True, kw_only=True):
    """A unit stands under another parent; `before` is the former one."""

    id: str
    parent: str
    before: str
    area: str = ""
    reason: str = ""


class UnitClosed(Event, frozen=True, kw_only=True):
    """A unit ended."""

    id: str
    reason: str
    successor: str = ""


class DutyPhoneSet(Event, frozen=True, kw_only=True):
    """A unit is reached at another phone."""

    id: str
    phone: str


UnitEvent = UnitAdded | UnitRenamed | UnitMoved | UnitClosed | DutyPhoneSet
Decision = tuple[UnitEvent, ...] | Refusal


def decide(state: UnitTree, command: UnitCommand, office: Office) -> Decision:
    """What the command does to the tree, or why not. Only the system administrator may."""
    refusal = allowed(office, Role.SYSTEM_ADMIN)
    if refusal:
        return refusal
    if isinstance(command, AddUnit):
        return _add(state, command, office)
    unit = state.get(command.id)
    if unit is None:
        return not_found(say("单位"), command.id, "id")
    if not unit.active:
        return wrong_state(
            say("{name}已撤销，不能再变更。", name=unit.name), say("如需恢复，请新建单位。")
        )
    match command:
        case RenameUnit():
            return _rename(state, unit, command, office)
        case MoveUnit():
            return _move(state, unit, command, office)
        case CloseUnit():
            return _close(state, unit, command, office)
        case SetDutyPhone():
            return _set_phone(unit, command, office)
        case _:
            assert_never(command)


def _add(state: UnitTree, command: AddUnit, office: Office) -> Decision:
    if state.get(command.id):
        return already(say("单位“{name}”已经建立。", name=state.name(command.id)), "id")
    refusal = first(
        text(command.name, "name", say("单位名称")),
        optional(command.short, "short", say("简称"), limit=30),
        optional(command.duty_phone, "duty_phone", say("值班电话"), limit=30),
        _name_free(state, command.name, command.parent),
        _parent_stands(state, command.parent),
    )
    if refusal:
        return refusal
    return (
        UnitAdded(
            at=office.now,
            id=command.id,
            name=command.name,
            kind=command.kind,
            parent=command.parent,
            area=command.area,
            short=command.short,
            duty_phone=command.duty_phone,
        ),
    )


def _rename(state: UnitTree, unit: Unit, command: RenameUnit, office: Office) -> Decision:
    if command.name == unit.name and command.short == unit.short:
        return already(say("单位名称已经是“{name}”。", name=unit.name), "name")
    refusal = first(
        text(command.name, "name", say("单位名称")),
        optional(command.short, "short", say("简称"), limit=30),
        optional(command.reason, "reason", say("原因"), limit=500),
        _name_free(state, command.name, unit.parent, but=unit.id),
    )
    return refusal or (
        UnitRenamed(
            at=office.now,
            id=unit.id,
            name=command.name,
            before=unit.name,
            short=command.short,
            reason=command.reason,
        ),
    )


def _move(state: UnitTree, unit: Unit, command: MoveUnit, office: Office) -> Decision:
    area = unit.area if command.area is None else command.area
    if command.parent == unit.parent and area == unit.area:
        return already(say("{name}已经在这个位置。", name=unit.name), "parent")
    refusal = first(
        optional(command.reason, "reason", say("原因"), limit=500),
        _parent_stands(state, command.parent),
        _name_free(state, unit.name, command.parent, but=unit.id),
    )
    if refusal:
        return refusal
    if command.parent and state.is_within(command.parent, unit.id):
        return Refusal(
            code=Code.LOOP,
            message=say(
                "{parent}在{name}之下，不能作为它的上级。",
                parent=state.name(command.parent),
                name=unit.name,
            ),
            advice=say("请先把下级移出。"),
            field="parent",
        )
    return (
        UnitMoved(
            at=office.now,
            id=unit.id,
            parent=command.parent,
            before=unit.parent,
            area=area,
            reason=command.reason,
        ),
    )


def _close(state: UnitTree, unit: Unit, command: CloseUnit, office: Office) -> Decision:
    refusal = text(command.reason, "reason", say("撤销原因"), limit=500)
    if refusal:
        return refusal
    below = [one for one in state.children.get(unit.id, ()) if state.units[one].active]
    if below:
        names = joined("、", (state.name(one) for one in below[:3]))
        return wrong_state(
            say(
                "{name}之下还有{names}等 {n} 个单位。",
                name=unit.name,
                names=names,
                n=len(below),
            ),
            say("请先移走或撤销。"),
        )
    successor = state.get(command.successor)
    if command.successor and (successor is None or not successor.active or successor.id == unit.id):
        return not_found(say("可接续的单位"), command.successor, "successor")
    return (
        UnitClosed(at=office.now, id=unit.id, reason=command.reason, successor=command.successor),
    )


def _set_phone(unit: Unit, command: SetDutyPhone, office: Office) -> Decision:
    refusal = text(command.phone, "phone", say("值班电话"), limit=30)
    if refusal:
        return refusal
    if command.phone == unit.duty_phone:
        return already(
            say("{name}的值班电话已经是 {phone}。", name=unit.name, phone=command.phone), "phone"
        )
    return (DutyPhoneSet(at=office.now, id=unit.id, phone=command.phone),)


def _name_free(state: UnitTree, name: str, parent: str, but: str = "") -> Refusal | None:
    """Active units under one parent have different names; elsewhere names may repeat."""
    for sibling in state.children.get(parent, ()):
        unit = state.units[sibling]
        if unit.active and unit.name == name and unit.id != but:
            return already(say("同一上级之下已有单位“{name}”。", name=name), "name")
    return None


def _parent_stands(state: UnitTree, parent: str) -> Refusal | None:
    unit = state.get(parent)
    if not parent or (unit is not None and unit.active):
        return None
    return not_found(say("上级单位"), state.name(parent), "parent")


def evolve(state: UnitTree, event: UnitEvent) -> UnitTree:
    """The tree after the event."""
    match event:
        case UnitAdded():
            return state.put(
                Unit(
                    id=event.id,
                    name=event.name,
                    kind=event.kind,
                    parent=event.parent,
                    area=event.area,
                    short=event.short,
                    duty_phone=event.duty_phone,
                )
            )
        case UnitRenamed():
            return state.change(event.id, name=event.name, short=event.short)
        case UnitMoved():
            return state.change(event.id, parent=event.parent, area=event.area)
        case UnitClosed():
            return state.change(event.id, active=False)
        case DutyPhoneSet():
            return state.change(event.id, duty_phone=event.phone)
        case _:
            assert_never(event)
