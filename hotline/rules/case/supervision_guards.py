"""What holds before anybody acts on a document of supervision (督办), and when the clock does."""

from datetime import datetime, timedelta

from hotline.rules.case.guards import Target, not_before, the_leg, the_request
from hotline.rules.case.state import Document, Leg
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import RequestState, Role, SupervisionKind

HEAD, ABOVE, TOP = 1, 2, 3
"""Rungs above the unit itself: its head, the unit above it, the hotline's management."""


def the_document(target: Target) -> Document:
    """The document of a command on one; the tables guarantee it."""
    found = the_request(target)
    if not isinstance(found, Document):
        raise LookupError(f"request {found.id} is no document of supervision")
    return found


def its_addressee(target: Target, context: Context) -> Refusal | None:
    """The unit that is pressed, or the one above it to which the document has climbed."""
    found = the_document(target)
    if context.actor.unit in {found.unit, found.addressed}:
        return None
    return Refusal(
        code=Code.WRONG_UNIT,
        message=say("该督办发给{unit}。", unit=context.world.units.name(found.unit)),
        advice=say("由被督办单位签收和答复。"),
    )


def head_once_climbed(target: Target, context: Context) -> Refusal | None:
    """What has climbed is answered by a head in person."""
    if not the_document(target).rung or context.actor.is_a(Role.UNIT_HEAD):
        return None
    return Refusal(
        code=Code.WRONG_ROLE,
        message=say("该督办已升级，须由单位负责人答复。"),
        advice=say("请报本单位负责人。"),
    )


def not_received(target: Target, context: Context) -> Refusal | None:
    """Received once."""
    if the_document(target).received_at is None:
        return None
    return Refusal(code=Code.ALREADY, message=say("该督办已经签收。"))


def answer_owed(target: Target, context: Context) -> Refusal | None:
    """A reminder asks for no answer; any other is answered once, unless it is sent back."""
    found = the_document(target)
    if found.document is SupervisionKind.REMINDER:
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("临期提醒只需签收，不需答复。"),
            advice=say("请在时限内办结。"),
        )
    if found.answered_at is None:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("该督办已经答复。"),
        advice=say("请等待督办员审核。"),
    )


def was_answered(target: Target, context: Context) -> Refusal | None:
    """Only an answer can be accepted or sent back."""
    if the_document(target).answered_at is not None:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该督办还没有答复。"),
        advice=say("答复超时的自动升级；不需要答复的请撤销。"),
    )


def reminder_is_due(target: Target, context: Context) -> Refusal | None:
    """One reminder for a leg and its limit, from the yellow light on."""
    leg = the_leg(target)
    at = remind_at(leg)
    if at is None:
        return Refusal(code=Code.ALREADY, message=say("该承办单已提醒过，或不需要提醒。"))
    return not_before(at, context)


def answer_is_late(target: Target, context: Context) -> Refusal | None:
    """A document climbs once its time to answer has passed."""
    due = press_at(the_document(target))
    if due is None:
        return Refusal(code=Code.ALREADY, message=say("该督办不等待答复。"))
    return not_before(due, context)


# --- moments ----------------------------------------------------------------------------------


def remind_at(leg: Leg) -> datetime | None:
    """When a reminder of the leg is owed: at the yellow light, reckoned as the light is; None
    where it was sent, or where nothing runs."""
    limit = leg.limit
    if not leg.remind_percent or not limit.is_running or limit.paused_since or limit.breached_at:
        return None
    if leg.reminded > len(limit.extensions):
        return None
    paused = sum((turn.until - turn.at for turn in limit.pauses), start=timedelta())
    start = min(limit.started_at + paused, limit.due_at)
    return start + (limit.due_at - start) * leg.remind_percent // 100


def press_at(found: Document) -> datetime | None:
    """When the document climbs unless it is answered; None where no answer is waited for."""
    return None if found.answered_at or not found.open else found.due_at


def standing(state: str, received_at: datetime | None, answered_at: datetime | None) -> str:
    """How far a document is, as people say it."""
    over: dict[str, str] = {
        RequestState.UPHELD: say("已销号"),
        RequestState.WITHDRAWN: say("已撤销"),
        RequestState.LAPSED: say("随承办单了结"),
    }
    if state in over:
        return over[state]
    if answered_at:
        return say("已答复，待审核")
    return say("已签收，待答复") if received_at else say("待签收")
