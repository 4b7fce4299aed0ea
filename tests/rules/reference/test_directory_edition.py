"""Directory editions: drawn up by some, approved by another."""

from datetime import date
from typing import Any

import msgspec
import pytest

from hotline.rules.directory import Duty, DutyLine, Entry
from hotline.rules.reference import directory_edition
from hotline.rules.reference.directory_edition import (
    ApproveDirectory,
    DirectoryEdition,
    DraftDirectory,
    NameLastResort,
    PutDuties,
    PutEntries,
    RejectDirectory,
    RemoveDuty,
    RemoveEntry,
)
from hotline.rules.reference.edition import Standing
from hotline.rules.reference.office import Office, decide_each
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.offices import office, refused, tree, unit

UNITS = tree(unit("urban"), unit("east"))
DISPATCHER = office(Role.DISPATCHER, id="d", units=UNITS)
SECOND = office(Role.DISPATCHER, Role.MANAGEMENT, id="e", units=UNITS)
HEAD = office(Role.MANAGEMENT, id="h", units=UNITS)


def entry(id: str, **values: Any) -> Entry:
    return Entry(**{"id": id, "topic": "cg", "lead": "urban", **values})


def duty(id: str, **values: Any) -> DutyLine:
    return DutyLine(**{"id": id, "topic": "cg", "duty": Duty.BASIC, **values})


DRAFT = DraftDirectory(
    edition="2026-3",
    effective_from=date(2026, 3, 1),
    entries=(entry("1"),),
    duties=(duty("a"),),
    last_resort={"": "east"},
)


def after(state: DirectoryEdition, by: Office, *commands: Any) -> DirectoryEdition | Refusal:
    events = decide_each(directory_edition.decide, directory_edition.evolve, state, commands, by)
    if isinstance(events, Refusal):
        return events
    for event in events:
        state = directory_edition.evolve(state, event)
    return state


def stands(result: DirectoryEdition | Refusal) -> DirectoryEdition:
    assert isinstance(result, DirectoryEdition), result
    return result


def draft() -> DirectoryEdition:
    return stands(after(DirectoryEdition(), DISPATCHER, DRAFT))


def test_a_draft_is_edited() -> None:
    edited = stands(
        after(
            draft(),
            SECOND,
            PutEntries(entries=(entry("1", lead="east"), entry("2", topic="sc"))),
            PutDuties(duties=(duty("b"), duty("c"))),
            RemoveEntry(id="2"),
            RemoveDuty(id="a"),
            NameLastResort(area="dong", unit="urban"),
            NameLastResort(area="", unit=""),
        )
    )
    assert list(edited.entries) == ["1"]
    assert edited.entries["1"].lead == "east"
    assert list(edited.duties) == ["b", "c"]
    assert edited.last_resort == {"dong": "urban"}
    assert edited.authors == ("d", "e")


def test_approved_by_somebody_who_put_nothing_into_it() -> None:
    edited = stands(after(draft(), SECOND, PutEntries(entries=(entry("2", topic="sc"),))))
    refused(after(edited, SECOND, ApproveDirectory()), Code.PARTY)
    approved = stands(after(edited, HEAD, ApproveDirectory()))
    assert approved.standing is Standing.APPROVED
    assert approved.directory().edition == "2026-3"
    refused(after(approved, HEAD, ApproveDirectory()), Code.WRONG_STATE)
    refused(after(approved, DISPATCHER, RemoveEntry(id="1")), Code.WRONG_STATE, "已批准")


def test_rejected_with_a_reason() -> None:
    refused(after(draft(), HEAD, RejectDirectory(reason="")), Code.MISSING)
    assert stands(after(draft(), HEAD, RejectDirectory(reason="缺依据"))).standing is (
        Standing.REJECTED
    )
    old = msgspec.structs.replace(draft(), effective_from=date(2026, 1, 1))
    refused(after(old, HEAD, ApproveDirectory()), Code.TOO_LATE)
    assert stands(after(old, HEAD, RejectDirectory(reason="过期")))
    refused(after(old, DISPATCHER, RejectDirectory(reason="x")), Code.WRONG_ROLE)


def test_unknown_units_and_ties_keep_it_from_approval() -> None:
    bad = stands(
        after(draft(), DISPATCHER, PutEntries(entries=(entry("1", lead="gone"), entry("2"))))
    )
    found = refused(after(bad, HEAD, ApproveDirectory()), Code.WRONG_STATE)
    assert "gone" in found.message
    assert "共 2 处" in found.message
    one = stands(after(draft(), DISPATCHER, PutEntries(entries=(entry("1", lead="gone"),))))
    assert "共" not in refused(after(one, HEAD, ApproveDirectory()), Code.WRONG_STATE).message


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (DRAFT, Code.ALREADY, "2026-3"),
        (PutEntries(entries=(entry(""),)), Code.MISSING, "条目编号"),
        (PutEntries(entries=(entry("1", topic=""),)), Code.MISSING, "事项"),
        (PutEntries(entries=(entry("1", legal_basis="法" * 501),)), Code.TOO_LONG, "501"),
        (PutEntries(entries=(entry("1", object="\x07"),)), Code.INVALID, "对象"),
        (
            PutEntries(entries=(entry("1", effective_to=date(1999, 1, 1)),)),
            Code.INVALID,
            "失效日期",
        ),
        (PutDuties(duties=(duty(""),)), Code.MISSING, "条目编号"),
        (RemoveEntry(id="9"), Code.NOT_FOUND, "9"),
        (RemoveDuty(id="9"), Code.NOT_FOUND, "9"),
        (NameLastResort(area="", unit="gone"), Code.NOT_FOUND, "gone"),
    ],
)
def test_refusals_name_what_is_wrong(command: Any, code: Code, words: str) -> None:
    refused(after(draft(), DISPATCHER, command), code, words)


def test_an_entry_may_end_on_the_day_it_begins() -> None:
    day = date(2026, 3, 1)
    one = entry("1", effective_from=day, effective_to=day)
    assert stands(after(draft(), DISPATCHER, PutEntries(entries=(one,))))


def test_only_authors_draw_up() -> None:
    agent = office(Role.AGENT, units=UNITS)
    refused(after(DirectoryEdition(), agent, DRAFT), Code.WRONG_ROLE)
    refused(after(draft(), agent, RemoveEntry(id="1")), Code.WRONG_ROLE)
    refused(after(DirectoryEdition(), DISPATCHER, RemoveEntry(id="1")), Code.WRONG_STATE)
    blank = msgspec.structs.replace(DRAFT, edition=" ")
    refused(after(DirectoryEdition(), DISPATCHER, blank), Code.MISSING)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"object": "市"}, "object"),
        ({"object": "北市场", "aliases": ("北",)}, "object"),
        ({"object": "北市场", "aliases": (" ",)}, "aliases"),
        ({"aliases": ("北菜场",)}, "object"),
        ({"limit": "3天"}, "limit"),
    ],
)
def test_an_object_has_names_and_a_limit_is_a_duration(values: dict[str, Any], field: str) -> None:
    found = after(draft(), SECOND, PutEntries(entries=(entry("1", **values),)))
    assert isinstance(found, Refusal)
    assert found.field == field


def test_an_object_with_aliases_and_a_limit_stands() -> None:
    one = entry("1", object="北市场", aliases=("北菜场",), limit="3wd")
    assert stands(after(draft(), SECOND, PutEntries(entries=(one,)))).entries["1"] == one
