"""A request as counted pieces: neighbouring characters, words, and words of the title once more.

Characters find what a segmenter cuts wrongly (names of compounds, dialect, slips of the pen), words
are what people can read in an explanation. Weights are sublinear tf-idf, each family of length one:
Manning, Raghavan, Schütze, Introduction to Information Retrieval, §6.4. All Python and NumPy, so
answering needs no library of machine learning.

A piece is a number, never a string: up to three characters in full (20 bits each), words by a hash
of 62 bits (two of a million words share one with probability 1e-7). So a model's files hold no
words, are read by mapping them into memory, and a request is looked up in a few array operations.
The words of an explanation are read in the request itself.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hotline.dispatching.classifier.messages import Message

LONGEST = 3
"""Neighbouring characters at most; runs of four were tried and left out (`bench/README.md`)."""

FAMILIES: Final = np.array([1.0, 1.0, 0.5], np.float32)
"""Characters, words, words of the title, and how much each family counts."""

MOST_CHARACTERS = 4000
"""Of a text that are read: longer ones are pasted documents, and time stays bounded."""

_SPACE = re.compile(r"[\s*]+")
_STOP = "。"  # not said: stands between title and body
_DIGITS = re.compile(r"[0-9]+")

Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]

_FAMILY_AT = np.uint64(62)
_CHARACTER_BITS = np.uint64(20)
_CHARACTER = np.uint64((1 << 20) - 1)
_BASE = 0x9E3779B97F4A7C15
"""Of the polynomial by which words are hashed: odd, so that it can be divided by modulo 2^64."""
_STIR, _NEXT = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = (np.uint64(31), np.uint64(29), np.uint64(2))


def plain(text: str) -> str:
    """One width, lower case, no blanks or masks; every number is 0: which one tells no topic."""
    whole = text[:MOST_CHARACTERS].encode("utf-8", "replace").decode()  # no half characters
    shown = unicodedata.normalize("NFKC", whole).lower()
    return _DIGITS.sub("0", _SPACE.sub("", shown))[:MOST_CHARACTERS]


class Pieces:
    """A request's pieces: `keys` from small to large, each once, and how often each stands there.

    `text` is what was read, `ends` where each of its words ends, `headed` how many are the title's.
    """

    __slots__ = ("_named", "ends", "headed", "keys", "text", "times")

    def __init__(self, text: str, ends: Ints, headed: int) -> None:
        self._named: dict[int, str] | None = None
        self.text, self.ends, self.headed = text, ends, headed
        found, self.times = np.unique(np.concatenate(self._all()), return_counts=True)
        self.keys: Keys = found

    def _all(self) -> list[Keys]:
        return [*_characters(self.text), *_words(self.text, self.ends, self.headed)]

    def named(self) -> dict[int, str]:
        """Every key with the part of the text that it stands for, for explanations."""
        if self._named is None:
            self._named = self._texts()
        return self._named

    def _texts(self) -> dict[int, str]:
        places = range(len(self.text))
        starts = [0, *self.ends.tolist()[:-1]]
        ends = self.ends.tolist()
        parts = [[self.text[at : at + n] for at in places][: len(places) - n + 1]
                 for n in range(1, LONGEST + 1)]  # fmt: skip
        words = [self.text[a:b] for a, b in zip(starts, ends, strict=True)]
        pairs = [self.text[a:b] for a, b in zip(starts, ends[1:], strict=False)]
        parts += [words, pairs, words[: self.headed], pairs[: max(self.headed - 1, 0)]]
        return {
            int(key): name
            for keys, names in zip(self._all(), parts, strict=True)
            for key, name in zip(keys.tolist(), names, strict=True)
        }


def pieces(message: Message) -> Pieces:
    """The counted pieces of a request; of one that is at hand already parted, by its words."""
    headed = _parted(plain(message.title))
    if message.tokens and not message.text:
        said = [plain(word) for word in message.tokens[: 2 * MOST_CHARACTERS].split()]
    else:
        said = _parted(plain(message.text))
    # the stop is ours: nobody said it
    words = [*headed, _STOP, *said] if headed and said else headed or said
    ends = np.cumsum([len(word) for word in words], dtype=np.int64)
    return Pieces("".join(words), ends, len(headed))


def _parted(text: str) -> list[str]:
    # Its dictionary takes 33 MB and a tenth of the start: only where texts are parted, not in
    # every command.
    import rjieba

    return list(rjieba.cut(text)) if text else []


def _codes(text: str) -> Keys:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)


def _characters(text: str) -> list[Keys]:
    """Keys of one, two, three neighbours. A code of 0 does not occur, so none equals another."""
    codes = _codes(text) & _CHARACTER
    found = [codes]
    for length in range(2, LONGEST + 1):
        before = found[-1][: max(len(codes) - length + 1, 0)]
        found.append((before << _CHARACTER_BITS) | codes[length - 1 :])
    return found


def _words(text: str, ends: Ints, headed: int) -> list[Keys]:
    """Keys of words and pairs of neighbours, and of those of the title once more."""
    powers, inverses = _powers(len(text))
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum(_codes(text) * powers[: len(text)], out=sums[1:])
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]])[: len(ends)]
    words = _stirred((sums[ends] - sums[starts]) * inverses[starts])
    pairs = _stirred(words[:-1] * _NEXT + words[1:])
    title = words[:headed], pairs[: max(headed - 1, 0)]
    return [*(_of(1, one) for one in (words, pairs)), *(_of(2, one) for one in title)]


def _powers(most: int) -> tuple[Keys, Keys]:
    """Powers of the base and of its inverse modulo 2^64, for texts of so many characters."""
    return _powers_up_to(1 << max(10, most.bit_length()))


@lru_cache(maxsize=8)
def _powers_up_to(most: int) -> tuple[Keys, Keys]:
    found = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        factors = np.full(most, base, np.uint64)
        factors[0] = 1
        found.append(np.cumprod(factors))
    return found[0], found[1]


def _stirred(keys: Keys) -> Keys:
    keys = (keys ^ (keys >> _SHIFTS[0])) * _STIR
    return keys ^ (keys >> _SHIFTS[1])


def _of(family: int, keys: Keys) -> Keys:
    return (keys >> _SHIFTS[2]) | (np.uint64(family) << _FAMILY_AT)


class Row:
    """One request in a vocabulary: places of its pieces, from small to large, their weights, and
    the family of each."""

    __slots__ = ("at", "family", "weight")

    def __init__(self, at: NDArray[Any], weight: NDArray[np.float32], family: NDArray[Any]) -> None:
        self.at, self.weight, self.family = at, weight, family

    def only(self, known: NDArray[Any], at: NDArray[Any]) -> "Row":
        """Those of its pieces, at these places of another list."""
        return Row(at, self.weight[known], self.family[known])

    def scaled(self) -> NDArray[np.float32]:
        """The weights, those of each family together as long as the family counts."""
        length = np.sqrt(np.bincount(self.family, self.weight * self.weight, len(FAMILIES)))
        each = FAMILIES / np.where(length == 0, 1, length).astype(np.float32)
        return self.weight * each[self.family]


class Vocabulary:
    """Which pieces count (`keys`, from small to large), and how rare each is."""

    def __init__(self, keys: Keys, rarity: NDArray[np.float32]) -> None:
        self.keys, self.rarity = keys, rarity

    def __len__(self) -> int:
        return len(self.keys)

    def row(self, found: Pieces) -> Row:
        """The request's pieces that are known here, weighted."""
        if not len(self.keys):
            return Row(np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.int32))
        at = np.minimum(np.searchsorted(self.keys, found.keys), len(self.keys) - 1)
        known = self.keys[at] == found.keys
        at = at[known]
        weight = (1 + np.log(found.times[known].astype(np.float32))) * self.rarity[at]
        return Row(at.astype(np.int32), weight, _family(found.keys[known]))

    def family(self) -> NDArray[np.int32]:
        """The family of each piece."""
        return _family(self.keys)

    def only(self, at: NDArray[Any]) -> "Vocabulary":
        """The pieces at these places."""
        return Vocabulary(self.keys[at], self.rarity[at])


def _family(keys: Keys) -> NDArray[np.int32]:
    return (keys >> _FAMILY_AT).astype(np.int32)


def vocabulary(found: Sequence[Pieces], *, fewest: int = 2, most: int = 600_000) -> Vocabulary:
    """The pieces of at least so many requests, the commonest `most` of them."""
    every = np.sort(np.concatenate([one.keys for one in found] or [np.empty(0, np.uint64)]))
    new = np.flatnonzero(np.concatenate([[True], every[1:] != every[:-1]])[: len(every)])
    times = np.diff(np.concatenate([new, [len(every)]]))
    kept = times >= fewest
    keys, times = every[new[kept]], times[kept]
    if len(keys) > most:
        common = np.sort(np.argsort(-times, kind="stable")[:most])
        keys, times = keys[common], times[common]
    rarity = np.log((1 + len(found)) / (1 + times)) + 1
    return Vocabulary(keys, rarity.astype(np.float32))
