"""A storm of calls, as `recent.py` knows it: new streams, one shortly after another."""

from uuid import UUID

from hotline import ledger
from hotline.ledger import StreamRef, recent
from tests.ledger import toy


def memory_is_asked_again(city: str) -> None:
    """1: a command that did not read is decided again when what it remembered has changed."""
    warm(city)
    toy.say(StreamRef(city, "toy_chart", UUID(int=5)), toy.Reminded())
    recent.learn(city, recent.Known(0, None, None))
    seen: list[int] = []
    with ledger.count_statements() as counted:
        toy.create(city, lambda loaded: seen.append(loaded.reference))
    assert seen == [0, 1], "decided from memory, refused, decided again on what was read"
    assert counted.count == 3


def warm(city: str) -> None:
    """As if calls stormed in: the next new stream needs no read."""
    recent.forget()
    for _ in range(3):
        toy.create(city)
