"""Which commands of the tables may be given to many cases at once (批量处理).

A command is fit for it where the same words are right for every case, and where the rules look at
each case by themselves: hand on, send, mark, press, bring under an event, close what the citizen
called solved. Not fit is what asks somebody to look at each: rulings and reviews, a completion by
one text (the cases of an event get the answer of the case that heads it), exclusion, what ends a
case for good. So a new command is given one by one until it is named here.
"""

from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case.edges import Edge
from hotline.rules.case.supervision import IssueSupervision
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.case.urgency import ChangeUrgency

ACTS: tuple[Edge, ...] = tuple(
    BY_COMMAND[command]
    for command in (
        c.Sign,
        c.Reassign,
        c.HandDown,
        c.RecordProgress,
        c.Dispatch,
        c.AddUnit,
        c.Redispatch,
        ChangeUrgency,
        IssueSupervision,
        c.Merge,
        c.UndoMerge,
        c.Close,
    )
)
"""In the order in which pages offer them."""
BY_NAME: dict[str, Edge] = {edge.name: edge for edge in ACTS}
ROLES = frozenset(role for edge in ACTS for role in edge.roles)


def acts(actor: Actor) -> list[Edge]:
    """Those that this person's roles may give at all; each case is still decided by itself."""
    return [
        edge
        for edge in ACTS
        if edge.roles & actor.roles and (edge.outsourced or not actor.outsourced)
    ]
