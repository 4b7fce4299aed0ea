"""A draft that waits for a second person: the forms that approve, send back or take back the one
that was on the page, by its number, and what they do. Place names and calendars are both such."""

from collections.abc import Callable
from typing import Any

import msgspec

from hotline.desk.admin.asking import Ask, Do, Typed, field, sure, text
from hotline.desk.admin.editions import ruling_asks
from hotline.people.by import By
from hotline.rules.refusal import Refusal
from hotline.rules.text import say


class Commands(msgspec.Struct, frozen=True, kw_only=True):
    """The three commands on a draft, each made from its number (and a reason)."""

    approve: Callable[..., Any]
    reject: Callable[..., Any]
    withdraw: Callable[..., Any]


def draft_asks(
    number: int,
    commands: Commands,
    closed: Callable[[Any], Refusal | None],
    *,
    take_back: str = "",
) -> list[Ask]:
    """批准 and 退回 for the second person, 撤回 (with `take_back` on its button) for who submitted
    it, "" for everybody else; with why not, which `closed` tells of a command."""
    seen = field("number", "", "hidden", value=str(number))
    asks = ruling_asks(
        closed(commands.approve(number=number)),
        closed(commands.reject(number=number, reason="-")),
    )
    asks = [msgspec.structs.replace(one, fields=(seen, *one.fields)) for one in asks]
    if take_back:
        asks.append(Ask(name="withdraw", title=say("撤回"), submit=take_back, fields=(seen,)))
    return asks


def draft_dos(commands: Commands, act: Callable[[By, Any], object]) -> dict[str, Do]:
    """What those forms do, on the draft that was on the page."""

    def approved(by: By, typed: Typed) -> object:
        return sure(typed) or act(by, commands.approve(number=_number(typed)))

    def rejected(by: By, typed: Typed) -> object:
        reason = text(typed, "reason")
        return act(by, commands.reject(number=_number(typed), reason=reason))

    def withdrawn(by: By, typed: Typed) -> object:
        return act(by, commands.withdraw(number=_number(typed)))

    return {"approve": approved, "reject": rejected, "withdraw": withdrawn}


def _number(typed: Typed) -> int:
    number = text(typed, "number")
    return int(number) if number.isdecimal() and len(number) < 10 else 0
