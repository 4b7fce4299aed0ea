"""Requests as lines of JSON: what a model learns from, is measured on, and answers.

A line has `title` and `text`, or `tokens` (words parted by blanks, for texts that are only at hand
already parted); `label` where the topic is known (codes or names of levels parted by /), `fold`
where its publisher put near-duplicates into one part. Other fields are left alone.
"""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from hotline.rules.text import say


class Message(msgspec.Struct, frozen=True):
    """One request. `fold` is -1 where none is given."""

    id: str = ""
    title: str = ""
    text: str = ""
    tokens: str = ""
    label: str = ""
    fold: int = -1


class Unreadable(Exception):
    """A line that is no request; the words name file and line, and what to do."""


def read(path: Path) -> list[Message]:
    """Every line of a file, plain or gzip, in UTF-8. Raises Unreadable."""
    return list(lines(raw(path), str(path)))


def lines(raw: Iterable[bytes], name: str) -> Iterator[Message]:
    """The requests of these lines, empty ones left out. Raises Unreadable."""
    decoder = msgspec.json.Decoder(Message, strict=False)
    for number, line in enumerate(raw, 1):
        if not line.strip():
            continue
        try:
            yield decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unreadable(
                say(
                    "{name} 第{number}行读不懂（{error}）。每行应是含 title、text 的 JSON 对象。",
                    name=name,
                    number=number,
                    error=why(error),
                )
            ) from error


def why(error: Exception) -> str:
    """What is wrong with a line; bytes that are no UTF-8 by what to do."""
    return (
        say("不是 UTF-8，请另存为 UTF-8") if isinstance(error, UnicodeDecodeError) else str(error)
    )


def raw(path: Path) -> Iterator[bytes]:
    """The lines of a file, plain or gzip. Raises Unreadable."""
    opened = gzip.open if path.suffix == ".gz" else Path.open
    try:
        with opened(path, "rb") as file:
            yield from file
    except (OSError, EOFError) as error:
        raise Unreadable(say("读不了文件 {name}（{error}）。", name=path, error=error)) from error
