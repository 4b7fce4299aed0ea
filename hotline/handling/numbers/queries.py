"""Reading restrictions, and the calls that led to them. The list is for the management body."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from hotline import ledger
from hotline.handling.models import ContactRow, PhoneRow
from hotline.handling.numbers.models import NumberRow, NumberTextRow
from hotline.handling.queries import Reader
from hotline.handling.rows import phone_digest
from hotline.handling.streams import contact_ref
from hotline.rules.contact import Contact, ContactRegistered
from hotline.rules.context import Context
from hotline.rules.words import Nature

LISTED: Final = 100
LATELY: Final = timedelta(days=90)
_held: dict[str, tuple[int, dict[str, datetime]]] = {}


class Restricted(msgspec.Struct, frozen=True, kw_only=True):
    """A ruling with what it says; `shown` and `reason` are "" once erased."""

    row: Any
    shown: str
    reason: str


class Disturbing(msgspec.Struct, frozen=True, kw_only=True):
    """A number that disturbed of late: how often, how often warned, and its last call."""

    contact: UUID
    times: int
    warnings: int
    ended: int
    last: datetime


def restricted_until(city: str, phone: str, reference: int) -> datetime | None:
    """Until when the number is restricted, from memory; one statement after a new ruling."""
    digest = phone_digest(city, phone)
    if not digest:
        return None
    held = _held.get(city)
    if held is None or held[0] < reference:
        rows = NumberRow.objects.filter(city=city, lifted_at=None)
        held = reference, dict(rows.values_list("digest", "until"))
        _held[city] = held
    return held[1].get(digest)


def held(context: Context, phone: str) -> Context:
    """What the rules may look at, with a ruling against the number that calls."""
    until = restricted_until(context.world.city, phone, context.world.reference)
    return replace(context, restricted_until=until)


def restrictions(who: Reader) -> Sequence[Restricted]:
    """The last rulings, those that bind first. Two statements."""
    rows = list(NumberRow.objects.filter(city=who.actor.city).order_by("-ruled_at", "id")[:LISTED])
    texts = NumberTextRow.objects.filter(stream_id__in=[row.id for row in rows])
    known = {text.stream_id: text for text in texts}
    found = [
        Restricted(
            row=row,
            shown=known[row.id].shown if row.id in known else "",
            reason=known[row.id].reason if row.id in known else "",
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not binds(one.row, who.now))


def binds(row: Any, now: datetime) -> bool:
    """Whether the restriction holds at that moment."""
    return row.lifted_at is None and now < row.until


def disturbing(who: Reader) -> Sequence[Disturbing]:
    """Numbers that disturbed in the last 90 days, the most frequent first. Two statements."""
    calls = ContactRow.objects.filter(
        city=who.actor.city, nature=Nature.HARASSMENT, registered_at__gte=who.now - LATELY
    )
    known = {row.id: row for row in calls.order_by("-registered_at")[: LISTED * 5]}
    digests = PhoneRow.objects.filter(stream_id__in=list(known)).values_list("digest", "stream_id")
    by_number: dict[str, list[Any]] = {}
    for digest, contact in digests:
        by_number.setdefault(digest, []).append(known[contact])
    found = [_summed(rows) for rows in by_number.values()]
    return sorted(found, key=lambda one: (-one.times, -one.last.timestamp()))[:LISTED]


def _summed(rows: Sequence[Any]) -> Disturbing:
    last = max(rows, key=lambda row: row.registered_at)
    return Disturbing(
        contact=last.id,
        times=len(rows),
        warnings=sum(row.warnings for row in rows),
        ended=sum(row.ended for row in rows),
        last=last.registered_at,
    )


def disturbed(city: str, contact: UUID) -> Contact:
    """That call as it stands after what was just done to it. One statement."""
    found: Contact = ledger.state_of(contact_ref(city, contact))
    return found


def phone_of(city: str, contact: UUID | str) -> str:
    """The number that called, for this room's own actions; "" where it is erased or was none."""
    for one in ledger.read(contact_ref(city, contact)):
        if isinstance(one.event, ContactRegistered) and one.sealed:
            return str(one.event.caller_phone)
    return ""
