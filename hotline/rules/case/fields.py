"""Bounded kinds of text in commands, and the base of all commands.

The bounds are the platform's own: a caller's words up to 10,000 characters, one line up to 200.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

Line = Annotated[str, Meta(max_length=200)]
NeededLine = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(max_length=10_000)]
Needed = Annotated[str, Meta(min_length=1, max_length=10_000)]
Code = Annotated[str, Meta(max_length=64)]
NeededCode = Annotated[str, Meta(min_length=1, max_length=64)]
Phone = Annotated[str, Meta(max_length=32, pattern=r"^[0-9+*#() -]*(?!\n)$")]
Units = Annotated[tuple[NeededCode, ...], Meta(max_length=20)]


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Base of all commands; the tag is the class name."""


def read(kind: type[Command], data: object) -> Command:
    """The command from plain data; msgspec.ValidationError names the offending field."""
    return msgspec.convert(data, kind, strict=False)
