"""110移交 taken back: the police may recall their order while we have it [国办发〔2022〕12号].

Its legs end as those of a withdrawn case do, without fault; 110 is told that it ended, as every
source is (`sources`).
"""

from hotline.rules.case.decide_end import end_all
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command, Line, Needed
from hotline.rules.case.guards import Target
from hotline.rules.case.sources import PoliceOrderRecalled
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Channel, EndReason


class RecallPoliceOrder(Command, frozen=True, kw_only=True):
    """110撤回: the police take their order back."""

    by: Line = ""
    reason: Needed


def police_order(target: Target, context: Context) -> Refusal | None:
    """Only what the police sent can the police recall."""
    if target.case.channel is Channel.POLICE:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单不是110移交的。"),
        advice=say("诉求人自己撤回的，请用“撤单”。"),
    )


def recall(target: Target, command: RecallPoliceOrder, context: Context) -> tuple[Event, ...]:
    """110撤回: all legs end without fault."""
    ended = end_all(target.case, EndReason.WITHDRAWN, context)
    recalled = PoliceOrderRecalled(at=context.now, by=command.by, reason=command.reason)
    return (*ended, recalled)
