"""Rulebook editions: proposed by one, approved by another, never into the past."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hotline import rulebooks
from hotline.rules.actor import setup_actor
from hotline.rules.reference import rulebook_edition
from hotline.rules.reference.edition import Standing
from hotline.rules.reference.office import Office
from hotline.rules.reference.rulebook_edition import (
    ApproveRulebook,
    ProposeRulebook,
    RejectRulebook,
    RulebookCommand,
    RulebookEdition,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.offices import office, refused

TOML = (Path(rulebooks.__file__).parent / "national.toml").read_text()
EARLY = datetime(2025, 12, 1, tzinfo=UTC)
PROPOSE = ProposeRulebook(toml=TOML, note="新版")


def by(id: str, role: Role = Role.MANAGEMENT, now: datetime = EARLY) -> Office:
    return msgspec.structs.replace(office(role, id=id), now=now)


def after(
    state: RulebookEdition, command: RulebookCommand, asking: Office
) -> RulebookEdition | Refusal:
    events = rulebook_edition.decide(state, command, asking)
    if isinstance(events, Refusal):
        return events
    for event in events:
        state = rulebook_edition.evolve(state, event)
    return state


def proposed() -> RulebookEdition:
    state = after(RulebookEdition(), PROPOSE, by("a"))
    assert isinstance(state, RulebookEdition)
    return state


def test_an_edition_is_proposed_and_approved_by_another() -> None:
    draft = proposed()
    assert draft.standing is Standing.DRAFT
    assert draft.book is not None
    refused(after(draft, ApproveRulebook(), by("a")), Code.PARTY)
    approved = after(draft, ApproveRulebook(), by("b"))
    assert isinstance(approved, RulebookEdition)
    assert (approved.standing, approved.approved_by) == (Standing.APPROVED, "b")
    refused(after(approved, ApproveRulebook(), by("b")), Code.WRONG_STATE, "已批准")
    refused(after(approved, PROPOSE, by("a")), Code.ALREADY)


def test_a_rejected_edition_may_be_proposed_again() -> None:
    refused(after(proposed(), RejectRulebook(reason=""), by("b")), Code.MISSING)
    rejected = after(proposed(), RejectRulebook(reason="太短"), by("b"))
    assert isinstance(rejected, RulebookEdition)
    assert rejected.standing is Standing.REJECTED
    assert isinstance(after(rejected, PROPOSE, by("a")), RulebookEdition)


def test_no_edition_begins_before_it_is_approved_but_it_may_be_rejected() -> None:
    late = by("b", now=datetime(2026, 6, 1, tzinfo=UTC))
    refused(after(proposed(), ApproveRulebook(), late), Code.TOO_LATE, "2026-01-01")
    assert isinstance(after(proposed(), RejectRulebook(reason="过期"), late), RulebookEdition)
    founded = after(
        RulebookEdition(),
        PROPOSE,
        Office(now=late.now, actor=setup_actor("bj")),
    )
    assert isinstance(founded, RulebookEdition)
    assert isinstance(after(founded, ApproveRulebook(), late), RulebookEdition)


def test_nothing_to_rule_on() -> None:
    refused(after(RulebookEdition(), ApproveRulebook(), by("b")), Code.WRONG_STATE, "未建立")
    refused(after(RulebookEdition(), RejectRulebook(reason="x"), by("b")), Code.WRONG_STATE)


def test_only_the_management_body_rules() -> None:
    refused(after(proposed(), ApproveRulebook(), by("b", Role.DISPATCHER)), Code.WRONG_ROLE)
    refused(after(RulebookEdition(), PROPOSE, by("b", Role.AGENT)), Code.WRONG_ROLE)


def test_every_problem_of_the_text_is_named() -> None:
    bad = ProposeRulebook(toml=TOML.replace("edition = 2", 'edition = "x"'))
    assert "edition" in refused(after(RulebookEdition(), bad, by("a")), Code.INVALID).message
