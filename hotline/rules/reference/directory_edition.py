"""An edition of the dispatch directory (派单目录) with its duty lists, from draft to approval.

Dispatchers and the management body draw it up; somebody of the management body who put nothing
into it approves it, with unknown units and ties mended first. One stream per edition.
"""

from datetime import date
from typing import assert_never

import msgspec

from hotline.rules import directory_checks
from hotline.rules.directory import Directory, DutyLine, Entry
from hotline.rules.duration import BadDuration, parse
from hotline.rules.reference.edition import Standing, approvable, drafted
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    not_found,
    optional,
    text,
    wrong_state,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

AUTHORS = (Role.DISPATCHER, Role.MANAGEMENT)
READERS = (*AUTHORS, Role.EDITOR)


class DirectoryEdition(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as it stands. Entries and duty lines by their id; last-resort units by area."""

    edition: str = ""
    note: str = ""
    standing: Standing = Standing.NONE
    authors: tuple[str, ...] = ()
    approved_by: str = ""
    effective_from: date = date.max
    entries: dict[str, Entry] = {}
    duties: dict[str, DutyLine] = {}
    last_resort: dict[str, str] = {}

    def directory(self) -> Directory:
        """The edition as the rules look it up."""
        return Directory(
            edition=self.edition,
            entries=tuple(self.entries.values()),
            duties=tuple(self.duties.values()),
            last_resort=self.last_resort,
        )


class DraftDirectory(Command, frozen=True, kw_only=True):
    """Begins an edition, with what it takes over from another or from a file."""

    edition: str
    effective_from: date
    note: str = ""
    entries: tuple[Entry, ...] = ()
    duties: tuple[DutyLine, ...] = ()
    last_resort: dict[str, str] = msgspec.field(default_factory=dict)


class PutEntries(Command, frozen=True, kw_only=True):
    """Adds entries, or replaces those with the same id."""

    entries: tuple[Entry, ...]


class RemoveEntry(Command, frozen=True, kw_only=True):
    """Takes an entry out of the draft."""

    id: str


class PutDuties(Command, frozen=True, kw_only=True):
    """Adds duty lines, or replaces those with the same id."""

    duties: tuple[DutyLine, ...]


class RemoveDuty(Command, frozen=True, kw_only=True):
    """Takes a duty line out of the draft."""

    id: str


class NameLastResort(Command, frozen=True, kw_only=True):
    """Names the 兜底单位 of an area ("" = the city); an empty unit takes it away."""

    area: str
    unit: str


class ApproveDirectory(Command, frozen=True, kw_only=True):
    """The second person agrees; the edition is in force from its day."""


class RejectDirectory(Command, frozen=True, kw_only=True):
    """The second person does not agree."""

    reason: str


DirectoryCommand = (
    DraftDirectory
    | PutEntries
    | RemoveEntry
    | PutDuties
    | RemoveDuty
    | NameLastResort
    | ApproveDirectory
    | RejectDirectory
)


class DirectoryDrafted(Event, frozen=True, kw_only=True):
    """An edition was begun."""

    edition: str
    effective_from: date
    note: str
    author: str
    entries: tuple[Entry, ...]
    duties: tuple[DutyLine, ...]
    last_resort: dict[str, str]


class EntriesPut(Event, frozen=True, kw_only=True):
    """Entries were added or replaced."""

    author: str
    entries: tuple[Entry, ...]


class EntryRemoved(Event, frozen=True, kw_only=True):
    """An entry was taken out."""

    author: str
    id: str


class DutiesPut(Event, frozen=True, kw_only=True):
    """Duty lines were added or replaced."""

    author: str
    duties: tuple[DutyLine, ...]


class DutyRemoved(Event, frozen=True, kw_only=True):
    """A duty line was taken out."""

    author: str
    id: str


class LastResortNamed(Event, frozen=True, kw_only=True):
    """An area has another last-resort unit, or none."""

    author: str
    area: str
    unit: str


class DirectoryApproved(Event, frozen=True, kw_only=True):
    """A second person agreed."""

    approver: str


class DirectoryRejected(Event, frozen=True, kw_only=True):
    """A second person did not agree."""

    approver: str
    reason: str


DirectoryEvent = (
    DirectoryDrafted
    | EntriesPut
    | EntryRemoved
    | DutiesPut
    | DutyRemoved
    | LastResortNamed
    | DirectoryApproved
    | DirectoryRejected
)
Decision = tuple[DirectoryEvent, ...] | Refusal


def decide(state: DirectoryEdition, command: DirectoryCommand, office: Office) -> Decision:
    """What the command does to the edition, or why not."""
    match command:
        case DraftDirectory():
            return _draft(state, command, office)
        case ApproveDirectory() | RejectDirectory():
            return _rule(state, command, office)
        case _:
            return _edit(state, command, office)


def _draft(state: DirectoryEdition, command: DraftDirectory, office: Office) -> Decision:
    if state.standing is not Standing.NONE:
        return already(say("目录版本“{edition}”已经建立。", edition=state.edition), "edition")
    refusal = first(
        allowed(office, *AUTHORS),
        text(command.edition, "edition", say("版本号"), limit=40),
        optional(command.note, "note", say("说明"), limit=500),
        _sound(command.entries, command.duties),
    )
    return refusal or (
        DirectoryDrafted(
            at=office.now,
            edition=command.edition,
            effective_from=command.effective_from,
            note=command.note,
            author=office.actor.id,
            entries=command.entries,
            duties=command.duties,
            last_resort=command.last_resort,
        ),
    )


def _edit(
    state: DirectoryEdition,
    command: PutEntries | RemoveEntry | PutDuties | RemoveDuty | NameLastResort,
    office: Office,
) -> Decision:
    refusal = first(
        allowed(office, *AUTHORS), drafted(state.edition or say("目录"), state.standing)
    )
    if refusal:
        return refusal
    at, author = office.now, office.actor.id
    match command:
        case PutEntries():
            refusal = _sound(command.entries, ())
            return refusal or (EntriesPut(at=at, author=author, entries=command.entries),)
        case PutDuties():
            refusal = _sound((), command.duties)
            return refusal or (DutiesPut(at=at, author=author, duties=command.duties),)
        case RemoveEntry():
            if command.id not in state.entries:
                return not_found(say("条目"), command.id, "id")
            return (EntryRemoved(at=at, author=author, id=command.id),)
        case RemoveDuty():
            if command.id not in state.duties:
                return not_found(say("履职清单条目"), command.id, "id")
            return (DutyRemoved(at=at, author=author, id=command.id),)
        case NameLastResort():
            if command.unit and office.units.get(command.unit) is None:
                return not_found(say("单位"), command.unit, "unit")
            return (LastResortNamed(at=at, author=author, area=command.area, unit=command.unit),)
        case _:
            assert_never(command)


def _sound(entries: tuple[Entry, ...], duties: tuple[DutyLine, ...]) -> Refusal | None:
    """Refuses a line without what makes it a line, and an entry that ends before it begins."""
    lines: tuple[Entry | DutyLine, ...] = (*entries, *duties)
    for line in lines:
        refusal = first(
            text(line.id, "id", say("条目编号"), limit=40),
            text(line.topic, "topic", say("条目 {id} 的事项", id=line.id), limit=64),
            optional(
                line.legal_basis, "legal_basis", say("条目 {id} 的法定依据", id=line.id), limit=500
            ),
        )
        if refusal:
            return refusal
    for entry in entries:
        refusal = _sound_object(entry) or _sound_limit(entry)
        if refusal:
            return refusal
        if entry.effective_to is not None and entry.effective_to < entry.effective_from:
            return Refusal(
                code=Code.INVALID,
                message=say("条目 {id} 的失效日期早于生效日期。", id=entry.id),
                advice=say("请改正日期。"),
                field="effective_to",
            )
    return None


def _sound_object(entry: Entry) -> Refusal | None:
    """The names of an object: at least two characters, or they would be found in every text."""
    if not entry.object and not entry.aliases:
        return None
    label = say("条目 {id} 的对象", id=entry.id)
    refusal = text(entry.object, "object", label)
    for alias in entry.aliases:
        refusal = refusal or text(alias, "aliases", say("条目 {id} 的别名", id=entry.id))
    if refusal or min(map(len, (entry.object, *entry.aliases))) > 1:
        return refusal
    return Refusal(
        code=Code.INVALID,
        message=say("条目 {id} 的对象或别名只有一个字。", id=entry.id),
        advice=say("请写全名称，一个字会在别的词里认出来。"),
        field="object",
    )


def _sound_limit(entry: Entry) -> Refusal | None:
    if not entry.limit:
        return None
    try:
        parse(entry.limit)
    except BadDuration as bad:
        return Refusal(
            code=Code.INVALID,
            message=say("条目 {id} 的办理时限：{bad}。", id=entry.id, bad=bad.args[0]),
            advice=say("请写作 2h、4wh、3wd、7d 或 today。"),
            field="limit",
        )
    return None


def _rule(
    state: DirectoryEdition, command: ApproveDirectory | RejectDirectory, office: Office
) -> Decision:
    refusal = approvable(
        state.edition or say("目录"), state.standing, state.authors, state.effective_from, office
    )
    if isinstance(command, RejectDirectory):
        if refusal and refusal.code is not Code.TOO_LATE:
            return refusal
        refusal = text(command.reason, "reason", say("退回原因"), limit=500)
        return refusal or (
            DirectoryRejected(at=office.now, approver=office.actor.id, reason=command.reason),
        )
    if refusal:
        return refusal
    problems = directory_checks.problems(state.directory(), office.units)
    if problems:
        said = problems[0].said
        if len(problems) > 1:
            said = say("{first}（共 {n} 处）", first=said, n=len(problems))
        return wrong_state(said, say("请改正后再审批。"))
    return (DirectoryApproved(at=office.now, approver=office.actor.id),)


def evolve(state: DirectoryEdition, event: DirectoryEvent) -> DirectoryEdition:
    """The edition after the event."""
    change = msgspec.structs.replace
    match event:
        case DirectoryDrafted():
            return DirectoryEdition(
                edition=event.edition,
                note=event.note,
                standing=Standing.DRAFT,
                authors=(event.author,),
                effective_from=event.effective_from,
                entries={entry.id: entry for entry in event.entries},
                duties={line.id: line for line in event.duties},
                last_resort=event.last_resort,
            )
        case DirectoryApproved():
            return change(state, standing=Standing.APPROVED, approved_by=event.approver)
        case DirectoryRejected():
            return change(state, standing=Standing.REJECTED)
        case _:
            authors = tuple(dict.fromkeys((*state.authors, event.author)))
            return _evolve_draft(change(state, authors=authors), event)


def _evolve_draft(
    state: DirectoryEdition,
    event: EntriesPut | EntryRemoved | DutiesPut | DutyRemoved | LastResortNamed,
) -> DirectoryEdition:
    change = msgspec.structs.replace
    match event:
        case EntriesPut():
            put = {entry.id: entry for entry in event.entries}
            return change(state, entries={**state.entries, **put})
        case EntryRemoved():
            kept = {key: entry for key, entry in state.entries.items() if key != event.id}
            return change(state, entries=kept)
        case DutiesPut():
            lines = {line.id: line for line in event.duties}
            return change(state, duties={**state.duties, **lines})
        case DutyRemoved():
            left = {key: line for key, line in state.duties.items() if key != event.id}
            return change(state, duties=left)
        case LastResortNamed():
            others = {area: unit for area, unit in state.last_resort.items() if area != event.area}
            named = {event.area: event.unit} if event.unit else {}
            return change(state, last_resort={**others, **named})
        case _:
            assert_never(event)
