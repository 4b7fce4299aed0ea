"""Which files of a case a reader sees, and how much of each; reading one is put on record.

How far a file is open follows from the covers of the case (people.sight), because a file says what
words say and often more: who is in it, where it was taken, whose telephone took it.

    words not open                                  nothing, only how many there are
    evidence of identity, caller covered            nothing: it shows who the caller is
    the citizen's own material, caller covered      photos drawn anew, without place, name of the
                                                    file and what the device wrote; of a
                                                    confidential case no documents and no voices
    otherwise                                       everything, as it came

A citizen sees what citizens gave to the case that is open to them, never a unit's evidence.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from hotline import ledger
from hotline.handling import queries
from hotline.handling.actions import NO_CASE
from hotline.handling.files.attaching import STORED, THUMB, VIEW, about
from hotline.handling.files.store import store
from hotline.handling.queries import Reader
from hotline.handling.streams import case_ref
from hotline.ledger import Recorded, StreamRef
from hotline.people.actions import note_access
from hotline.people.cover import Cover, Covers
from hotline.rules.case.files import FileFacts, FilePrivate, FilesAttached
from hotline.rules.file_words import FileGroup, FileKind
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

FIELD = "files"
"""How the access log names it."""
FILE = "附件"  # not said: goes into the access log, with the file's id
ONE_READING = timedelta(minutes=10)
"""Parts of a recording fetched within it are one reading."""
PARTS = (STORED, VIEW, THUMB)
DAMAGED = Refusal(
    code=Code.UNAVAILABLE,
    message=say("这个文件现在读不出来。"),
    advice=say("请稍后再试；仍不行的，请系统管理员检查附件存储。"),
)
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf",
    "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/amr": "amr", "audio/wav": "wav",
    "audio/ogg": "ogg",
}  # fmt: skip
_ENDINGS_TOO = {
    "image/jpeg": ("jpeg", "jfif"),
    "audio/mp4": ("m4b", "mp4", "3gp"),
    "audio/ogg": ("oga", "opus"),
}


class Extent(IntEnum):
    """How much of a file a reader gets; the larger, the more."""

    NOTHING = 0
    PICTURE = 1
    """Photos drawn anew."""
    CONTENT = 2
    """Documents and sound too."""
    WHOLE = 3
    """As it came, with its name, its place and what the device wrote."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One file on a page. `name` and the place are empty where the reader may not know them."""

    id: str
    kind: FileKind
    media: str
    group: FileGroup
    size: int
    at: datetime
    by: str
    by_citizen: bool
    name: str
    taken_at: str
    place: tuple[float, float] | None
    can_open: bool
    can_have_original: bool


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a file or a part of it."""

    kind: FileKind
    media: str
    name: str
    content: bytes


def extent(event: FilesAttached, who: Reader, covers: Covers, *, confidential: bool) -> Extent:
    """How much of these files this reader gets."""
    if who.actor.is_a(Role.CITIZEN):
        return Extent.WHOLE if event.by_citizen else Extent.NOTHING
    if covers.words is not Cover.OPEN:
        return Extent.NOTHING
    if covers.name >= Cover.ON_CLICK:
        return Extent.WHOLE
    match event.group:
        case FileGroup.IDENTITY:
            return Extent.NOTHING
        case FileGroup.REQUEST:
            return Extent.PICTURE if confidential else Extent.CONTENT
        case FileGroup.CONTACT | FileGroup.HANDLING:
            return Extent.WHOLE


def listed(
    events: Sequence[Recorded], who: Reader, covers: Covers, *, confidential: bool
) -> list[Shown]:
    """Every file of the case that this reader may know of, oldest first; erased ones are gone."""
    found = []
    for one, facts, private in _files(events):
        event: FilesAttached = one.event
        if who.actor.is_a(Role.CITIZEN) and not event.by_citizen:
            continue
        reach = extent(event, who, covers, confidential=confidential)
        whole = reach is Extent.WHOLE
        known = private.latitude is not None and private.longitude is not None
        found.append(
            Shown(
                id=facts.id,
                kind=facts.kind,
                media=facts.media,
                group=event.group,
                size=facts.size,
                at=one.occurred_at,
                by=one.envelope.actor_name,
                by_citizen=event.by_citizen,
                name=private.name if whole else "",
                taken_at=private.taken_at if reach >= Extent.PICTURE else "",
                place=(private.latitude or 0.0, private.longitude or 0.0)
                if whole and known
                else None,
                can_open=_opens(reach, facts.kind),
                can_have_original=whole,
            )
        )
    return found


def open_file(
    who: Reader,
    case_id: UUID | str,
    file_id: str,
    part: str,
    *,
    page: str,
    noted: bool = False,
    goes_on: bool = False,
) -> Opened | Refusal:
    """The bytes, after the reading of them was written to the access log.

    `noted` when the page that shows the small picture has already been put on record. `goes_on`
    when it is a later part of the same file, as players ask for: within some minutes that is the
    same reading, on record once. Out of sight,
    out of reach or unknown is all the same: there is no such file.
    """
    row = queries.case_row(who, case_id)
    if row is None:
        return NO_CASE
    ref = case_ref(who.actor.city, row.id)
    for one, facts, private in _files(ledger.read(ref)):
        if facts.id != file_id or part not in PARTS:
            continue
        covers = who.sight.covers(row)
        reach = extent(one.event, who, covers, confidential=row.confidential)
        if not _in_reach(reach, facts, part):
            break
        if not noted or part != THUMB:
            within, note = ONE_READING if goes_on else timedelta(0), f"{FILE} {facts.id}"
            note_access(who.actor, [row.id], [FIELD], page=page, purpose=note, unless_within=within)
        content = _bytes(ref, facts, private, part)
        if content is None:
            return DAMAGED
        media = facts.media if part == STORED else "image/jpeg"
        own = reach is Extent.WHOLE and part == STORED
        name = _ending(private.name, media) if own else _plain_name(facts, media)
        return Opened(kind=facts.kind, media=media, name=name, content=content)
    return NO_CASE


def _files(events: Sequence[Recorded]) -> Iterator[tuple[Recorded, FileFacts, FilePrivate]]:
    """The files whose keys are still there."""
    for one in events:
        if isinstance(one.event, FilesAttached) and one.sealed is not None:
            for facts, private in zip(one.event.files, one.event.private, strict=True):
                yield one, facts, private


def _bytes(ref: StreamRef, facts: FileFacts, private: FilePrivate, part: str) -> bytes | None:
    """What the store keeps of it, opened; None where that is gone or altered."""
    sealed = store().get(getattr(facts, part))
    if sealed is None:
        return None
    try:
        return ledger.unseal_blob(bytes.fromhex(private.key), sealed, about(ref, facts.id, part))
    except (InvalidTag, ValueError):
        return None


def _in_reach(reach: Extent, facts: FileFacts, part: str) -> bool:
    """Whether the part exists and is open: of a photo as it came, only to whom all of it is."""
    if not getattr(facts, part) or not _opens(reach, facts.kind):
        return False
    whole = part == STORED and facts.kind is FileKind.PHOTO
    return reach is Extent.WHOLE or not whole


def _opens(reach: Extent, kind: FileKind) -> bool:
    return reach >= (Extent.PICTURE if kind is FileKind.PHOTO else Extent.CONTENT)


def _ending(name: str, media: str) -> str:
    """The sender's name for it, ended as what it is: bytes that are a picture and something else
    too must not leave as 账单.hta or 截图.bat."""
    fine = (ENDINGS.get(media, "bin"), *_ENDINGS_TOO.get(media, ()))
    return name if name.lower().endswith(tuple(f".{one}" for one in fine)) else f"{name}.{fine[0]}"


def _plain_name(facts: FileFacts, media: str) -> str:
    return f"{facts.kind}-{facts.id[:8]}.{ENDINGS.get(media, 'bin')}"
