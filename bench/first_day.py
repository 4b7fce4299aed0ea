"""A city's first topic model, made of topic names and directory alone, on requests written for the
purpose and kept back: `demo_requests.tsv`, two or more for each of the demonstration's 108 topics
of the second level, in plain spoken Chinese. Nothing was tuned on them.

Told: the first candidate right, macro-F1 and the first five, over topics of the second level; the
same without our list of what people say, and without the directory; time and memory.
"""

import resource
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from hotline.cli.setup import django_ready

FILE = Path(__file__).with_name("demo_requests.tsv")


def main() -> None:
    """Prints the figures."""
    django_ready()
    from hotline.demo.directory import draft, topics
    from hotline.dispatching.classifier.messages import Message
    from hotline.dispatching.topic_model import from_topics
    from hotline.rules.directory import Directory
    from hotline.rules.units import UnitTree

    lines = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines()]
    asked = [Message(text=text, label=label) for label, text in lines]
    drawn = draft(date(2026, 1, 1))
    whole, said = Directory(entries=drawn.entries), from_topics.plain_words()
    print(f"{len(asked)} requests, {len({one.label for one in asked})} topics")
    for name, directory, words in (
        ("names, directory, plain words", whole, said),
        ("names and directory", whole, {}),
        ("names alone", Directory(), {}),
    ):
        begun = time.perf_counter()
        texts = from_topics.texts(topics(), directory, UnitTree(), words)
        model = from_topics.model(texts, when=datetime.now(UTC))
        made = time.perf_counter() - begun
        begun = time.perf_counter()
        chance = model.probabilities(asked)
        each = (time.perf_counter() - begun) / len(asked)
        figures = judged(model.labels, chance, [one.label for one in asked])
        print(f"{name:<32}{figures}  made in {made:.1f} s, {each * 1000:.2f} ms each")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


def judged(labels: Sequence[str], chance: np.ndarray, truth: Sequence[str]) -> str:
    """First, macro-F1 and first five over the second level; parts count for the whole."""
    above = ["/".join(label.split("/")[:2]) for label in labels]
    topics = sorted(set(above))
    summed = np.zeros((len(truth), len(topics)))
    for at, topic in enumerate(above):
        summed[:, topics.index(topic)] += chance[:, at]
    order = np.argsort(-summed, axis=1)
    guess = [topics[at] for at in order[:, 0]]
    right = sum(map(str.__eq__, guess, truth)) / len(truth)
    five = sum(one in {topics[at] for at in row[:5]} for one, row in zip(truth, order, strict=True))
    return f"first {right:.3f}, macro-F1 {macro_f1(guess, truth):.3f}, five {five / len(truth):.3f}"


def macro_f1(guess: Sequence[str], truth: Sequence[str]) -> float:
    """Mean over the topics that occur."""
    found = []
    for topic in sorted(set(truth)):
        both = sum(g == t == topic for g, t in zip(guess, truth, strict=True))
        found.append(2 * both / (guess.count(topic) + truth.count(topic)))
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
