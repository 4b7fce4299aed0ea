"""并单 and 撤销并单: two cases at once, each caller keeping a case of their own.

Merging does not pour cases together: the child keeps its stream, number, promise, follow-up and
rating; its legs end, and the parent counts it. Under the head of a mass event nothing is written
to the parent, because thousands may follow (`mass`). Source: product.md §4 Merging.
"""

from hotline.rules.case import clocks, mass
from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case.decide import decide, permitted, waiting
from hotline.rules.case.decide_end import end_all
from hotline.rules.case.guards import Target
from hotline.rules.case.many import ByStream, Known
from hotline.rules.case.overdue import missed
from hotline.rules.case.state import Case
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, EndReason

Events = tuple[e.Event, ...]
_PARENTS = frozenset({CaseStage.ACCEPTED, CaseStage.HANDLING})


def merge(child: Known, parent: Known, command: c.Merge, context: Context) -> ByStream | Refusal:
    """并单: the child's legs end; its promise runs on, for the day the merge is undone.

    What was only registered is accepted by it, so that this caller too has a promise.
    """
    refusal = permitted(Target(case=child.case), BY_COMMAND[c.Merge], context)
    refusal = refusal or _may_be_parent(child, parent)
    if refusal:
        return refusal
    into = e.MergedInto(
        at=context.now, parent=parent.id, number=parent.case.number, reason=command.reason
    )
    took = e.ChildMerged(at=context.now, child=child.id, number=child.case.number)
    first = (*missed(child.case, context), *_accepted_by_merging(child.case, context))
    ended = end_all(child.case, EndReason.MERGED, context)
    if joined := mass.as_one_of(parent.id, parent.case, context):
        return {child.id: (*first, *ended, *joined, into)}
    return {child.id: (*first, *ended, into), parent.id: (took,)}


def _accepted_by_merging(case: Case, context: Context) -> Events:
    if case.stage is not CaseStage.REGISTERED:
        return ()
    edition, promise = clocks.promise(case, context)
    return (e.Accepted(at=context.now, edition=edition, promise=promise, note=""),)


def _may_be_parent(child: Known, parent: Known) -> Refusal | None:
    if child.id == parent.id:
        return Refusal(code=Code.LOOP, message=say("工单不能并入自身。"), field="parent")
    if parent.case.confidential:
        return Refusal(
            code=Code.CONFIDENTIAL,
            message=say("保密工单不能并单。"),
            advice=say("请使用“关联”。"),
            field="parent",
        )
    if parent.case.stage not in _PARENTS:
        return Refusal(
            code=Code.WRONG_STATE,
            message=say(
                "主单 {number} 当前为“{stage}”，不能并入。",
                number=parent.case.number,
                stage=parent.case.stage.zh,
            ),
            advice=say("请选择待派单或办理中的工单作为主单。"),
            field="parent",
        )
    return None


def elsewhere(child: Known, parent: Known) -> Refusal | None:
    """Whoever acts on a merge knows the parent it is with now."""
    if child.case.parent == parent.id:
        return None
    return Refusal(
        code=Code.CONFLICT,
        message=say("该工单刚刚改并到另一件工单。"),
        advice=say("请刷新页面，查看最新情况后再办理。"),
    )


def undo_merge(
    child: Known, parent: Known, command: c.UndoMerge, context: Context
) -> ByStream | Refusal:
    """撤销并单: stands on its own again, its clocks those of its original call."""
    refusal = permitted(Target(case=child.case), BY_COMMAND[c.UndoMerge], context)
    if refusal:
        return refusal
    if moved := elsewhere(child, parent):
        return moved
    undone = e.MergeUndone(at=context.now, parent=parent.id, reason=command.reason)
    stands = waiting(child.case, (undone,), context)
    if child.case.of_event:
        return {child.id: stands}
    return {child.id: stands, parent.id: (e.ChildReleased(at=context.now, child=child.id),)}


def withdraw_child(
    child: Known, parent: Known, command: c.Withdraw, context: Context
) -> ByStream | Refusal:
    """撤单 by the citizen while merged: it leaves, and the parent waits for one answer fewer."""
    found = decide(child.case, command, context)
    if isinstance(found, Refusal):
        return found
    if child.case.parent != parent.id or child.case.of_event:
        return {child.id: found}
    return {child.id: found, parent.id: (e.ChildReleased(at=context.now, child=child.id),)}
