"""What the addresses of the dispatch directory read and answer."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from hotline.rules.directory_checks import CheckKind
from hotline.rules.reference.edition import Standing
from hotline.rules.words import Kind

Code = Annotated[str, Meta(max_length=64)]
Named = Annotated[str, Meta(max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=40)]
Several = tuple[Named, ...]


class DirectoryUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit by its code and name."""

    unit: str
    name: str


class DirectoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry: who leads and who co-handles for topic, area, kind and object, "" being any.
    `limit` as rulebooks write it (3wd), "" where the rulebook alone decides."""

    id: str
    topic: str
    topic_name: str
    area: str
    area_name: str
    kind: str
    object: str
    aliases: list[str]
    lead: DirectoryUnit
    co_handlers: list[DirectoryUnit]
    legal_basis: str
    limit: str
    effective_from: date
    effective_to: date | None


class DirectoryShown(msgspec.Struct, frozen=True, kw_only=True):
    """The edition in force today ("" and null where the city has none) and a page of its entries;
    `after` is the key of the next page, "" on the last; `count` of all that were asked for."""

    edition: str
    effective_from: date | None
    entries: list[DirectoryEntry]
    after: str
    count: int


class DirectoryEditionShown(msgspec.Struct, frozen=True, kw_only=True):
    """An edition; `approver` is "" until a second person agreed."""

    edition: str
    state: Standing
    effective_from: date
    authors: list[str]
    approver: str
    note: str
    in_force: bool


class DirectoryEditions(msgspec.Struct, frozen=True, kw_only=True):
    """Editions, the one that begins last first; `count` is counted no further than 1,000."""

    editions: list[DirectoryEditionShown]
    after: str
    count: int


class DirectoryAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A matter. Without `topic` the model is asked by title and text, without `object` the words
    are searched for one; `edition` is the one in force where nothing is said."""

    topic: Code = ""
    area: Code = ""
    kind: Kind | None = None
    object: Annotated[str, Meta(max_length=100)] = ""
    title: Named = ""
    text: Annotated[str, Meta(max_length=10_000)] = ""
    edition: Annotated[str, Meta(max_length=40)] = ""


class DirectoryPassedOver(msgspec.Struct, frozen=True, kw_only=True):
    """An entry on the topic, or above it, that does not decide, and why."""

    entry: str
    lead: DirectoryUnit
    why: str


class DirectoryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the edition says: the unit (null where nobody can be named), the entry that decides
    (null for a last resort), and `refused`: what the duty list says against it, "" for nothing.
    `topic` and `object` as they were asked or read from the words."""

    edition: str
    topic: str
    object: str
    unit: DirectoryUnit | None
    last_resort: bool
    entry: DirectoryEntry | None
    co_handlers: list[DirectoryUnit]
    because: str
    refused: str
    passed_over: list[DirectoryPassedOver]


class DirectoryLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line as the import reads it: topic, area, kind and units by code or name (a unit whose name
    occurs twice as 上级/名称), days as 2026-01-31, limit as 3wd; "" is any."""

    id: Name
    topic: Named
    lead: Named
    area: Named = ""
    kind: Named = ""
    object: Named = ""
    aliases: Several = ()
    co_handlers: Several = ()
    legal_basis: Annotated[str, Meta(max_length=500)] = ""
    limit: Annotated[str, Meta(max_length=20)] = ""
    effective_from: Annotated[str, Meta(max_length=20)] = ""
    effective_to: Annotated[str, Meta(max_length=20)] = ""


class DirectoryDuty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the street duty lists; `duty` basic, assisting, withdrawn or its Chinese name."""

    id: Name
    topic: Named
    duty: Named
    unit: Named = ""
    department: Named = ""
    legal_basis: Annotated[str, Meta(max_length=500)] = ""


class DirectoryDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft of an edition, whole: what is not in it is not in the edition, but the last-resort
    units, which are those in force. `dry_run` stores nothing. A body holds 1 MB, some 4,000 lines;
    longer directories are brought in as a workbook at the desk."""

    edition: Name
    effective_from: date
    entries: Annotated[tuple[DirectoryLine, ...], Meta(min_length=1)]
    duties: tuple[DirectoryDuty, ...] = ()
    note: Annotated[str, Meta(max_length=500)] = ""
    dry_run: bool = False


class DirectoryFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in a line: `list` entries or duties, `line` counted from 1."""

    list: str
    line: int
    field: str
    value: str
    said: str


class DirectoryCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What was found about the whole edition; it cannot be approved while one of them `blocks`."""

    kind: CheckKind
    said: str
    entry: str
    blocks: bool


class DirectoryDrafted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a draft: how many good lines, faults by line, and the first 200 findings about
    what the good lines make, `checked` of all. `refused`: why it would not be taken, "" where it
    would, or was."""

    edition: str
    drafted: bool
    entries: int
    duties: int
    faults: list[DirectoryFault]
    checks: list[DirectoryCheck]
    checked: int
    refused: str


class DirectoryApproval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """批准."""


class DirectoryRejection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]


ASKED = (DirectoryAsked, DirectoryDraft, DirectoryApproval, DirectoryRejection)
ANSWERS = (
    DirectoryShown,
    DirectoryEditions,
    DirectoryEditionShown,
    DirectoryAnswer,
    DirectoryDrafted,
)
