"""Which words of a stretch spoke for an alarm: those of the lexicon, then the strongest signs."""

from collections import defaultdict
from itertools import combinations, pairwise

from hotline.rules.detectors.pieces import RUN, Stretch
from hotline.rules.detectors.signs import Sign
from hotline.rules.detectors.spoken import taken_back
from hotline.rules.detectors.weights import Weights

MOST_SIGNS = 3
BESIDE = frozenset({"no", "now", "past", "ask"})
"""What a word may stand for and be no reason: when it was, whether it was."""
PART = 0.3
"""A sign that says less than this part of what the strongest says is not named."""
SHOWN = 8
"""Characters of a stretch that are named where no single word spoke."""


def reasons(
    head: str,
    stretch: Stretch,
    signs: list[list[Sign]],
    said: dict[str, tuple[str, ...]],
    weights: Weights,
) -> list[str]:
    """The words, strongest first; a short run of characters where neither word nor sign spoke."""
    words = list(said.get(head, ()))
    unnamed = _unnamed(stretch, signs)
    ranked = _by_weight(signs, weights, weights.heads.index(head))
    for word in [word for word in ranked if word not in unnamed][:MOST_SIGNS]:
        if not any(word in one or one in word for one in words):
            words.append(word)
    return words or [_run(stretch, weights, weights.heads.index(head))]


def _unnamed(stretch: Stretch, signs: list[list[Sign]]) -> set[str]:
    """Words that say nothing by themselves, and those that were taken back."""
    return {
        one.word
        for clause, told in zip(stretch.clauses, signs, strict=True)
        for one in told
        if BESIDE.issuperset(one.concepts) or taken_back(clause[: one.start])
    }


def _by_weight(signs: list[list[Sign]], weights: Weights, head: int) -> list[str]:
    """Signs by what they say for a head, alone and in pairs; only those that speak up for it."""
    spoke: dict[str, float] = defaultdict(float)
    for clause in signs:
        for one in clause:
            spoke[one.word] += weights.of(f"={one.word}", head)
            spoke[one.word] += sum(weights.of(f"#{name}", head) for name in one.concepts)
        for one, other in pairwise(clause):
            _share(one, other, ">", weights, head, spoke)
    every = [one for clause in signs for one in clause]
    for one, other in combinations(every, 2):
        _share(one, other, "&", weights, head, spoke)
    ranked = sorted(spoke, key=lambda word: -spoke[word])
    enough = PART * max([0.0, *spoke.values()])
    return [word for word in ranked if spoke[word] > enough]


def _share(
    one: Sign, other: Sign, mark: str, weights: Weights, head: int, spoke: dict[str, float]
) -> None:
    """Gives each of a pair half of what the pair says."""
    pairs = [(first, second) for first in one.concepts for second in other.concepts]
    if mark == "&":
        pairs = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    said = sum(weights.of(f"{mark}{first} {second}", head) for first, second in pairs)
    spoke[one.word] += said / 2
    spoke[other.word] += said / 2


def _run(stretch: Stretch, weights: Weights, head: int) -> str:
    """The few characters side by side that say most."""
    return max(
        (clause[at : at + SHOWN] for clause in stretch.clauses for at in range(len(clause))),
        key=lambda run: sum(
            weights.of(run[at : at + length], head)
            for length in range(1, RUN + 1)
            for at in range(len(run) - length + 1)
        ),
    )
