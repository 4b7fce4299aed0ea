"""恶意扰乱 in a call: the agent warns, each warning on record, and may then end the call.

How many warnings come before is the rulebook's (`NumberName.DISRUPTION_WARNINGS`, two by 国办函
〔2025〕66号). What was said stands sealed. Somebody in danger is taken in all the same: that is a
contact with a matter, which no warning touches (product.md §4 Intake 5).
"""

from hotline.rules.case.edges import FRONT
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command, Words
from hotline.rules.contact import CallEnded, Contact, DisruptionWarned
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import NumberName
from hotline.rules.text import say
from hotline.rules.words import Nature, Role

OTHERS = frozenset({Role.TEAM_LEADER, Role.DUTY_MANAGER})
"""Who may take over the call of an agent; otherwise it is whoever answered it."""
ROLES = FRONT | OTHERS


class WarnDisruption(Command, frozen=True, kw_only=True):
    """警告: the caller was told that the call will be ended; what they had said or done."""

    note: Words = ""


class EndCall(Command, frozen=True, kw_only=True):
    """结束通话 after the warnings."""

    note: Words = ""


DisruptionCommand = WarnDisruption | EndCall


def decide(
    contact: Contact, command: DisruptionCommand, context: Context
) -> tuple[Event, ...] | Refusal:
    """The event that follows, or why not."""
    refusal = permitted(contact, context)
    if refusal:
        return refusal
    if isinstance(command, WarnDisruption):
        warned = DisruptionWarned(at=context.now, n=contact.warnings + 1, note=command.note)
        return (warned,)
    return enough(contact, context) or (CallEnded(at=context.now, note=command.note),)


def permitted(contact: Contact, context: Context) -> Refusal | None:
    """Whose call it is, and whether it is one that disturbs and still goes on."""
    actor = context.actor
    own = contact.registrar == actor.id and bool(actor.roles & ROLES)
    if not own and not actor.roles & OTHERS:
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("这次来电不是您接的。"),
            advice=say("请由接听的话务员、班组长或值班长记录。"),
        )
    if contact.nature is not Nature.HARASSMENT:
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("这次来电没有登记为骚扰来电。"),
            advice=say("诉求照常登记；骚扰的来电，来电性质选“骚扰来电”。"),
        )
    if contact.ended_at:
        return Refusal(code=Code.ALREADY, message=say("这次通话已经结束。"))
    return None


def enough(contact: Contact, context: Context) -> Refusal | None:
    """Refuses to end a call before the rulebook's warnings."""
    due = wanted(context)
    if contact.warnings >= due:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("已警告 {n} 次，满 {due} 次才能结束通话。", n=contact.warnings, due=due),
        advice=say("请再次警告；来电人有危险的，按诉求登记。"),
    )


def wanted(context: Context) -> int:
    """How many warnings the rulebook in force asks for."""
    name = NumberName.DISRUPTION_WARNINGS
    return context.world.editions.governing(name, context.now, context.now).number(name)
