"""The citizen's own photos and other files, as their case page shows them."""

from typing import Any

import msgspec
from django.conf import settings

from hotline.handling.files import showing
from hotline.handling.files.attaching import STORED, THUMB, VIEW
from hotline.portal.gate import Visit
from hotline.portal.queries import Own
from hotline.rules.case.files import MOST_FILES
from hotline.rules.file_words import FileKind
from hotline.web import files as web


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the citizen's page shows it. `thumb` is "" where it is no photo."""

    title: str
    thumb: str
    open: str


def part(own: Own, visit: Visit, held: int) -> dict[str, Any]:
    """The citizen's own files, and how many more they may choose, with `held` chosen already."""
    who = visit.who
    covers = who.sight.covers(own.row)
    sign = web.noted(own.id, who.actor.id)
    found = [
        Mine(
            title=one.name or one.kind.zh,
            thumb=f"{_at(visit, one.id, THUMB)}?noted={sign}" if one.kind is FileKind.PHOTO else "",
            open=_at(visit, one.id, VIEW if one.kind is FileKind.PHOTO else STORED),
        )
        for one in showing.listed(own.events, who, covers, confidential=own.case.confidential)
    ]
    return {"own_files": found, **limits(MOST_FILES - own.case.files - held)}


def limits(left: int = MOST_FILES) -> dict[str, int]:
    """What the form says beforehand."""
    return {
        "files_left": left,
        "photo_mb": settings.PHOTO_LIMIT // 1_000_000,
        "audio_mb": settings.AUDIO_LIMIT // 1_000_000,
    }


def _at(visit: Visit, file_id: str, which: str) -> str:
    return f"{visit.base}progress/files/{file_id}/{which}"
