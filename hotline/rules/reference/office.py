"""What the deciders of reference data share: their context, and the checks every input passes.

Separated powers (三员分立) [等级保护 level 3]: the system administrator keeps units and accounts,
the security administrator gives and takes roles, the audit administrator reads the access log.
What changes duties (rulebook, directory) is drawn up by one person and approved by another.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from hotline.rules.actor import Actor
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.units import UnitTree
from hotline.rules.words import Role

S = TypeVar("S")
C = TypeVar("C", bound=msgspec.Struct)
E = TypeVar("E")

# An even number of backslashes before it: \\u0000 is the text "\u0000", not the character.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Base of all commands here; the tag is the class name."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all events here; the tag is the event type in the journal."""

    at: datetime


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Context of a decision on reference data: when, by whom, with which units standing."""

    now: datetime
    actor: Actor
    units: UnitTree = UnitTree()


def first(*checks: Refusal | None) -> Refusal | None:
    """The first refusal among the checks, or None when all are content."""
    return next((check for check in checks if check is not None), None)


def allowed(office: Office, *roles: Role) -> Refusal | None:
    """Refuses an actor who holds none of the roles."""
    if office.actor.is_a(*roles):
        return None
    names = joined("、", (role.zh for role in roles))
    return Refusal(
        code=Code.WRONG_ROLE,
        message=say(
            "只有{roles}可以这样做，您（{name}）没有这个角色。", roles=names, name=office.actor.name
        ),
        advice=say("请联系有此角色的人员办理。"),
    )


def second_person(office: Office, authors: Collection[str]) -> Refusal | None:
    """Refuses approval by anybody who had a hand in drawing the thing up."""
    if office.actor.id not in authors:
        return None
    return Refusal(
        code=Code.PARTY,
        message=say("拟定人不能审批自己拟定的内容。"),
        advice=say("请由另一位有审批权限的人员审批。"),
    )


def text(value: str, field: str, label: str, *, limit: int = 100) -> Refusal | None:
    """Refuses blank, over-long (in characters) or unprintable text."""
    if not value.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("没有填写{label}。", label=label),
            advice=say("请填写{label}。", label=label),
            field=field,
        )
    return optional(value, field, label, limit=limit)


def optional(value: str, field: str, label: str, *, limit: int = 100) -> Refusal | None:
    """As `text`, but blank is allowed."""
    if len(value) > limit:
        return Refusal(
            code=Code.TOO_LONG,
            message=say(
                "{label}有 {n} 个字，最多 {limit} 个字。",
                label=label,
                n=len(value),
                limit=limit,
            ),
            advice=say("请缩短后再提交。"),
            field=field,
        )
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
        return Refusal(
            code=Code.INVALID,
            message=say("{label}中有不可见的控制字符。", label=label),
            advice=say("请删除后重新输入。"),
            field=field,
        )
    return None


def not_found(what: str, name: str, field: str = "") -> Refusal:
    """There is no such thing."""
    return Refusal(
        code=Code.NOT_FOUND,
        message=say("没有{what}“{name}”。", what=what, name=name),
        advice=say("请核对后再试，或刷新页面。"),
        field=field,
    )


def already(message: str, field: str = "") -> Refusal:
    """It is so already; nothing to do."""
    return Refusal(code=Code.ALREADY, message=message, advice=say("无需重复操作。"), field=field)


def wrong_state(message: str, advice: str) -> Refusal:
    """The thing stands where this cannot be done to it."""
    return Refusal(code=Code.WRONG_STATE, message=message, advice=advice)


def storable(commands: Sequence[msgspec.Struct]) -> Refusal | None:
    """Refuses text that no database keeps: NUL and halves of characters, in whatever field."""
    try:
        sound = not _NUL.search(msgspec.json.encode(commands))
    except UnicodeEncodeError:
        sound = False
    if sound:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say("输入中有无法保存的字符。"),
        advice=say("请删除不可见字符或重新输入后再提交。"),
    )


def decide_each(
    decide: Callable[[S, C, Office], tuple[E, ...] | Refusal],
    evolve: Callable[[S, E], S],
    state: S,
    commands: Sequence[C],
    office: Office,
) -> tuple[E, ...] | Refusal:
    """Decides commands one after another, each on the state the former left; all or nothing."""
    refusal = storable(commands)
    if refusal:
        return refusal
    events: list[E] = []
    for command in commands:
        decided = decide(state, command, office)
        if isinstance(decided, Refusal):
            return decided
        for event in decided:
            state = evolve(state, event)
        events.extend(decided)
    return tuple(events)
