"""Signs: words of a text by what they stand for, so that what was never said is understood too.

"嘴唇发紫" and "喘不上气" are both a sign of breath: a model that has learnt one from a sentence
knows the other. `concepts.txt` lists the words by what they stand for. The longest word at a place
counts, so a harmless longer one ("火锅") hides a grave shorter one ("火").
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from hotline.rules.gazetteer import plain

# Every repetition is bounded: ten thousand digits in a row must not be tried from each of them.
# not said: patterns of what people typed
_MANY: Final = (
    r"(?:\d{2,12}|(?:[几数]|好几|上)[十百千万]"
    r"|[一二两三四五六七八九]?[十百千万][一二三四五六七八九十百千]{0,12})[多来几余]{0,3}"
)
# not said: patterns of what people typed
_PEOPLE: Final = (
    r"(?:人|业主|居民|工人|学生|家长|村民|职工|员工|司机|老人|小孩|孩子|住户|商户|会员|客户)"
)
# not said: patterns of what people typed
CROWD: Final = re.compile(rf"{_MANY}(?:[个名户位号口]{_PEOPLE}?|{_PEOPLE})")
"""Ten people or more, counted."""
# not said: patterns of what people typed
AGE: Final = re.compile(
    r"(?<!\d)(?:[1-9]|1[0-7]|(?<![十二三四五六七八九])[一二三四五六七八九两]|(?<![二三四五六七八九])十[一二三四五六七]?)"
    r"(?:个半|个多)?(?:周?岁|个月大)"
)
"""The age of a minor."""


class Sign(NamedTuple):
    """A word, where it stands in its clause, and what it stands for."""

    start: int
    end: int
    word: str
    concepts: tuple[str, ...]


class Lexicon:
    """Words by what they stand for."""

    def __init__(self, concepts: dict[str, Iterable[str]]) -> None:
        known: dict[str, tuple[str, ...]] = {}
        for concept, words in concepts.items():
            for word in map(plain, words):
                known[word] = (*known.get(word, ()), concept)
        self.known = known
        lengths: dict[str, set[int]] = {}
        for word in known:
            lengths.setdefault(word[0], set()).add(len(word))
        self.lengths = {first: sorted(held, reverse=True) for first, held in lengths.items()}

    def signs(self, clause: str) -> list[Sign]:
        """The words of a clause that stand for something, in order, without overlap."""
        counted = {
            found.start(): (found.end(), concept)
            for pattern, concept in ((CROWD, "crowd"), (AGE, "child"))
            for found in pattern.finditer(clause)
        }
        signs: list[Sign] = []
        at = 0
        while at < len(clause):
            if at in counted:
                end, concept = counted[at]
                signs.append(Sign(at, end, clause[at:end], (concept,)))
            else:
                end = self._word(clause, at, signs)
            at = end
        return signs

    def _word(self, clause: str, at: int, signs: list[Sign]) -> int:
        """Adds the longest word that begins here; where the next may begin."""
        for length in self.lengths.get(clause[at], ()):
            word = clause[at : at + length]
            concepts = self.known.get(word)
            if concepts:
                signs.append(Sign(at, at + len(word), word, concepts))
                return at + len(word)
        return at + 1


@cache
def lexicon() -> Lexicon:
    """The one that comes with the platform."""
    text = (resources.files("hotline.rules.detectors") / "concepts.txt").read_text("utf-8")
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return Lexicon({concept: words for concept, *words in lines})
