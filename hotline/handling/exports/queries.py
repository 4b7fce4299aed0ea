"""Reading one's own exports. Nobody reads another's, whatever their roles."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from hotline.handling.exports.models import ExportPartRow, ExportRow
from hotline.handling.queries import Reader

MOST = 30


def mine(who: Reader) -> Sequence[Any]:
    """The reader's exports of the last day, the newest first."""
    return list(_mine(who).defer("asked").order_by("-asked_at")[:MOST])


def one(who: Reader, export_id: UUID) -> Any | None:
    """One of the reader's exports; None for another's."""
    return _mine(who).defer("asked").filter(id=export_id).first()


def parts(row: Any) -> Iterator[bytes]:
    """The sealed pieces of an export that was read by `one`, in order, one statement each."""
    numbers = ExportPartRow.objects.filter(export_id=row.id).order_by("n")
    for n in list(numbers.values_list("n", flat=True)):
        part = ExportPartRow.objects.filter(export_id=row.id, n=n).first()
        if part is None:
            return
        yield bytes(part.content)


def _mine(who: Reader) -> Any:
    return ExportRow.objects.filter(city=who.actor.city, user_id=who.actor.id)
