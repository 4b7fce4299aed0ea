"""Hints from a text: what asks for haste, which emergency line, which kind; each with the words.

Nothing is decided by them and nothing is filled in: the agent, who hears the voice, judges. A miss
costs more than a false alarm in what is typed while somebody speaks, so few words need little to
sound; a letter has many stretches, each a chance to sound by accident, and needs more.
"""

from math import exp, log, sqrt

import msgspec

from hotline.rules.detectors.lexicon import CALLED, NAMED
from hotline.rules.detectors.pieces import Stretch, pieces, signs_of, stretches
from hotline.rules.detectors.reasons import reasons
from hotline.rules.detectors.signs import Sign
from hotline.rules.detectors.spoken import MOST, spoken
from hotline.rules.detectors.weights import Weights, learnt
from hotline.rules.gazetteer import plain
from hotline.rules.words import EmergencyLine, Kind, Tag, Urgency

CRITICAL = frozenset({Tag.DANGER, Tag.THREAT})
URGENT = frozenset({Tag.WEATHER, Tag.GROUP})
"""Tags that propose 紧急 by themselves; that a child is spoken of does not."""
TAGS = (Tag.DANGER, Tag.THREAT, Tag.MINOR, Tag.WEATHER, Tag.GROUP)
FEW = 3
"""Stretches of a text that is no letter: each is heard with the least."""
SURE = 0.6
"""A kind less likely than this is not shown."""


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


class Judged(msgspec.Struct, frozen=True):
    """A stretch, what was found in it, and what that says for each head."""

    stretch: Stretch
    signs: list[list[Sign]]
    said: dict[str, tuple[str, ...]]
    scores: list[float]


def detect(*texts: str) -> Hints:
    """Hints of a request's title, text and whatever else was typed."""
    return detect_with(learnt(), *texts)


def detect_with(weights: Weights, *texts: str) -> Hints:
    """The same by weights of one's own."""
    judged = [_judged(one, weights) for one in stretches(*texts)]
    if not judged:
        return Hints()
    found = {head: words for head in weights.least if (words := _alarm(head, judged, weights))}
    tags = tuple(TagHint(tag=tag, words=found[tag]) for tag in TAGS if tag in found)
    lines = tuple(LineHint(line=one, words=found[one]) for one in EmergencyLine if one in found)
    told = {one.tag for one in tags}
    kind, kind_words = _kind(texts, judged, weights)
    if kind is None and (told & CRITICAL or lines):
        kind = Kind.HELP
    return Hints(tags=tags, lines=lines, urgency=_urgency(told), kind=kind, kind_words=kind_words)


def silent(*texts: str) -> bool:
    """Whether no stretch sounds an alarm by itself, however many there are: for what nobody reads
    before something is done, where a false alarm costs nothing but that somebody reads it."""
    weights = learnt()
    judged = [_judged(one, weights) for one in stretches(*texts)]
    heads = [(weights.heads.index(head), least) for head, least in weights.least.items()]
    return all(one.scores[at] < least for one in judged for at, least in heads)


def _urgency(told: set[Tag]) -> Urgency:
    if told & CRITICAL:
        return Urgency.CRITICAL
    return Urgency.URGENT if told & URGENT else Urgency.ORDINARY


def _judged(stretch: Stretch, weights: Weights) -> Judged:
    signs, said = signs_of(stretch), spoken(stretch.text)
    return Judged(stretch, signs, said, weights.scores(pieces(stretch, signs, said)))


def _alarm(head: str, judged: list[Judged], weights: Weights) -> tuple[str, ...]:
    """The words of the stretches that sound an alarm, the loudest first; none if none does."""
    at = weights.heads.index(head)
    least = weights.least[head] + weights.longer * log(max(len(judged), FEW) / FEW)
    loud = sorted((one for one in judged if one.scores[at] >= least), key=lambda x: -x.scores[at])
    words = (
        word for one in loud for word in reasons(head, one.stretch, one.signs, one.said, weights)
    )
    return tuple(dict.fromkeys(words))[:MOST]


def _kind(
    texts: tuple[str, ...], judged: list[Judged], weights: Weights
) -> tuple[Kind | None, tuple[str, ...]]:
    """The kind the caller names, else the likeliest of all stretches together, if likely enough."""
    named = NAMED.search("\n".join(map(plain, texts)))
    if named:
        return CALLED[named[1] or named[2]], (named[0],)
    places = [(kind, weights.heads.index(kind)) for kind in Kind]
    summed = {kind: sum(one.scores[at] for one in judged) for kind, at in places}
    odds = {kind: exp(score / sqrt(len(judged))) for kind, score in summed.items()}
    best = max(odds, key=lambda kind: odds[kind])
    if odds[best] / sum(odds.values()) < SURE:
        return None, ()
    at = weights.heads.index(best)
    loudest = max(judged, key=lambda one: one.scores[at])
    words = reasons(best, loudest.stretch, loudest.signs, loudest.said, weights)
    return best, tuple(words)[:MOST]
