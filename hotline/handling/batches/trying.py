"""The dry run of a batch (试算): what each command would meet now, by the same rules; nothing is
written.

It also finds the leg a case is acted on by: the one that was ticked, else the first that the rules
allow this person, their own unit's and the leading one before others.
"""

from uuid import UUID

from msgspec.structs import replace

from hotline import ledger
from hotline.handling.actions import NO_CASE, unseen
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case import merging
from hotline.rules.case.decide import decide, permitted
from hotline.rules.case.edges import Edge
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.case.many import Known
from hotline.rules.case.state import Case, Leg
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import LegRole

NO_LEG = Refusal(
    code=Code.WRONG_STATE,
    message=say("这件工单没有可以这样办理的承办单。"),
    advice=say("请打开工单查看各承办单的状态。"),
    field="leg",
)
Found = tuple[str, Refusal | None]
"""The leg that is acted on, "" for the case itself; and why not."""


class Trial:
    """The dry run of one command over many cases, by one person at one moment."""

    def __init__(self, command: Command, context: Context) -> None:
        self._command, self._context = command, context
        self._edge: Edge = BY_COMMAND[type(command)]
        self._parents: dict[str, Case | None] = {}

    def of(self, case_id: UUID, leg: str) -> Found:
        """What would become of one case."""
        ref = case_ref(self._context.actor.city, case_id)
        case: Case | None = ledger.state_of(ref)
        if case is None:
            return leg, NO_CASE
        if no := unseen(ref, case, self._context):
            return leg, no
        if self._edge.subject == "leg" and not leg:
            found = self._leg(case)
            if isinstance(found, Refusal):
                return "", found
            leg = found.id
        decided = self._decided(case_id, case, aimed(self._command, leg))
        return leg, decided if isinstance(decided, Refusal) else None

    def _leg(self, case: Case) -> Leg | Refusal:
        """The leg that this person may do it to, or why not to the likeliest."""
        legs = [leg for leg in case.legs if leg.state in self._edge.leaves]
        own = self._context.actor.unit
        legs.sort(key=lambda leg: (leg.unit != own, leg.role is not LegRole.LEAD))
        refusals = []
        for leg in legs:
            no = permitted(Target(case=case, leg=leg), self._edge, self._context)
            if no is None:
                return leg
            refusals.append(no)
        return refusals[0] if refusals else NO_LEG

    def _decided(self, case_id: UUID, case: Case, command: Command) -> object:
        known = Known(id=str(case_id), case=case)
        if isinstance(command, c.Merge):
            parent = self._parent(command.parent, "parent")
            if isinstance(parent, Refusal):
                return parent
            return merging.merge(known, parent, command, self._context)
        if isinstance(command, c.UndoMerge):
            parent = self._parent(case.parent, "") if case.parent else known
            if isinstance(parent, Refusal):
                return parent
            return merging.undo_merge(known, parent, command, self._context)
        return decide(case, command, self._context)

    def _parent(self, id: str, field: str) -> Known | Refusal:
        """The case that others are merged under; it is the same for all, or for many."""
        try:
            ref = case_ref(self._context.actor.city, id)
        except ValueError:
            return replace(NO_CASE, field=field)
        if id not in self._parents:
            self._parents[id] = ledger.state_of(ref)
        case = self._parents[id]
        if case is None or unseen(ref, case, self._context):
            return replace(NO_CASE, field=field)
        return Known(id=str(ref.id), case=case)


def aimed(command: Command, leg: str) -> Command:
    """The command as it is given to one case: on that leg, where it is about one."""
    return replace(command, leg=leg) if BY_COMMAND[type(command)].subject == "leg" else command
