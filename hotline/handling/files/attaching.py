"""Attaching files to a case: inspected, sealed, stored, and only then said in the journal.

The bytes go to the store between the command's read and its write, when the rules have allowed
it: a refused upload leaves nothing, a power cut before the event leaves bytes that nobody can read
any more (their key was never written) and that `keeping.sweep` throws away.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

import msgspec

from hotline import ledger
from hotline.handling import actions
from hotline.handling.files.inspecting import Inspected, Upload, inspect
from hotline.handling.files.store import store
from hotline.handling.streams import case_ref
from hotline.ledger import Appends, Loaded, Outcome, StreamRef
from hotline.people.by import By
from hotline.rules.case import files as f
from hotline.rules.case.decide import decide
from hotline.rules.file_words import FileGroup
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

STORED, VIEW, THUMB = "stored", "view", "thumb"
"""Parts of a file: as it came; of a photo, one to look at, and a small one."""

NOTHING = Refusal(
    code=Code.MISSING,
    message=say("没有选择文件。"),
    advice=say("请先选择照片、PDF 或录音。"),
    field="files",
)


def look(uploads: Sequence[Upload]) -> list[Inspected] | Refusal:
    """What these are, or why the first of them is not taken: before there is a case for them."""
    if len(uploads) > f.MOST_FILES:
        return _too_many(len(uploads))
    looked: list[Inspected] = []
    for upload in uploads:
        found = inspect(upload)
        if isinstance(found, Refusal):
            return found
        looked.append(found)
    return looked


def attach(
    by: By,
    case_id: UUID | str,
    uploads: Sequence[Upload],
    looked: Sequence[Inspected] | None = None,
) -> Outcome | Refusal:
    """上传材料: what the citizen gives, all of it or nothing. `looked` if that was done before."""
    return _attach(by, case_id, uploads, looked, "", FileGroup.REQUEST)


def attach_evidence(
    by: By, case_id: UUID | str, leg: str, group: FileGroup, uploads: Sequence[Upload]
) -> Outcome | Refusal:
    """上传佐证: the unit's proof on its leg, all of it or nothing."""
    return _attach(by, case_id, uploads, None, leg, group)


def about(ref: StreamRef, file: str, part: str) -> bytes:
    """What sealed bytes are bound to: moved to another case, file or part they do not open."""
    return "\0".join((ref.city, ref.type, str(ref.id), file, part)).encode()


def _attach(
    by: By,
    case_id: UUID | str,
    uploads: Sequence[Upload],
    looked: Sequence[Inspected] | None,
    leg: str,
    group: FileGroup,
) -> Outcome | Refusal:
    if not uploads:
        return NOTHING
    found = look(uploads) if looked is None else looked
    if isinstance(found, Refusal):
        return found
    ref = case_ref(by.city, case_id)
    blobs: dict[str, bytes] = {}
    made = [_sealed(ref, *pair, blobs) for pair in zip(uploads, found, strict=True)]
    command = _command(tuple(made), leg, group)

    def decided(loaded: Loaded) -> Appends | Refusal:
        case = loaded.states[ref]
        if case is None:
            return actions.NO_CASE
        context = actions.context_of(by, loaded)
        events = actions.unseen(ref, case, context) or decide(case, command, context)
        if isinstance(events, Refusal):
            return events
        _store(blobs)
        return {ref: events}

    # What is new at every attempt (keys, ids) is left out, so that a repeated request is known.
    asked = [(one.name, hashlib.sha256(one.content).hexdigest()) for one in uploads]
    request = by.request(str(case_id), type(command).__name__, leg, group, asked)
    outcome = ledger.execute(
        actions.acting_as(by, type(command), request), [ref], decided, reply=actions.receipt(ref)
    )
    if isinstance(outcome, Refusal):
        for address in blobs:
            store().drop(address)
    return outcome


def _command(
    files: tuple[f.NewFile, ...], leg: str, group: FileGroup
) -> f.AttachFiles | f.AttachEvidence:
    if group is FileGroup.REQUEST and not leg:
        return f.AttachFiles(files=files)
    return f.AttachEvidence(leg=leg, group=group, files=files)


def _store(blobs: dict[str, bytes]) -> None:
    for address, sealed in blobs.items():
        store().put(address, sealed)
        ledger.points.reach("file-stored")


def _sealed(ref: StreamRef, upload: Upload, found: Inspected, blobs: dict[str, bytes]) -> f.NewFile:
    """The file as its event says it; its sealed parts are put into `blobs`."""
    key, file_id = ledger.new_blob_key(), str(ledger.uuid7(ledger.clock.now()))
    addresses = {}
    parts = ((STORED, upload.content), (VIEW, found.view), (THUMB, found.thumb))
    for part, plain in parts:
        if plain:
            address, sealed = ledger.seal_blob(key, plain, about(ref, file_id, part))
            addresses[part], blobs[address] = address, sealed
    facts = f.FileFacts(
        id=file_id, kind=found.kind, media=found.media, size=len(upload.content), **addresses
    )
    private = f.FilePrivate(
        key=key.hex(),
        name=upload.name[:200],
        content=hashlib.sha256(upload.content).hexdigest(),
        look=found.look,
        **msgspec.structs.asdict(found.camera),
    )
    return f.NewFile(facts=facts, private=private)


def _too_many(count: int) -> Refusal:
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("一次选了 {count} 个文件，最多 {most} 个。", count=count, most=f.MOST_FILES),
        advice=say("请只选最能说明问题的。"),
        field="files",
    )
