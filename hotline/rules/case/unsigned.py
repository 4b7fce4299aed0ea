"""逾期未签收, in a city whose rulebook does not deem a leg signed at its sign limit.

Where a city deems (视同签收), the clock signs and marks it late; where it does not, the order stays
unsigned and only the mark is set, so that boards and ladders see it and the unit still has to sign
(product.md §4 Sign and return; `FlagName.DEEMED_SIGNED`).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hotline.rules.case.events import Event
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command, NeededCode
from hotline.rules.case.guards import Target, the_leg
from hotline.rules.case.state import Case, Leg
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import LegState


class BreachSign(Command, frozen=True, kw_only=True):
    """逾期未签收: the sign limit has passed and nobody is deemed to have signed."""

    leg: NeededCode


class SignBreached(Event, frozen=True, kw_only=True):
    """逾期未签收."""

    leg: str
    due_at: datetime


def waits(leg: Leg) -> bool:
    """Whether the sign limit of the leg still has to be marked when it passes."""
    return leg.state is LegState.DISPATCHED and not leg.deems and not leg.sign_late


def left_unsigned(target: Target, context: Context) -> Refusal | None:
    """Marked once, and only where the city does not deem it signed."""
    if waits(the_leg(target)):
        return None
    return Refusal(code=Code.ALREADY, message=say("该承办单按视同签收处理，或已记迟签。"))


def breach(target: Target, command: BreachSign, context: Context) -> tuple[Event, ...]:
    """逾期未签收, as of its due moment."""
    leg = the_leg(target)
    return (SignBreached(at=context.now, leg=leg.id, due_at=leg.sign_due),)


def _breached(case: Case, event: SignBreached) -> Case:
    return on_leg(case, event.leg, sign_late=True)


UNSIGNED_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {SignBreached: _breached}
