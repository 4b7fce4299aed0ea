"""Files of a form that was refused: kept for an hour, so that nobody has to choose them again.

Sealed as every file is, but each key goes back to the visitor within the form and lies nowhere
here: without that form the bytes tell nobody anything, not even us. They lie apart from what the
journal names (`FILES_DIR/drafts`) and are thrown away when their hour is over, sent or not; what
is sent in time is sealed anew under the key of its case.
"""

from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from django.conf import settings

from hotline import ledger
from hotline.handling.files.inspecting import Inspected, Upload
from hotline.handling.files.store import Folder
from hotline.rules.file_words import FileKind

LASTS: Final = 3600
"""Seconds for which a refused form's files are kept."""
MOST_BYTES: Final = 4_000_000_000
"""Of all drafts together. Above it none is kept, and the visitor is asked to choose again: a
stranger who keeps sending refused forms must not fill the disk."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bytes lie and what opens them: for the visitor's form only."""

    key: str
    address: str
    name: str
    size: int
    kind: FileKind


def keep(upload: Upload, found: Inspected, form: str) -> Draft | None:
    """Keeps an accepted file for the form of that key; None when there is no room."""
    sweep()
    store = _store()
    if store.weight() + len(upload.content) > MOST_BYTES:
        return None
    key = ledger.new_blob_key()
    address, sealed = ledger.seal_blob(key, upload.content, _about(form))
    store.put(address, sealed)
    return Draft(
        key=key.hex(),
        address=address,
        name=upload.name[:200],
        size=len(upload.content),
        kind=found.kind,
    )


def bring(draft: Draft, form: str) -> Upload | None:
    """The file again; None when its time is over, or when it is another form's."""
    try:
        sealed = _store().get(draft.address)
        if sealed is None:
            return None
        content = ledger.unseal_blob(bytes.fromhex(draft.key), sealed, _about(form))
    except (InvalidTag, ValueError):
        return None
    return Upload(name=draft.name, content=content)


def drop(draft: Draft) -> None:
    """The visitor has taken it out of the form."""
    _store().drop(draft.address)


def sweep() -> int:
    """Throws away every draft whose hour is over, whole or half written. How many."""
    store = _store()
    gone = [one.address for one in store.lying() if one.age > LASTS]
    for address in gone:
        store.drop(address)
    return len(gone)


def _about(form: str) -> bytes:
    """What the bytes are bound to: in another form they do not open."""
    return b"draft\0" + form.encode(errors="replace")


def _store() -> Folder:
    return Folder(Path(settings.FILES_DIR) / "drafts")
