"""Working out the replays that wait, a day of cases at a time, inside the courier.

Cases are counted within the sight of who asked, with their roles as they are now: whose role ended
meanwhile gets no answer.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

import msgspec
from django.db import DatabaseError

from hotline.desk.gate import MAY
from hotline.dispatching import queries as directories
from hotline.dispatching.replays import jobs
from hotline.dispatching.replays.jobs import Job
from hotline.handling.past import queries as past
from hotline.handling.portions import Portions
from hotline.handling.queries import Reader, reader
from hotline.people.queries import holder_of
from hotline.rules.directory_replay import Edition, Tally

log = logging.getLogger("hotline.replays")
PERMISSION = "directory.manage"


class Replayer(Portions):
    """Replays between other work of a process."""

    def __init__(self) -> None:
        self._under_way: Iterator[None] | None = None
        super().__init__(self._portion, jobs.sweep)

    def _portion(self) -> int:
        if self._under_way is None:
            job = jobs.claim()
            if job is None:
                return 0
            self._under_way = replayed(job)
        try:
            next(self._under_way)
        except StopIteration:
            self._under_way = None
        return 1


def replayed(job: Job) -> Iterator[None]:
    """One replay from beginning to end; what goes wrong with it ends it and nothing else."""
    try:
        yield from _replayed(job)
    except (ValueError, LookupError, DatabaseError, msgspec.MsgspecError):
        log.exception("replay %s could not be worked out", job.id)
        jobs.fail(job)


def _replayed(job: Job) -> Iterator[None]:
    who = _asker(job)
    held = directories.edition(who.actor, job.edition) if who else None
    row = directories.editions(who.actor).filter(edition=job.edition).first() if who else None
    if who is None or held is None or row is None:
        jobs.fail(job)
        return
    world = who.world
    today = world.calendar.local(who.now).date()
    old = Edition(directory=world.directory, on=today)
    new = Edition(directory=held, on=max(today, row.effective_from))
    tally = Tally(old, new, world.units)
    for day in range(jobs.DAYS):
        begins = job.asked_at - timedelta(days=jobs.DAYS - day)
        tally.add(past.bundles(who, begins, begins + timedelta(days=1)))
        if not jobs.advance(job, day + 1, tally.cases):
            return
        yield
    jobs.finish(job, held, world.directory.edition, tally.result())


def _asker(job: Job) -> Reader | None:
    """Who asked, with roles, unit and sight as they are now; None when they may no more."""
    actor = holder_of(job.city, job.user_id)
    if actor is None or not MAY[PERMISSION] & actor.roles:
        return None
    return reader(actor)
