"""Reading reply templates: those a unit may use, and those somebody keeps."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hotline import ledger
from hotline.handling.queries import Reader
from hotline.handling.wordings.models import WordingRow
from hotline.handling.wordings.streams import wording_ref
from hotline.rules.replies.template import TemplateWritten
from hotline.rules.rulebook import under

LISTED: Final = 200


def usable(who: Reader, unit: str, topic: str) -> list[WordingRow]:
    """What that unit may answer with on that topic: its own first, those for the topic before
    those for every topic. One statement."""
    rows = WordingRow.objects.filter(
        city=who.actor.city, unit__in={"", unit}, retired=False
    ).order_by("title", "id")[:LISTED]
    found = [row for row in rows if not row.topic or under(topic, row.topic)]
    return sorted(found, key=lambda row: (not row.topic, not row.unit))


def kept(who: Reader) -> Sequence[WordingRow]:
    """Those of one's own unit and those for all, the retired last. One statement."""
    found = WordingRow.objects.filter(city=who.actor.city, unit__in={"", who.actor.unit})
    return list(found.order_by("retired", "-unit", "topic", "title", "id")[:LISTED])


def versions(who: Reader, wording: UUID) -> list[TemplateWritten]:
    """Every version of a template of one's own unit or for all, the newest first."""
    events = [one.event for one in ledger.read(wording_ref(who.actor.city, wording))]
    found = [event for event in events if isinstance(event, TemplateWritten)]
    mine = found and found[0].unit in ("", who.actor.unit)
    return found[::-1] if mine else []
