"""What pages of directory and rulebook editions share: standing, approval and rejection."""

from collections.abc import Callable
from datetime import date

import msgspec

from hotline.desk.admin.asking import Ask, Do, Typed, field, sure, text
from hotline.people.by import By
from hotline.rules.reference.edition import Standing
from hotline.rules.refusal import Refusal
from hotline.rules.text import say

STANDINGS = {standing.value: standing for standing in Standing}


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One edition in a list."""

    name: str
    begins: date
    standing: Standing
    authors: str
    approver: str
    note: str
    in_force: bool


def ruling_asks(approve_closed: Refusal | None, reject_closed: Refusal | None) -> list[Ask]:
    """批准 and 退回; what is in force is never altered, so both ask for a tick or a reason."""
    return [
        Ask(
            name="approve",
            title=say("批准"),
            submit=say("批准施行"),
            lasting=say("我已核对内容；批准后不能改动，只能另拟新版本"),
            closed=approve_closed,
        ),
        Ask(
            name="reject",
            title=say("退回"),
            submit=say("退回"),
            fields=(field("reason", say("退回原因"), "area", required=True, longest=500),),
            closed=reject_closed,
        ),
    ]


def ruling_dos(
    approve: Callable[[By], object], reject: Callable[[By, str], object]
) -> dict[str, Do]:
    """What the two forms do."""

    def approved(by: By, typed: Typed) -> object:
        return sure(typed) or approve(by)

    return {
        "approve": approved,
        "reject": lambda by, typed: reject(by, text(typed, "reason")),
    }
