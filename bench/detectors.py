"""Detectors of danger, emergency and kind: misses on a set held back, and the load on people.

`bench/detectors_third.tsv` was written by somebody who had seen neither words nor sentences of the
detectors, and run once: text, tags, emergency lines, kind, and how it is told (plain, round about,
none: nothing is in it, trap: a word of danger that tells of none). Another set: `python -m
bench.detectors FILE`; the older three were held back once and are taught with since. In the same
run, as reference: the words of the lexicon alone, as they were before anything was learnt.

The load is the share of citizens' messages that would be flagged (`HOTLINE_MESSAGES`), and
`HOTLINE_ORDERS` names orders of a city with their kinds: an outside check that nothing was tuned
on. Both are JSON lines, gzip, and no part of the platform.
"""

import gzip
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from hotline.rules.detectors.detect import CRITICAL, TAGS, URGENT, Hints, LineHint, TagHint, detect
from hotline.rules.detectors.lexicon import CALLED, NAMED, WEIGHT
from hotline.rules.detectors.spoken import spoken
from hotline.rules.gazetteer import plain
from hotline.rules.words import EmergencyLine, Kind, Tag, Urgency

SET = Path(__file__).with_name("detectors_third.tsv")
MESSAGES = Path(os.environ.get("HOTLINE_MESSAGES", "labelled.jsonl.gz"))
ORDERS = Path(os.environ.get("HOTLINE_ORDERS", "orders.jsonl.gz"))
QUIET = frozenset({Tag.MINOR.value})
"""That a child is spoken of is no alarm."""
ANY = "any alarm"
NAMES = {one.value: one.zh for one in (*TAGS, *EmergencyLine)} | {ANY: "any but 未成年人"}

Detector = Callable[..., Hints]


class Row(msgspec.Struct, frozen=True):
    """A text, what is in it, its kind, and how it is told."""

    text: str
    heads: frozenset[str]
    kind: str
    way: str = ""


class Measured(msgspec.Struct):
    """Counts by head, texts missed and flagged without reason, kinds shown and right."""

    held: Counter[str]
    found: Counter[str]
    both: Counter[str]
    ways: Counter[str]
    ways_told: Counter[str]
    missed: list[str]
    false: list[str]
    kinds_shown: int = 0
    kinds_right: int = 0
    texts: int = 0
    seconds: float = 0.0


def read(file: Path) -> list[Row]:
    """A set as tab-separated values."""
    rows = []
    for line in file.read_text("utf-8").splitlines():
        if line:
            text, tags, lines, kind, *way = line.split("\t")
            heads = frozenset(filter(None, f"{tags},{lines}".split(",")))
            rows.append(Row(text, heads, kind.strip(), way[0].strip() if way else ""))
    return rows


def told_by(hints: Hints) -> frozenset[str]:
    """The alarms of a text."""
    tags = {one.tag.value for one in hints.tags}
    return frozenset(tags | {one.line.value for one in hints.lines})


def measured(rows: Iterable[Row], detector: Detector) -> Measured:
    """How a detector fares."""
    seen = Measured(Counter(), Counter(), Counter(), Counter(), Counter(), [], [])
    for row in rows:
        began = time.perf_counter()
        hints = detector(row.text)
        seen.seconds += time.perf_counter() - began
        told = told_by(hints)
        wanted = row.heads | ({ANY} if row.heads - QUIET else set())
        heard = told | ({ANY} if told - QUIET else set())
        seen.held.update(wanted)
        seen.found.update(heard)
        seen.both.update(wanted & heard)
        if gone := row.heads - told:
            seen.missed.append(f"{'、'.join(sorted(gone))}  {row.text}")
        if heard - wanted and ANY not in wanted:
            seen.false.append(f"{'、'.join(sorted(told))}  {row.text}")
        seen.ways[row.way] += 1
        seen.ways_told[row.way] += ANY in heard
        seen.kinds_shown += hints.kind is not None
        seen.kinds_right += hints.kind is not None and hints.kind.value == row.kind
        seen.texts += 1
    return seen


def shown(seen: Measured) -> None:
    """Prints the table."""
    for head, name in NAMES.items():
        share = seen.both[head] / seen.held[head] if seen.held[head] else float("nan")
        exact = seen.both[head] / seen.found[head] if seen.found[head] else float("nan")
        counts = f"{seen.both[head]}/{seen.held[head]}"
        print(f"  {name:8} found {counts:7} recall {share:.3f}  precision {exact:.3f}")
    for way in sorted(seen.ways):
        if way:
            print(f"  told {way}: any alarm for {seen.ways_told[way]} of {seen.ways[way]}")
    quiet = seen.texts - seen.held[ANY]
    flagged = seen.found[ANY] - seen.both[ANY]
    shown_kinds = seen.kinds_shown or 1
    print(f"  flagged though nothing but perhaps a child is in them: {flagged} of {quiet}")
    print(
        f"  kind shown for {seen.kinds_shown}/{seen.texts}, right {seen.kinds_right}: "
        f"{seen.kinds_right / shown_kinds:.3f} of those, {seen.kinds_right / seen.texts:.3f} of all"
    )
    print(f"  {seen.texts / seen.seconds:,.0f} texts/s")


def lexicon_alone(*texts: str) -> Hints:
    """The reference: every word that was said sounds its alarm; the kind with the most words."""
    text = "\n".join(plain(one) for one in texts if one.strip())
    said = spoken(text)
    tags = tuple(TagHint(tag=one, words=said[one]) for one in TAGS if one in said)
    lines = tuple(LineHint(line=one, words=said[one]) for one in EmergencyLine if one in said)
    kinds = {kind: WEIGHT[kind] * len(said[kind]) for kind in WEIGHT if kind in said}
    kind = max(kinds, key=lambda one: kinds[one]) if kinds else None
    if named := NAMED.search(text):
        kind = CALLED[named[1] or named[2]]
    told = {one.tag for one in tags}
    if kind is None and (told & CRITICAL or lines):
        kind = Kind.HELP
    urgency = Urgency.URGENT if told & URGENT else Urgency.ORDINARY
    urgency = Urgency.CRITICAL if told & CRITICAL else urgency
    return Hints(tags=tags, lines=lines, urgency=urgency, kind=kind)


def main(file: Path = SET) -> None:
    """Prints tables, the misses, the false alarms, and the load."""
    rows = read(file)
    detect("一")  # not said: reads the weights
    seen = measured(rows, detect)
    print(f"{file.name}: {len(rows)} texts\nlearnt")
    shown(seen)
    print("words of the lexicon alone, the reference")
    shown(measured(rows, lexicon_alone))
    print(f"\nmissed ({len(seen.missed)}):", *seen.missed, sep="\n  ")
    print(f"\nflagged though no alarm is in them ({len(seen.false)}):", *seen.false, sep="\n  ")
    print()
    for name, detector in (("learnt", detect), ("words alone", lexicon_alone)):
        _load(name, detector)
        _kinds(name, detector)


def _load(name: str, detector: Detector) -> None:
    if not MESSAGES.exists():
        print(f"load not measured: {MESSAGES} is not here (HOTLINE_MESSAGES)")
        return
    told: Counter[str] = Counter()
    messages = _lines(MESSAGES)
    began = time.process_time()
    for one in messages:
        hints = detector(one.get("title") or "", one["text"])
        told.update(told_by(hints))
        told["any line"] += bool(hints.lines)
        told[hints.urgency.value] += 1
        told["no kind"] += hints.kind is None
    spent = (time.process_time() - began) / len(messages) * 1000
    shares = (f"{key} {n / len(messages):.1%}" for key, n in told.most_common())
    print(f"{name}: {len(messages)} messages, {spent:.2f} ms CPU each: " + ", ".join(shares))


def _kinds(name: str, detector: Detector) -> None:
    if not ORDERS.exists():
        print(f"kinds of orders not measured: {ORDERS} is not here (HOTLINE_ORDERS)")
        return
    by_name = {kind.zh: kind for kind in Kind} | {"建议": Kind.SUGGESTION}
    held, found, both, silent = Counter[Kind](), Counter[Kind](), Counter[Kind](), 0
    for one in _lines(ORDERS):
        kind = by_name[one["kind"]]
        hint = detector(one.get("title") or "", one["text"]).kind
        silent += hint is None
        held[kind] += 1
        if hint is not None:
            found[hint] += 1
            both[kind] += hint is kind
    told = held.total() - silent
    f1 = [2 * both[kind] / (held[kind] + found[kind]) for kind in held]
    commonest = held.most_common(1)[0][1] / held.total()
    print(
        f"{name}: {held.total()} orders, a kind shown for {told / held.total():.1%}, right "
        f"{both.total() / told:.3f} of those (always the commonest: {commonest:.3f}), "
        f"macro-F1 {sum(f1) / len(f1):.3f}; recall "
        + ", ".join(f"{kind.zh} {both[kind]}/{held[kind]}" for kind in held)
    )


def _lines(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [msgspec.json.decode(line) for line in lines]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
