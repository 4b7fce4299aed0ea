"""What speaks against a reply, said to whoever writes it before it is filed (product.md §4)."""

from uuid import UUID

from hotline.desk.gate import Desk
from hotline.handling.checking.replies import warned
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.findings import in_words
from hotline.rules.text import joined, say


def second_look(desk: Desk, case_id: UUID, command: Command) -> Refusal | None:
    """Filing it all the same needs one confirmation, and has no other consequence than that the
    doubt says that the unit knew."""
    if not isinstance(command, c.Reply) or command.signs_seen:
        return None
    found = warned(desk.by(""), case_id, command)
    if not found:
        return None
    signs = joined("；", (in_words(one.sign, one.figures) for one in found))
    return Refusal(
        code=Code.INVALID,
        message=say("提交前请再看一眼：{signs}。", signs=signs),
        advice=say("可以修改后再提交；确认无误的，勾选后提交，由督办或复核人员查看，不影响办理。"),
        field="signs_seen",
    )
