"""A city's first model, on the day it has no cases: of its topics' names and places in the tree,
of its directory (units, objects, legal basis), and of what people call these things.

Each topic is one text; a request is compared with all of them (Rocchio's classifier: Manning,
Raghavan, Schütze, Introduction to Information Retrieval, §14.2), each topic drawn a little towards
its siblings. What people say instead of the official word stands in `plain_words.toml`, of no city
in particular; a city adds its own. Its probabilities were measured on nothing: it proposes and
always abstains.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from hotline.dispatching.classifier.boundaries import Boundaries, uniform
from hotline.dispatching.classifier.features import pieces, vocabulary
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Card, Model
from hotline.rules.directory import Directory
from hotline.rules.units import UnitTree

KIN = 0.3
"""How much of the mean of its siblings is added to a topic."""

SLOPE = 30.0
"""From likeness (cosine) to shares: of the stories of the demonstration, on which KIN was chosen
as well, the first candidate was right as often as its probability said."""

BETWEEN = "，"  # not said: between pieces that a model learns from
PARTS = "、"  # not said: parts of a line of the file


def plain_words(*files: Path) -> Mapping[str, Sequence[str]]:
    """Official word → what people say, from our list and the city's own. Raises OSError,
    tomllib.TOMLDecodeError."""
    found: dict[str, list[str]] = {}
    for path in (Path(__file__).with_name("plain_words.toml"), *files):
        words = tomllib.loads(path.read_text(encoding="utf-8")).get("words", {})
        for official, said in words.items():
            found.setdefault(official, []).extend(filter(None, str(said).split(PARTS)))
    return found


def texts(
    topics: Mapping[str, str],
    directory: Directory,
    units: UnitTree,
    said: Mapping[str, Sequence[str]],
) -> list[Message]:
    """What is known of each topic below the first level, in pieces; the label is its code."""
    known = _of_directory(directory, units)
    made: list[Message] = []
    for code, name in topics.items():
        if "/" not in code and any(other.startswith(f"{code}/") for other in topics):
            continue
        parts = code.split("/")
        path = "".join(topics.get("/".join(parts[:n]), "") for n in range(1, len(parts) + 1))
        words = [name, *(word for key in said if key in name for word in said[key])]
        made.append(Message(title=name, text=path, label=code))
        made += [Message(text=word, label=code) for word in words]
        made.append(Message(text=BETWEEN.join(words), label=code))
        made += [Message(text=one, label=code) for one in sorted(known[code])]
    return made


def _of_directory(directory: Directory, units: UnitTree) -> defaultdict[str, set[str]]:
    """Objects named, basis in law, and for entries of the whole city the unit."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for entry in directory.entries:
        told = {entry.object, entry.legal_basis} | ({units.name(entry.lead)} - {""})
        found[entry.topic] |= {one for one in told if one} if not entry.area else set()
    return found


def model(messages: Iterable[Message], *, when: datetime) -> Model:
    """The model of these texts. Deterministic; a second for five hundred topics."""
    known = list(messages)
    found = [pieces(one) for one in known]
    words = vocabulary(found, fewest=1)
    labels = sorted({one.label for one in known})
    place = {label: at for at, label in enumerate(labels)}
    means = np.zeros((len(labels), len(words)), np.float32)
    for one, counted in zip(known, found, strict=True):
        row = words.row(counted)
        means[place[one.label], row.at] += row.scaled()
    weights = _drawn_together(_of_length_one(means), labels)
    card = Card(trained_at=when, messages=0, topics=dict.fromkeys(labels, 0), calibrated=False)
    topics = Boundaries(uniform(labels, SLOPE), np.ascontiguousarray(weights.T))
    return Model(words, topics, card)


def _drawn_together(means: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    kin: defaultdict[str, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        kin["/".join(label.split("/")[:2])].append(at)
    drawn = means.copy()
    for places in kin.values():
        drawn[places] += KIN * means[places].mean(axis=0)
    return _of_length_one(drawn)


def _of_length_one(rows: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths == 0, 1, lengths)
