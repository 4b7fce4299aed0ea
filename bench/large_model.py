"""A city's topic model at its real size: hundreds of topics, thousands of long requests.

Real requests (`HOTLINE_MESSAGES` and other files of its folder; no part of the platform, skipped
where absent), each labelled with the topic of the demonstration's list that names alone find
likeliest: what it costs is measured here, not how right it is. A process of its own learns from as
many as a city's model does; then the files are checked and read, and requests are asked that were
not learnt from. Beside it in the same run: scikit-learn's own pipeline (TfidfVectorizer of the same
characters, LinearSVC) that tells only the fields apart. Requests a second and milliseconds are of
CPU, of one core: the same whatever else the machine does, but for its caches.
"""

import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hotline.cli.setup import django_ready

if TYPE_CHECKING:
    from hotline.dispatching.classifier.messages import Message

FILE = Path(os.environ.get("HOTLINE_MESSAGES", "labelled.jsonl.gz"))
ASKED = 1_000
SINGLE = 300
MB = 1e6


def main() -> None:
    """Prints the figures."""
    if not FILE.is_file():
        print(f"skipped: {FILE} is not here (HOTLINE_MESSAGES)")
        return
    django_ready()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, what in (("ours", _ours), ("scikit-learn, fields only", _theirs)):
            ran = subprocess.run([sys.executable, "-m", "bench.large_model", what.__name__, made],
                                 check=False)  # fmt: skip
            if ran.returncode:
                print(f"{name}: failed")
        _read_and_ask(folder)


def _ours(folder: Path) -> None:
    """Learns as `making.make` does, trial and final model, and tells what that took."""
    from hotline.dispatching.topic_model import making, material

    names, labelled = _labelled()
    learnt = labelled[ASKED:][: material.MOST]
    when = datetime.now(UTC)
    cases = [
        material.Case(id=str(at), topic=one.label, at=when + timedelta(minutes=at),
                      title=one.title, text=one.text)
        for at, one in enumerate(learnt)
    ]  # fmt: skip
    before = _peak()
    began, cpu = time.perf_counter(), time.process_time()
    model = making.of(names, cases, when=when)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    model.save(folder / "ours")
    print(f"learnt from {len(cases)} requests of {len({one.topic for one in cases})} topics, "
          f"{sum(len(one.text) for one in cases) / len(cases):.0f} characters each: "
          f"{took:.0f} s, {cpu:.0f} s CPU; peak {_peak():.0f} MB, {before:.0f} before it learnt; "
          f"weight of cases {model.weight}", flush=True)  # fmt: skip


def _theirs(folder: Path) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    from hotline.dispatching.topic_model import material

    _, labelled = _labelled()
    learnt = labelled[ASKED:][: material.MOST]
    pipeline = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True),
        LinearSVC(),
    )
    began = time.process_time()
    pipeline.fit([_said(one) for one in learnt], [_field(one.label) for one in learnt])
    took = time.process_time() - began
    (folder / "theirs").mkdir()
    (folder / "theirs" / "pipeline.pickle").write_bytes(pickle.dumps(pipeline))
    print(f"scikit-learn, fields only: {took:.0f} s CPU, peak {_peak():.0f} MB")


def _read_and_ask(folder: Path) -> None:
    from hotline.dispatching.topic_model import keeping, mixed

    _, labelled = _labelled()
    asked = labelled[:ASKED]
    place = folder / "ours"
    _, check = _timed(lambda: keeping.digest(place))
    model, load = _timed(lambda: mixed.read(place))
    _, took = _timed(lambda: model.probabilities(asked))
    each = [_timed(lambda one=one: model.candidates(one, 10))[1] for one in asked[:SINGLE]]
    if model.cases is not None:  # names alone would find their own labels again
        chance = model.cases.probabilities(asked)
        guess = [model.cases.labels[at] for at in chance.argmax(axis=1)]
        _agreement(guess, asked)
    _tell("ours, topics", place, load, took, each)
    print(f"  files checked in {check:.2f} s besides")
    place = folder / "theirs"
    kept = place / "pipeline.pickle"
    theirs, load = _timed(lambda: pickle.loads(kept.read_bytes()))
    _, took = _timed(lambda: [theirs.decision_function([_said(one)]) for one in asked])
    each = [_timed(lambda one=one: theirs.decision_function([_said(one)]))[1]
            for one in asked[:SINGLE]]  # fmt: skip
    _tell("scikit-learn, fields, no reasons", place, load, took, each)


def _tell(name: str, place: Path, load: float, took: float, each: Sequence[float]) -> None:
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / MB
    p50, p99 = np.percentile(np.array(each) * 1000, [50, 99])
    print(f"{name}: {size:.0f} MB, read in {load:.2f} s, {ASKED / took:.0f} requests/s, "
          f"one with its words p50 {p50:.1f} ms, p99 {p99:.1f} ms")  # fmt: skip


def _agreement(guess: Sequence[str], asked: "Sequence[Message]") -> None:
    same = sum(map(str.__eq__, guess, (one.label for one in asked))) / len(asked)
    field = sum(_field(a) == _field(one.label) for a, one in zip(guess, asked, strict=True))
    print(f"  topic by names found again by cases {same:.3f}, its field {field / len(asked):.3f}")


def _labelled() -> "tuple[list[Message], list[Message]]":
    """What names of topics say, and real requests with the topic that they find likeliest, in an
    order that mixes the files."""
    import msgspec

    from hotline.demo.directory import topics
    from hotline.dispatching.classifier.messages import read
    from hotline.dispatching.topic_model import from_topics
    from hotline.rules.directory import Directory
    from hotline.rules.units import UnitTree

    said = from_topics.plain_words()
    names = from_topics.texts(topics(), Directory(), UnitTree(), said)
    first = from_topics.model(names, when=datetime.now(UTC))
    files = [read(path) for path in sorted(FILE.parent.glob("*.jsonl.gz"))]
    found = [one for one in _mixed(files) if len(one.text) > 20]
    chance = first.probabilities(found)
    best = [first.labels[at] for at in chance.argmax(axis=1)]
    many = Counter(best)
    return names, [
        msgspec.structs.replace(one, label=label)
        for one, label in zip(found, best, strict=True)
        if many[label] > 1
    ]


def _mixed(files: "Sequence[Sequence[Message]]") -> "list[Message]":
    """All of them, each file spread evenly over the whole."""
    placed = [(at / len(file), number, one)
              for number, file in enumerate(files) for at, one in enumerate(file)]  # fmt: skip
    return [one for *_, one in sorted(placed, key=lambda each: each[:2])]


def _said(one: "Message") -> str:
    return f"{one.title}。{one.text}"


def _field(label: str) -> str:
    return label.partition("/")[0]


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and the seconds of CPU it took."""
    began = time.process_time()
    found = act()
    return found, time.process_time() - began


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        django_ready()
        {"_ours": _ours, "_theirs": _theirs}[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
