"""Files of a case (附件): photos, PDF, sound. What may be attached by whom, and what that says.

The bytes lie in a store beside the journal, each file encrypted under a key of its own. That key
stands in the sealed part of the event, so whoever destroys the case's key destroys every file with
it; the event's facts name each stored part by the hash of its stored bytes, so verification needs
no key. The bytes are stored before the event is written (hotline/handling/files).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from hotline.rules.case import hold
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command, NeededCode
from hotline.rules.case.guards import Target, the_leg
from hotline.rules.context import Context
from hotline.rules.file_words import FileGroup, FileKind
from hotline.rules.refusal import Code, Refusal
from hotline.rules.sealed import SEALED
from hotline.rules.text import Said, joined, say
from hotline.rules.words import Role

MOST_FILES: Final = 20
"""Files of one case. The platform's own bound: more is a folder, not evidence on one matter."""
EVIDENCE: Final = (FileGroup.IDENTITY, FileGroup.CONTACT, FileGroup.HANDLING)
"""The unit's evidence in three groups (product.md §4, Handling)."""


class FileFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file in clear. `stored`, `view`, `thumb` are addresses in the store
    (algorithm and hash of the stored bytes): the file as it came, and of a photo one to look at
    and a small one, both without what a camera writes into it; "" where there is none.
    `size` is in bytes, of the file as it came."""

    id: str
    kind: FileKind
    media: str
    size: int
    stored: str
    view: str = ""
    thumb: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Everywhere in the store where a part of it lies."""
        return tuple(one for one in (self.stored, self.view, self.thumb) if one)


class FilePrivate(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed of a file: its key, its name, its hash as it came, and what a camera wrote.

    `key` is 32 bytes in hexadecimal. `taken_at` is the camera's own clock, as ISO 8601 text with
    or without a zone, "" when it wrote none; `latitude` and `longitude` are WGS 84 degrees. `look`
    is what a photo looks like (rules/replies/pictures.py), "" where it says nothing.
    """

    key: str
    name: str
    content: str
    taken_at: str = ""
    latitude: float | None = None
    longitude: float | None = None
    look: str = ""


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file about to be attached; made by handling, never read from a request."""

    facts: FileFacts
    private: FilePrivate


NewFiles = Annotated[tuple[NewFile, ...], Meta(min_length=1, max_length=MOST_FILES)]


class AttachFiles(Command, frozen=True, kw_only=True):
    """上传材料: what the citizen gives, by themselves or through the hotline."""

    files: NewFiles


class AttachEvidence(Command, frozen=True, kw_only=True):
    """上传佐证: what the unit proves its work with, in one of three groups."""

    leg: NeededCode
    group: FileGroup
    files: NewFiles


class FilesAttached(Event, frozen=True, kw_only=True):
    """已上传附件. `leg` is the unit's leg for evidence, "" for what the citizen gives.

    `private` goes with `files`, one for one; it holds keys, so it is never sent on.
    """

    leg: str
    group: FileGroup
    by_citizen: bool
    files: tuple[FileFacts, ...]
    private: Annotated[tuple[FilePrivate, ...], SEALED]


def in_words(files: Sequence[FileFacts]) -> Said:
    """2 张照片、1 段录音: how many of each kind."""
    numbers = Counter(one.kind for one in files)
    return joined("、", (_COUNTED[kind](numbers[kind]) for kind in FileKind if numbers[kind]))


_COUNTED: Final[dict[FileKind, Callable[[int], Said]]] = {
    FileKind.PHOTO: lambda n: say("{n} 张照片", n=n),
    FileKind.PDF: lambda n: say("{n} 个 PDF 文件", n=n),
    FileKind.AUDIO: lambda n: say("{n} 段录音", n=n),
}


def has_room(target: Target, context: Context) -> Refusal | None:
    """A case takes up to twenty files."""
    return _no_room(0) if target.case.files >= MOST_FILES else None


def attach(target: Target, command: AttachFiles, context: Context) -> tuple[Event, ...] | Refusal:
    """上传材料: also what a unit that holds the case was waiting for."""
    found = _attached(target, command.files, FileGroup.REQUEST, "", context)
    return found if isinstance(found, Refusal) else (*found, *hold.answered(target.case, context))


def attach_evidence(
    target: Target, command: AttachEvidence, context: Context
) -> tuple[FilesAttached, ...] | Refusal:
    """上传佐证 into one of the three groups; the citizen's own material is not a unit's to add."""
    if command.group not in EVIDENCE:
        return Refusal(
            code=Code.INVALID,
            message=say("佐证不能归入“{group}”。", group=command.group.zh),
            advice=say("请选择身份核实、联系记录或办理情况。"),
            field="group",
        )
    return _attached(target, command.files, command.group, the_leg(target).id, context)


def _attached(
    target: Target, files: tuple[NewFile, ...], group: FileGroup, leg: str, context: Context
) -> tuple[FilesAttached, ...] | Refusal:
    left = MOST_FILES - target.case.files
    if len(files) > left:
        return _no_room(left)
    return (
        FilesAttached(
            at=context.now,
            leg=leg,
            group=group,
            by_citizen=context.actor.is_a(Role.CITIZEN),
            files=tuple(one.facts for one in files),
            private=tuple(one.private for one in files),
        ),
    )


def _no_room(left: int) -> Refusal:
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("一件工单最多 {most} 个附件，还可上传 {left} 个。", most=MOST_FILES, left=left),
        advice=say("请只传最能说明问题的；其余可在办理人员联系时提供。"),
        field="files",
    )
