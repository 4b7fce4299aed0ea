"""What people do in shifts: opening, remarking, handing over, taking over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hotline import ledger
from hotline.handling.queries import Reader
from hotline.ledger import Appends, Loaded, Outcome
from hotline.oversight import queries
from hotline.oversight.streams import SHIFT, shift_ref
from hotline.people.by import By
from hotline.people.change import change
from hotline.people.queries import holder_of, unit_tree, user
from hotline.rules.oversight import shift
from hotline.rules.oversight.shift import HandOverShift, OpenShift, Shift
from hotline.rules.reference.office import Office, not_found, storable
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Role


def open_shift(by: By, who: Reader, until: datetime) -> Outcome | Refusal:
    """开班, after the last shift there was; one that was not handed over lapses with what is open.

    The new shift's stream is named by its number, so of two who open at once one is refused."""
    last = queries.last_shift(by.city)
    before, after = shift_ref(by.city, last), shift_ref(by.city, last + 1)
    command, items = OpenShift(until=until), queries.open_items(who)

    def decided(loaded: Loaded) -> Appends | Refusal:
        units = unit_tree(by.city, loaded.reference)
        office = Office(now=loaded.now, actor=by.actor, units=units)
        if loaded.states[after] is not None:
            return queries.TAKEN
        found = shift.open_next(loaded.states[before] or Shift(), command, items, office)
        if isinstance(found, Refusal):
            return found
        ended, opened = found
        return {after: opened, **({before: ended} if ended else {})}

    return ledger.execute(by.request("shift", last + 1, command), [before, after], decided)


def in_shift(
    by: By, n: int, commands: Sequence[shift.Remark | shift.TakeOver | shift.RefuseItem]
) -> Outcome | Refusal:
    """备注、接班、不接 in a shift, all or none."""
    return change(by, shift_ref(by.city, n), SHIFT, shift.decide, commands)


def hand_over(
    by: By, who: Reader, n: int, to: str, left: Sequence[str] = (), why: str = ""
) -> Outcome | Refusal:
    """交班: everything that is open now, but for what is left out by name."""
    items = tuple(queries.open_items(who))
    command = HandOverShift(to=to, items=items, left=tuple(left), why=why)
    if refusal := storable([command]):
        return refusal
    # Who still owes a new password sets one on coming to work: that is no reason not to hand over.
    receiver = holder_of(by.city, to, by_token=True) if is_uuid(to) else None
    if to and (receiver is None or Role.DUTY_MANAGER not in receiver.roles):
        known = user(by.actor, to)
        return not_found(say("值班长"), known.name if known else to, "to")
    return change(by, shift_ref(by.city, n), SHIFT, shift.decide, [command])


def is_uuid(text: str) -> bool:
    """Whether it can be an account's id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
