"""Warnings, ended calls, and rulings on numbers."""

from datetime import datetime
from uuid import UUID

from hotline import ledger
from hotline.handling.actions import context_of
from hotline.handling.numbers.queries import phone_of
from hotline.handling.numbers.streams import NUMBER, number_ref
from hotline.handling.rows import phone_digest
from hotline.handling.streams import contact_ref
from hotline.ledger import Appends, Loaded, Outcome
from hotline.people.by import By
from hotline.people.change import change
from hotline.people.cover import mask_phone
from hotline.rules import disruption
from hotline.rules.reference import number
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

NO_CALL = Refusal(
    code=Code.NOT_FOUND,
    message=say("没有这次来电。"),
    advice=say("请从登记后的页面操作。"),
)


def disturbed(
    by: By, contact: UUID | str, command: disruption.DisruptionCommand
) -> Outcome | Refusal:
    """警告 and 结束通话 on one contact."""
    ref = contact_ref(by.city, contact)

    def decided(loaded: Loaded) -> Appends | Refusal:
        state = loaded.states[ref]
        if state is None:
            return NO_CALL
        found = disruption.decide(state, command, context_of(by, loaded))
        return found if isinstance(found, Refusal) else {ref: found}

    def reply(appends: Appends, loaded: Loaded) -> object:
        state = loaded.states[ref]
        return {"contact": str(contact), "warnings": state.warnings + len(appends[ref])}

    return ledger.execute(by.request(str(contact), command), [ref], decided, reply=reply)


def restrict(by: By, phone: str, until: datetime, reason: str) -> Outcome | Refusal:
    """限制来电 of a number as it was typed; of it stays its keyed hash and a covered form."""
    digest = phone_digest(by.city, phone)
    command = number.RestrictNumber(
        digest=digest, shown=mask_phone(phone.strip()), until=until, reason=reason
    )
    return change(by, number_ref(by.city, digest), NUMBER, number.decide, [command])


def restrict_caller(by: By, contact: UUID | str, until: datetime, reason: str) -> Outcome | Refusal:
    """限制来电 of whoever made that call, without anybody reading the number."""
    return restrict(by, phone_of(by.city, contact), until, reason)


def lift(by: By, digest: str, reason: str) -> Outcome | Refusal:
    """解除限制."""
    ref = number_ref(by.city, digest)
    return change(by, ref, NUMBER, number.decide, [number.LiftRestriction(reason=reason)])
