"""How well an answer to another matter, and nearly the same answers, are told; on real replies.

    python -m bench replies        HOTLINE_REPLIES=<replies.jsonl.gz>; skipped where it is not there
    HOTLINE_REPLIES_SHOW=50        prints so many pairs of nearly the same answers, to be looked at

Pairs: each message with its own reply, and with the reply of another one: any (`chance`), or that
of the message nearest to it in text (`nearest`, cosine of character pairs; messages nearly the same
are left out, since one answer may serve both). The threshold is taken from the first half of the
messages, so that 2 % of rightful replies lie below it; figures are of the second half. What is
usual among requests is learned from 300 messages of the first half, as the platform does.
"""

import gzip
import json
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from hotline.rules.replies.likeness import ALIKE, likeness, sketch
from hotline.rules.replies.relevance import WEAK, Background, background, relevance
from hotline.rules.replies.signs import FEWEST
from hotline.rules.replies.texts import pairs, substance

DATA = Path(os.environ.get("HOTLINE_REPLIES", "../shared/data/replies/replies.jsonl.gz"))
SHOW = int(os.environ.get("HOTLINE_REPLIES_SHOW", "0"))
KNOWN = 300
FALSE_ALARMS = 0.02
SAME_MATTER = 0.8
Message = tuple[str, str]
Score = Callable[[str, str], float | None]


def main() -> None:
    """Prints the figures; nothing passes or fails."""
    if not DATA.exists():
        print(f"{DATA}: not there; set HOTLINE_REPLIES to replies.jsonl.gz. Nothing measured.")
        return
    messages = _read()
    middle = len(messages) // 2
    first, second = messages[:middle], messages[middle:]
    usual = background(asked for asked, _ in first[:KNOWN])
    print(f"{len(messages)} messages; background of {usual.texts} requests")
    for name, score in _methods(usual).items():
        _measure(name, score, first, second)
    _as_shipped(usual, second)
    _empty(messages)
    _alike([reply for _, reply in messages])


def _read() -> list[Message]:
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    Random(7).shuffle(found)
    return [(f"{one['title'] or ''}\n{one['text']}", one["reply"]) for one in found]


# --- methods ----------------------------------------------------------------------------------


def _methods(usual: Background) -> dict[str, Score]:
    def weight(pair: str) -> float:
        return -math.log((usual.holding.get(pair, 0) + 0.5) / (usual.texts + 1))

    def judged(score: Callable[[frozenset[str], frozenset[str]], float]) -> Score:
        def of(asked: str, said: str) -> float | None:
            if relevance(asked, said, usual) is None:
                return None
            return score(pairs(asked), pairs(said))

        return of

    def covered(asked: frozenset[str], said: frozenset[str]) -> float:
        return len(asked & said) / len(asked)

    def cosine(asked: frozenset[str], said: frozenset[str]) -> float:
        squares = [sum(weight(one) ** 2 for one in some) for some in (asked & said, asked, said)]
        return squares[0] / math.sqrt(squares[1] * squares[2])

    def bm25(asked: frozenset[str], said: frozenset[str]) -> float:
        length = 0.25 + 0.75 * len(said) / usual.length
        return sum(weight(one) * 2.2 / (1 + 1.2 * length) for one in asked & said) / len(asked)

    def margin(asked: str, said: str) -> float | None:
        found = relevance(asked, said, usual)
        return found.margin if found else None

    return {
        "share of pairs": judged(covered),
        "BM25": judged(bm25),
        "cosine, rare pairs": judged(cosine),
        "margin over chance": margin,
    }


# --- another matter ---------------------------------------------------------------------------


def _measure(name: str, score: Score, first: Sequence[Message], second: Sequence[Message]) -> None:
    begun = time.perf_counter()
    line = sorted(_scores(score, first, range(len(first))))
    threshold = line[int(len(line) * FALSE_ALARMS)]
    own = _scores(score, second, range(len(second)))
    took = (time.perf_counter() - begun) / (len(line) + len(own)) * 1000
    print(f"{name} (threshold {threshold:.3f}, {len(own)} judged, {took:.2f} ms each)")
    for kind, others in (("chance", _any(second)), ("nearest", _nearest(second))):
        _tell(kind, own, _scores(score, second, others), threshold)


def _as_shipped(usual: Background, second: Sequence[Message]) -> None:
    def margin(asked: str, said: str) -> float | None:
        found = relevance(asked, said, usual)
        return found.margin if found else None

    print(f"as shipped, threshold {WEAK}")
    own = _scores(margin, second, range(len(second)))
    for kind, others in (("chance", _any(second)), ("nearest", _nearest(second))):
        _tell(kind, own, _scores(margin, second, others), WEAK)


def _scores(score: Score, messages: Sequence[Message], others: Sequence[int]) -> list[float]:
    found = (score(one[0], messages[at][1]) for one, at in zip(messages, others, strict=True))
    return [one for one in found if one is not None]


def _tell(kind: str, own: list[float], swapped: list[float], threshold: float) -> None:
    hits = sum(one < threshold for one in swapped)
    false = sum(one < threshold for one in own)
    rate, recall = false / len(own), hits / len(swapped)
    rare = 0.02 * recall / (0.02 * recall + 0.98 * rate) if hits else 0.0
    print(
        f"  {kind:8} precision {hits / max(hits + false, 1):.3f}, recall {recall:.3f}, "
        f"false alarms {rate:.3f}, AUC {_auc(own, swapped):.4f}; "
        f"precision were 2 % of replies swapped {rare:.2f}"
    )


def _auc(own: list[float], swapped: list[float]) -> float:
    ranked = sorted([(one, 1) for one in own] + [(one, 0) for one in swapped])
    rank = sum(at for at, (_, is_own) in enumerate(ranked, start=1) if is_own)
    return (rank - len(own) * (len(own) + 1) / 2) / (len(own) * len(swapped))


def _any(messages: Sequence[Message]) -> list[int]:
    random, count = Random(11), len(messages)
    return [(at + random.randrange(1, count)) % count for at in range(count)]


_FOUND: dict[int, list[int]] = {}


def _nearest(messages: Sequence[Message]) -> list[int]:
    if id(messages) not in _FOUND:
        _FOUND[id(messages)] = _look_up(messages)
    return _FOUND[id(messages)]


def _look_up(messages: Sequence[Message]) -> list[int]:
    held = [pairs(asked) for asked, _ in messages]
    holding: dict[str, list[int]] = {}
    for at, some in enumerate(held):
        for pair in some:
            holding.setdefault(pair, []).append(at)
    weigh = {pair: math.log(len(messages) / len(at)) ** 2 for pair, at in holding.items()}
    lengths = [math.sqrt(sum(weigh[pair] for pair in some)) or 1.0 for some in held]
    found = []
    for at, some in enumerate(held):
        near: Counter[int] = Counter()
        for pair in sorted(some):
            if len(holding[pair]) < 200:
                for other in holding[pair]:
                    near[other] += weigh[pair] / lengths[at] / lengths[other]  # type: ignore[assignment]
        del near[at]
        fit = (other for other, how in near.most_common() if how < SAME_MATTER)
        found.append(next(fit, (at + 1) % len(messages)))
    return found


# --- empty and alike --------------------------------------------------------------------------


def _empty(messages: Sequence[Message]) -> None:
    found = sum(len(substance(reply)) < FEWEST for _, reply in messages)
    print(
        f"set phrases or passing on only: {found} of {len(messages)} ({found / len(messages):.1%})"
    )


def _alike(replies: Sequence[str]) -> None:
    begun = time.perf_counter()
    sketches = [sketch(one, b"bench") for one in replies]
    each = (time.perf_counter() - begun) / len(replies) * 1000
    known = [(at, one) for at, one in enumerate(sketches) if one]
    found = [
        (one, other, how)
        for n, (one, mine) in enumerate(known)
        for other, theirs in known[n + 1 :]
        if (how := likeness(mine, theirs)) >= ALIKE
    ]
    apart = [abs(how - _true(replies[one], replies[other])) for one, other, how in found]
    among = {at for one, other, _ in found for at in (one, other)}
    print(
        f"alike: {len(known)} long enough, {len(found)} pairs among {len(among)} replies, "
        f"{each:.2f} ms a sketch; estimate off by {sum(apart) / max(len(apart), 1):.3f} on average"
    )
    for one, other, how in Random(5).sample(found, min(SHOW, len(found))):
        print(f"\n{how:.2f} {replies[one][:220]!r}\n     {replies[other][:220]!r}")


def _true(one: str, other: str) -> float:
    mine, theirs = ({text[at : at + 4] for at in range(len(text) - 3)}
                    for text in (substance(one), substance(other)))  # fmt: skip
    return len(mine & theirs) / len(mine | theirs)


if __name__ == "__main__":
    main()
