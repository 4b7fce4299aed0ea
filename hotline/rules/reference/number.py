"""限制来电: a telephone number whose ordinary calls are not taken in for a while.

Only the management body rules on it, with a reason and an expiry, and lifts it; it ends by itself
when it expires. It binds calls from that number and nothing else: writing and visiting stay open,
and a person in danger always gets through (product.md §4 Intake 5). The stream is named by the
keyed hash of the number, which itself stands nowhere; a covered form of it is sealed.
"""

from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from hotline.rules.reference.office import Command, Event, Office, allowed, first, text
from hotline.rules.refusal import Code, Refusal
from hotline.rules.sealed import SEALED
from hotline.rules.text import say
from hotline.rules.words import Role

Sealed = Annotated[str, SEALED]
LONGEST: Final = timedelta(days=365)
"""An expiry beyond a year would be none: it is ruled on again."""


class RestrictNumber(Command, frozen=True, kw_only=True):
    """限制来电 until then; `shown` is the number with its middle covered, for the list."""

    digest: str
    shown: str
    until: datetime
    reason: str


class LiftRestriction(Command, frozen=True, kw_only=True):
    """解除限制 before it expires."""

    reason: str


class NumberRestricted(Event, frozen=True, kw_only=True):
    """已限制来电."""

    digest: str
    until: datetime
    by: str
    shown: Sealed
    reason: Sealed


class RestrictionLifted(Event, frozen=True, kw_only=True):
    """已解除限制."""

    by: str
    reason: Sealed


NumberCommand = RestrictNumber | LiftRestriction
NumberEvent = NumberRestricted | RestrictionLifted


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """A number that is or was restricted. `until` is past, or `lifted_at` stands: no longer."""

    digest: str = ""
    ruled_at: datetime | None = None
    until: datetime | None = None
    by: str = ""
    lifted_at: datetime | None = None
    times: int = 0

    def binds(self, now: datetime) -> bool:
        """Whether it is restricted at that moment."""
        return self.until is not None and self.lifted_at is None and now < self.until


def decide(
    state: Number, command: NumberCommand, office: Office
) -> tuple[NumberEvent, ...] | Refusal:
    """What follows, or why not."""
    refusal = first(
        allowed(office, Role.MANAGEMENT), text(command.reason, "reason", say("理由"), limit=2000)
    )
    if refusal:
        return refusal
    if isinstance(command, RestrictNumber):
        return _restrict(state, command, office)
    if not state.binds(office.now):
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("这个号码现在没有限制。"),
            advice=say("请刷新页面查看最新状态。"),
        )
    return (RestrictionLifted(at=office.now, by=office.actor.id, reason=command.reason),)


def _restrict(
    state: Number, command: RestrictNumber, office: Office
) -> tuple[NumberEvent, ...] | Refusal:
    if not command.digest:
        return Refusal(
            code=Code.MISSING,
            message=say("没有来电号码。"),
            advice=say("没有显示号码的来电不能限制。"),
            field="phone",
        )
    if state.binds(office.now):
        return Refusal(
            code=Code.ALREADY,
            message=say("这个号码已经限制。"),
            advice=say("要改期限的，请先解除再限制。"),
            field="phone",
        )
    if not office.now < command.until <= office.now + LONGEST:
        return Refusal(
            code=Code.INVALID,
            message=say("限制要有期限：晚于现在，最长 {days} 天。", days=LONGEST.days),
            advice=say("请重新填写到期日；到期仍有必要的，再作一次裁定。"),
            field="until",
        )
    restricted = NumberRestricted(
        at=office.now,
        digest=command.digest,
        until=command.until,
        by=office.actor.id,
        shown=command.shown,
        reason=command.reason,
    )
    return (restricted,)


def evolve(state: Number, event: NumberEvent) -> Number:
    """The number after that."""
    if isinstance(event, RestrictionLifted):
        return replace(state, lifted_at=event.at)
    return Number(
        digest=event.digest,
        ruled_at=event.at,
        until=event.until,
        by=event.by,
        times=state.times + 1,
    )
