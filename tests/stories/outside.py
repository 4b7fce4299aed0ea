"""What stands beside the cases of a story: the call that is being heard, its number, and the
wishes of whoever is told.

The same rules decide here as in a city (`disruption`, `reference.number`); what they wrote is
folded into these two states.
"""

from datetime import datetime
from typing import Final, cast

from hotline.handling.notices.hours import AT_ONCE
from hotline.rules import contact, disruption
from hotline.rules.case.events import Event
from hotline.rules.case.many import ByStream
from hotline.rules.contact import CallEnded, Contact, ContactRegistered, DisruptionWarned
from hotline.rules.context import Context
from hotline.rules.disruption import EndCall, WarnDisruption
from hotline.rules.reference import number
from hotline.rules.reference.number import (
    LiftRestriction,
    Number,
    NumberRestricted,
    RestrictionLifted,
    RestrictNumber,
)
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Refusal
from tests.stories import above
from tests.stories.above import Above

OUTSIDE: Final = (
    WarnDisruption,
    EndCall,
    RestrictNumber,
    LiftRestriction,
    *above.COMMANDS,
)
TITLES: Final[dict[type, str]] = {
    DisruptionWarned: "警告",
    CallEnded: "结束通话",
    NumberRestricted: "限制来电",
    RestrictionLifted: "解除限制",
    **above.TITLES,
}


class Outside:
    """The last call, the one number from which a story's callers call, and what whoever is told
    wishes: quiet from–to and a digest in minutes after midnight, and the ways they shut."""

    def __init__(self) -> None:
        self.call: Contact | None = None
        self.number = Number()
        self.above = Above()
        self.quiet = (0, 0)
        self.digest = AT_ONCE
        self.off: frozenset[str] = frozenset()

    def heard(self, found: ByStream) -> None:
        """The contact that was registered is the call now."""
        for events in found.values():
            for event in events:
                if isinstance(event, ContactRegistered):
                    self.call = contact.evolve(None, event)

    def ask(self, command: object, context: Context) -> tuple[Event, ...] | Refusal:
        """What the rules answer."""
        if isinstance(command, above.COMMANDS):
            return self.above.ask(command, context)
        if isinstance(command, WarnDisruption | EndCall):
            assert self.call, "还没有来电"
            return disruption.decide(self.call, command, context)
        assert isinstance(command, RestrictNumber | LiftRestriction)
        office = Office(now=context.now, actor=context.actor)
        return cast("tuple[Event, ...] | Refusal", number.decide(self.number, command, office))

    def keep(self, events: tuple[Event, ...]) -> None:
        """What was written is so."""
        for event in events:
            if isinstance(event, NumberRestricted | RestrictionLifted):
                self.number = number.evolve(self.number, event)
            elif type(event) in above.TITLES:
                self.above.keep(event)
            else:
                self.call = contact.evolve(self.call, event)

    @property
    def restricted_until(self) -> datetime | None:
        """As a city knows it: until when, unless lifted."""
        return None if self.number.lifted_at else self.number.until
