"""What people do about a hot event: decide on it, put cases in, take them out, lead it on, merge.

Merging is a command for each case, as from its own page: what is refused is told and stays as it
was; the event then knows the case that heads it.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from hotline.handling import actions
from hotline.ledger import Outcome
from hotline.oversight.hot import queries
from hotline.oversight.hot.streams import HOT, hot_ref
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.case import commands as c
from hotline.rules.oversight import hot
from hotline.rules.refusal import Refusal


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a merge: those that are merged now, and those that are not, with why."""

    done: Sequence[str]
    refused: Sequence[tuple[str, Refusal]]


def decide(by: By, event: UUID, command: hot.HandCommand) -> Outcome | Refusal:
    """确认、排除、增减工单、转出. That whoever puts cases in sees them, the face has asked."""
    return change(by, hot_ref(by.city, event), HOT, hot.decide, [command])


def merge(by: By, event: UUID, head: str, chosen: Sequence[str]) -> Merged | Refusal:
    """并入: the chosen cases of the event under one of them, as many at once as one waits for. Who
    may merge is for each case's own rules to say; who sees the event, for the caller."""
    others = [case for case in dict.fromkeys(chosen) if case != head]
    refusal = hot.merging(by.actor, queries.members(by.city, event), head, others)
    if refusal:
        return refusal
    done, refused = [], []
    for case in others:
        own = msgspec.structs.replace(by, key=f"{by.key}-{case}" if by.key else "")
        found = actions.perform(own, case, c.Merge(parent=head))
        if isinstance(found, Refusal):
            refused.append((case, found))
        else:
            done.append(case)
    if done:
        own = msgspec.structs.replace(by, key=f"{by.key}-head" if by.key else "")
        decide(own, event, hot.LeadOn(case=head))
    return Merged(done=done, refused=refused)
