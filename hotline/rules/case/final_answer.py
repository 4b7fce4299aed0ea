"""告知最终答复: a later identical call becomes a contact of its own and no case. See `repeats`."""

from hotline.rules import contact as k
from hotline.rules.case.decide import permitted
from hotline.rules.case.guards import Target
from hotline.rules.case.many import ByStream, Fresh, Known
from hotline.rules.case.repeat_events import FinalAnswerGiven
from hotline.rules.case.repeats import GiveFinalAnswer
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.words import Nature


def give(
    known: Known, command: GiveFinalAnswer, fresh: Fresh, context: Context
) -> ByStream | Refusal:
    """The contact, and the mark on the case whose final answer was told."""
    edge = BY_COMMAND[GiveFinalAnswer]
    if refusal := permitted(Target(case=known.case), edge, context):
        return refusal
    heard = k.ContactRegistered(
        at=context.now,
        channel=command.channel,
        nature=Nature.REPEAT,
        anonymous=False,
        hotline_number="",
        source_platform="",
        source_number="",
        received_at=context.now,
        registrar=context.actor.id,
        cases=(),
        caller_name="",
        caller_phone=command.caller_phone,
        note=command.note,
    )
    told = FinalAnswerGiven(at=context.now, contact=fresh.contact)
    return {fresh.contact: (heard,), known.id: (told,)}
