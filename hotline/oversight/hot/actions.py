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
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

MOST_AT_ONCE = 50


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a merge: those that are merged now, and those that are not, with why."""

    done: Sequence[str]
    refused: Sequence[tuple[str, Refusal]]


def decide(by: By, event: UUID, command: hot.HandCommand) -> Outcome | Refusal:
    """确认、排除、增减工单、转出."""
    return change(by, hot_ref(by.city, event), HOT, hot.decide, [command])


def merge(by: By, event: UUID, head: str, chosen: Sequence[str]) -> Merged | Refusal:
    """并入: the chosen cases of the event under one of them, as many at once as one waits for. Who
    may merge is for each case's own rules to say; who sees the event, for the caller."""
    others = [case for case in dict.fromkeys(chosen) if case != head]
    refusal = _not_so(by, event, head, others)
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


def _not_so(by: By, event: UUID, head: str, others: Sequence[str]) -> Refusal | None:
    if not by.actor.is_a(*hot.DECIDERS):
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("您的角色不能从热点并单。"),
            advice=say("请由派单或值班人员办理。"),
        )
    members = queries.members(by.city, event)
    if head not in members or not members.issuperset(others):
        return Refusal(
            code=Code.INVALID,
            message=say("主单和要并入的都应是这个热点中的工单。"),
            advice=say("请先选主单；不在其中的请先加入热点。"),
            field="head",
        )
    if not others:
        return Refusal(
            code=Code.MISSING,
            message=say("没有选要并入的工单。"),
            advice=say("请勾选主单以外至少一件。"),
            field="cases",
        )
    if len(others) > MOST_AT_ONCE:
        return Refusal(
            code=Code.INVALID,
            message=say("一次最多并入{most}件，选了{n}件。", most=MOST_AT_ONCE, n=len(others)),
            advice=say("请分几次并入。"),
            field="cases",
        )
    return None
