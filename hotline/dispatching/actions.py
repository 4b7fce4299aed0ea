"""Drawing up a directory edition and having it approved. Every action gives Outcome or Refusal."""

from datetime import date

import msgspec

from hotline.dispatching.importing import Problem, Sheet, read_duties, read_entries
from hotline.dispatching.streams import DIRECTORY, directory_ref
from hotline.ledger import Outcome
from hotline.people import queries as people
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.reference import directory_edition
from hotline.rules.reference.directory_edition import (
    ApproveDirectory,
    DirectoryCommand,
    DraftDirectory,
    RejectDirectory,
)
from hotline.rules.refusal import Refusal


def draft_directory(by: By, command: DraftDirectory) -> Outcome | Refusal:
    """Begins an edition, with the lines it takes over."""
    return change_directory(by, command.edition, command)


def change_directory(by: By, edition: str, *commands: DirectoryCommand) -> Outcome | Refusal:
    """Puts and removes entries and duty lines of a draft, all or none."""
    ref = directory_ref(by.city, edition)
    return change(by, ref, DIRECTORY, directory_edition.decide, commands)


def approve_directory(by: By, edition: str) -> Outcome | Refusal:
    """The second person's yes: in force from the edition's day."""
    return change_directory(by, edition, ApproveDirectory())


def reject_directory(by: By, edition: str, reason: str) -> Outcome | Refusal:
    """The second person's no."""
    return change_directory(by, edition, RejectDirectory(reason=reason))


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import found, and what came of it: None for a dry run or a file with problems."""

    entries: int
    duties: int
    problems: tuple[Problem, ...]
    outcome: Outcome | None = None


def import_directory(
    by: By,
    edition: str,
    effective_from: date,
    entries: str,
    duties: str = "",
    *,
    note: str = "",
    dry_run: bool = True,
) -> Imported | Refusal:
    """Drafts an edition from CSV texts. With problems in any row nothing is drafted.

    Last-resort units are taken over from the directory in force.
    """
    world = people.world(by.city)
    found = read_entries(entries, world)
    lines = read_duties(duties, world) if duties.strip() else Sheet()
    report = Imported(
        entries=len(found.entries),
        duties=len(lines.duties),
        problems=(*found.problems, *lines.problems),
    )
    if dry_run or report.problems:
        return report
    command = DraftDirectory(
        edition=edition,
        effective_from=effective_from,
        note=note,
        entries=found.entries,
        duties=lines.duties,
        last_resort=dict(world.directory.last_resort),
    )
    outcome = draft_directory(by, command)
    if isinstance(outcome, Refusal):
        return outcome
    return msgspec.structs.replace(report, outcome=outcome)
