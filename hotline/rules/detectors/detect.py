"""Hints from words: what asks for haste, which emergency line, which kind; each with the words.

Nothing is decided by them and nothing is filled in: the agent, who hears the voice, judges. A miss
costs more than a false alarm, so words are many and only what is plainly taken back ("没有人受伤")
or a turn of speech ("气死了") is passed over.
"""

import re
from collections.abc import Iterator

import msgspec

from hotline.rules.detectors.lexicon import (
    BEFORE,
    CALLED,
    CLAUSE,
    FIGURATIVE,
    KINDS,
    LINES,
    NAMED,
    NEGATED,
    TELLS,
    WEIGHT,
)
from hotline.rules.gazetteer import plain
from hotline.rules.words import EmergencyLine, Kind, Tag, Urgency

MOST = 4
"""So many words are named for one hint."""
CRITICAL = frozenset({Tag.DANGER, Tag.THREAT})
URGENT = frozenset({Tag.WEATHER, Tag.GROUP})
"""Tags that propose 紧急 by themselves; that a child is spoken of does not."""


class TagHint(msgspec.Struct, frozen=True, kw_only=True):
    """A tag that the words speak for."""

    tag: Tag
    words: tuple[str, ...]


class LineHint(msgspec.Struct, frozen=True, kw_only=True):
    """An emergency line that the words speak for."""

    line: EmergencyLine
    words: tuple[str, ...]


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    """All that the words speak for. `kind` None where they are silent."""

    tags: tuple[TagHint, ...] = ()
    lines: tuple[LineHint, ...] = ()
    urgency: Urgency = Urgency.ORDINARY
    kind: Kind | None = None
    kind_words: tuple[str, ...] = ()


def detect(*texts: str) -> Hints:
    """Hints of a request's title, text and whatever else was typed."""
    # What stands between two texts parts them as a full stop does.
    text = "\n".join(plain(one) for one in texts if one.strip())
    meant = FIGURATIVE.sub(lambda match: "＿" * len(match[0]), text)  # not said: takes no meaning
    tags = tuple(
        TagHint(tag=tag, words=words)
        for tag, pattern in TELLS.items()
        if (words := tuple(_words(pattern, meant)))
    )
    lines = tuple(
        LineHint(line=line, words=words)
        for line, pattern in LINES.items()
        if (words := tuple(_words(pattern, meant)))
    )
    told = {one.tag for one in tags}
    kind, kind_words = _kind(text)
    if kind is None and (told & CRITICAL or lines):
        kind = Kind.HELP
    return Hints(
        tags=tags,
        lines=lines,
        urgency=_urgency(told),
        kind=kind,
        kind_words=kind_words,
    )


def _urgency(told: set[Tag]) -> Urgency:
    if told & CRITICAL:
        return Urgency.CRITICAL
    return Urgency.URGENT if told & URGENT else Urgency.ORDINARY


def _words(pattern: re.Pattern[str], text: str) -> list[str]:
    """The words that were meant, each once, the first few."""
    return list(dict.fromkeys(_meant(pattern, text)))[:MOST]


def _meant(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        clause = CLAUSE.split(text[max(0, found.start() - BEFORE) : found.start()])[-1]
        if not NEGATED.search(clause):
            yield found[0]


def _kind(text: str) -> tuple[Kind | None, tuple[str, ...]]:
    """The kind the caller names, else the one with the weightiest words; ties to the graver."""
    named = NAMED.search(text)
    if named:
        word = named[1] or named[2]
        return CALLED[word], (named[0],)
    found = {kind: _words(pattern, text) for kind, pattern in KINDS.items()}
    scores = {kind: WEIGHT[kind] * len(words) for kind, words in found.items() if words}
    if not scores:
        return None, ()
    best = max(scores, key=lambda kind: scores[kind])
    return best, tuple(found[best])
