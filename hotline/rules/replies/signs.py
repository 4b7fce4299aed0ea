"""The signs that a reply's own words and photos give, each on its own.

What is looked up (the request's words, sketches of the unit's recent answers, looks of photos known
from other cases) is given; nothing here reads anything.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from hotline.rules.replies.findings import MOST_OTHERS, Finding
from hotline.rules.replies.likeness import ALIKE, likeness
from hotline.rules.replies.pictures import SAME, apart
from hotline.rules.replies.relevance import Background, relevance
from hotline.rules.replies.texts import substance
from hotline.rules.words import Sign

FEWEST: Final = 5
"""Characters of substance; an answer with fewer consists of set phrases."""
MANY: Final = 3
"""So many other answers nearly the same are many; one or two matters may be the same."""


def of_words(request: str, answer: str, usual: Background) -> tuple[Finding, ...]:
    """只有套话 or 疑似答非所问: an answer that says nothing is not asked what it is about."""
    if len(substance(answer)) < FEWEST:
        return (Finding(sign=Sign.EMPTY),)
    found = relevance(request, answer, usual)
    if found is None or not found.weak:
        return ()
    return (Finding(sign=Sign.OFF_POINT, figures={"asked": found.asked, "shared": found.shared}),)


def of_answers(mine: bytes, known: Iterable[tuple[str, bytes]]) -> tuple[Finding, ...]:
    """答复近乎相同: `known` are (case, sketch) of the unit's other recent answers."""
    near = [case for case, theirs in known if likeness(mine, theirs) >= ALIKE]
    if len(near) < MANY:
        return ()
    figures = {"answers": len(near)}
    return (Finding(sign=Sign.ALIKE, figures=figures, others=tuple(near[:MOST_OTHERS])),)


def of_photos(mine: Sequence[str], known: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """照片重复使用: `mine` are looks of this leg's photos, `known` (case, look) of others'."""
    others: list[str] = []
    used: set[str] = set()
    for case, theirs in known:
        same = [one for one in mine if apart(one, theirs) <= SAME]
        used.update(same)
        if same and case not in others:
            others.append(case)
    if not used:
        return ()
    figures = {"photos": len(used), "cases": len(others)}
    return (Finding(sign=Sign.REUSED_PHOTO, figures=figures, others=tuple(others[:MOST_OTHERS])),)
