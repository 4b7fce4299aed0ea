"""Drawing up a directory edition and having it approved. Every action gives Outcome or Refusal."""

from hotline.dispatching.streams import DIRECTORY, directory_ref
from hotline.ledger import Outcome
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
