"""A request as counted pieces: neighbouring characters, words, and words of the title once more.

Characters find what a segmenter cuts wrongly (names of compounds, dialect, slips of the pen), words
are what people can read in an explanation. Weights are sublinear tf-idf, each family of length one:
Manning, Raghavan, Schütze, Introduction to Information Retrieval, §6.4. All pure Python and NumPy,
so answering needs no library of machine learning.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
import rjieba
from numpy.typing import NDArray

from hotline.dispatching.classifier.messages import Message

LONGEST = 3
"""Neighbouring characters at most; runs of four were tried and left out (`bench/README.md`)."""

FAMILIES = {"c": 1.0, "w": 1.0, "t": 0.5}
"""Characters, words, words of the title, and how much each family counts."""

MOST_CHARACTERS = 4000
"""Of a text that are read: longer ones are pasted documents, and time stays bounded."""

_SPACE = re.compile(r"[\s*]+")
_STOP = "。"  # not said: stands between title and body
_DIGITS = re.compile(r"[0-9]+")


def plain(text: str) -> str:
    """One width, lower case, no blanks or masks; every number is 0: which one tells no topic."""
    shown = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).lower()
    return _DIGITS.sub("0", _SPACE.sub("", shown))


def pieces(message: Message) -> dict[str, Counter[str]]:
    """By family, every piece with how often it stands there."""
    title, body = plain(message.title), plain(message.text)
    if message.tokens and not body:
        words = [plain(word) for word in message.tokens.split()]
        whole, headed = "".join(words), _words(title)
    else:
        # the stop is ours: nobody said it
        between = _STOP if title and body else ""
        whole, headed = f"{title}{between}{body}", _words(title)
        words = [*headed, between, *_words(body)] if between else headed or _words(body)
    return {
        "c": _characters(whole),
        "w": Counter(_neighbours(words)),
        "t": Counter(_neighbours(headed)),
    }


def _characters(text: str) -> Counter[str]:
    found: Counter[str] = Counter(text)
    for length in range(2, LONGEST + 1):
        found.update([text[at : at + length] for at in range(len(text) - length + 1)])
    return found


def _words(text: str) -> list[str]:
    return list(rjieba.cut(text))


def _neighbours(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


class Row:
    """One request in a vocabulary: places of its pieces and their weights."""

    __slots__ = ("at", "weight")

    def __init__(self, at: NDArray[np.int32], weight: NDArray[np.float32]) -> None:
        self.at, self.weight = at, weight


class Vocabulary:
    """Which pieces count, where each stands, and how rare it is."""

    def __init__(self, names: Sequence[str], rarity: NDArray[np.float32]) -> None:
        self.names, self.rarity = names, rarity
        self.place: dict[str, int] = {name: at for at, name in enumerate(names)}

    def row(self, message: Message) -> Row:
        """The request's pieces that are known here, weighted."""
        places: list[NDArray[np.int32]] = []
        weights: list[NDArray[np.float32]] = []
        for family, counted in pieces(message).items():
            at, weight = self._family(family, counted)
            places.append(at)
            weights.append(weight * FAMILIES[family])
        return Row(np.concatenate(places), np.concatenate(weights))

    def _family(
        self, family: str, counted: Counter[str]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        place = self.place
        known = [
            (at, times)
            for piece, times in counted.items()
            if (at := place.get(family + piece)) is not None
        ]
        if not known:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        both = np.array(known, dtype=np.int32)
        weight = (1 + np.log(both[:, 1].astype(np.float32))) * self.rarity[both[:, 0]]
        return both[:, 0], weight / np.linalg.norm(weight)


def vocabulary(
    messages: Iterable[Message],
    *,
    fewest: int = 2,
    most: int = 600_000,
    told: Callable[[int], None] = lambda done: None,
) -> Vocabulary:
    """The pieces of at least so many requests, the commonest `most` of them."""
    held: Counter[str] = Counter()
    many = 0
    for many, message in enumerate(messages, 1):
        for family, counted in pieces(message).items():
            held.update([family + piece for piece in counted])
        told(many)
    kept = [(name, times) for name, times in held.most_common(most) if times >= fewest]
    rarity = [math.log((1 + many) / (1 + times)) + 1 for _, times in kept]
    return Vocabulary([name for name, _ in kept], np.array(rarity, dtype=np.float32))
