"""What an order went through, as commands at their times. Pure.

A step whose time nobody gave stands with the one before it (accepted, dispatched, signed) or with
the one after it (replied, completed, followed up): nothing is made later than it was.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Final

import msgspec

from hotline.handling.imports.fields import Arrived
from hotline.handling.imports.order import Order
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.words import Platform, Satisfied, Solved

LEAD, REPLY = "L1", "R1"
"""An imported order has one unit and one reply."""
WHY: Final = "历史工单导入：原系统的承办单位"  # not said: a reason, kept in the journal
CLOSED: Final = "原系统已结案"  # not said: a note, kept in the journal
_LATER: Final = ("replied_at", "completed_at", "followed_up_at", "closed_at")
_HANDLED: Final = tuple(Arrived)[tuple(Arrived).index(Arrived.DISPATCHED) :]
_FOR: Final = {Solved.SOLVED: Satisfied.SATISFIED, Solved.BASICALLY: Satisfied.BASICALLY,
               Solved.NOT: Satisfied.NOT}  # fmt: skip
_MEANS: Final = {satisfied: solved for solved, satisfied in _FOR.items()}


class Hand(Enum):
    """In whose hands a step lay: the hotline's or the unit's; or nobody's, an end without one."""

    HOTLINE = "hotline"
    UNIT = "unit"
    NOBODY = "nobody"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One command at its moment."""

    at: datetime
    command: Command
    hand: Hand = Hand.HOTLINE


def registration(order: Order, platform: Platform) -> c.RegisterContact:
    """接诉登记 under the number of the other system."""
    matter = c.Matter(
        kind=order.kind,
        text=order.text,
        topic=order.topic,
        area=order.area,
        title=order.title,
        address=order.address,
        urgency=order.urgency,
        confidential=order.confidential,
    )
    return c.RegisterContact(
        channel=order.channel,
        matters=(matter,),
        caller_name=order.caller_name,
        caller_phone=order.caller_phone,
        anonymous=order.anonymous,
        source_platform=platform,
        source_number=order.number,
    )


def steps(order: Order) -> Iterator[Step]:
    """Everything after the registration, in order."""
    status, at = order.status, _times(order)
    if status is Arrived.REGISTERED:
        return
    if status is Arrived.WITHDRAWN:
        yield Step(at=at["closed_at"], command=c.Withdraw(reason=CLOSED))
        return
    if status is Arrived.CLOSED and not order.unit:
        yield Step(at=at["closed_at"], command=c.AnswerDirectly(answer=order.answer))
        return
    yield Step(at=at["accepted_at"], command=c.Accept())
    if status not in _HANDLED:
        return
    yield Step(at=at["dispatched_at"], command=c.Dispatch(lead=order.unit, reason=WHY))
    if status is not Arrived.DISPATCHED:
        yield from _by_unit(order, at)
    if status in (Arrived.FOLLOWED_UP, Arrived.CLOSED):
        yield from _ended(order, at)


def _by_unit(order: Order, at: dict[str, datetime]) -> Iterator[Step]:
    yield Step(at=at["signed_at"], command=c.Sign(leg=LEAD), hand=Hand.UNIT)
    if contacted := order.times.get("contacted_at"):
        yield Step(at=contacted, command=c.RecordFirstContact(leg=LEAD, note=WHY), hand=Hand.UNIT)
    if order.status is Arrived.SIGNED:
        return
    reply = c.Reply(
        leg=LEAD,
        truth=order.truth,
        solved=order.solved or _MEANS.get(order.satisfied or Satisfied.SATISFIED, Solved.SOLVED),
        internal_record=order.answer,
        public_answer=order.answer,
        numbers_meant=True,
        signs_seen=True,
    )
    yield Step(at=at["replied_at"], command=reply, hand=Hand.UNIT)
    if order.status is not Arrived.REPLIED:
        approve = c.ApproveCompletion(request=REPLY)
        yield Step(at=at["completed_at"], command=approve, hand=Hand.UNIT)


def _ended(order: Order, at: dict[str, datetime]) -> Iterator[Step]:
    """Followed up with what the citizen said; or, where nothing was asked, ended without it."""
    said = order.satisfied or (_FOR[order.solved] if order.solved else None)
    asked = said is not None and (order.satisfied or order.status is Arrived.FOLLOWED_UP)
    if said is None or not asked:
        yield Step(at=at["closed_at"], command=c.ExhaustFollowUp(), hand=Hand.NOBODY)
    else:
        outcome = c.RecordOutcome(
            contacted="contacted_at" in order.times,
            solved=order.solved or _MEANS[said],
            result=said,
            process=said,
            called_in=True,
        )
        yield Step(at=at["followed_up_at"], command=outcome)
    if order.status is Arrived.CLOSED:
        yield Step(at=at["closed_at"], command=c.Close(note=CLOSED))


def _times(order: Order) -> dict[str, datetime]:
    """All moments, those not given beside their neighbours."""
    known = dict(order.times)
    last = known["registered_at"]
    for name in ("accepted_at", "dispatched_at", "signed_at"):
        last = known.setdefault(name, last)
    given = [known[name] for name in _LATER if name in known]
    following = given[-1] if given else last
    for name in reversed(_LATER):
        following = known.setdefault(name, following)
    return known
