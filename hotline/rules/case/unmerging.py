"""保密 asked for by the caller of a merged case: it stands alone again and is only linked, for
confidential cases are linked, never merged (product.md §4 Merging, §10)."""

from hotline.rules.case import events as e
from hotline.rules.case.confidential import MakeConfidential, make
from hotline.rules.case.decide import permitted, waiting
from hotline.rules.case.evolve import fold
from hotline.rules.case.guards import Target
from hotline.rules.case.many import ByStream, Known
from hotline.rules.case.merging import elsewhere
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal


def make_confidential(
    child: Known, parent: Known, command: MakeConfidential, context: Context
) -> ByStream | Refusal:
    """转为保密 and out of the merge in one step. It knows of its former parent, which in turn
    does not name it: who sees the parent need not learn that there is a confidential case."""
    refusal = permitted(Target(case=child.case), BY_COMMAND[MakeConfidential], context)
    if refusal:
        return refusal
    if moved := elsewhere(child, parent):
        return moved
    undone = e.MergeUndone(at=context.now, parent=parent.id, reason="")
    apart = fold((undone,), child.case) or child.case
    made = make(Target(case=apart), command, context)
    if isinstance(made, Refusal):
        return made
    knows = e.Linked(at=context.now, other=parent.id, number=parent.case.number, reason="")
    stands = (*waiting(child.case, (undone, *made), context), knows)
    if child.case.of_event:
        return {child.id: stands}
    return {child.id: stands, parent.id: (e.ChildReleased(at=context.now, child=child.id),)}
