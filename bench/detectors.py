"""Detectors of danger, emergency and kind: misses on a set held back, and the load on people.

`bench/detectors.tsv`: own short texts, about half of them traps (a word of danger that tells of
none), written after the lexicon and never used to mend it: text, tags, emergency lines, kind. The
load is the share of citizens' messages that would be flagged (`HOTLINE_MESSAGES` names them, JSON
lines, gzip; they are no part of the platform). Another set: `python -m bench.detectors FILE`; the
older ones, `detectors_first.tsv` and `detectors_second.tsv`, were held back once, then learnt from.
"""

import gzip
import os
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec

from hotline.rules.detectors.detect import detect
from hotline.rules.words import EmergencyLine, Tag

SET = Path(__file__).with_name("detectors.tsv")
MESSAGES = Path(os.environ.get("HOTLINE_MESSAGES", "labelled.jsonl.gz"))
WATCHED = (Tag.DANGER, Tag.THREAT, Tag.MINOR, Tag.WEATHER, Tag.GROUP)
QUIET = frozenset({Tag.MINOR.value})


def main(file: Path = SET) -> None:
    """Prints a table, the misses, the false alarms, and the load."""
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines() if line]
    held: Counter[str] = Counter()
    found: Counter[str] = Counter()
    both: Counter[str] = Counter()
    missed, false, kinds = list[str](), list[str](), 0
    began = time.perf_counter()
    for text, tags, lines, kind in rows:
        hints = detect(text)
        wanted = {*filter(None, tags.split(",")), *filter(None, lines.split(","))}
        told = {one.tag.value for one in hints.tags} | {one.line.value for one in hints.lines}
        held.update(wanted)
        found.update(told)
        both.update(wanted & told)
        if gone := wanted - told:
            missed.append(f"{'、'.join(sorted(gone))}  {text}")
        if not wanted and told:
            false.append(f"{'、'.join(sorted(told))}  {text}")
        alarms = bool(wanted - QUIET), bool(told - QUIET)
        held["any alarm"] += alarms[0]
        found["any alarm"] += alarms[1]
        both["any alarm"] += all(alarms)
        kinds += hints.kind is not None and hints.kind.value == kind
    spent = time.perf_counter() - began
    quiet = sum(not row[1] and not row[2] for row in rows)
    print(f"{len(rows)} texts, {quiet} of them with nothing in them; {len(rows) / spent:,.0f}/s")
    named = [(one.value, one.zh) for one in (*WATCHED, *EmergencyLine)]
    for value, word in (*named, ("any alarm", "any of these but 未成年人")):
        share = both[value] / held[value] if held[value] else float("nan")
        exact = both[value] / found[value] if found[value] else float("nan")
        counts = f"{both[value]}/{held[value]}"
        print(f"{word:8} found {counts:7} recall {share:.3f}  precision {exact:.3f}")
    print(f"kind right {kinds}/{len(rows)} = {kinds / len(rows):.3f}")
    print(f"\nmissed ({len(missed)}):", *missed, sep="\n  ")
    print(f"\nflagged though nothing is in them ({len(false)} of {quiet}):", *false, sep="\n  ")
    _load()


def _load() -> None:
    if not MESSAGES.exists():
        print(f"load not measured: {MESSAGES} is not here (HOTLINE_MESSAGES)")
        return
    told: Counter[str] = Counter()
    with gzip.open(MESSAGES, "rt", encoding="utf-8") as lines:
        messages = [msgspec.json.decode(line) for line in lines]
    for one in messages:
        hints = detect(one.get("title") or "", one["text"])
        told.update(hint.tag.value for hint in hints.tags)
        told.update(hint.line.value for hint in hints.lines)
        told["any line"] += bool(hints.lines)
        told[hints.urgency.value] += 1
        told["no kind"] += hints.kind is None
    shares = (f"{key} {n / len(messages):.1%}" for key, n in told.most_common())
    print(f"\n{len(messages)} messages: " + ", ".join(shares))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
