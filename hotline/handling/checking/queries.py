"""What a reply is compared with. Serves this room's own actions: nothing of it reaches a page but
figures and the ids of cases, which the page shows only where they are in its reader's sight.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q

from hotline import ledger
from hotline.handling.checking.models import FlagRow, LookRow, SketchRow
from hotline.handling.models import CaseTextRow
from hotline.handling.queries import Reader
from hotline.handling.streams import case_ref
from hotline.rules.case.leg_events import ReplyFiled

RECENT: Final = timedelta(days=90)
MOST_ANSWERS: Final = 300
MOST_PHOTOS: Final = 200
KNOWN: Final = 300


def request_words(case_id: UUID) -> str:
    """What the citizen asked, title and text; "" once it was erased."""
    row = CaseTextRow.objects.filter(stream_id=case_id).first()
    return f"{row.title}\n{row.text}" if row else ""


def usual_words(city: str) -> list[str]:
    """The words of some newest requests of the city: of these is learned what is usual."""
    found = CaseTextRow.objects.filter(city=city).order_by("-stream_id")
    return [f"{title}\n{text}" for title, text in found.values_list("title", "text")[:KNOWN]]


def recent_answers(city: str, unit: str, case_id: UUID, now: datetime) -> list[tuple[str, bytes]]:
    """(case, sketch) of the unit's newest answers to other cases."""
    found = SketchRow.objects.filter(city=city, unit=unit, at__gte=now - RECENT)
    rows = found.exclude(stream_id=case_id).order_by("-at")
    known = rows.values_list("stream_id", "sketch")[:MOST_ANSWERS]
    return [(str(case), bytes.fromhex(sketch)) for case, sketch in known]


def looks(case_id: UUID, leg: str) -> list[tuple[str, list[int]]]:
    """(look, bands) of the photos that the unit gave on this leg."""
    found = LookRow.objects.filter(stream_id=case_id, leg=leg)
    return list(found.values_list("look", "bands"))


def looking_like(city: str, case_id: UUID, bands: Sequence[int]) -> list[tuple[str, str]]:
    """(case, look) of photos of other cases that share a band with one of these."""
    found = LookRow.objects.filter(city=city, bands__overlap=list(bands)).exclude(stream_id=case_id)
    return [
        (str(case), look) for case, look in found.values_list("stream_id", "look")[:MOST_PHOTOS]
    ]


def answer_of(city: str, case_id: UUID) -> str:
    """The newest public answer filed there, "" when erased; the caller applies the covers."""
    for one in reversed(ledger.read(case_ref(city, case_id))):
        if isinstance(one.event, ReplyFiled):
            return str(one.event.public_answer) if one.sealed else ""
    return ""


# --- for people -------------------------------------------------------------------------------


def doubts_by_unit(who: Reader, since: datetime) -> Sequence[Any]:
    """Of each unit with doubts since then: how many, still open, borne out, not; most first."""
    found = FlagRow.objects.filter(who.sight.legs(), flagged_at__gte=since).values("unit")
    counted = found.annotate(
        all=Count("flag"),
        open=Count("flag", filter=Q(borne_out__isnull=True)),
        upheld=Count("flag", filter=Q(borne_out=True)),
        dismissed=Count("flag", filter=Q(borne_out=False)),
    )
    return list(counted.order_by("-upheld", "-all", "unit")[:20])
