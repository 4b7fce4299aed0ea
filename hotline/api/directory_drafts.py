"""Drawing up an edition of the dispatch directory over the API, and the second person's decision.

The lines are read as the import reads a file, by code or by name; with a fault in any of them
nothing is stored. A dry run tells every fault by its line, and what is found about the whole:
conflicts, circles, entries that never fire, gaps.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from hotline.api import forms_directory as forms
from hotline.api.directory import STANDINGS, one_edition, reader
from hotline.api.endpoint import Call, Created
from hotline.api.problems import NO_ROUTE
from hotline.dispatching import actions, queries
from hotline.dispatching.importing import (
    DUTY_COLUMNS,
    ENTRY_COLUMNS,
    Problem,
    Sheet,
    read_duties,
    read_entries,
)
from hotline.dispatching.table_file import BETWEEN
from hotline.handling.queries import Reader
from hotline.ledger import Outcome
from hotline.people.by import By
from hotline.rules.directory_checks import Finding, doubts, problems
from hotline.rules.reference import directory_edition as rules
from hotline.rules.reference.directory_edition import DirectoryEdition, DraftDirectory
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.speech import spoken

SHOWN = 200
"""So many findings are told."""

ENTRY_FIELDS = (
    "id", "topic", "area", "kind", "object", "lead", "co_handlers", "legal_basis",
    "effective_from", "effective_to", "aliases", "limit",
)  # fmt: skip
DUTY_FIELDS = ("id", "topic", "duty", "unit", "department", "legal_basis")
RULINGS: dict[str, type[forms.DirectoryApproval] | type[forms.DirectoryRejection]] = {
    "approve": forms.DirectoryApproval,
    "reject": forms.DirectoryRejection,
}


class _Read(msgspec.Struct, frozen=True, kw_only=True):
    """The lines that were sent as the command they make, and what is wrong with them."""

    command: DraftDirectory
    faults: tuple[forms.DirectoryFault, ...]


def draft(call: Call) -> object:
    """Begins an edition, or with `dry_run` only tells what would come of it."""
    asked = call.body(forms.DirectoryDraft)
    if isinstance(asked, Refusal):
        return asked
    who, key = reader(call), call.key()
    if isinstance(who, Refusal):
        return who
    if isinstance(key, Refusal):
        return key
    read = _read(who, asked)
    if asked.dry_run:
        return _told(who, read, drafted=False, refusal=_would(who, read.command))
    if read.faults:
        return _refused(read.faults)
    found = call.act(lambda by: actions.draft_directory(by, read.command))
    if isinstance(found, Refusal):
        return found
    return Created(_told(who, read, drafted=True))


def rule(call: Call, edition: str, step: str) -> object:
    """The second person's yes or no."""
    if step not in RULINGS:
        return NO_ROUTE
    asked = call.body(RULINGS[step])
    if isinstance(asked, Refusal):
        return asked
    who = reader(call)
    if isinstance(who, Refusal):
        return who
    held = one_edition(who, edition)
    if isinstance(held, Refusal):
        return held
    found = call.act(_ruling(edition, asked))
    return found if isinstance(found, Refusal) else one_edition(who, edition)


def _ruling(
    name: str, asked: forms.DirectoryApproval | forms.DirectoryRejection
) -> Callable[[By], Outcome | Refusal]:
    if isinstance(asked, forms.DirectoryRejection):
        return lambda by: actions.reject_directory(by, name, asked.reason)
    return lambda by: actions.approve_directory(by, name)


# --- the lines -----------------------------------------------------------------------------------


def _read(who: Reader, asked: forms.DirectoryDraft) -> _Read:
    entries = read_entries(_table(ENTRY_COLUMNS, ENTRY_FIELDS, asked.entries), who.world)
    duties = Sheet()
    if asked.duties:
        duties = read_duties(_table(DUTY_COLUMNS, DUTY_FIELDS, asked.duties), who.world)
    command = DraftDirectory(
        edition=asked.edition,
        effective_from=asked.effective_from,
        note=asked.note,
        entries=entries.entries,
        duties=duties.duties,
        last_resort=dict(who.world.directory.last_resort),
    )
    faults = (
        *_faults("entries", dict(zip(ENTRY_COLUMNS, ENTRY_FIELDS, strict=True)), entries.problems),
        *_faults("duties", dict(zip(DUTY_COLUMNS, DUTY_FIELDS, strict=True)), duties.problems),
    )
    return _Read(command=command, faults=faults)


def _table(columns: Sequence[str], fields: Sequence[str], lines: Iterable[msgspec.Struct]) -> str:
    """The lines as the file that the import reads."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(columns)
    for line in lines:
        cells = (getattr(line, field) for field in fields)
        rows.writerow([BETWEEN.join(one) if isinstance(one, tuple) else one for one in cells])
    return written.getvalue()


def _faults(
    list: str, fields: dict[str, str], found: Iterable[Problem]
) -> Iterator[forms.DirectoryFault]:
    """By line and field of what was sent; the heading is the first row of a file."""
    for one in found:
        yield forms.DirectoryFault(
            list=list,
            line=max(one.row - 1, 0),
            field=fields.get(one.column, ""),
            value=one.value,
            said=spoken(one.message),
        )


def _refused(faults: Sequence[forms.DirectoryFault]) -> Refusal:
    """The first fault, and how many there are."""
    first, n = faults[0], len(faults)
    where = f"{first.list}[{first.line - 1}]"
    field = f"{where}.{first.field}" if first.field else where
    told = say("第 {line} 条（{field}）：{said}", line=first.line, field=field, said=first.said)
    if n > 1:
        told = say(
            "第 {line} 条（{field}）：{said}共 {n} 处。",
            line=first.line, field=field, said=first.said, n=n,
        )  # fmt: skip
    return Refusal(
        code=Code.INVALID,
        message=told,
        advice=say("请以 dry_run 试算，逐条改正后重新提交；没有保存任何内容。"),
        field=field,
    )


# --- what is found about the whole ---------------------------------------------------------------


def _would(who: Reader, command: DraftDirectory) -> Refusal | None:
    """What the rules would say to it now."""
    name, state = command.edition, DirectoryEdition()
    row = queries.editions(who.actor).filter(edition=name).first() if name.isprintable() else None
    if row:
        state = DirectoryEdition(edition=row.edition, standing=STANDINGS[row.standing])
    office = Office(now=who.now, actor=who.actor, units=who.world.units)
    found = rules.decide(state, command, office)
    return found if isinstance(found, Refusal) else None


def _told(
    who: Reader, read: _Read, *, drafted: bool, refusal: Refusal | None = None
) -> forms.DirectoryDrafted:
    command = read.command
    found = _findings(who, command)
    refusal = refusal or (_refused(read.faults) if read.faults else None)
    return forms.DirectoryDrafted(
        edition=command.edition,
        drafted=drafted,
        entries=len(command.entries),
        duties=len(command.duties),
        faults=list(read.faults),
        checks=[
            forms.DirectoryCheck(
                kind=one.kind, said=spoken(one.said), entry=one.entry, blocks=one.blocks
            )
            for one in found[:SHOWN]
        ],
        checked=len(found),
        refused=spoken(refusal.whole) if refusal else "",
    )


def _findings(who: Reader, command: DraftDirectory) -> list[Finding]:
    """What blocks its approval first, then what a person should know."""
    world = who.world
    held = DirectoryEdition(
        edition=command.edition,
        entries={one.id: one for one in command.entries},
        duties={one.id: one for one in command.duties},
        last_resort=command.last_resort,
    ).directory()
    return [
        *problems(held, world.units),
        *doubts(held, world.units, world.topics, world.areas, command.effective_from),
    ]
