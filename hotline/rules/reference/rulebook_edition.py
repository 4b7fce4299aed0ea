"""An edition of the rulebook (办理规则): proposed as TOML text, approved by a second person.

Text and what was read from it are both kept in the event, so that a later reader of TOML cannot
change what an old edition said.
"""

from functools import lru_cache
from typing import assert_never

import msgspec

from hotline.rules.reference.edition import Standing, approvable
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    optional,
    text,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook import Rulebook
from hotline.rules.rulebook_reading import read_rulebook
from hotline.rules.text import joined, say
from hotline.rules.toml_table import Problems
from hotline.rules.words import Role

read = lru_cache(maxsize=8)(read_rulebook)
"""`read_rulebook`, remembered: a text is read when it is named and again when it is decided on."""


class RulebookEdition(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as it stands; `book` is None before the first event."""

    standing: Standing = Standing.NONE
    author: str = ""
    approved_by: str = ""
    note: str = ""
    toml: str = ""
    book: Rulebook | None = None


class ProposeRulebook(Command, frozen=True, kw_only=True):
    """Proposes an edition; its number and first day are in the text."""

    toml: str
    note: str = ""


class ApproveRulebook(Command, frozen=True, kw_only=True):
    """The second person agrees; the edition is in force from its day."""


class RejectRulebook(Command, frozen=True, kw_only=True):
    """The second person does not agree. The number may be proposed again."""

    reason: str


RulebookCommand = ProposeRulebook | ApproveRulebook | RejectRulebook


class RulebookProposed(Event, frozen=True, kw_only=True):
    """An edition was proposed."""

    author: str
    note: str
    toml: str
    book: Rulebook


class RulebookApproved(Event, frozen=True, kw_only=True):
    """A second person agreed."""

    approver: str


class RulebookRejected(Event, frozen=True, kw_only=True):
    """A second person did not agree."""

    approver: str
    reason: str


RulebookEvent = RulebookProposed | RulebookApproved | RulebookRejected
Decision = tuple[RulebookEvent, ...] | Refusal


def decide(state: RulebookEdition, command: RulebookCommand, office: Office) -> Decision:
    """What the command does to the edition, or why not."""
    if isinstance(command, ProposeRulebook):
        return _propose(state, command, office)
    refusal = approvable(
        say("办理规则第{edition}版", edition=state.book.edition) if state.book else say("办理规则"),
        state.standing,
        (state.author,),
        state.book.effective_from if state.book else office.now.date(),
        office,
    )
    if isinstance(command, RejectRulebook):
        if refusal and refusal.code is not Code.TOO_LATE:
            return refusal
        refusal = text(command.reason, "reason", say("退回原因"), limit=500)
        return refusal or (
            RulebookRejected(at=office.now, approver=office.actor.id, reason=command.reason),
        )
    return refusal or (RulebookApproved(at=office.now, approver=office.actor.id),)


def _propose(state: RulebookEdition, command: ProposeRulebook, office: Office) -> Decision:
    if state.standing in (Standing.DRAFT, Standing.APPROVED):
        return already(say("这一版办理规则{standing}。", standing=state.standing.zh), "toml")
    refusal = first(
        allowed(office, Role.MANAGEMENT, Role.SYSTEM_ADMIN),
        optional(command.note, "note", say("说明"), limit=500),
    )
    if refusal:
        return refusal
    book = read(command.toml)
    if not isinstance(book, Rulebook):
        return _unreadable(book)
    return (
        RulebookProposed(
            at=office.now, author=office.actor.id, note=command.note, toml=command.toml, book=book
        ),
    )


def _unreadable(problems: Problems) -> Refusal:
    """All problems, one a line, so that they can be mended in one go."""
    return Refusal(
        code=Code.INVALID,
        message=joined("\n", (problem.zh for problem in problems[:20])),
        advice=say("共 {n} 处，请改正后再提交。", n=len(problems)),
        field="toml",
    )


def evolve(state: RulebookEdition, event: RulebookEvent) -> RulebookEdition:
    """The edition after the event."""
    change = msgspec.structs.replace
    match event:
        case RulebookProposed():
            return RulebookEdition(
                standing=Standing.DRAFT,
                author=event.author,
                note=event.note,
                toml=event.toml,
                book=event.book,
            )
        case RulebookApproved():
            return change(state, standing=Standing.APPROVED, approved_by=event.approver)
        case RulebookRejected():
            return change(state, standing=Standing.REJECTED)
        case _:
            assert_never(event)
