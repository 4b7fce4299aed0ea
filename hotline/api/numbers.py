"""恶意扰乱 and 限制来电 over the API: warnings and the end of a call, rulings on numbers.

As at the desk: whoever answered a call warns and ends it; the management body restricts a number
and lifts it. A number is named by its keyed hash and shown covered; nobody reads one here.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from hotline.api.changing import as_id
from hotline.api.endpoint import Call, Created
from hotline.api.problems import NO_ROUTE
from hotline.handling.numbers import actions, queries
from hotline.handling.queries import Reader
from hotline.people.by import By
from hotline.rules.case.fields import Phone
from hotline.rules.disruption import EndCall, WarnDisruption
from hotline.rules.reference.office import Office, allowed
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Face, Role

STEPS: dict[str, type[WarnDisruption] | type[EndCall]] = {"warn": WarnDisruption, "end": EndCall}
LONGEST = 2000
Reason = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
ONE_OF_BOTH = Refusal(
    code=Code.INVALID,
    message=say("phone 和 contact 应恰好写一个。"),
    advice=say("按号码限制写 phone，按一次来电限制写 contact。"),
    field="phone",
)


class Ruling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """限制来电 of a number, or of whoever made that call."""

    until: Annotated[datetime, Meta(tz=True)]
    reason: Reason
    phone: Phone = ""
    contact: UUID | None = None


class Lift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """解除限制."""

    reason: Reason


class CallDisturbed(msgspec.Struct, frozen=True, kw_only=True):
    """A call after the warning, or after its end; `warnings` so far."""

    contact: UUID
    warnings: int
    ended: bool


class NumberShown(msgspec.Struct, frozen=True, kw_only=True):
    """A ruling. `shown` is the covered number and `reason` why, both "" once erased; `binds`
    whether it holds now; `times` how often that number was restricted."""

    number: str
    shown: str
    reason: str
    ruled_at: datetime
    until: datetime
    lifted_at: datetime | None
    binds: bool
    times: int


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """The last hundred rulings, those that hold first."""

    numbers: list[NumberShown]


ANSWERS = (CallDisturbed, Numbers, NumberShown)


def disturbed(call: Call, contact: str, name: str) -> object:
    """A warning, or the end of the call."""
    if name not in STEPS:
        return NO_ROUTE
    command = call.body(STEPS[name])
    if isinstance(command, Refusal):
        return command
    asking = _asking(call)
    if isinstance(asking, Refusal):
        return asking
    _, by = asking
    id = as_id(contact)
    if id is None:
        return actions.NO_CALL
    found = actions.disturbed(by, id, command)
    if isinstance(found, Refusal):
        return found
    told = queries.disturbed(by.city, id)
    return CallDisturbed(contact=id, warnings=told.warnings, ended=told.ended_at is not None)


def listed(call: Call) -> object:
    """What holds and held, for the management body."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    return allowed(Office(now=who.now, actor=who.actor), Role.MANAGEMENT) or _all(who)


def restrict(call: Call) -> object:
    """限制来电."""
    asked = call.body(Ruling)
    if isinstance(asked, Refusal):
        return asked
    asking = _asking(call)
    if isinstance(asking, Refusal):
        return asking
    who, by = asking
    if bool(asked.phone.strip()) == (asked.contact is not None):
        return ONE_OF_BOTH
    if asked.contact:
        found = actions.restrict_caller(by, asked.contact, asked.until, asked.reason)
    else:
        found = actions.restrict(by, asked.phone, asked.until, asked.reason)
    return found if isinstance(found, Refusal) else Created(_all(who))


def lift(call: Call, number: str) -> object:
    """解除限制 before it expires."""
    asked = call.body(Lift)
    if isinstance(asked, Refusal):
        return asked
    asking = _asking(call)
    if isinstance(asking, Refusal):
        return asking
    who, by = asking
    found = actions.lift(by, number, asked.reason)
    return found if isinstance(found, Refusal) else _all(who)


def _asking(call: Call) -> tuple[Reader, By] | Refusal:
    key = call.key()
    if isinstance(key, Refusal):
        return key
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    return who, By(actor=who.actor, face=Face.API, key=key)


def _all(who: Reader) -> Numbers:
    return Numbers(
        numbers=[
            NumberShown(
                number=one.row.digest,
                shown=one.shown,
                reason=one.reason,
                ruled_at=one.row.ruled_at,
                until=one.row.until,
                lifted_at=one.row.lifted_at,
                binds=queries.binds(one.row, who.now),
                times=one.row.times,
            )
            for one in queries.restrictions(who)
        ]
    )
