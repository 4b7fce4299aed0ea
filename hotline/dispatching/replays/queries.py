"""Reading replays: of one edition what is under way and the last result, of all the last."""

from collections.abc import Sequence

import msgspec

from hotline.dispatching.replays.jobs import Kept, State
from hotline.dispatching.replays.models import ReplayRow
from hotline.rules.actor import Actor


def of_edition(actor: Actor, edition: str) -> tuple[ReplayRow | None, ReplayRow | None]:
    """(the last that was asked for, the last that is ready) of an edition of the actor's city."""
    rows = ReplayRow.objects.filter(city=actor.city, edition=edition).order_by("-asked_at", "-id")
    found = list(rows)
    return (
        found[0] if found else None,
        next((row for row in found if row.state == State.READY), None),
    )


def ready(actor: Actor, editions: Sequence[str]) -> dict[str, ReplayRow]:
    """The last result of each of these editions."""
    rows = ReplayRow.objects.filter(city=actor.city, edition__in=editions, state=State.READY)
    return {row.edition: row for row in rows.order_by("asked_at", "id")}


def result(row: ReplayRow) -> Kept:
    """What a replay that is ready came to."""
    return msgspec.json.decode(row.result, type=Kept)
