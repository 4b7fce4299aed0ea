"""What is kept outside the database survives power cuts, and says so when it was damaged."""

from pathlib import Path
from uuid import UUID

import pytest

from hotline import ledger
from hotline.ledger import outside
from hotline.ledger.models import Epoch
from tests.ledger import toy


@pytest.fixture
def sealed(toy_alone: str) -> tuple[ledger.StreamRef, UUID]:
    """A stream, and its journal, of which the first seal is kept outside."""
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    toy.sequence()
    return ref, Epoch.objects.get().journal


def _seals(journal: UUID) -> Path:
    return outside.folder(journal) / "seals.jsonl"


def test_an_unfinished_line_is_passed_over_and_then_replaced(
    sealed: tuple[ledger.StreamRef, UUID],
) -> None:
    """A power cut in the middle of a line: the next one must not be joined to its half."""
    ref, journal = sealed
    with _seals(journal).open("ab") as file:
        file.write(b'{"algorithm":"sha2')
    assert ledger.verify().ok
    toy.done(toy.deposit(ref))
    toy.sequence()
    assert [link.number if link else None for link in outside.links(journal)] == [1, 2]
    assert ledger.verify().links == 2 and ledger.verify().ok


def test_an_unfinished_erasure_is_written_again(sealed: tuple[ledger.StreamRef, UUID]) -> None:
    ref, journal = sealed
    file = outside.folder(journal) / "erasures.jsonl"
    file.write_bytes(b'{"city":"toy')
    toy.done(ledger.erase([ref], toy.request(ref.city), "本人申请"))
    assert [key.stream_id for key in outside.destroyed(journal)] == [ref.id]
    assert file.read_bytes().count(b"\n") == 1


def test_an_unreadable_line_is_named_and_the_feed_goes_on(
    sealed: tuple[ledger.StreamRef, UUID],
) -> None:
    ref, journal = sealed
    with _seals(journal).open("ab") as file:
        file.write(b"no link\n")
    report = ledger.verify()
    assert report.first == ledger.Fault("seals.jsonl", "line 2", "the line cannot be read")
    toy.done(toy.deposit(ref))
    toy.sequence()
    assert len(ledger.follow(None).events) == 2 and Epoch.objects.count() == 1


def test_an_emptied_file_is_begun_again(sealed: tuple[ledger.StreamRef, UUID]) -> None:
    _, journal = sealed
    _seals(journal).write_bytes(b"")
    assert outside.last_link(journal) is None
    toy.sequence()
    assert outside.last_link(journal)


def test_a_signature_that_is_no_signature_is_refused(
    sealed: tuple[ledger.StreamRef, UUID],
) -> None:
    link = outside.last_link(sealed[1])
    assert link and outside.is_signed(link)
    assert outside.is_signed(link, outside.signer().public_key())
    for forged in ("", "zz", link.signature[:-2], "00" * 64):
        assert not outside.is_signed(outside.msgspec.structs.replace(link, signature=forged))
