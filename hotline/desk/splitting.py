"""The form of 拆分: one more matter of the same caller, dispatched by the directory if wished."""

from typing import Any

import msgspec

from hotline.desk.forms import At, Field, Form, Typed, data_of, fields_of
from hotline.desk.gate import Desk
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Urgency
from hotline.web.reading import from_data, plainly

PREFIX = "matter-"
LEAVE_OUT = (
    "dispatch", "tags", "confidential", "reported_unit", "reported_party", "object", "again",
)  # fmt: skip


def split_form(
    command: type[Command], at: At, typed: Typed | None = None, refusal: Refusal | None = None
) -> Form:
    """The new matter's fields, and whether it is accepted and dispatched at once."""
    inner = msgspec.structs.replace(
        at,
        prefix=PREFIX,
        leave_out=LEAVE_OUT,
        begin={"urgency": Urgency.ORDINARY.value, **at.begin},
    )
    if refusal and refusal.field.startswith("matter."):
        field = PREFIX + refusal.field.removeprefix("matter.")
        refusal = msgspec.structs.replace(refusal, field=field)
    fields = fields_of(c.Matter, inner, "SplitMatter", typed, refusal)
    send = str(typed.get(PREFIX + "send", "")) if typed is not None else "true"
    fields.append(
        Field(
            name=PREFIX + "send",
            id="SplitMatter-send",
            label=say("受理并按目录派单"),
            widget="check",
            value=send,
        )
    )
    return Form(
        id="SplitMatter",
        command="SplitMatter",
        title=at.title,
        submit=say("拆分为新工单"),
        fields=tuple(fields),
        refusal=refusal,
        hint=say("新工单沿用诉求人的姓名和电话，时限单独计算。"),
    )


def read_split(typed: Any, desk: Desk) -> Command | Refusal:
    """The command, or what is wrong."""
    matter = data_of(c.Matter, typed, desk, PREFIX)
    if isinstance(matter, Refusal):
        return matter
    if typed.get(PREFIX + "send"):
        matter |= {"triage": {"type": "Accept"}, "dispatch": True}
    return plainly(from_data(c.SplitMatter, {"matter": matter}))
