"""Words of the lexicon that were meant: not those taken back, nor turns of speech."""

import re
from collections.abc import Iterator

from hotline.rules.detectors.lexicon import (
    BEFORE,
    CLAUSE,
    FIGURATIVE,
    KINDS,
    LINES,
    NEGATED,
    TELLS,
)

MOST = 4
"""So many words are named for one hint."""
_ALARMS = tuple((one.value, pattern) for one, pattern in (*TELLS.items(), *LINES.items()))
_KINDS = tuple((one.value, pattern) for one, pattern in KINDS.items())


def spoken(text: str) -> dict[str, tuple[str, ...]]:
    """By tag, emergency line or kind, the words that speak for it; nothing where none does."""
    meant = FIGURATIVE.sub(lambda match: "＿" * len(match[0]), text)  # not said: takes no meaning
    found = [(head, tuple(words(pattern, meant))) for head, pattern in _ALARMS]
    found += [(head, tuple(words(pattern, text))) for head, pattern in _KINDS]
    return {head: told for head, told in found if told}


def words(pattern: re.Pattern[str], text: str) -> list[str]:
    """The words that were meant, each once, the first few."""
    return list(dict.fromkeys(_meant(pattern, text)))[:MOST]


def _meant(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        if not taken_back(text[: found.start()]):
            yield found[0]


def taken_back(before: str) -> bool:
    """Whether what stands before a word says that it was not so."""
    return NEGATED.search(CLAUSE.split(before[-BEFORE:])[-1]) is not None
