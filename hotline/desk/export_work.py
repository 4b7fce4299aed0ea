"""Making the exports that wait, a batch at a time, inside the courier.

`step()` does one batch and returns, so that sequencing of events never waits longer than that. The
file grows in a temporary file without a name on this machine and is kept sealed when it is whole.
A maker that dies leaves nothing but its lease; the next begins again, and the readings are on
record once more, because they may have been seen.
"""

import logging
import time
from collections.abc import Iterator
from typing import IO

import msgspec
from django.utils import translation

from hotline.desk import exports, registers
from hotline.desk.gate import MAY
from hotline.desk.sheet import Sheet
from hotline.desk.taking_out import Taker, begin, fill
from hotline.handling.board import queries as board
from hotline.handling.exports import jobs
from hotline.handling.files import drafts
from hotline.handling.queries import Reader, reader
from hotline.handling.search import queries as search
from hotline.people.queries import holder_of

log = logging.getLogger("hotline.exports")
PIECE = 1_000_000
"""Bytes of a piece before sealing: what fetching holds in memory at once."""

LOOK, SWEEP = 1.0, 600.0
"""Seconds between two looks for waiting exports, and between two sweeps."""


class Maker:
    """At most one export under way; `step` says whether there was anything to do."""

    def __init__(self) -> None:
        self._under_way: Iterator[None] | None = None
        self._looked = self._swept = -SWEEP

    def step(self) -> int:
        """One batch of the export under way, or a look for the next one."""
        under_way = self._under_way = self._under_way or self._next()
        if under_way is None:
            return 0
        try:
            next(under_way)
        except StopIteration:
            self._under_way = None
        return 1

    def _next(self) -> Iterator[None] | None:
        now = time.monotonic()
        if now - self._looked < LOOK:
            return None
        self._looked = now
        if now - self._swept >= SWEEP:
            jobs.sweep()
            drafts.sweep()
            self._swept = now
        job = jobs.claim()
        return make(job) if job else None


def make(job: jobs.Job) -> Iterator[None]:
    """One export from beginning to end; what goes wrong with it ends it and nothing else."""
    try:
        yield from _made(job)
    except GeneratorExit:
        raise
    except (OSError, ValueError, LookupError, msgspec.MsgspecError):
        log.exception("export %s could not be made", job.id)
        jobs.fail(job)


def _made(job: jobs.Job) -> Iterator[None]:
    asked = exports.asking(job)
    who = _asker(job, "supervise" if asked.register else "case.read")
    if who is None:
        jobs.fail(job)
        return
    with translation.override(asked.language):
        by = Taker(who=who, username=asked.username, at=job.asked_at)
        sheet, total, filling = _filling(by, asked)
    with sheet.file:
        with sheet:
            done: int | None = 0
            while done is not None:
                if not jobs.advance(job, done, total):
                    return
                yield
                with translation.override(asked.language):
                    done = next(filling, None)
        yield from _keep(job, sheet.file)


def _filling(by: Taker, asked: exports.Asking) -> tuple[Sheet, int, Iterator[int]]:
    """The sheet, how many lines it will have, and its filling batch by batch."""
    if asked.register:
        documents = board.documents(by.who, registers.MOST)
        sheet = registers.begin(by)
        return sheet, len(documents), registers.fill(by, documents, sheet)
    wanted = search.ids(by.who, asked.order.asked, exports.MOST)[: exports.MOST]
    sheet = begin(by, asked.order)
    return sheet, len(wanted), fill(by, asked.order, wanted, sheet)


def _keep(job: jobs.Job, file: IO[bytes]) -> Iterator[None]:
    """Seals the whole file piece by piece."""
    size = 0
    for n, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
        size += len(piece)
        if not jobs.keep_part(job, n, exports.seal(job.id, piece, n)):
            return
        yield
    jobs.finish(job, size)


def _asker(job: jobs.Job, permission: str) -> Reader | None:
    """Who asked, with roles, unit and sight as they are now; None when they may no more."""
    actor = holder_of(job.city, job.user_id)
    if actor is None or actor.outsourced or not MAY[permission] & actor.roles:
        return None
    return reader(actor)
