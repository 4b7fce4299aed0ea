"""What speaks against a reply, said to whoever writes it before it is filed (product.md §4)."""

from uuid import UUID

from hotline import ledger
from hotline.desk.gate import Desk
from hotline.handling.checking.replies import warned
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case.decide import decide
from hotline.rules.case.fields import Command
from hotline.rules.case.state import Case
from hotline.rules.context import Context
from hotline.rules.personal_names import personal_names
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.findings import in_words
from hotline.rules.text import joined, say
from hotline.rules.words import Face


def second_look(desk: Desk, case_id: UUID, command: Command) -> Refusal | None:
    """Filing it all the same needs one confirmation, and has no other consequence than that the
    doubt says that the unit knew. What the rules refuse they refuse in their own words, first:
    nobody is asked to mend or to confirm what cannot be filed at all."""
    if not isinstance(command, c.Reply) or command.signs_seen:
        return None
    if _refused(desk, case_id, command):
        return None
    found = warned(desk.by(""), case_id, command)
    names = personal_names(command.public_answer)
    named = [say("公开答复里像有个人姓名（{names}）", names=joined("、", names))] if names else []
    if not found and not named:
        return None
    signs = joined("；", (*(in_words(one.sign, one.figures) for one in found), *named))
    return Refusal(
        code=Code.INVALID,
        message=say("提交前请再看一眼：{signs}。", signs=signs),
        advice=say("可以修改后再提交；确认无误的，勾选后提交，由督办或复核人员查看，不影响办理。"),
        field="signs_seen",
    )


def _refused(desk: Desk, case_id: UUID, command: c.Reply) -> bool:
    """Whether the rules refuse it as the case stands; when it is carried out they decide again."""
    case: Case | None = ledger.state_of(case_ref(desk.actor.city, case_id))
    if case is None:
        return True
    who = desk.who
    context = Context(now=who.now, actor=who.actor, face=Face.DESK, world=who.world)
    return isinstance(decide(case, command, context), Refusal)
