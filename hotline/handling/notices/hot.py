"""What a hot event (热点) tells: those on duty that one was found, and each unit that works on one
of its cases that it was confirmed.

A notice names one case of it, within the recipient's sight, and never how many there are. A
confidential case is in no notice, so a reported unit learns nothing by it [product.md §10].
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hotline import ledger
from hotline.handling.notices import queries
from hotline.handling.notices.arising import STALE, Arisen
from hotline.handling.notices.table import Thing
from hotline.ledger import Followed, StreamRef
from hotline.rules.oversight.hot import Hot, HotConfirmed, HotRaised

STREAM: Final = "hot_event"


def event_of(notice: Any) -> UUID | None:
    """The hot event that a notice is about, None of any other."""
    if notice.thing not in (Thing.HOT, Thing.HOT_CONFIRMED):
        return None
    return UUID(notice.key.partition(".")[0])


def told(events: Iterable[Followed], now: datetime) -> list[Arisen]:
    """All that these events tell; three statements for each that tells anything."""
    found: list[Arisen] = []
    for followed in events:
        head = followed.envelope
        if head.stream_type != STREAM or now - head.occurred_at > STALE:
            continue
        if isinstance(followed.event, HotRaised):
            found += _found(followed)
        elif isinstance(followed.event, HotConfirmed):
            found += _confirmed(followed)
    return found


def _found(followed: Followed) -> list[Arisen]:
    """One notice, of the newest case that is not confidential."""
    cases = _cases(followed)
    return [_arisen(followed, Thing.HOT, cases[0].id)] if cases else []


def _confirmed(followed: Followed) -> list[Arisen]:
    """One for each unit with a running leg, of the newest of its cases."""
    cases = _cases(followed)
    legs = queries.legs({case.id for case in cases})
    of_unit: dict[str, UUID] = {}
    for case in cases:
        for (of_case, _), leg in legs.items():
            if of_case == case.id and leg.running:
                of_unit.setdefault(leg.unit, case.id)
    return [_arisen(followed, Thing.HOT_CONFIRMED, case, unit) for unit, case in of_unit.items()]


def _cases(followed: Followed) -> list[Any]:
    """Its cases of now, the newest first, confidential ones not."""
    head = followed.envelope
    state: Hot | None = ledger.state_of(StreamRef(head.city, STREAM, head.stream_id))
    rows = queries.cases({UUID(case) for case in state.cases}) if state else {}
    open_to_all = [row for row in rows.values() if not row.confidential]
    return sorted(open_to_all, key=lambda row: row.registered_at, reverse=True)


def _arisen(followed: Followed, thing: Thing, case: UUID, unit: str = "") -> Arisen:
    head = followed.envelope
    return Arisen(
        key=f"{head.stream_id}.{head.version}",
        thing=thing,
        city=head.city,
        case_id=case,
        at=head.occurred_at,
        by=head.actor,
        units=(unit,) if unit else (),
    )
