"""Files on the case page (附件): who sent which, small pictures, and the form to add some.

How much of a file a person gets is decided by `handling.files.showing`, whether they may add one by
the rules. Small pictures are part of the page, whose reading is on record; anything larger is put
on record when it is opened.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hotline.desk.gate import Desk, staff
from hotline.handling.files import showing
from hotline.handling.files.attaching import STORED, THUMB, VIEW, attach, attach_evidence
from hotline.ledger import Outcome, Recorded
from hotline.people.cover import Covers
from hotline.rules.case.decide import Option
from hotline.rules.case.files import EVIDENCE, MOST_FILES
from hotline.rules.case.state import Case
from hotline.rules.file_words import FileGroup, FileKind
from hotline.rules.refusal import Refusal
from hotline.rules.text import joined, say
from hotline.web import files as web
from hotline.web.permission import page

PAGE = say("附件")


class FileView(msgspec.Struct, frozen=True, kw_only=True):
    """One file as the page prints it; an address is "" where that is not open to the reader."""

    title: str
    size: str
    file: showing.Shown
    thumb: str
    open: str
    original: str
    taken: str
    place: str
    is_audio: bool


class Adding(msgspec.Struct, frozen=True, kw_only=True):
    """The form to add files: where it goes, on which leg, into which groups."""

    name: str
    groups: tuple[FileGroup, ...]
    legs: tuple[tuple[str, str], ...]
    left: int
    photo_mb: int
    audio_mb: int


def part(
    desk: Desk,
    row: Any,
    state: Case,
    covers: Covers,
    events: Sequence[Recorded],
    options: Sequence[Option] = (),
) -> dict[str, Any]:
    """What `desk/parts/files.html` shows; the form to add some where `options` let one."""
    found = showing.listed(events, desk.who, covers, confidential=state.confidential)
    sign = web.noted(row.id, desk.actor.id) if found else ""
    views = [_view(one, row.id, sign) for one in found]
    groups = [
        (group, [view for view in views if view.file.group is group])
        for group in FileGroup
        if any(view.file.group is group for view in views)
    ]
    return {
        "file_groups": groups,
        "files_count": len(views),
        "files_erased": state.files - len(views),
        "adding": _adding(desk, state, options),
    }


def _adding(desk: Desk, state: Case, options: Sequence[Option]) -> Adding | None:
    """The form, if the rules let this person add anything now."""
    free = [one for one in options if one.edge.with_bytes and one.refusal is None]
    evidence = [one for one in free if one.leg]
    if not free:
        return None
    own = (FileGroup.REQUEST,) if len(evidence) < len(free) else ()
    units = desk.who.world.units
    legs = [state.leg(one.leg) for one in evidence]
    return Adding(
        name=(evidence or free)[0].edge.name,
        groups=(*(EVIDENCE[::-1] if evidence else ()), *own),
        legs=tuple(
            (leg.id, joined(" ", (units.name(leg.unit), leg.role.zh))) for leg in legs if leg
        ),
        left=MOST_FILES - state.files,
        photo_mb=settings.PHOTO_LIMIT // 1_000_000,
        audio_mb=settings.AUDIO_LIMIT // 1_000_000,
    )


def add(request: HttpRequest, desk: Desk, case_id: UUID) -> Outcome | Refusal:
    """What the form brought, attached; the group says whether it is evidence."""
    by, sent = desk.by(request.POST.get("key", "")), web.uploads(request)
    group = next(
        (one for one in FileGroup if one.value == request.POST.get("group")), FileGroup.REQUEST
    )
    if group is FileGroup.REQUEST:
        return attach(by, case_id, sent)
    return attach_evidence(by, case_id, request.POST.get("leg", ""), group, sent)


@page(permission="case.read")
@staff
@require_safe
def file(
    request: HttpRequest, desk: Desk, case_id: UUID, file_id: UUID, which: str
) -> HttpResponse:
    """A file or a part of it; what is not for this reader is not there."""
    noted = web.was_noted(request.GET.get("noted", ""), case_id, desk.actor.id)
    found = showing.open_file(
        desk.who, case_id, str(file_id), which, page=PAGE, noted=noted, goes_on=web.goes_on(request)
    )
    if isinstance(found, Refusal):
        return HttpResponse(found.message, status=found.status, content_type="text/plain")
    return web.answered(request, found, download=which == STORED and "play" not in request.GET)


def _view(one: showing.Shown, case_id: UUID, sign: str) -> FileView:
    photo, audio = one.kind is FileKind.PHOTO, one.kind is FileKind.AUDIO
    base = reverse("desk:file", args=[case_id, one.id, VIEW if photo else STORED])
    opens = base if one.can_open else ""
    thumb = reverse("desk:file", args=[case_id, one.id, THUMB]) + f"?noted={sign}"
    original = reverse("desk:file", args=[case_id, one.id, STORED])
    return FileView(
        title=one.name or one.kind.zh,
        size=in_size(one.size),
        file=one,
        thumb=thumb if photo and one.can_open else "",
        open=opens + ("?play=1" if audio and opens else ""),
        original=original if photo and one.can_have_original else "",
        taken=one.taken_at[:16].replace("T", " "),
        place=f"{one.place[0]:.5f}, {one.place[1]:.5f}" if one.place else "",
        is_audio=audio,
    )


def in_size(size: int) -> str:
    """3.2 MB; below a tenth of one in kB."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(1, size // 1000)} kB"
