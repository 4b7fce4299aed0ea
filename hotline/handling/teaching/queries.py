"""Cases with words and topic, for a machine to learn from; nobody reads them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hotline.handling.models import CaseRow, CaseTextRow

PAGE = 2_000


def taught(city: str, most: int) -> Iterator[tuple[str, str, datetime, str, str]]:
    """(case, topic, when registered, title, text) of the newest cases that were accepted, from new
    to old; confidential ones and those whose words were erased are not among them."""
    found: Any = CaseRow.objects.filter(
        city=city, confidential=False, accepted_at__isnull=False
    ).exclude(topic="")
    rows = list(
        found.order_by("-registered_at", "-id").values_list("id", "topic", "registered_at")[:most]
    )
    for begin in range(0, len(rows), PAGE):
        part = rows[begin : begin + PAGE]
        ids = [row[0] for row in part]
        texts = CaseTextRow.objects.filter(stream_id__in=ids)
        words = {row[0]: row[1:] for row in texts.values_list("stream_id", "title", "text")}
        for id, topic, at in part:
            if id in words:
                yield str(id), topic, at, *words[id]
