"""What every way out offers: take one message with its key, or say why it was not taken.

An adapter hands the key on, so that a message sent twice (because a process died between sending
and writing that down) is known for the same one by whoever can tell. It waits at most PATIENCE for
the other side, holds no state, and puts nothing of a message into what it raises: the word kept
beside an undelivered notice must not hold a telephone number.
"""

from abc import ABC, abstractmethod
from typing import Final
from urllib.parse import SplitResult

import msgspec

PATIENCE: Final = 10.0
"""Seconds until the other side counts as gone."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message: to a telephone number or an e-mail address."""

    to: str
    subject: str
    text: str
    key: str


class Undelivered(Exception):
    """Not taken. `for_good`: trying again will not help (a wrong address, a refused text)."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.for_good = for_good


class Sender(ABC):
    """An adapter, made of the address in the settings."""

    @abstractmethod
    def __init__(self, address: SplitResult, token: str = "") -> None:
        """Raises ValueError where the address lacks something; reaches nobody yet."""

    @abstractmethod
    def send(self, message: Message) -> None:
        """Returns when the other side has taken it; raises Undelivered otherwise."""
