"""Looking after the store: bytes of erased cases go, bytes without an event go later, and every
file that the journal names must be there with the right hash.
"""

import logging
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings

from hotline import ledger
from hotline.handling.files import queries
from hotline.handling.files.store import store
from hotline.handling.models import FileRow
from hotline.ledger import StreamRef
from hotline.rules.case.files import FilesAttached
from hotline.rules.text import say

GRACE: Final = 24 * 3600
"""Seconds for which bytes that no file names are left alone: an upload may be on its way."""
_log = logging.getLogger("hotline.files")


class Report(msgspec.Struct, kw_only=True):
    """What was checked. `faults` are (file, case, what), the first `most`."""

    files: int = 0
    parts: int = 0
    ok: bool = True
    wrong: int = 0
    unnamed: int = 0
    faults: list[tuple[str, str, str]] = []
    most: int = 100


def forget(ref: StreamRef) -> None:
    """Throws away the bytes of an erased case. Their key is gone already: they tell nothing."""
    for one in ledger.read(ref):
        if isinstance(one.event, FilesAttached):
            for facts in one.event.files:
                for address in facts.addresses:
                    store().drop(address)


def sweep() -> int:
    """Throws away what no file names and has lain for a day: of uploads that never came to their
    event, and of erased cases that a restore brought back. How many.

    Nothing is touched when the store belongs to another journal: a database set up or restored
    elsewhere must not empty the files of this one.
    """
    journal = ledger.journal_id()
    if journal is None or not Path(settings.FILES_DIR).is_dir():
        return 0
    if not _belongs_to(journal):
        _log.warning(say("附件存储属于另一个日志，没有清理 / the files belong to another journal"))
        return 0
    known = queries.named()
    gone = [one.address for one in store().lying() if one.age > GRACE and one.address not in known]
    for address in gone:
        store().drop(address)
    return len(gone)


def check(most: int = 100) -> Report:
    """Reads every file that the journal names, and compares it with its hash. Needs no key."""
    report = Report(most=most)
    for row in queries.rows():
        report.files += 1
        for address in row.addresses:
            report.parts += 1
            sealed = store().get(address)
            if sealed is None:
                _fault(report, row, f"{address} is missing")
            elif not ledger.is_blob(address, sealed):
                _fault(report, row, f"{address} was altered")
    known = queries.named()
    report.unnamed = sum(one.address not in known for one in store().lying())
    return report


def _fault(report: Report, row: FileRow, what: str) -> None:
    report.ok = False
    report.wrong += 1
    if len(report.faults) < report.most:
        report.faults.append((str(row.id), str(row.stream_id), what))


def _belongs_to(journal: UUID) -> bool:
    """Whether the store is this journal's; the first journal to sweep it makes it its own."""
    path = Path(settings.FILES_DIR) / "journal"
    try:
        return path.read_text().strip() == str(journal)
    except FileNotFoundError:
        path.write_text(f"{journal}\n")
        return True
