"""What comes of an event: which thing it is, of which leg, and due when. Pure, but for the feed.

An event that is told late tells nothing new: what happened more than STALE before the city's now
(an import of history, a feed read from its beginning) is passed over.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hotline.handling.notices.table import Thing
from hotline.ledger import Followed
from hotline.rules.case import events as e
from hotline.rules.case import leg_events as le
from hotline.rules.case import supervision_events as v
from hotline.rules.case.extension import ExtensionGranted
from hotline.rules.case.on_site import SiteMeetingOrdered
from hotline.rules.case.phone import PhoneUnanswered
from hotline.rules.phone_words import Rung
from hotline.rules.words import Face, SupervisionKind

STALE: Final = timedelta(days=3)


class Arisen(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell. `key` is the event's own; `by` whose step it was, who need not be told;
    `leg` "" where it is of the whole case; `units` where it concerns several that have no leg;
    `rung` that of the phone ladder which is rung from now on, whose people alone are told."""

    key: str
    thing: Thing
    city: str
    case_id: UUID
    at: datetime
    by: str
    leg: str = ""
    units: tuple[str, ...] = ()
    due_at: datetime | None = None
    rung: Rung | None = None


Told = tuple[Thing, str, datetime | None]


def _supervised(event: v.SupervisionIssued) -> Told:
    near = event.kind is SupervisionKind.REMINDER and event.by_rule
    return (Thing.NEAR if near else Thing.SUPERVISED, event.leg, event.due_at)


WHAT: Final[dict[str, Callable[[Any], Told]]] = {
    le.LegDispatched.__name__: lambda event: (Thing.ORDER, event.leg, event.limit.due_at),
    le.CompletionSentBack.__name__: lambda event: (Thing.SENT_BACK, event.leg, None),
    le.ReplyFiled.__name__: lambda event: (Thing.APPROVE, event.leg, event.approval_due),
    le.ReturnFiled.__name__: lambda event: (Thing.RETURNED, event.leg, event.ruling_due),
    v.SupervisionIssued.__name__: _supervised,
    SiteMeetingOrdered.__name__: lambda event: (Thing.ON_SITE, "", event.ruling_due),
    e.Accepted.__name__: lambda event: (Thing.ACCEPTED, "", event.promise.due_at),
    PhoneUnanswered.__name__: lambda event: (Thing.RING, event.leg, event.until),
    ExtensionGranted.__name__: lambda event: (Thing.EXTENDED, "", None),
    e.CaseCompleted.__name__: lambda event: (Thing.ANSWERED, "", event.link_due),
    e.FollowUpLinkOpened.__name__: lambda event: (Thing.FOLLOW_UP, "", event.due),
}
"""The events that tell somebody something, by the name of their type."""


def arisen(followed: Followed, now: datetime) -> Arisen | None:
    """What this event tells; None where it tells nobody anything, or nothing new."""
    head = followed.envelope
    found = WHAT.get(head.event_type) if head.stream_type == "case" else None
    if found is None or head.face == Face.IMPORT or now - head.occurred_at > STALE:
        return None
    thing, leg, due = found(followed.event)
    return Arisen(
        key=f"{head.stream_id}.{head.version}",
        thing=thing,
        city=head.city,
        case_id=head.stream_id,
        at=head.occurred_at,
        by=head.actor,
        leg=leg,
        units=followed.event.units if isinstance(followed.event, SiteMeetingOrdered) else (),
        due_at=due,
        rung=followed.event.next if isinstance(followed.event, PhoneUnanswered) else None,
    )
