"""What whoever plans 自动派单 looks up: cases that wait, and what hangs together with them. For the
clock; nobody is shown anything of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from hotline.dispatching.automatic.models import AutomaticRow
from hotline.handling.alike import queries as alike
from hotline.handling.models import CaseRow, CaseTextRow, PhoneRow
from hotline.handling.queries import Reader
from hotline.oversight.hot.models import HotMemberRow, HotRow
from hotline.people.queries import gazetteer
from hotline.rules.case.table import OPEN
from hotline.rules.context import World
from hotline.rules.directory import covers
from hotline.rules.oversight.hot import HotState
from hotline.rules.reference.automatic import KEEPERS
from hotline.rules.words import CaseStage, Urgency

WAITED: Final = timedelta(days=1)
"""A case that has waited longer has been looked at by people."""
MOST: Final = 200
"""Cases looked at in one round."""
MOST_WAITING: Final = 5000
"""Cases that wait, of which the first not yet looked at are taken."""
NOTED: Final = timedelta(days=7)
"""So long the management is told that a topic fell."""
LIKE: Final = timedelta(days=30)
"""Cases of longer ago are no duplicates."""
HOT_FOR: Final = timedelta(days=14)
"""A hot event that nobody has decided on, or that was confirmed, is open for so long after its last
case."""


def cities() -> list[str]:
    """Cities in which a topic is on."""
    return list(AutomaticRow.objects.exclude(state__on={}).values_list("city", flat=True))


def fallen(who: Reader) -> QuerySet[Any]:
    """Whether the machine switched a topic off of late, for the management body: to be counted
    beside the page that says which and why."""
    rows = AutomaticRow.objects.filter(city=who.actor.city, fallen_at__gte=who.now - NOTED)
    return rows if who.actor.is_a(*KEEPERS) else AutomaticRow.objects.none()


def waiting(city: str, topics: Sequence[str], now: datetime) -> dict[UUID, datetime]:
    """Cases of these topics that wait for dispatch and that nothing in their row keeps for people,
    the oldest first, and when something last happened to each."""
    rows = CaseRow.objects.filter(
        city=city, stage=CaseStage.ACCEPTED, topic__in=list(topics), confidential=False,
        urgency=Urgency.ORDINARY, returns=0, send_backs=0, reminders=0, children=0, round=1,
        tags=[], leg_units=[], plan_at=None, accepted_at__gte=now - WAITED,
    )  # fmt: skip
    return dict(rows.order_by("accepted_at", "id").values_list("id", "last_at")[:MOST_WAITING])


def rows(ids: Sequence[UUID]) -> list[Any]:
    """The rows of these cases, those that wait longest first."""
    return list(CaseRow.objects.filter(id__in=list(ids)).order_by("accepted_at", "id"))


def texts(ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The words of these cases; an erased one has none."""
    return CaseTextRow.objects.in_bulk(list(ids))


def has_like(row: Any, text: Any) -> bool:
    """Whether another case of late is likely the same matter."""
    found = alike.near(row.city, row, text, row.registered_at - LIKE)
    return any(one.id != row.id for one in found)


def has_open(row: Any) -> bool:
    """Whether the same number waits for an answer on this topic: whoever asks again is no new
    order, in whatever words, but a reminder, and that somebody has to hear."""
    own = PhoneRow.objects.filter(city=row.city, stream_id=row.id).values("digest")
    calls = PhoneRow.objects.filter(city=row.city, digest__in=own, at__gte=row.registered_at - LIKE)
    others = CaseRow.objects.filter(
        city=row.city, id__in=calls.values("stream_id"), topic=row.topic, stage__in=OPEN,
        confidential=False,
    )  # fmt: skip
    return others.exclude(id=row.id).exists()


def is_hot(row: Any, now: datetime) -> bool:
    """Whether an open hot event has the case, or lies where it lies on the same topic."""
    late = HotRow.objects.filter(city=row.city, last_at__gte=now - HOT_FOR)
    held = list(late.exclude(state=HotState.DISMISSED).values_list("id", "topic", "area"))
    if any(topic == row.topic and covers(area, row.area) for _, topic, area in held):
        return True
    members = HotMemberRow.objects.filter(case_id=row.id, event__in=[one for one, _, _ in held])
    return bool(held) and members.exists()


def place_agrees(world: World, row: Any, text: Any) -> bool:
    """Whether the address, as far as the gazetteer knows it, means the case's area and no other."""
    found = gazetteer(world.city, world.reference).locate(text.address, world.areas)
    return not found or (len(found) == 1 and _agree(found[0].area, row.area))


def _agree(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)
