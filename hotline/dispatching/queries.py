"""Reading the dispatch directory: what is in force, and the editions being drawn up."""

from datetime import date

import msgspec
from django.db.models import QuerySet

from hotline.dispatching.models import DirectoryDutyRow, DirectoryEditionRow, DirectoryEntryRow
from hotline.people.queries import Timeline
from hotline.rules.actor import Actor
from hotline.rules.directory import Directory, DutyLine, Entry
from hotline.rules.reference.edition import Standing


def timeline(city: str) -> Timeline:
    """Approved editions with their first days, earliest first; for `people.queries.world`.

    Three statements whatever the number of editions. Of two that begin on one day the later
    name holds.
    """
    approved = DirectoryEditionRow.objects.filter(city=city, standing=Standing.APPROVED)
    return _build(approved.order_by("effective_from", "edition"))


def directory(city: str, on: date) -> Directory:
    """The edition in force on that day, an empty directory where there is none.

    `World.directory` is the one in force today, from memory; this is for another day.
    """
    begun = [found for begins, found in timeline(city) if begins <= on]
    return begun[-1] if begun else Directory()


def editions(actor: Actor) -> QuerySet[DirectoryEditionRow]:
    """All editions of the actor's city, the newest first."""
    return DirectoryEditionRow.objects.filter(city=actor.city).order_by(
        "-effective_from", "-edition"
    )


def edition(actor: Actor, name: str) -> Directory | None:
    """One edition with all its lines, also a draft; None if the city has none of that name."""
    found = _build(DirectoryEditionRow.objects.filter(city=actor.city, edition=name))
    return found[0][1] if found else None


def _build(rows: QuerySet[DirectoryEditionRow]) -> list[tuple[date, Directory]]:
    found = list(rows)
    ids = [row.id for row in found]
    entries: dict[object, list[Entry]] = {one: [] for one in ids}
    duties: dict[object, list[DutyLine]] = {one: [] for one in ids}
    for entry in DirectoryEntryRow.objects.filter(edition_id__in=ids).order_by("id"):
        names = Entry.__struct_fields__
        values = {name: getattr(entry, name) for name in names}
        entries[entry.edition_id].append(msgspec.convert(values, Entry))
    for duty in DirectoryDutyRow.objects.filter(edition_id__in=ids).order_by("id"):
        names = DutyLine.__struct_fields__
        values = {name: getattr(duty, name) for name in names}
        duties[duty.edition_id].append(msgspec.convert(values, DutyLine))
    return [
        (
            row.effective_from,
            Directory(
                edition=row.edition,
                entries=tuple(entries[row.id]),
                duties=tuple(duties[row.id]),
                last_resort=row.last_resort,
            ),
        )
        for row in found
    ]
